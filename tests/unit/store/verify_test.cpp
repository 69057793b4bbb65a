// verify_test.cpp -- verify() accepts what the verbs of a Store make, and aborts on anything else.
#include <gtest/gtest.h>

#include <random>

#include "base/assert.h"
#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

TEST(Verify, AcceptsAnEmptyStore) {
  store::Store store(OffsetKind::utf16);
  store.verify();
  store.client(1);
  store.list_slot(store.root("t"));
  store.verify();
  EXPECT_EQ(store.state(1), 0U);
}

TEST(Verify, AcceptsAStoreAfterEveryRandomEdit) {
  const Bytes one = from_hex("7d01");
  std::mt19937 random(11);
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  const store::BranchRef m = peer.store.root("m");
  for (int step = 0; step < 600; ++step) {
    const std::uint64_t length = peer.store.length(t);
    const std::uint64_t at = random() % (length + 1);
    const store::ClientRef c = peer.store.client(1 + random() % 4);
    switch (random() % 4) {
      case 0: {
        const store::SlotRef key = peer.store.key_slot(m, random() % 2 == 0 ? "k" : "l");
        peer.store.insert(c, key, {peer.store.slot(key).tail, 0}, any_block({}, one));
        break;
      }
      case 1: remove_at(peer.store, t, at, std::min<std::uint64_t>(length - at, 3)); break;
      default: type_at(peer.store, 1 + random() % 4, t, at, "ab"); break;
    }
    peer.store.verify();
    if (random() % 5 == 0) peer.commit();
  }
  EXPECT_EQ(peer.text("t").size(), peer.store.length(t));
}

TEST(VerifyDeathTest, ABrokenInvariantIsNamedAndAborts) {
  EXPECT_DEATH(broken_invariant("one == two", "here.cpp", 12),
               "here.cpp:12: broken invariant: one == two");
  EXPECT_DEATH(YCPP_VERIFY(1 + 1 == 3), "broken invariant: 1 \\+ 1 == 3");
}

TEST(VerifyDeathTest, TextWithAWrongLengthIsFound) {
  StorePeer peer;
  const store::SlotRef list = peer.store.list_slot(peer.store.root("t"));
  peer.store.insert_text(peer.store.client(1), list, {}, "abc", 4);
  EXPECT_DEATH(peer.store.verify(), "count_utf16");
}

TEST(VerifyDeathTest, TextThatIsNotUtf8IsFound) {
  StorePeer peer;
  const store::SlotRef list = peer.store.list_slot(peer.store.root("t"));
  peer.store.insert_text(peer.store.client(1), list, {}, "a\xff", 2);
  EXPECT_DEATH(peer.store.verify(), "utf8::valid");
}

TEST(VerifyDeathTest, AnItemLinkedIntoTheListOfAnotherIsFound) {
  StorePeer peer;
  const store::ItemRef left = type_at(peer.store, 1, peer.store.root("t"), 0, "a");
  const store::SlotRef other = peer.store.list_slot(peer.store.root("u"));
  peer.store.insert_text(peer.store.client(2), other, {left, 0}, "b", 1);
  EXPECT_DEATH(peer.store.verify(), "slot");
}

}  // namespace
}  // namespace ycpp

// pack_test.cpp -- a document that is edited for long holds the memory of what is in it.
#include <gtest/gtest.h>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

constexpr std::uint64_t kEdits = 3000;

std::size_t log_bytes(const StorePeer& peer, std::uint64_t client) {
  const store::ClientLog& log = peer.store.log(peer.store.find_client(client));
  return log.text.size() + log.values.size_bytes();
}

TEST(Pack, TextThatIsReplacedAgainAndAgain) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  type_at(peer.store, 1, t, 0, "begin ");
  peer.commit();
  for (std::uint64_t i = 0; i < kEdits; ++i) {
    type_at(peer.store, 1, t, 6, "0123456789");
    peer.commit();
    remove_at(peer.store, t, 6, 10);
    peer.commit();
  }
  type_at(peer.store, 1, t, 6, "end");
  peer.commit();
  EXPECT_EQ(peer.text("t"), "begin end");
  EXPECT_LT(log_bytes(peer, 1), 2U * 4096);
}

TEST(Pack, AKeyThatIsSetAgainAndAgain) {
  StorePeer peer;
  const Bytes value = from_hex("770a30313233343536373839");  // ten characters
  for (std::uint64_t i = 0; i < kEdits; ++i) {
    MadeBlock block = any_block({1, i}, value);
    if (i == 0)
      block.root("m").key("k");
    else
      block.after({1, i - 1});
    ASSERT_TRUE(peer.apply(made_update({block})).ok());
  }
  const store::ItemRef last = peer.store.find({0, kEdits - 1});
  EXPECT_EQ(to_hex(peer.store.value(peer.store.item(last))), to_hex(value));
  EXPECT_LT(log_bytes(peer, 1), 2U * 4096);
}

TEST(Pack, AllKindsOfContentAreWhereTheyWere) {
  StorePeer peer;
  const Bytes one = from_hex("7d01");
  const std::string doomed(6000, 'x');
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "kept").root("t"),
                                      text_block({1, 4}, doomed).after({1, 3}),
                                      format_block({1, 6004}, "b", one).after({1, 6003}),
                                      text_block({1, 6005}, "too").after({1, 6004})}))
                  .ok());
  const std::string before = to_hex(made_update({}, {{1, 4, 6000}}));
  ASSERT_TRUE(peer.apply(from_hex(before)).ok());
  EXPECT_EQ(peer.text("t"), "kepttoo");
  EXPECT_EQ(log_bytes(peer, 1), 7U + 3U);
  const store::Item& mark = peer.store.item(peer.store.find({0, 6004}));
  EXPECT_EQ(peer.store.mark_key(mark), "b");
  EXPECT_EQ(to_hex(peer.store.mark_value(mark)), "7d01");
  StorePeer copy;
  ASSERT_TRUE(copy.apply(peer.state()).ok());
  EXPECT_EQ(to_hex(copy.state()), to_hex(peer.state()));
}

TEST(Pack, WithoutCollectingEverythingStays) {
  StorePeer peer;
  peer.collects = false;
  const std::string doomed(6000, 'x');
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, doomed).root("t")}, {{1, 0, 6000}})).ok());
  EXPECT_EQ(log_bytes(peer, 1), 6000U);
}

// Each update cuts a pair for nothing: what it inserts there lies beside something that is gone.
TEST(Pack, PairsThatAreCutAgainAndAgain) {
  constexpr std::uint64_t kPairs = 2000;
  StorePeer peer;
  std::string text;
  for (std::uint64_t i = 0; i < kPairs; ++i) text += "\xf0\x9f\x98\x80";
  ASSERT_TRUE(
      peer.apply(made_update({gc_block({4, 0}, 1), text_block({2, 0}, text, 2 * kPairs).root("t")}))
          .ok());
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    const MadeBlock block = text_block({3, i}, "x").after({2, 2 * i}).before({4, 0});
    ASSERT_TRUE(peer.apply(made_update({block})).ok());
  }
  EXPECT_LT(log_bytes(peer, 2), 4 * text.size());
}

}  // namespace
}  // namespace ycpp

// store_test.cpp -- finding clients, ids, branches and slots.
#include "store/store.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

TEST(Store, AClientIsMadeOnce) {
  store::Store store(OffsetKind::utf16);
  EXPECT_EQ(store.find_client(0), store::kNoClient);
  const store::ClientRef big = store.client(kMaxSafeInteger);
  const store::ClientRef zero = store.client(0);
  EXPECT_NE(big, zero);
  EXPECT_EQ(store.client(kMaxSafeInteger), big);
  EXPECT_EQ(store.find_client(0), zero);
  EXPECT_EQ(store.client_count(), 2U);
  EXPECT_EQ(store.log(big).id, kMaxSafeInteger);
}

TEST(Store, TheStateVectorListsWhoWroteSomething) {
  store::Store store(OffsetKind::utf16);
  type_at(store, 7, store.root("t"), 0, "abc");
  store.client(8);
  const auto sv = store.state_vector();
  ASSERT_EQ(sv.entries().size(), 1U);
  EXPECT_EQ(sv.get(7), 3U);
  EXPECT_EQ(store.state(7), 3U);
  EXPECT_EQ(store.state(8), 0U);
  EXPECT_EQ(store.state(9), 0U);
}

TEST(Store, ARootIsMadeOnceAndKeepsItsTurn) {
  store::Store store(OffsetKind::utf16);
  EXPECT_EQ(store.find_root("b"), 0U);
  const store::BranchRef b = store.root("b");
  const store::BranchRef a = store.root("a");
  EXPECT_EQ(store.root("b"), b);
  EXPECT_EQ(store.find_root("a"), a);
  EXPECT_EQ(store.roots(), (std::vector<store::BranchRef>{b, a}));
  EXPECT_EQ(store.branch(b).type, TypeRef::undefined);
  store.declare(b, TypeRef::text);
  EXPECT_EQ(store.branch(b).type, TypeRef::text);
}

TEST(Store, KeysOfABranchAreInOrderOfTheirFirstAppearance) {
  store::Store store(OffsetKind::utf16);
  const store::BranchRef m = store.root("m");
  const store::SlotRef z = store.key_slot(m, "z");
  const store::SlotRef a = store.key_slot(m, "a");
  EXPECT_EQ(store.key_slot(m, "z"), z);
  EXPECT_EQ(store.branch(m).first_key, z);
  EXPECT_EQ(store.slot(z).next, a);
  EXPECT_EQ(store.slot(a).next, 0U);
  EXPECT_EQ(store.find_key_slot(store.root("other"), "z"), 0U);
  EXPECT_NE(store.list_slot(m), z);
  EXPECT_EQ(store.list_slot(m), store.list_slot(m));
}

TEST(Store, NewIsWhatTheCurrentTransactionMade) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  type_at(peer.store, 1, t, 0, "ab");
  EXPECT_TRUE(peer.store.is_new({0, 0}));
  peer.commit();
  EXPECT_FALSE(peer.store.is_new({0, 0}));
  type_at(peer.store, 1, t, 2, "c");
  EXPECT_FALSE(peer.store.is_new({0, 1}));
  EXPECT_TRUE(peer.store.is_new({0, 2}));
}

TEST(Store, AListThatChangedIsNamedOnceAndANewTypeIsNot) {
  StorePeer peer;
  const store::BranchRef a = peer.store.root("a");
  const store::SlotRef list = peer.store.list_slot(a);
  const auto item =
      peer.store.insert(peer.store.client(1), list, {}, type_block({}, TypeRef::text));
  const store::BranchRef inner = peer.store.item(item).content.branch;
  type_at(peer.store, 1, inner, 0, "x");
  EXPECT_EQ(peer.store.changes.slots, (std::vector<store::SlotRef>{list}));
  peer.commit();
  type_at(peer.store, 1, inner, 1, "y");
  EXPECT_EQ(peer.store.changes.slots, (std::vector<store::SlotRef>{peer.store.list_slot(inner)}));
}

TEST(Store, TheVersionGrowsWithEveryChangeAndNotOtherwise) {
  store::Store store(OffsetKind::utf16);
  const store::BranchRef t = store.root("t");
  std::uint64_t version = store.version();
  type_at(store, 1, t, 0, "abc");
  EXPECT_GT(store.version(), version);
  version = store.version();
  store.length(t);
  store.encode_all({});
  EXPECT_EQ(store.version(), version);
  remove_at(store, t, 1, 1);
  EXPECT_GT(store.version(), version);
}

}  // namespace
}  // namespace ycpp

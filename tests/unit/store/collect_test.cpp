// collect_test.cpp -- what is left of deleted content.
#include <gtest/gtest.h>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

const Bytes kOne = from_hex("7d01");

/// An array that holds a map that holds a text.
Bytes nested() {
  return made_update({type_block({1, 0}, TypeRef::array).root("a"),
                      type_block({1, 1}, TypeRef::map).in({1, 0}),
                      type_block({1, 2}, TypeRef::text).in({1, 1}).key("k"),
                      text_block({1, 3}, "abc").in({1, 2})});
}

TEST(Collect, ADeletedItemLosesItsContentAndKeepsItsPlace) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abc").root("t")}, {{1, 1, 1}})).ok());
  const store::Item& gone = peer.store.item(peer.store.find({0, 1}));
  EXPECT_EQ(gone.kind(), Kind::deleted);
  EXPECT_EQ(gone.length(), 1U);
  EXPECT_EQ(gone.origin(), (store::LocalId{0, 0}));
  EXPECT_EQ(gone.left, peer.store.find({0, 0}));
  EXPECT_EQ(peer.text("t"), "ac");
}

TEST(Collect, WithoutCollectingTheContentStays) {
  StorePeer peer;
  peer.collects = false;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abc").root("t")}, {{1, 1, 1}})).ok());
  const store::Item& gone = peer.store.item(peer.store.find({0, 1}));
  EXPECT_TRUE(gone.deleted);
  EXPECT_EQ(peer.store.text(gone), "b");
}

TEST(Collect, WhatIsKeptForUndoStays) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  type_at(peer.store, 1, t, 0, "abc");
  peer.commit();
  const store::ItemRef b = gap_at(peer.store, t, 1).right;
  peer.store.split(b, 1);
  peer.store.set_keep(b, true);
  remove_at(peer.store, t, 0, 3);
  peer.commit();
  EXPECT_EQ(peer.store.item(peer.store.find({0, 0})).kind(), Kind::deleted);
  EXPECT_EQ(peer.store.text(peer.store.item(b)), "b");
  EXPECT_EQ(peer.store.item(peer.store.find({0, 2})).kind(), Kind::deleted);
}

TEST(Collect, WhatWasInADeletedTypeLosesItsPlace) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(nested()).ok());
  const store::BranchRef map = peer.store.item(peer.store.find({0, 1})).content.branch;
  ASSERT_NE(peer.store.find_key_slot(map, "k"), 0U);
  ASSERT_TRUE(peer.apply(made_update({}, {{1, 0, 1}})).ok());
  EXPECT_EQ(peer.store.item(peer.store.find({0, 0})).kind(), Kind::deleted);
  const store::Item& rest = peer.store.item(peer.store.find({0, 1}));
  EXPECT_TRUE(rest.is_gc());
  EXPECT_EQ(rest.length(), 5U) << "one run of ids";
  EXPECT_TRUE(peer.store.branch(map).collected);
  EXPECT_EQ(peer.store.find_key_slot(map, "k"), 0U);
  EXPECT_EQ(
      to_hex(peer.state()),
      to_hex(made_update({deleted_block({1, 0}, 1).root("a"), gc_block({1, 1}, 5)}, {{1, 0, 6}})));
}

TEST(Collect, ADeletedTypeInsideALivingOneKeepsItsPlace) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(nested()).ok());
  ASSERT_TRUE(peer.apply(made_update({}, {{1, 2, 1}})).ok());
  EXPECT_EQ(peer.store.item(peer.store.find({0, 2})).kind(), Kind::deleted);
  EXPECT_TRUE(peer.store.item(peer.store.find({0, 3})).is_gc());
  EXPECT_EQ(peer.store.item(peer.store.find({0, 1})).kind(), Kind::type);
}

TEST(Collect, AnOldValueOfAKeyIsCollected) {
  StorePeer peer;
  const store::SlotRef k = peer.store.key_slot(peer.store.root("m"), "k");
  for (int i = 0; i < 5; ++i) {
    peer.store.insert(peer.store.client(1), k, {peer.store.slot(k).tail, 0}, any_block({}, kOne));
    peer.commit();
  }
  EXPECT_EQ(peer.store.log(0).index.size(), 2U);
  EXPECT_EQ(peer.store.item(peer.store.slot(k).head).length(), 4U);
  EXPECT_EQ(peer.store.item(peer.store.slot(k).tail).kind(), Kind::any);
}

TEST(Collect, DeepNestingIsNoRecursion) {
  std::vector<Block> blocks{type_block({1, 0}, TypeRef::array).root("a")};
  constexpr std::uint64_t kDeep = 100'000;
  for (std::uint64_t i = 1; i < kDeep; ++i)
    blocks.push_back(type_block({1, i}, TypeRef::array).in({1, i - 1}));
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update(blocks)).ok());
  ASSERT_TRUE(peer.apply(made_update({}, {{1, 0, 1}})).ok());
  EXPECT_EQ(peer.store.item(peer.store.find({0, 1})).length(), kDeep - 1);
}

}  // namespace
}  // namespace ycpp

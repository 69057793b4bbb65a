// squash_test.cpp -- which neighbours are one item at the end of a transaction.
#include <gtest/gtest.h>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

std::size_t items_of(const StorePeer& peer, std::uint64_t client) {
  return peer.store.log(peer.store.find_client(client)).index.size();
}

TEST(Squash, ACutThatCameToNothingIsMended) {
  StorePeer peer;
  const store::ItemRef item = type_at(peer.store, 1, peer.store.root("t"), 0, "abcdef");
  peer.commit();
  for (const std::uint64_t at : {4U, 3U, 1U}) peer.store.split(item, at);
  EXPECT_EQ(items_of(peer, 1), 4U);
  peer.store.squash();
  EXPECT_EQ(items_of(peer, 1), 1U);
  EXPECT_EQ(peer.store.text(peer.store.item(item)), "abcdef");
  peer.store.verify();
}

TEST(Squash, WhatSomebodyTypedBetweenKeepsTwoApart) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  type_at(peer.store, 1, t, 0, "abcd");
  peer.commit();
  type_at(peer.store, 2, t, 2, "X");
  peer.commit();
  EXPECT_EQ(items_of(peer, 1), 2U);
  remove_at(peer.store, t, 2, 1);
  peer.commit();
  EXPECT_EQ(items_of(peer, 1), 2U) << "the deleted item is still there";
}

TEST(Squash, DifferentRightOriginsKeepTwoApart) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({2, 0}, "z").root("t"),
                                      text_block({1, 0}, "a").before({2, 0}),
                                      text_block({1, 1}, "b").after({1, 0})}))
                  .ok());
  EXPECT_EQ(peer.text("t"), "abz");
  EXPECT_EQ(items_of(peer, 1), 2U);
}

TEST(Squash, DeletedNeighboursAreOne) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  type_at(peer.store, 1, t, 0, "abcd");
  peer.commit();
  for (const std::uint64_t expected : {3U, 3U}) {
    remove_at(peer.store, t, 1, 1);
    peer.commit();
    EXPECT_EQ(items_of(peer, 1), expected);
  }
  EXPECT_EQ(peer.store.item(peer.store.find({0, 1})).length(), 2U);
  EXPECT_EQ(peer.text("t"), "ad");
}

TEST(Squash, CollectedRunsAreOneWhateverTheyWere) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({gc_block({1, 0}, 2)})).ok());
  ASSERT_TRUE(peer.apply(made_update({gc_block({1, 2}, 3)})).ok());
  EXPECT_EQ(items_of(peer, 1), 1U);
  EXPECT_EQ(peer.store.item(peer.store.find({0, 4})).length(), 5U);
}

TEST(Squash, ACutPairComesBackAsTwoReplacementCharacters) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  const store::ItemRef item =
      peer.store.insert_text(peer.store.client(1), peer.store.list_slot(t), {}, "a\U0001F600b", 4);
  peer.commit();
  peer.store.split(item, 2);
  peer.store.squash();
  EXPECT_EQ(items_of(peer, 1), 1U);
  EXPECT_EQ(peer.store.text(peer.store.item(item)), "a\ufffd\ufffdb");
  EXPECT_EQ(peer.store.item(item).length(), 4U);
  peer.store.verify();
}

TEST(Squash, TypesAndMarksAreNeverOne) {
  StorePeer peer;
  const Bytes yes = from_hex("78");
  ASSERT_TRUE(peer.apply(made_update({format_block({1, 0}, "b", yes).root("t"),
                                      format_block({1, 1}, "b", yes).after({1, 0}),
                                      type_block({1, 2}, TypeRef::map).after({1, 1}),
                                      type_block({1, 3}, TypeRef::map).after({1, 2})}))
                  .ok());
  EXPECT_EQ(items_of(peer, 1), 4U);
}

}  // namespace
}  // namespace ycpp

// edit_test.cpp -- cutting items, typing into them, and removing them.
#include <gtest/gtest.h>

#include <random>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

const Bytes kOne = from_hex("7d01");

TEST(Edit, ACutItemIsTwoThatTileItsIds) {
  StorePeer peer;
  const store::ItemRef left = type_at(peer.store, 1, peer.store.root("t"), 0, "abcde");
  const store::ItemRef right = peer.store.split(left, 2);
  const store::Item& r = peer.store.item(right);
  EXPECT_EQ(peer.store.text(peer.store.item(left)), "ab");
  EXPECT_EQ(peer.store.text(r), "cde");
  EXPECT_EQ(r.clock, 2U);
  EXPECT_EQ(r.origin(), (store::LocalId{0, 1}));
  EXPECT_FALSE(r.right_origin().exists());
  EXPECT_EQ(r.left, left);
  EXPECT_EQ(peer.store.find({0, 1}), left);
  EXPECT_EQ(peer.store.find({0, 2}), right);
  EXPECT_EQ(peer.store.slot(r.slot).tail, right);
  peer.store.verify();
}

TEST(Edit, DeletedContentAndValuesAreCutToo) {
  StorePeer peer;
  const Bytes three = from_hex("7d017d027d03");
  ASSERT_TRUE(peer.apply(made_update({deleted_block({1, 0}, 10).root("t"),
                                      any_block({2, 0}, three, 3).root("a")}))
                  .ok());
  const auto gone = peer.store.split(peer.store.find({peer.store.find_client(1), 0}), 4);
  EXPECT_EQ(peer.store.item(gone).length(), 6U);
  const auto rest = peer.store.split(peer.store.find({peer.store.find_client(2), 0}), 1);
  EXPECT_EQ(to_hex(peer.store.value(peer.store.item(rest))), "7d02");
  EXPECT_EQ(to_hex(peer.store.value(peer.store.item(rest), 1)), "7d03");
  peer.store.verify();
}

TEST(Edit, StartingAtCutsWhatHasAPlaceAndNothingElse) {
  StorePeer peer;
  ASSERT_TRUE(
      peer.apply(made_update({text_block({2, 0}, "abc").root("t"), gc_block({1, 0}, 4)})).ok());
  const auto text = peer.store.find_client(2);
  const auto gc = peer.store.find_client(1);
  EXPECT_EQ(peer.store.starting_at({text, 0}), peer.store.find({text, 0}));
  EXPECT_EQ(peer.store.log(text).index.size(), 1U);
  EXPECT_EQ(peer.store.item(peer.store.starting_at({text, 2})).clock, 2U);
  EXPECT_EQ(peer.store.item(peer.store.starting_at({gc, 2})).clock, 0U);
  EXPECT_EQ(peer.store.log(gc).index.size(), 1U);
}

TEST(Edit, TypingOnGoesIntoTheSameItem) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  const store::ItemRef first = type_at(peer.store, 1, t, 0, "ab");
  EXPECT_EQ(type_at(peer.store, 1, t, 2, "cd"), first);
  EXPECT_NE(type_at(peer.store, 2, t, 4, "e"), first) << "somebody else";
  EXPECT_NE(type_at(peer.store, 1, t, 4, "f"), first) << "has another right neighbour";
  peer.commit();
  EXPECT_EQ(peer.text("t"), "abcdfe");
}

TEST(Edit, ValuesThatAreAppendedGoIntoTheSameItem) {
  StorePeer peer;
  const store::SlotRef slot = peer.store.list_slot(peer.store.root("a"));
  const store::ClientRef c = peer.store.client(1);
  const auto first = peer.store.insert(c, slot, {}, any_block({}, kOne));
  EXPECT_EQ(peer.store.insert(c, slot, {first, 0}, any_block({}, kOne)), first);
  EXPECT_EQ(peer.store.item(first).length(), 2U);
  const auto type = peer.store.insert(c, slot, {first, 0}, type_block({}, TypeRef::map));
  EXPECT_NE(type, first);
  EXPECT_NE(peer.store.insert(c, slot, {type, 0}, any_block({}, kOne)), first);
  peer.commit();
}

TEST(Edit, RemovingATypeRemovesWhatIsInItInOrder) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({type_block({1, 0}, TypeRef::map).root("m").key("k"),
                                      any_block({1, 1}, kOne).in({1, 0}).key("x"),
                                      type_block({1, 2}, TypeRef::text).in({1, 0}).key("y"),
                                      text_block({1, 3}, "ab").in({1, 2})}))
                  .ok());
  peer.store.remove(peer.store.find({0, 0}));
  ASSERT_EQ(peer.store.changes.deleted.size(), 1U) << "in the order of their ids here";
  EXPECT_EQ(peer.store.changes.deleted[0].length, 5U);
  peer.store.remove(peer.store.find({0, 0}));
  EXPECT_EQ(peer.store.changes.deleted[0].length, 5U) << "a second time does nothing";
  EXPECT_EQ(peer.store.changes.slots.size(), 1U) << "only the map is told of";
  peer.commit();
}

TEST(Edit, RandomTypingAndRemovingAgreesWithAString) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    StorePeer peer;
    const store::BranchRef t = peer.store.root("t");
    std::string model;
    for (int step = 0; step < 600; ++step) {
      const std::size_t at = random() % (model.size() + 1);
      if (at == model.size() || random() % 3 != 0) {
        const std::string word(1 + random() % 4, static_cast<char>('a' + random() % 26));
        type_at(peer.store, 1 + random() % 3, t, at, word);
        model.insert(at, word);
      } else {
        const std::size_t n = std::min<std::size_t>(1 + random() % 6, model.size() - at);
        remove_at(peer.store, t, at, n);
        model.erase(at, n);
      }
      if (random() % 4 == 0) peer.commit();
      ASSERT_EQ(peer.text("t"), model);
      ASSERT_EQ(peer.store.length(t), model.size());
    }
  }
}

}  // namespace
}  // namespace ycpp

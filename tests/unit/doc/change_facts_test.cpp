// change_facts_test.cpp -- which units of which items a transaction added, and which it deleted.
#include "doc/change_facts.h"

#include <gtest/gtest.h>

#include <random>

#include "store_peer.h"

namespace ycpp::doc {
namespace {

using store::ClientRef;
using store::Gap;
using store::ItemRef;
using store::SlotRef;
using store::Store;

class ChangeFactsTest : public ::testing::Test {
 protected:
  ClientRef client(std::uint64_t id) { return store_.client(id); }
  SlotRef list(std::string_view root) { return store_.list_slot(store_.root(root)); }
  ItemRef type(ClientRef client, SlotRef slot, ItemRef left, std::string_view ascii) {
    const ItemRef right = left != 0 ? store_.item(left).right : store_.slot(slot).head;
    return store_.insert_text(client, slot, {left, right}, ascii,
                              static_cast<std::uint32_t>(ascii.size()));
  }
  ChangeFacts facts() {
    store_.changes.normalize();
    return ChangeFacts(store_);
  }

  StorePeer peer_;
  Store& store_ = peer_.store;
};

TEST_F(ChangeFactsTest, AnItemThatIsNewIsAddedWhole) {
  const SlotRef slot = list("t");
  const ItemRef item = type(client(1), slot, 0, "abc");
  ChangeFacts made = facts();
  const auto pieces = made.of(slot);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].item, item);
  EXPECT_EQ(pieces[0].begin, 0U);
  EXPECT_EQ(pieces[0].end, 3U);
  EXPECT_TRUE(pieces[0].added);
}

TEST_F(ChangeFactsTest, OfAnItemThatGrewOnlyTheGrowthIsAdded) {
  const SlotRef slot = list("t");
  const ItemRef item = type(client(1), slot, 0, "ab");
  peer_.commit();
  ASSERT_EQ(type(client(1), slot, item, "cde"), item) << "the text joins what it continues";
  ChangeFacts made = facts();
  const auto pieces = made.of(slot);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].begin, 2U);
  EXPECT_EQ(pieces[0].end, 5U);
  EXPECT_TRUE(pieces[0].added);
}

TEST_F(ChangeFactsTest, OfWhatIsDeletedOnlyWhatWasThereBeforeIsTold) {
  const SlotRef slot = list("t");
  const ItemRef old = type(client(1), slot, 0, "ab");
  peer_.commit();
  type(client(1), slot, old, "cde");
  store_.remove(old);
  store_.remove(type(client(2), slot, 0, "came and went"));
  ChangeFacts made = facts();
  const auto pieces = made.of(slot);
  ASSERT_EQ(pieces.size(), 1U);
  EXPECT_EQ(pieces[0].item, old);
  EXPECT_EQ(pieces[0].begin, 0U);
  EXPECT_EQ(pieces[0].end, 2U);
  EXPECT_FALSE(pieces[0].added);
}

TEST_F(ChangeFactsTest, EveryListHasItsOwnPieces) {
  const SlotRef first = list("first");
  const SlotRef second = list("second");
  const SlotRef quiet = list("quiet");
  const ItemRef a = type(client(1), first, 0, "a");
  const ItemRef b = type(client(1), second, 0, "b");
  const ItemRef c = type(client(2), first, a, "c");
  ChangeFacts made = facts();
  ASSERT_EQ(made.of(first).size(), 2U);
  EXPECT_EQ(made.of(first)[0].item, a);
  EXPECT_EQ(made.of(first)[1].item, c);
  ASSERT_EQ(made.of(second).size(), 1U);
  EXPECT_EQ(made.of(second)[0].item, b);
  EXPECT_TRUE(made.of(quiet).empty());
}

TEST_F(ChangeFactsTest, NothingIsToldOfAnEarlierTransaction) {
  const SlotRef slot = list("t");
  const ItemRef item = type(client(1), slot, 0, "ab");
  peer_.commit();
  store_.remove(item);
  peer_.commit();
  type(client(2), list("other"), 0, "x");
  ChangeFacts made = facts();
  EXPECT_TRUE(made.of(slot).empty());
}

// Edits at random places by three clients; the list itself is the model of the order, and what was
// live before is the model of what was deleted.
TEST_F(ChangeFactsTest, SortedPiecesAreTheChangedItemsInTheOrderOfTheList) {
  std::mt19937 random(7);
  const SlotRef slot = list("t");
  const auto items = [&] {
    std::vector<ItemRef> all;
    for (ItemRef i = store_.slot(slot).head; i != 0; i = store_.item(i).right) all.push_back(i);
    return all;
  };
  for (int round = 0; round < 50; ++round) {
    std::vector<std::pair<ItemRef, bool>> expected;
    for (int edit = 0; edit < 6; ++edit) {
      const std::vector<ItemRef> all = items();
      const ItemRef at = all.empty() ? 0 : all[random() % all.size()];
      if (random() % 3 == 0 && at != 0 && !store_.item(at).deleted)
        store_.remove(at);
      else
        type(client(1 + random() % 3), slot, at, "x");
    }
    ChangeFacts made = facts();
    for (const ItemRef i : items()) {
      const store::Item& item = store_.item(i);
      const bool is_old = item.clock < store_.log(item.client).before ||
                          store_.log(item.client).touched_in != store_.changes.number;
      const bool grew = store_.log(item.client).touched_in == store_.changes.number &&
                        item.end() > store_.log(item.client).before;
      if (is_old && item.deleted && store_.changes.deletes(item.id()))
        expected.push_back({i, false});
      if (grew && !item.deleted) expected.push_back({i, true});
    }
    const auto pieces = made.of(slot);
    sort_by_position(store_, pieces);
    std::vector<std::pair<ItemRef, bool>> told;
    for (const Piece& piece : pieces) told.emplace_back(piece.item, piece.added);
    ASSERT_EQ(told, expected) << "round " << round;
    peer_.commit();
  }
}

TEST_F(ChangeFactsTest, TheKeysOfABranchComeInTheOrderOfTheirFirstChange) {
  const store::BranchRef one = store_.root("one");
  const store::BranchRef other = store_.root("other");
  const Bytes value{0x7e};
  update::Block block;
  block.kind = update::Kind::any;
  block.length = 1;
  block.value = value;
  std::vector<SlotRef> slots;
  for (const auto& [branch, key] : {std::pair{one, "z"}, std::pair{other, "z"}, std::pair{one, "a"},
                                    std::pair{other, "y"}, std::pair{one, "z"}}) {
    slots.push_back(store_.key_slot(branch, key));
    store_.insert(client(1), slots.back(), {store_.slot(slots.back()).tail, 0}, block);
  }
  type(client(1), store_.list_slot(one), 0, "a list is no key");
  const ChangeFacts made = facts();
  const auto told = [&](store::BranchRef branch) {
    const auto keys = made.keys_of(branch);
    return std::vector<SlotRef>(keys.begin(), keys.end());
  };
  EXPECT_EQ(told(one), (std::vector<SlotRef>{slots[0], slots[2]}));
  EXPECT_EQ(told(other), (std::vector<SlotRef>{slots[1], slots[3]}));
  EXPECT_TRUE(told(store_.root("none")).empty());
}

}  // namespace
}  // namespace ycpp::doc

// pending_test.cpp -- what waits for something that has not arrived.
#include "store/pending.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"

namespace ycpp {
namespace {

using store::Pending;

// As for a document in which client 5 has text and nobody else has anything.
std::optional<Kind> kind_of(const Id& id, std::span<const update::Block> blocks) {
  if (id.client == 5) return Kind::string;
  const update::Block* block = update::find_block(blocks, id);
  return block == nullptr ? std::nullopt : std::optional(block->kind);
}

Bytes encoded(const Pending& pending) { return pending.encode(Encoding::v1, kind_of); }

TEST(Pending, StartsEmpty) {
  Pending pending;
  EXPECT_TRUE(pending.empty());
  EXPECT_EQ(pending.first(1), nullptr);
  EXPECT_EQ(to_hex(encoded(pending)), "0000");
}

TEST(Pending, KeepsACopyOfWhatABlockViews) {
  Pending pending;
  {
    std::string text = "some text that is longer than what a string keeps inside itself";
    const std::string root = "root";
    pending.add(text_block({1, 3}, text).root(root));
    text.assign(text.size(), '#');
  }
  ASSERT_NE(pending.first(1), nullptr);
  EXPECT_EQ(pending.first(1)->text.substr(0, 9), "some text");
  EXPECT_EQ(pending.first(1)->root, "root");
}

TEST(Pending, BlocksOfAClientAreInClockOrder) {
  Pending pending;
  pending.add(text_block({1, 5}, "b").after({1, 4}));
  pending.add(text_block({1, 3}, "a").after({1, 2}));
  EXPECT_EQ(pending.first(1)->id.clock, 3U);
  pending.drop_first(1);
  EXPECT_EQ(pending.first(1)->id.clock, 5U);
  pending.drop_first(1);
  EXPECT_TRUE(pending.empty());
}

TEST(Pending, OfTwoBlocksAtOneClockTheLongerIsKept) {
  Pending pending;
  pending.add(text_block({1, 1}, "ab").after({1, 0}));
  pending.add(text_block({1, 1}, "abc").after({1, 0}));
  pending.add(text_block({1, 1}, "a").after({1, 0}));
  EXPECT_EQ(pending.first(1)->length, 3U);
}

TEST(Pending, WakesWhoWaitedForWhatHasArrived) {
  Pending pending;
  pending.add(text_block({1, 0}, "a").after({7, 4}));
  pending.add(text_block({2, 0}, "b").after({7, 9}));
  pending.wait(1, {7, 4});
  pending.wait(2, {7, 9});
  EXPECT_EQ(pending.woken_by(7, 4), std::nullopt) << "clock 4 is there only when the state is 5";
  EXPECT_EQ(pending.woken_by(8, 99), std::nullopt);
  EXPECT_EQ(pending.woken_by(7, 5), 1U);
  EXPECT_EQ(pending.woken_by(7, 5), std::nullopt) << "a client is woken once";
  EXPECT_EQ(pending.woken_by(7, 10), 2U);
}

TEST(Pending, OfTheFirstBlockCanBeForgottenWhatIsKnown) {
  Pending pending;
  pending.add(text_block({1, 5}, "abcde").after({2, 0}));
  pending.add(text_block({1, 7}, "cd").after({3, 0}));
  pending.cut_first(1, 7);
  const Block* first = pending.first(1);
  EXPECT_EQ(first->text, "cde") << "the longer of two";
  EXPECT_EQ(first->origin, (Id{1, 6}));
  pending.drop_first(1);
  EXPECT_TRUE(pending.empty());
}

TEST(Pending, EncodesHolesAsSkipsAndCutsWhatOverlaps) {  // Yjs: three holes in one update
  Pending pending;
  pending.add(text_block({1, 1}, "b").after({1, 0}));
  pending.add(text_block({1, 5}, "f").after({1, 4}));
  pending.add(text_block({1, 3}, "d").after({1, 2}));
  EXPECT_EQ(to_hex(encoded(pending)),
            "010501018401000162"
            "0a018401020164"
            "0a018401040166"
            "00");
  pending.add(text_block({1, 2}, "cd").after({1, 1}));
  EXPECT_EQ(to_hex(encoded(pending)), "0104010184010001628401010263640a01840104016600");
}

TEST(Pending, WhoseParentIsNoTypeIsWrittenAsCollected) {
  Pending pending;
  const Bytes one = from_hex("7d01");
  pending.add(any_block({1, 1}, one).in({2, 5}));
  pending.add(text_block({2, 3}, "abc").after({3, 0}));
  pending.add(any_block({4, 1}, one).in({5, 0}));
  pending.add(any_block({4, 2}, one).in({6, 0}));
  EXPECT_EQ(to_hex(encoded(pending)),
            to_hex(made_update({gc_block({4, 1}, 1), any_block({4, 2}, one).in({6, 0}),
                                text_block({2, 3}, "abc").after({3, 0}), gc_block({1, 1}, 1)})));
}

TEST(Pending, ARepeatedDeletionTakesNoRoom) {
  Pending pending;
  for (int i = 0; i < 1000; ++i) pending.add_deletion({1, 10, 5});
  EXPECT_EQ(pending.take_deletions(1).size(), 1U);
  EXPECT_TRUE(pending.take_deletions(1).empty());
}

TEST(Pending, DeletionsThatTouchAreOne) {
  Pending pending;
  pending.add_deletion({1, 10, 2});
  pending.add_deletion({1, 14, 2});
  pending.add_deletion({1, 20, 2});
  pending.add_deletion({1, 12, 2});  // closes the gap
  pending.add_deletion({1, 11, 3});  // lies inside
  pending.add_deletion({1, 30, 1});
  pending.add_deletion({1, 5, 20});  // swallows all but the last
  pending.add_deletion({2, 0, 1});
  EXPECT_EQ(to_hex(encoded(pending)),
            "0002"
            "02010001"
            "0102"
            "05141e01");
  const std::vector<IdRange> expected{{1, 5, 20}, {1, 30, 1}};
  EXPECT_EQ(pending.take_deletions(1), expected);
  EXPECT_FALSE(pending.empty());
}

TEST(Pending, KnowsItsMemory) {
  Pending pending;
  EXPECT_EQ(pending.memory_bytes(), 0U);
  pending.add(text_block({1, 3}, std::string(1000, 'a')).root("t"));
  const std::size_t one = pending.memory_bytes();
  EXPECT_GT(one, 1000U);
  EXPECT_LT(one, 1500U);
  pending.add(text_block({1, 3}, std::string(900, 'a')).root("t"));
  EXPECT_EQ(pending.memory_bytes(), one) << "the longer one is kept";
  pending.add(text_block({1, 3}, std::string(2000, 'a')).root("t"));
  EXPECT_GT(pending.memory_bytes(), one + 900) << "in its place";
  EXPECT_LT(pending.memory_bytes(), one + 1100);
  pending.cut_first(1, 4);
  EXPECT_GT(pending.memory_bytes(), one + 900);
  pending.wait(1, {2, 7});
  const std::size_t waiting = pending.memory_bytes();
  pending.add_deletion({8, 2, 3});
  pending.add_deletion({8, 9, 3});
  const std::size_t two_ranges = pending.memory_bytes();
  EXPECT_GT(two_ranges, waiting);
  pending.add_deletion({8, 5, 4});
  EXPECT_LT(pending.memory_bytes(), two_ranges) << "they are one now";
  (void)pending.take_deletions(8);
  EXPECT_EQ(pending.memory_bytes(), waiting);
  pending.drop_first(1);
  EXPECT_EQ(pending.memory_bytes(), 0U);
}

}  // namespace
}  // namespace ycpp

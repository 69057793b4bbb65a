// block_test.cpp -- finding a block by an id, and cutting one: what the rest holds, and what it
// says about the place it was cut.
#include "update/block.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "hex.h"
#include "made_update.h"

namespace ycpp {
namespace {

using update::find_block;
using update::ParentKind;
using update::slice;

TEST(FindBlock, FindsEveryIdThatABlockHasAndNoOther) {  // clients descend, clocks ascend
  const std::vector<Block> blocks{gc_block({9, 2}, 3), gc_block({9, 7}, 1), gc_block({4, 0}, 2)};
  for (std::uint64_t client = 3; client <= 10; ++client) {
    for (std::uint64_t clock = 0; clock <= 9; ++clock) {
      const Block* expected = nullptr;
      for (const Block& block : blocks)
        if (block.id.client == client && block.id.clock <= clock && clock < block.end())
          expected = &block;
      EXPECT_EQ(find_block(blocks, {client, clock}), expected) << client << "#" << clock;
    }
  }
  EXPECT_EQ(find_block({}, {1, 0}), nullptr);
}

TEST(Slice, TheRestFollowsTheUnitBeforeAndInheritsItsParent) {
  const Block rest = slice(text_block({1, 10}, "abcd").root("t").key("k").before({2, 7}), 3);
  EXPECT_EQ(rest.id, (Id{1, 13}));
  EXPECT_EQ(rest.length, 1U);
  EXPECT_EQ(rest.end(), 14U);
  EXPECT_EQ(rest.text, "d");
  EXPECT_TRUE(rest.has_origin);
  EXPECT_EQ(rest.origin, (Id{1, 12}));
  EXPECT_EQ(rest.right_origin, (Id{2, 7}));
  EXPECT_EQ(rest.parent_kind, ParentKind::inherited);
}

TEST(Slice, CollectedIdsAndHolesHaveNoOrigin) {
  for (const Block& block : {gc_block({1, 4}, 5), skip_block({1, 4}, 5)}) {
    const Block rest = slice(block, 2);
    EXPECT_EQ(rest.id, (Id{1, 6}));
    EXPECT_EQ(rest.length, 3U);
    EXPECT_FALSE(rest.has_origin);
    EXPECT_EQ(rest.kind, block.kind);
  }
}

TEST(Slice, DeletedIdsAreAnItemAndHaveOne) {
  const Block rest = slice(deleted_block({1, 4}, 5).root("t"), 4);
  EXPECT_EQ(rest.length, 1U);
  EXPECT_EQ(rest.origin, (Id{1, 7}));
}

TEST(Slice, ValuesAreCutBetweenTwo) {
  const Bytes values = from_hex(
      "7d01"
      "75027d027d03"
      "770161");
  for (const Kind kind : {Kind::any, Kind::json}) {
    MadeBlock block = any_block({1, 0}, values, 3).root("a");
    block.kind = kind;
    EXPECT_EQ(to_hex(slice(block, 1).value), "75027d027d03770161");
    EXPECT_EQ(to_hex(slice(block, 2).value), "770161");
  }
}

TEST(Slice, ValuesMayHoldALoneSurrogate) {
  const Bytes values = from_hex(
      "7703eda080"
      "78");
  EXPECT_EQ(to_hex(slice(any_block({1, 0}, values, 2).root("a"), 1).value), "78");
}

TEST(Slice, APairThatIsCutLeavesAHalf) {
  const Block block = text_block({1, 0}, "a\xf0\x9f\x98\x80z", 4).root("t");
  const Block inside = slice(block, 2);
  EXPECT_TRUE(inside.lead_half);
  EXPECT_EQ(inside.text, "z");
  EXPECT_EQ(inside.length, 2U);
  // The half is a unit like any other, and may be cut off in turn.
  const Block behind = slice(inside, 1);
  EXPECT_FALSE(behind.lead_half);
  EXPECT_EQ(behind.text, "z");
  EXPECT_EQ(behind.origin, (Id{1, 2}));
}

TEST(Slice, AHalfAtTheEndStaysThere) {
  MadeBlock block = text_block({1, 0}, "ab", 3).root("t");
  block.tail_half = true;
  const Block rest = slice(block, 2);
  EXPECT_TRUE(rest.tail_half);
  EXPECT_EQ(rest.text, "");
  EXPECT_EQ(rest.length, 1U);
}

/// The block's text as UTF-16 would have it: each half is 'H', each whole pair 'P' 'p'.
std::string units_of(const Block& block) {
  std::string units(block.lead_half ? "H" : "");
  for (const char c : block.text)
    if (c == '\xf0')
      units += "Pp";
    else if (static_cast<std::uint8_t>(c) < 0x80)
      units += c;
  if (block.tail_half) units += 'H';
  return units;
}

TEST(Slice, InTwoStepsIsTheSameAsInOne) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (auto n = 2 + random() % 30; n > 0; --n)
      text += random() % 3 == 0 ? "\xf0\x9f\x98\x80" : "x";
    MadeBlock block = text_block({1, 0}, text).root("t");
    block.lead_half = random() % 2 == 0;
    block.tail_half = random() % 2 == 0;
    const std::string units = units_of(block);
    block.length = units.size();
    for (std::uint64_t cut = 1; cut < block.length; ++cut) {
      std::string expected = units.substr(cut);
      if (expected[0] == 'p') expected[0] = 'H';
      const Block once = slice(block, cut);
      ASSERT_EQ(units_of(once), expected);
      ASSERT_EQ(once.length, expected.size());
      const std::uint64_t first = 1 + random() % cut;
      if (first == cut) continue;
      const Block twice = slice(slice(block, first), cut - first);
      ASSERT_EQ(units_of(twice), expected);
      ASSERT_EQ(twice.id, once.id);
      ASSERT_EQ(twice.origin, once.origin);
    }
  }
}

}  // namespace
}  // namespace ycpp

// formatting_test.cpp -- formatting that several make at the same time, and what is cleaned up.
#include "together.h"

namespace ycpp {
namespace {

const Value::Object kBold{{"b", Value(true)}};
const Value::Object kNotBold{{"b", Value(nullptr)}};
const Value::Object kItalic{{"i", Value(true)}};

std::string formatted(const Client& client) { return runs(client.text); }

TEST(Formatting, TextTakesOverWhatHoldsInFrontOfIt) {
  Client one(1);
  one.text.insert(0, "ab", kBold);
  one.text.insert(2, "c");
  EXPECT_EQ(runs(one.text), R"(abc{"b":true})");
  one.text.insert(3, "d", {});
  one.text.insert(0, "e");
  EXPECT_EQ(runs(one.text), R"(e|abc{"b":true}|d)");
}

TEST(Formatting, PlainTextInARunInterruptsIt) {
  Client one(1);
  one.text.insert(0, "ab", kBold);
  one.text.insert(1, "c", {});
  EXPECT_EQ(runs(one.text), R"(a{"b":true}|c|b{"b":true})");
  EXPECT_EQ(one.state(),
            "010701000601017401620474727565840100016184010101628601020162046e756c6cc6010101020162"
            "046e756c6cc4010401020163c6010501020162047472756500");
}

TEST(Formatting, RunsThatOverlapAreThree) {
  Client one(1);
  one.text.insert(0, "abcdef");
  one.text.format(0, 4, kBold);
  one.text.format(2, 4, kItalic);
  EXPECT_EQ(runs(one.text), R"(ab{"b":true}|cd{"b":true,"i":true}|ef{"i":true})");
}

TEST(Formatting, TheSameAgainMakesNothingNewAndTakingItBackLeavesNothing) {
  Client one(1);
  one.text.insert(0, "abcd");
  one.text.format(1, 2, kBold);
  const Bytes before = one.doc.state_vector();
  one.text.format(1, 2, kBold);
  EXPECT_EQ(one.doc.state_vector(), before);
  one.text.format(1, 2, kNotBold);
  EXPECT_EQ(one.doc.state_vector(), before) << "both marks are deleted";
  EXPECT_EQ(to_hex(one.last()), "000101010402");
}

// Yjs pads the text with newlines: see docs/decisions/0001.
TEST(Formatting, PastTheEndIsAnErrorAndAtTheEndIsNothing) {
  Client one(1);
  one.text.insert(0, "ab");
  EXPECT_THROW(one.text.format(1, 4, kBold), std::out_of_range);
  one.text.format(2, 0, kBold);
  EXPECT_EQ(one.sent.size(), 1U);
}

TEST(Formatting, DeletingARunTakesItsMarksAndDeletingAPartDoesNot) {
  Client one(1);
  one.text.insert(0, "abcd");
  one.text.format(1, 2, kBold);
  one.text.remove(1, 1);
  EXPECT_EQ(to_hex(one.last()), "000101010101");
  one.text.remove(1, 1);
  EXPECT_EQ(to_hex(one.last()), "0001010202010402");
}

TEST(Formatting, MarksComeInTheOrderOfAJavaScriptObject) {
  Client one(1);
  one.text.insert(0, "x", {{"z", 1}, {"10", 1}, {"2", 1}});
  EXPECT_EQ(to_hex(one.last()),
            "0107010006010174013201318601000231300131860101017a013184010201788601030132046e756c6c"
            "860104023130046e756c6c860105017a046e756c6c00");
}

TEST(Formatting, NestedValuesNeverEqualEachOther) {
  const Value nested(Value::Object{{"a", Value::Object{{"n", 1}}}});
  Client one(1);
  one.text.insert(0, "ab");
  one.text.format(0, 2, {{"c", nested}});
  const Bytes before = one.doc.state_vector();
  one.text.format(0, 2, {{"c", nested}});
  EXPECT_NE(one.doc.state_vector(), before);
}

TEST(Formatting, OfOverlappingRunsTheFirstEndHolds) {
  Client base(1);
  base.text.insert(0, "helloworld");
  Client two(2, base.sent), three(3, base.sent);
  two.text.format(0, 5, kBold);
  three.text.format(3, 5, kBold);
  EXPECT_EQ(in_every_order(base.sent, {two.last(), three.last()}, formatted),
            Outcomes{R"(hel{"b":true}|lo{"b":true}|wor|ld)"});
}

TEST(Formatting, OfTwoColoursThatOfTheHigherClientHoldsAndTheOtherIsCleanedUp) {
  Client base(9);
  base.text.insert(0, "ab");
  Client one(1, base.sent), two(2, base.sent);
  one.text.format(0, 2, {{"c", "red"}});
  two.text.format(0, 2, {{"c", "blue"}});
  one.receive(two.sent);
  EXPECT_EQ(runs(one.text), R"(ab{"c":"blue"})");
  EXPECT_EQ(to_hex(one.last()), "000101010001") << "the mark that says red";
}

TEST(Formatting, TextInsideARunIsFormattedAndAtItsEndTheClientDecides) {
  for (const std::uint64_t formatting : {2U, 3U}) {
    Client base(1);
    base.text.insert(0, "abcd");
    Client marker(formatting, base.sent), inside(5 - formatting, base.sent);
    Client behind(5 - formatting, base.sent);
    marker.text.format(1, 2, kBold);
    inside.text.insert(2, "X");
    behind.text.insert(3, "X");
    EXPECT_EQ(in_every_order(base.sent, {marker.last(), inside.last()}, formatted),
              Outcomes{R"(a|bXc{"b":true}|d)"});
    EXPECT_EQ(in_every_order(base.sent, {marker.last(), behind.last()}, formatted),
              Outcomes{formatting == 2 ? R"(a|bc{"b":true}|Xd)" : R"(a|bcX{"b":true}|d)"});
  }
}

TEST(Formatting, WhenBothDeleteAPartOfARunAMarkThatDoesNothingStays) {
  Client base(1);
  base.text.insert(0, "abcdef");
  base.text.format(1, 4, kBold);
  Client two(2, base.sent), three(3, base.sent);
  two.text.remove(1, 2);
  three.text.remove(3, 2);
  const std::size_t before = two.sent.size();
  two.receive(three.sent);
  EXPECT_EQ(runs(two.text), "a|f");
  ASSERT_EQ(two.sent.size(), before + 1);
  EXPECT_EQ(to_hex(two.last()), "000101010601");
  EXPECT_EQ(two.state(),
            "01050100040101740161810100048401040166c10100010101c6010401050162046e756c6c0101020104"
            "0601");
}

TEST(Formatting, OfMarksThatDoNothingOnlyTheLeadingOnesAreCleanedUp) {
  // Two marks of a peer that say the same, in front of the text and in its middle.
  Client leading(9);
  leading.receive(
      "01 03 01 00 06 010174 0162 0474727565 86 0100 0162 0474727565 84 0101 02 6162 00");
  EXPECT_EQ(leading.sent.size(), 1U);
  EXPECT_EQ(to_hex(leading.last()), "000101010001");
  Client middle(9);
  middle.receive(
      "01 04 01 00 04 010174 01 61 86 0100 0162 0474727565 86 0101 0162 0474727565 84 0102 01 62 "
      "00");
  EXPECT_TRUE(middle.sent.empty());
}

// Yjs clamps positions in texts, and deletes a part before it throws in arrays.
TEST(Formatting, APositionPastTheEndIsAnErrorThatChangesNothing) {
  Client one(1);
  one.text.insert(0, "ab");
  one.array.push(1);
  EXPECT_THROW(one.text.insert(3, "x"), std::out_of_range);
  EXPECT_THROW(one.text.remove(1, 2), std::out_of_range);
  EXPECT_THROW(one.array.insert(2, 1), std::out_of_range);
  EXPECT_THROW(one.array.remove(0, 2), std::out_of_range);
  EXPECT_EQ(one.words(), "ab");
  EXPECT_EQ(one.array.size(), 1U);
  EXPECT_EQ(one.sent.size(), 2U);
}

}  // namespace
}  // namespace ycpp

// collection_test.cpp -- what is left of what was deleted.
#include "together.h"

namespace ycpp {
namespace {

std::string state(const Client& client) { return client.state(); }

TEST(Collection, ChildrenOfACollectedParentAreCollectedWhenTheyCome) {
  Client one(1);
  one.map.set_map("n");
  Client two(2, one.sent);
  const std::vector<Bytes> base = one.sent;
  two.doc.transact([&] {
    const Map nested = *std::get<Shared>(two.map.get("n")).map();
    Map(nested).set("x", 1);
    Map(nested).set("y", 2);
  });
  one.map.remove("n");
  EXPECT_EQ(in_every_order(base, {one.last(), two.last()}, state),
            Outcomes{"0201020000020101002101016d016e01020201000201010001"});
}

TEST(Collection, ARunThatSomebodyWroteIntoStaysCut) {
  Client one(1);
  one.text.insert(0, "abcdef");
  Client two(2, one.sent);
  two.text.insert(3, "X");
  one.text.remove(0, 6);
  one.receive(two.sent);
  EXPECT_EQ(one.words(), "X");
  EXPECT_EQ(one.state(), "02010200c40102010301580201000101017403810102030101010006");
}

TEST(Collection, ContentThatComesAgainStaysCollected) {
  Client one(1);
  one.array.insert_all(0, std::vector<Value>{1, 2, 3});
  const Bytes whole = one.last();
  one.array.remove(1);
  Client reader(9);
  reader.receive(one.doc.update().value());
  reader.receive(whole);
  EXPECT_EQ(reader.array.to_json(), "[1,3]");
  EXPECT_EQ(reader.state(), "0103010008010161017d0181010001880101017d030101010101");
  Client keeper(9, false);
  keeper.receive(one.sent);
  EXPECT_EQ(keeper.state(), "0103010008010161017d01880100017d02880101017d030101010101");
}

TEST(Collection, OfADeletedTypeOnlyItsItemStays) {
  Client one(1);
  const Array nested = one.array.insert_array(0);
  one.doc.transact([&] {
    Map map = Array(nested).insert_map(0);
    map.set("k", 1);
    map.set_text("l").insert(0, "a");
  });
  EXPECT_EQ(one.state(),
            "010501000701016100070001000128000101016b017d0127000101016c0204000103016100");
  one.array.remove(0);
  EXPECT_EQ(one.state(), "01020100010101610100040101010005");
  EXPECT_EQ(to_hex(one.last()), "000101010005");
}

TEST(Collection, SiblingsThatGoTogetherBecomeOneItem) {
  Client one(1);
  one.doc.transact([&] {
    Array first = one.array.insert_array(0);
    Array second = one.array.insert_array(1);
    first.push(1);
    second.push(2);
  });
  one.array.remove(0, 2);
  EXPECT_EQ(one.state(), "01020100010101610200020101010004");
}

TEST(Collection, ItemsWithOtherRightNeighboursStayApart) {
  Client one(1);
  one.text.insert(0, "ac");
  one.text.insert(1, "b");
  one.text.remove(0, 3);
  EXPECT_EQ(one.state(), "01030100010101740181010001c101000101010101010003");
}

TEST(Collection, StepByStepOrAtOnceTheStateIsTheSame) {
  Client author(1);
  for (int n = 0; n < 20; ++n) {
    author.text.insert(author.text.length() / 2, "abc");
    if (n % 3 == 0) author.text.remove(n % 5U, 2);
    author.array.insert_map(0).set("n", n);
    if (n % 4 == 0) author.array.remove(author.array.size() / 2);
  }
  Client at_once(2), stepwise(3, author.sent);
  at_once.receive(author.doc.update().value());
  EXPECT_EQ(at_once.state(), author.state());
  EXPECT_EQ(stepwise.state(), author.state());
}

// A client id that was not chosen is renewed: Transaction.ARandomClientIdIsRenewed...; one that was
// given is kept, see docs/decisions/0001.
TEST(Collection, AGivenClientIdIsKeptWhenAPeerUsesIt) {
  Client one(1);
  one.receive("01 01 01 00 04 010174 03 616263 00");
  EXPECT_EQ(one.doc.client_id(), 1U);
  one.text.push("d");
  EXPECT_EQ(to_hex(one.last()), "01010103840102016400");
}

}  // namespace
}  // namespace ycpp

// maps_test.cpp -- which value a key has, when several set it at the same time.
#include "together.h"

namespace ycpp {
namespace {

std::string content(const Client& client) { return client.map.to_json(); }

TEST(Maps, OfTwoThatSetAKeyTheHigherClientWins) {
  Client one(1), two(2);
  one.map.set("k", "a");
  two.map.set("k", "b");
  EXPECT_EQ(in_every_order({}, {one.last(), two.last()}, content), Outcomes{R"({"k":"b"})"});
  one.receive(two.sent);
  EXPECT_EQ(one.state(), "020102002801016d016b017701620101002101016d016b010101010001");
}

TEST(Maps, TheClientCountsAndNotTheNumberOfSettings) {
  Client one(1), two(2);
  one.doc.transact([&] {
    one.map.set("k", "first");
    one.map.set("k", "second");
  });
  two.map.set("k", "only");
  EXPECT_EQ(in_every_order({}, {one.last(), two.last()}, content), Outcomes{R"({"k":"only"})"});
  Client low(1), high(2);
  high.doc.transact([&] {
    high.map.set("k", "first");
    high.map.set("k", "second");
  });
  low.map.set("k", "only");
  EXPECT_EQ(in_every_order({}, {low.last(), high.last()}, content), Outcomes{R"({"k":"second"})"});
}

TEST(Maps, SettingWinsOverDeletingWhatWasThereBefore) {
  Client base(9);
  base.map.set("k", 0);
  Client one(1, base.sent), two(2, base.sent);
  one.map.remove("k");
  two.map.set("k", 2);
  EXPECT_EQ(in_every_order(base.sent, {one.last(), two.last()}, content), Outcomes{R"({"k":2})"});
}

TEST(Maps, ADeletionTakesBackOnlyWhatItsClientSaw) {
  const auto set_and_remove = [](Client& client) {
    client.doc.transact([&] {
      client.map.set("k", "gone");
      client.map.remove("k");
    });
  };
  Client one(1), two(2);
  set_and_remove(one);
  two.map.set("k", "stays");
  EXPECT_EQ(in_every_order({}, {one.last(), two.last()}, content), Outcomes{R"({"k":"stays"})"});
  Client low(1), high(2);
  low.map.set("k", "loses");
  set_and_remove(high);
  EXPECT_EQ(in_every_order({}, {low.last(), high.last()}, content), Outcomes{"{}"});
}

TEST(Maps, OfManyTheHighestClientWins) {
  Client base(9);
  base.map.set("k", 0);
  Client one(1, base.sent), three(3, base.sent), five(5, base.sent);
  one.map.set("k", 1);
  three.map.set("k", 3);
  five.map.set("k", 5);
  EXPECT_EQ(in_every_order(base.sent, {one.last(), three.last(), five.last()}, content),
            Outcomes{R"({"k":5})"});
}

TEST(Maps, AHigherClientWinsOverAChainOfOthers) {
  Client one(1), three(3);
  one.map.set("k", "a");
  Client two(2, one.sent);
  two.map.set("k", "b");
  three.map.set("k", "c");
  EXPECT_EQ(in_every_order({}, {one.last(), two.last(), three.last()}, content),
            Outcomes{R"({"k":"c"})"});
}

TEST(Maps, TheChildrenOfALosingMapAreCollected) {
  Client one(1), two(2);
  one.doc.transact([&] { one.map.set_map("k").set("x", 1); });
  two.map.set("k", 7);
  const auto state = [](const Client& client) { return client.state(); };
  EXPECT_EQ(in_every_order({}, {one.last(), two.last()}, state),
            Outcomes{"020102002801016d016b017d070201002101016d016b0100010101010002"});
}

TEST(Maps, ClearingDeletesWhatItsClientSaw) {
  Client base(9);
  base.doc.transact([&] {
    base.map.set("a", 1);
    base.map.set("b", 2);
  });
  Client one(1, base.sent), two(2, base.sent);
  one.map.clear();
  two.doc.transact([&] {
    two.map.set("b", 3);
    two.map.set("c", 4);
  });
  EXPECT_EQ(in_every_order(base.sent, {one.last(), two.last()}, content),
            Outcomes{R"({"b":3,"c":4})"});
}

TEST(Maps, UndefinedIsAValue) {
  Client one(1);
  one.map.set("k", Value());
  EXPECT_TRUE(one.map.contains("k"));
  EXPECT_EQ(one.map.size(), 1U);
  EXPECT_EQ(to_hex(one.last()), "010101002801016d016b017f00");
}

TEST(Maps, TheEmptyKeyAndTheEmptyRootAreNames) {
  Client one(1), two(2);
  one.doc.map("").set("", 5);
  two.receive(one.sent);
  EXPECT_EQ(two.doc.map("").to_json(), R"({"":5})");
  EXPECT_EQ(to_hex(one.last()), "0101010028010000017d0500");
}

TEST(Maps, OfSeveralValuesInOneItemTheLastCounts) {
  Client client(9);
  client.receive("01 01 01 00 28 01016d 016b 02 7d01 7d02 00");
  EXPECT_EQ(client.value("k"), Value(2));
  EXPECT_EQ(client.state(), "010101002801016d016b027d017d0200");
}

TEST(Maps, OfTwoThatMakeTheSameNestedMapOneLosesItsEdits) {
  Client one(1), two(2);
  one.doc.transact([&] { one.map.set_map("n").set("x", 1); });
  two.doc.transact([&] { two.map.set_map("n").set("y", 2); });
  EXPECT_EQ(in_every_order({}, {one.last(), two.last()}, content), Outcomes{R"({"n":{"y":2}})"});
}

TEST(Maps, AnItemLeftOfAKeysValueIsBornDeleted) {
  Client client(9);
  client.receive("01 01 01 00 28 01016d 016b 01 7d05 00");
  client.receive("01 01 02 00 48 0100 01 7d09 00");
  EXPECT_EQ(client.value("k"), Value(5));
  EXPECT_EQ(client.state(), "02010200610100010101002801016d016b017d050102010001");
}

}  // namespace
}  // namespace ycpp

// integrate_test.cpp -- where items go: conflicts, inconsistent origins, maps, dead parents.
#include <gtest/gtest.h>

#include <algorithm>

#include "hex.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

const Bytes kOne = from_hex("7d01");

/// Applies the updates in every order and expects one text and one state.
void expect_in_every_order(std::vector<Bytes> updates, std::string_view text) {
  std::vector<std::size_t> order(updates.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::optional<Bytes> state;
  do {
    StorePeer peer;
    for (const std::size_t i : order) ASSERT_TRUE(peer.apply(updates[i]).ok());
    EXPECT_EQ(peer.text("t"), text);
    if (!state) state = peer.state();
    EXPECT_EQ(to_hex(peer.state()), to_hex(*state));
  } while (std::next_permutation(order.begin(), order.end()));
}

Bytes only(const Block& block) { return made_update({block}); }

TEST(Integrate, OfTwoAtOnePlaceTheLowerClientIsLeft) {
  expect_in_every_order(
      {only(text_block({1, 0}, "A").root("t")), only(text_block({2, 0}, "B").root("t"))}, "AB");
}

TEST(Integrate, SubDocumentsThatComeAndGoAreWrittenDownInOrder) {
  const Bytes none = from_hex("7600");
  const auto document = [&](Id id) {
    MadeBlock block = block_of(id, Kind::doc, 1);
    block.text = "guid";
    block.value = none;
    return block.root("m").key("k");
  };
  StorePeer peer;
  const Bytes bytes =
      made_update({document({2, 0}), any_block({2, 1}, kOne).after({2, 0}), document({1, 0})});
  const auto update = update::Update::parse(bytes);
  ASSERT_TRUE(update.ok());
  peer.store.apply(*update);
  std::vector<std::pair<Id, bool>> changes;
  for (const store::SubdocChange& change : peer.store.changes.subdocs)
    changes.emplace_back(peer.store.block(change.item).id, change.added);
  using Changes = std::vector<std::pair<Id, bool>>;
  EXPECT_EQ(changes, (Changes{{{2, 0}, true}, {{2, 0}, false}, {{1, 0}, true}, {{1, 0}, false}}));
  peer.commit();
  EXPECT_TRUE(peer.store.changes.subdocs.empty());
}

TEST(Integrate, ClientsCompareAsUnsigned53BitNumbers) {
  expect_in_every_order({only(text_block({5, 0}, "b").root("t")),
                         only(text_block({std::uint64_t{1} << 40, 0}, "c").root("t")),
                         only(text_block({kMaxSafeInteger, 0}, "a").root("t"))},
                        "bca");
}

TEST(Integrate, RunsTypedForwardAreNotInterleaved) {
  expect_in_every_order(
      {only(text_block({1, 0}, "a").root("t")), only(text_block({1, 1}, "bc").after({1, 0})),
       only(text_block({2, 0}, "X").root("t")), only(text_block({2, 1}, "YZ").after({2, 0}))},
      "abcXYZ");
}

TEST(Integrate, RunsTypedBackwardAreNotInterleaved) {
  expect_in_every_order(
      {only(text_block({1, 0}, "a").root("t")), only(text_block({1, 1}, "b").before({1, 0})),
       only(text_block({2, 0}, "X").root("t")), only(text_block({2, 1}, "Y").before({2, 0}))},
      "baYX");
}

TEST(Integrate, ThreeClientsBetweenTwoBrackets) {
  const auto between = [](std::uint64_t client, std::string_view text) {
    return only(text_block({client, 0}, text).after({9, 0}).before({9, 1}));
  };
  expect_in_every_order({made_update({text_block({9, 0}, "[]").root("t")}), between(1, "a"),
                         between(2, "b"), between(3, "c")},
                        "[abc]");
}

TEST(Integrate, AForwardRunAndABackwardRunAtOnePlace) {
  expect_in_every_order({made_update({text_block({9, 0}, "xy").root("t")}),
                         only(text_block({1, 0}, "123").after({9, 0}).before({9, 1})),
                         made_update({text_block({2, 0}, "a").after({9, 0}).before({9, 1}),
                                      text_block({2, 1}, "b").after({9, 0}).before({2, 0}),
                                      text_block({2, 2}, "c").after({9, 0}).before({2, 1})})},
                        "x123cbay");
}

TEST(Integrate, OnBothSidesOfWhatIsDeletedAtTheSameTime) {
  expect_in_every_order(
      {made_update({text_block({9, 0}, "abc").root("t")}), made_update({}, {{9, 1, 1}}),
       only(text_block({1, 0}, "X").after({9, 1}).before({9, 2})),
       only(text_block({2, 0}, "Y").after({9, 0}).before({9, 1}))},
      "aYXc");
}

TEST(Integrate, WhatWasTypedAfterAnItemStaysWithIt) {
  expect_in_every_order(
      {only(text_block({1, 0}, "A").root("t")), only(text_block({2, 0}, "c").after({1, 0})),
       only(text_block({3, 0}, "B").root("t"))},
      "AcB");
}

TEST(Integrate, SameOriginAndDifferentRightOrigins) {
  // A saw "xy"; B saw A and typed between x and A's right; C typed between x and y.
  expect_in_every_order({made_update({text_block({9, 0}, "xy").root("t")}),
                         only(text_block({1, 0}, "A").after({9, 0}).before({9, 1})),
                         only(text_block({2, 0}, "B").after({1, 0}).before({9, 1})),
                         only(text_block({3, 0}, "C").after({9, 0}).before({9, 1}))},
                        "xABCy");
}

TEST(Integrate, ReplacingAllAndTypingInTheMiddle) {
  expect_in_every_order({made_update({text_block({9, 0}, "abc").root("t")}),
                         made_update({text_block({2, 0}, "NEW").after({9, 2})}, {{9, 0, 3}}),
                         only(text_block({1, 0}, "X").after({9, 0}).before({9, 1}))},
                        "XNEW");
}

TEST(Integrate, TextThatContinuesAnItemIsWrittenIntoIt) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(only(text_block({1, 0}, "ab").root("t"))).ok());
  ASSERT_TRUE(peer.apply(only(text_block({1, 2}, "cd").after({1, 1}))).ok());
  EXPECT_EQ(peer.store.log(0).index.size(), 1U);
  EXPECT_EQ(to_hex(peer.emitted),
            "01010102"
            "840101026364"
            "00");
  EXPECT_EQ(peer.state(), only(text_block({1, 0}, "abcd").root("t")));
}

TEST(Integrate, OriginsStayExactWhenTheRightOneLiesLeftOfTheLeftOne) {
  // No peer that keeps the rules sends this; Yjs keeps both origins as they came.
  const Bytes inconsistent = only(text_block({2, 0}, "X").after({1, 2}).before({1, 1}));
  StorePeer peer;
  ASSERT_TRUE(peer.apply(only(text_block({1, 0}, "abc").root("t"))).ok());
  ASSERT_TRUE(peer.apply(inconsistent).ok());
  EXPECT_EQ(to_hex(peer.emitted), to_hex(inconsistent));
}

TEST(Integrate, EqualOriginsAreAccepted) {
  const Bytes odd = only(text_block({2, 0}, "X").after({1, 1}).before({1, 1}));
  StorePeer peer;
  ASSERT_TRUE(peer.apply(only(text_block({1, 0}, "abc").root("t"))).ok());
  ASSERT_TRUE(peer.apply(odd).ok());
  EXPECT_EQ(to_hex(peer.emitted), to_hex(odd));
}

TEST(Integrate, OriginsInTwoParentsGiveThatOfTheLeft) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({2, 0}, "other").root("u"),
                                      text_block({1, 0}, "ab").root("t")}))
                  .ok());
  ASSERT_TRUE(peer.apply(only(text_block({3, 0}, "X").after({1, 0}).before({2, 1}))).ok());
  EXPECT_EQ(peer.text("u"), "other");
  EXPECT_EQ(peer.text("t").size(), 3U);
}

TEST(Integrate, ARightOriginInAMapGivesItsKeyAndIsBornDeleted) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(only(any_block({1, 0}, kOne).root("m").key("k"))).ok());
  ASSERT_TRUE(peer.apply(only(any_block({2, 0}, kOne).before({1, 0}))).ok());
  const auto& slot = peer.store.slot(peer.store.find_key_slot(peer.store.find_root("m"), "k"));
  EXPECT_EQ(peer.store.item(slot.tail).clock, 0U);
  EXPECT_FALSE(peer.store.item(slot.tail).deleted);
  EXPECT_TRUE(peer.store.item(slot.head).deleted);
  EXPECT_NE(slot.head, slot.tail);
}

TEST(Integrate, OfTwoValuesOfAKeyTheHigherClientWins) {  // Yjs, with the loser's bytes
  for (const bool swapped : {false, true}) {
    const Bytes a = from_hex(
        "01010100280101"
        "6d016b0177016100");
    const Bytes b = from_hex(
        "01010200280101"
        "6d016b0177016200");
    StorePeer peer;
    ASSERT_TRUE(peer.apply(swapped ? b : a).ok());
    ASSERT_TRUE(peer.apply(swapped ? a : b).ok());
    EXPECT_EQ(to_hex(peer.state()),
              "0201020028"
              "01016d016b01770162"
              "01010021"
              "01016d016b01"
              "0101010001");
  }
}

TEST(Integrate, AChildOfACollectedTypeIsCollected) {
  StorePeer peer;
  ASSERT_TRUE(
      peer.apply(made_update({type_block({1, 0}, TypeRef::map).root("a")}, {{1, 0, 1}})).ok());
  ASSERT_TRUE(peer.apply(only(any_block({2, 0}, kOne).in({1, 0}).key("x"))).ok());
  EXPECT_EQ(to_hex(peer.emitted), "01010200000100");
  EXPECT_EQ(to_hex(peer.state()),
            "0201020000"
            "01"
            "01010001010161"
            "01"
            "02"
            "02010001"
            "01010001");
}

TEST(Integrate, ANeighbourOfSomethingCollectedIsCollected) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({gc_block({1, 0}, 4)})).ok());
  ASSERT_TRUE(peer.apply(only(text_block({2, 0}, "ab").after({1, 1}))).ok());
  ASSERT_TRUE(peer.apply(only(text_block({3, 0}, "abc").before({1, 2}))).ok());
  EXPECT_EQ(to_hex(peer.state()),
            "03"
            "0103000003"
            "0102000002"
            "0101000004"
            "03"
            "03010003"
            "02010002"
            "01010004");
}

}  // namespace
}  // namespace ycpp

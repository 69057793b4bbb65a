// merge_test.cpp -- merging updates without a document. The bytes marked so are what Yjs 13.6
// gives.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "hex.h"
#include "made_update.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

Result<Bytes> merged(const std::vector<Bytes>& updates) {
  const std::vector<BytesView> views(updates.begin(), updates.end());
  return merge_updates(views);
}

std::string merged_hex(const std::vector<Bytes>& updates) {
  const auto result = merged(updates);
  return result ? to_hex(*result) : result.error().message();
}

const Bytes kA = made_update({text_block({1, 0}, "a").root("t")});
const Bytes kB = made_update({text_block({1, 1}, "b").after({1, 0})});
const Bytes kC = made_update({text_block({1, 2}, "c").after({1, 1})});

TEST(Merge, NothingGivesTheEmptyUpdate) { EXPECT_EQ(merged_hex({}), "0000"); }

TEST(Merge, OneUpdateComesBackUnchangedWithItsTrailingBytes) {
  EXPECT_EQ(merged_hex({from_hex("0000ff")}), "0000ff");
}

TEST(Merge, OneMalformedUpdateIsRefused) { EXPECT_FALSE(merged({from_hex("01")}).ok()); }

TEST(Merge, NeighboursStayTwoItemsBecauseNobodyKnowsTheyAreNeighbours) {
  EXPECT_EQ(merged_hex({kA, kB}),
            "01020100"
            "0401017401"
            "61"
            "8401000162"
            "00");
}

TEST(Merge, TheOrderOfTheUpdatesDoesNotMatter) {
  EXPECT_EQ(merged_hex({kC, kA, kB}), merged_hex({kA, kB, kC}));
}

TEST(Merge, AHoleBecomesASkip) {  // Yjs
  EXPECT_EQ(merged_hex({kA, kC}),
            "01030100"
            "0401017401"
            "61"
            "0a01"
            "8401010163"
            "00");
}

TEST(Merge, ASkipIsFilledByWhoHasTheBlock) {
  const Bytes holed = merged({kA, kC}).value();
  EXPECT_EQ(merged_hex({holed, kB}), merged_hex({kA, kB, kC}));
}

TEST(Merge, WhatOverlapsIsCut) {  // Yjs: "abc", "de" with origin (1, 2)
  const Bytes abc = made_update({text_block({1, 0}, "abc").root("t")});
  const Bytes tail = made_update({text_block({1, 1}, "bcde").after({1, 0})});
  EXPECT_EQ(merged_hex({abc, tail}),
            "01020100"
            "040101740361"
            "6263"
            "840102026465"
            "00");
}

TEST(Merge, CollectedRunsThatTouchBecomeOne) {  // Yjs: GC(0..3) + GC(2..5) -> GC 5
  EXPECT_EQ(merged_hex({made_update({gc_block({1, 0}, 3)}), made_update({gc_block({1, 2}, 3)})}),
            "01010100000500");
}

// Yjs: whose block is taken depends on how often the streams were sorted since they met.
TEST(Merge, OfAnItemAndItsCollectedIdsTheOneIsTakenThatYjsTakes) {
  const std::map<char, Bytes> updates = {
      {'i', from_hex("01 01 02 00 04 010174 01 61 00")},
      {'g', from_hex("01 01 02 00 00 01 00")},
      {'h', from_hex("01 02 05 00 04 010174 01 78 84 0500 01 79 00")},
      {'p', from_hex("01 01 05 07 00 01 00")},
      {'b', from_hex("02 01 05 00 04 010174 01 78 01 02 00 04 010174 01 61 00")},
  };
  const std::pair<const char*, const char*> cases[] = {
      {"ig", "01010200000100"},
      {"gi", "0101020004010174016100"},
      {"igh", "02020500040101740178840500017901020004010174016100"},
      {"gih", "020205000401017401788405000179010200000100"},
      {"hig", "02020500040101740178840500017901020004010174016100"},
      {"hgi", "020205000401017401788405000179010200000100"},
      {"bg", "02010500040101740178010200000100"},
      {"gb", "02010500040101740178010200000100"},
      {"bgh", "02020500040101740178840500017901020004010174016100"},
      {"gbh", "02020500040101740178840500017901020004010174016100"},
      {"igp", "02010507000101020004010174016100"},
      {"gip", "020105070001010200000100"},
      {"ighp", "0204050004010174017884050001790a050001010200000100"},
      {"gihp", "0204050004010174017884050001790a05000101020004010174016100"},
      {"hpig", "0204050004010174017884050001790a050001010200000100"},
      {"hpgi", "0204050004010174017884050001790a05000101020004010174016100"},
      {"bgp", "020305000401017401780a06000101020004010174016100"},
      {"gbp", "020305000401017401780a06000101020004010174016100"},
  };
  for (const auto& [order, expected] : cases) {
    std::vector<Bytes> list;
    for (const char* c = order; *c != 0; ++c) list.push_back(updates.at(*c));
    EXPECT_EQ(merged_hex(list), expected) << order;
  }
}

TEST(Merge, DeletionsAreJoinedAndClientsDescend) {
  const Bytes x = made_update({}, {{10, 1, 2}, {300, 3, 1}});
  const Bytes y = made_update({}, {{10, 3, 1}, {70000, 4, 1}});
  EXPECT_EQ(merged_hex({x, y}),
            "00"
            "03"
            "f0a204010401"
            "ac02010301"
            "0a010103");
}

TEST(Merge, TheErrorNamesTheUpdate) {
  const auto result = merged({kA, from_hex("0101"), kB});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().detail, "update 1");
}

TEST(Merge, TheFirstErrorIsNamedWhicheverIsFoundFirst) {
  // The first one ends after its block, the second before it says where it begins.
  const Bytes late(kC.begin(), kC.end() - 1);
  const Result<Bytes> result = merged({kA, late, from_hex("0101")});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().detail, "update 1");
}

TEST(Merge, AValueOutlivesTheReaderOfItsUpdate) {
  const Bytes values[] = {from_hex("7705616c706861"), from_hex("770462657461")};
  std::vector<Bytes> updates;
  update::SectionWriter all_blocks;
  for (std::uint64_t i = 0; i < 50; ++i) {
    MadeBlock block = format_block({1, i}, "name", values[i % 2]);
    block = i == 0 ? block.root("t") : block.after({1, i - 1});
    all_blocks.add(block);
    updates.push_back(made_update({block}));
  }
  const std::string all = to_hex(all_blocks.finish({}));
  EXPECT_EQ(merged_hex(updates), all);
  std::reverse(updates.begin(), updates.end());
  EXPECT_EQ(merged_hex(updates), all);
}

TEST(Merge, AnUpdateThatBeginsWithAHoleComesInItsTurn) {
  const Bytes holed = made_update({skip_block({1, 0}, 1), text_block({1, 1}, "b").after({1, 0})});
  EXPECT_EQ(merged_hex({holed, kC, kA}), merged_hex({kA, kB, kC}));
}

TEST(Merge, BlocksOfAscendingClientsAreNotLost) {
  // No encoder writes clients in this order, but readers accept it.
  const Bytes ascending = from_hex(
      "02"
      "01010004010174"
      "03616161"
      "01020004010174"
      "0162"
      "00");
  const Bytes other = made_update({text_block({3, 0}, "c").root("t")});
  const std::string all =
      to_hex(made_update({text_block({3, 0}, "c").root("t"), text_block({2, 0}, "b").root("t"),
                          text_block({1, 0}, "aaa").root("t")}));
  EXPECT_EQ(merged_hex({ascending, other}), all);
  EXPECT_EQ(merged_hex({other, ascending}), all);
}

TEST(Merge, ASecondSectionOfAClientIsNotLost) {
  const Bytes twice =
      made_update({text_block({1, 1}, "b").after({1, 0}), text_block({1, 0}, "a").root("t")});
  EXPECT_EQ(merged_hex({twice, kC}), merged_hex({kA, kB, kC}));
}

TEST(Merge, InV2GivesWhatV1Gives) {
  const auto in_v2 = [](const Bytes& update) {
    return convert_update(update, Encoding::v1, Encoding::v2).value();
  };
  const std::vector<std::vector<Bytes>> cases = {
      {},
      {kA, kC},
      {kC, kA, kB},
      {merged({kA, kC}).value(), kB},
      {made_update({gc_block({1, 0}, 3)}, {{7, 1, 2}}),
       made_update({gc_block({1, 2}, 3)}, {{9, 0, 1}})},
      // Clients in an order that no encoder writes.
      {from_hex("02010100040101740361616101020004010174016200"), kB}};
  for (const std::vector<Bytes>& updates : cases) {
    std::vector<Bytes> twins;
    for (const Bytes& update : updates) twins.push_back(in_v2(update));
    const std::vector<BytesView> views(twins.begin(), twins.end());
    const Result<Bytes> result = merge_updates(views, Encoding::v2);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(to_hex(*result), to_hex(in_v2(merged(updates).value())));
  }
}

TEST(Merge, OneUpdateInV2ComesBackUnchangedOrIsRefused) {
  const Bytes update = from_hex("05000000000001000000000000ff");  // with a flag, and more behind it
  const std::vector<BytesView> one{update};
  EXPECT_EQ(merge_updates(one, Encoding::v2).value(), update);
  EXPECT_FALSE(merge_updates(one, Encoding::v1).ok());
}

}  // namespace
}  // namespace ycpp

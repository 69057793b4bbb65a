// id_ranges_test.cpp -- the public IdSet: ranges in order at all times, against a set of single
// ids.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <stdexcept>

#include "hex.h"
#include "ycpp/id_set.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

IdSet set_of(const std::vector<IdRange>& ranges) {
  IdSet set;
  for (const IdRange& range : ranges) set.add(range.client, range.clock, range.length);
  return set;
}

TEST(IdSet, JoinsRangesThatTouchOrOverlap) {
  IdSet set = set_of({{1, 0, 2}, {1, 4, 2}, {1, 8, 2}});
  EXPECT_EQ(set.ranges().size(), 3U);
  set.add(1, 2, 1);  // touches the first
  EXPECT_EQ(set.ranges(), (std::vector<IdRange>{{1, 0, 3}, {1, 4, 2}, {1, 8, 2}}));
  set.add(1, 3, 5);  // closes both gaps
  EXPECT_EQ(set.ranges(), (std::vector<IdRange>{{1, 0, 10}}));
  set.add(1, 4, 2);  // is there already
  EXPECT_EQ(set.ranges(), (std::vector<IdRange>{{1, 0, 10}}));
}

TEST(IdSet, ClientsStayInTheOrderInWhichTheyCame) {
  const IdSet set = set_of({{2, 0, 1}, {9, 0, 1}, {1, 0, 1}, {2, 5, 1}});
  ASSERT_EQ(set.clients().size(), 3U);
  EXPECT_EQ(set.ranges(), (std::vector<IdRange>{{2, 0, 1}, {2, 5, 1}, {9, 0, 1}, {1, 0, 1}}));
}

TEST(IdSet, TwoAreEqualWhateverTheOrderOfClients) {
  EXPECT_EQ(set_of({{2, 0, 1}, {1, 3, 4}}), set_of({{1, 3, 4}, {2, 0, 1}}));
  EXPECT_FALSE(set_of({{1, 3, 4}}) == set_of({{1, 3, 5}}));
  EXPECT_FALSE(set_of({{1, 3, 4}}) == set_of({{2, 3, 4}}));
  EXPECT_FALSE(set_of({{1, 3, 4}}) == set_of({{1, 3, 4}, {2, 0, 1}}));
}

TEST(IdSet, AnEmptyRangeAddsNothingNotEvenItsClient) {
  IdSet set;
  set.add(1, 5, 0);
  EXPECT_TRUE(set.empty());
  EXPECT_TRUE(set.clients().empty());
}

TEST(IdSet, ARangePastTheLastClockIsTheCallersMistake) {
  IdSet set;
  EXPECT_THROW(set.add(1, kMaxSafeInteger, 1), std::invalid_argument);
  EXPECT_THROW(set.add(1, 2, kMaxSafeInteger - 1), std::invalid_argument);
  EXPECT_THROW(set.add(kMaxSafeInteger + 1, 0, 1), std::invalid_argument);
  EXPECT_THROW(set.add(1, ~std::uint64_t{0}, 2), std::invalid_argument);  // the sum wraps
  EXPECT_TRUE(set.empty());
  set.add(kMaxSafeInteger, kMaxSafeInteger - 1, 1);
  EXPECT_TRUE(set.contains(kMaxSafeInteger, kMaxSafeInteger - 1));
}

TEST(IdSet, OnTheWireClientsDescend) {
  EXPECT_EQ(to_hex(IdSet().encode()), "00");
  EXPECT_EQ(to_hex(set_of({{1, 2, 3}, {300, 0, 1}}).encode()),
            "02"
            "ac02010001"
            "01010203");
}

TEST(IdSet, ReadingPutsRangesInOrder) {
  const Bytes bytes = from_hex(
      "02"
      "0103060103020401"
      "020100"
      "01");
  const Result<IdSet> set = IdSet::decode(bytes);
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->ranges(), (std::vector<IdRange>{{2, 0, 1}, {1, 3, 2}, {1, 6, 1}}));
  EXPECT_FALSE(IdSet::decode(from_hex("01")).ok());
  EXPECT_EQ(IdSet::decode(from_hex("010101ffffffffffffff0f01")).error().code, Errc::clock_overflow);
}

TEST(IdSet, AgreesWithASetOfSingleIds) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    IdSet sets[2];
    std::set<std::pair<std::uint64_t, std::uint64_t>> ids;
    for (auto n = random() % 30; n > 0; --n) {
      const IdRange range{random() % 3, random() % 60, random() % 5};
      sets[random() % 2].add(range.client, range.clock, range.length);
      for (std::uint64_t clock = range.clock; clock < range.end(); ++clock)
        ids.emplace(range.client, clock);
    }
    IdSet& all = sets[0];
    all.merge(sets[1]);
    std::size_t count = 0;
    for (const IdSet::Client& client : all.clients())
      for (std::size_t i = 0; i < client.ranges.size(); ++i) {
        ASSERT_EQ(client.ranges[i].client, client.id);
        if (i > 0) {
          ASSERT_LT(client.ranges[i - 1].end(), client.ranges[i].clock);
        }
        count += client.ranges[i].length;
      }
    ASSERT_EQ(count, ids.size());
    for (std::uint64_t client = 0; client < 4; ++client)
      for (std::uint64_t clock = 0; clock < 70; ++clock)
        ASSERT_EQ(all.contains(client, clock), ids.count({client, clock}) != 0);
    const Result<IdSet> again = IdSet::decode(all.encode());
    ASSERT_TRUE(again.ok());
    ASSERT_EQ(*again, all);
  }
}

}  // namespace
}  // namespace ycpp

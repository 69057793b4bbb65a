// The public IdSet.
#include "ycpp/id_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "hex.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

TEST(IdSet, JoinsRangesThatTouchOrOverlap) {
  IdSet set;
  set.add(1, 10, 5);
  set.add(1, 0, 2);
  set.add(1, 2, 3);
  set.add(1, 20, 1);
  EXPECT_EQ(set.ranges(), (std::vector<IdRange>{{1, 0, 5}, {1, 10, 5}, {1, 20, 1}}));
  set.add(1, 4, 17);
  EXPECT_EQ(set.ranges(), (std::vector<IdRange>{{1, 0, 21}}));
  set.add(1, 30, 0);
  EXPECT_EQ(set.ranges().size(), 1U);
}

TEST(IdSet, IsTheSetOfWhatWasAdded) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    IdSet set;
    std::set<std::pair<std::uint64_t, std::uint64_t>> model;
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t client = random() % 3, clock = random() % 60, length = random() % 8;
      set.add(client, clock, length);
      for (std::uint64_t c = clock; c < clock + length; ++c) model.emplace(client, c);
    }
    for (std::uint64_t client = 0; client < 4; ++client)
      for (std::uint64_t clock = 0; clock < 70; ++clock)
        ASSERT_EQ(set.contains(client, clock), model.contains({client, clock}));
    for (const IdSet::Client& client : set.clients())
      for (std::size_t i = 1; i < client.ranges.size(); ++i)
        ASSERT_LT(client.ranges[i - 1].end(), client.ranges[i].clock);
    ASSERT_EQ(IdSet::decode(set.encode()).value(), set);
  }
}

TEST(IdSet, KeepsTheOrderOfClientsButEqualsInAny) {
  IdSet a;
  a.add(5, 0, 1);
  a.add(9, 0, 1);
  IdSet b;
  b.add(9, 0, 1);
  EXPECT_FALSE(a == b);
  b.add(5, 0, 1);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.clients().front().id, 5U);
  EXPECT_EQ(b.clients().front().id, 9U);
  b.add(5, 1, 1);
  EXPECT_FALSE(a == b);
}

TEST(IdSet, IsCodedAsInUpdates) {
  IdSet set;
  EXPECT_EQ(to_hex(set.encode()), "00");
  set.add(1, 2, 3);
  set.add(300, 0, 1);
  EXPECT_EQ(to_hex(set.encode()),
            "02ac02010001"
            "01010203");
  const IdSet read = IdSet::decode(from_hex("01 01 03 0401 0001 0103")).value();
  EXPECT_EQ(read.ranges(), (std::vector<IdRange>{{1, 0, 5}})) << "in any order";
}

TEST(IdSet, RefusesWhatIsNoId) {
  EXPECT_EQ(IdSet::decode(from_hex("0101")).error().code, Errc::count_too_large);
  EXPECT_EQ(IdSet::decode(from_hex("0101010280")).error().code, Errc::unexpected_end);
  IdSet set;
  EXPECT_THROW(set.add(1, kMaxSafeInteger, 1), std::invalid_argument);
  EXPECT_THROW(set.add(kMaxSafeInteger + 1, 0, 1), std::invalid_argument);
  EXPECT_TRUE(set.empty());
}

TEST(IdSet, MergesSets) {
  IdSet a;
  a.add(1, 0, 2);
  IdSet b;
  b.add(2, 5, 1);
  b.add(1, 1, 4);
  a.merge(b);
  EXPECT_EQ(a.ranges(), (std::vector<IdRange>{{1, 0, 5}, {2, 5, 1}}));
}

}  // namespace
}  // namespace ycpp

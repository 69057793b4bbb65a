// change_set_test.cpp -- what a transaction wrote down, and finding in it.
#include "store/change_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ycpp::store {
namespace {

std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges_of(const ChangeSet& set, ClientRef c) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
  for (const LocalRange& r : set.deleted_of(c)) out.emplace_back(r.clock, r.length);
  return out;
}

using Ranges = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

TEST(ChangeSet, ADeletionThatContinuesTheLastOneIsOneRange) {
  ChangeSet set;
  EXPECT_TRUE(set.empty());
  set.add_deleted(1, 5, 2);
  set.add_deleted(1, 7, 1);
  set.add_deleted(2, 8, 1);
  EXPECT_FALSE(set.empty());
  EXPECT_EQ(set.deleted.size(), 2U);
  EXPECT_EQ(set.deleted[0].end(), 8U);
}

TEST(ChangeSet, NormalizeSortsAndJoinsWhatTouchesOrOverlaps) {
  ChangeSet set;
  set.add_deleted(2, 10, 5);
  set.add_deleted(1, 4, 2);
  set.add_deleted(2, 8, 2);
  set.add_deleted(1, 0, 3);
  set.add_deleted(2, 9, 1);
  set.normalize();
  EXPECT_EQ(ranges_of(set, 1), (Ranges{{0, 3}, {4, 2}}));
  EXPECT_EQ(ranges_of(set, 2), (Ranges{{8, 7}}));
  EXPECT_TRUE(ranges_of(set, 0).empty());
  EXPECT_TRUE(ranges_of(set, 3).empty());
}

TEST(ChangeSet, ClientsOfDeletionsAreInOrderOfTheirFirst) {
  ChangeSet set;
  for (const ClientRef c : {3U, 1U, 3U, 2U, 1U}) set.add_deleted(c, 10 * set.deleted.size(), 1);
  set.normalize();
  EXPECT_EQ(set.deleted_clients(), (std::vector<ClientRef>{3, 1, 2}));
}

TEST(ChangeSet, ClearCountsOnAndForgetsTheRest) {
  ChangeSet set;
  const std::uint64_t number = set.number;
  set.clients.push_back(1);
  set.slots.push_back(1);
  set.joints.push_back({1, 0});
  set.add_deleted(1, 0, 1);
  set.normalize();
  set.clear();
  EXPECT_EQ(set.number, number + 1);
  EXPECT_TRUE(set.empty());
  EXPECT_TRUE(set.slots.empty());
  EXPECT_TRUE(set.joints.empty());
  EXPECT_TRUE(set.deleted_clients().empty());
  EXPECT_FALSE(set.deletes({1, 0}));
}

TEST(ChangeSet, DeletesAgreesWithASetOfIds) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    ChangeSet set;
    std::set<std::pair<ClientRef, std::uint64_t>> model;
    for (int i = 0; i < 20; ++i) {
      const auto client = static_cast<ClientRef>(random() % 3);
      const std::uint64_t clock = random() % 60;
      const std::uint64_t length = 1 + random() % 5;
      set.add_deleted(client, clock, length);
      for (std::uint64_t k = clock; k < clock + length; ++k) model.emplace(client, k);
    }
    set.normalize();
    for (ClientRef c = 0; c < 4; ++c)
      for (std::uint64_t k = 0; k < 70; ++k) EXPECT_EQ(set.deletes({c, k}), model.contains({c, k}));
    for (std::size_t i = 1; i < set.deleted.size(); ++i) {
      const LocalRange& a = set.deleted[i - 1];
      const LocalRange& b = set.deleted[i];
      EXPECT_TRUE(a.client < b.client || (a.client == b.client && a.end() < b.clock));
    }
  }
}

}  // namespace
}  // namespace ycpp::store

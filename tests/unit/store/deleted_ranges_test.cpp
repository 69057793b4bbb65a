// deleted_ranges_test.cpp -- deleted clocks, compared with a set of numbers.
#include "store/deleted_ranges.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ycpp::store {
namespace {

std::vector<ClockRange> joined(const std::set<std::uint64_t>& clocks) {
  std::vector<ClockRange> ranges;
  for (const std::uint64_t clock : clocks) {
    if (!ranges.empty() && ranges.back().end() == clock)
      ++ranges.back().length;
    else
      ranges.push_back({clock, 1});
  }
  return ranges;
}

TEST(DeletedRanges, NothingIsNotedBeforeItIsAskedFor) {
  DeletedRanges deleted;
  EXPECT_FALSE(deleted.is_kept());
  deleted.add(3, 2);
  EXPECT_EQ(deleted.memory_bytes(), 0U);
  deleted.keep({{7, 1}});
  EXPECT_TRUE(deleted.is_kept());
  EXPECT_EQ(deleted.ranges(), (std::vector<ClockRange>{{7, 1}}));
}

TEST(DeletedRanges, WhatTouchesIsJoined) {
  DeletedRanges deleted;
  deleted.keep({{2, 2}, {6, 1}});
  deleted.add(4, 2);
  deleted.add(0, 1);
  EXPECT_EQ(deleted.ranges(), (std::vector<ClockRange>{{0, 1}, {2, 5}}));
}

TEST(DeletedRanges, AgreesWithASetOfClocks) {
  std::mt19937_64 random(1);
  std::set<std::uint64_t> clocks;
  DeletedRanges deleted;
  deleted.keep({});
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t clock = random() % 5000;
    const std::uint64_t length = 1 + random() % 3;
    deleted.add(clock, length);
    for (std::uint64_t c = clock; c < clock + length; ++c) clocks.insert(c);
    if (i % 7 == 0) {
      ASSERT_EQ(deleted.ranges(), joined(clocks));
    }
  }
}

}  // namespace
}  // namespace ycpp::store

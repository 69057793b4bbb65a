// id_index_test.cpp -- the items of a client by clock, compared with a map.
#include "store/id_index.h"

#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <random>

namespace ycpp::store {
namespace {

using Model = std::map<std::uint64_t, ItemRef>;

void expect_same(const IdIndex& index, const Model& model) {
  ASSERT_EQ(index.size(), model.size());
  EXPECT_EQ(index.count_from(index.first_position()), model.size());
  EXPECT_EQ(index.last(), model.rbegin()->second);
  IdIndex::Position p = index.first_position();
  std::size_t left = model.size();
  for (const auto& [clock, item] : model) {
    ASSERT_EQ(index.clock_at(p), clock);
    ASSERT_EQ(index.at(p), item);
    ASSERT_EQ(index.count_from(p), left);
    ASSERT_EQ(index.is_last(p), --left == 0);
    if (left > 0) {
      ASSERT_EQ(index.previous(index.next(p)), p);
      p = index.next(p);
    }
  }
}

TEST(IdIndex, AClockInsideAnEntryFindsThatEntry) {
  IdIndex index;
  EXPECT_TRUE(index.empty());
  index.push_back(0, 7);
  index.push_back(10, 8);
  EXPECT_EQ(index.at(index.find(0)), 7U);
  EXPECT_EQ(index.at(index.find(9)), 7U);
  EXPECT_EQ(index.at(index.find(10)), 8U);
  EXPECT_EQ(index.at(index.find(1'000'000)), 8U);
  EXPECT_TRUE(index.is_first(index.find(3)));
  EXPECT_TRUE(index.is_last(index.find(10)));
}

TEST(IdIndex, EraseReturnsWhereTheEntryBeforeIsNow) {
  IdIndex index;
  for (std::uint64_t i = 0; i < 3000; ++i) index.push_back(i, static_cast<ItemRef>(i + 1));
  for (std::uint64_t i = 2999; i > 0; --i) {
    const auto before = index.erase(index.find(i));
    ASSERT_EQ(index.clock_at(before), i - 1);
    ASSERT_TRUE(index.is_last(before));
  }
  EXPECT_EQ(index.size(), 1U);
}

TEST(IdIndex, EntriesMayBeFurtherApartThanAChunkReaches) {
  constexpr std::uint64_t kFar = std::uint64_t{1} << 33;
  IdIndex index;
  Model model;
  ItemRef next = 1;
  for (const std::uint64_t clock : {std::uint64_t{0}, kFar, kFar + 5, 8 * kFar}) {
    index.push_back(clock, next);
    model[clock] = next++;
  }
  expect_same(index, model);
  for (const std::uint64_t clock : {3 * kFar, kFar / 2, 2 * kFar, kFar - 1, std::uint64_t{7}}) {
    index.insert_after(index.find(clock), clock, next);
    model[clock] = next++;
    expect_same(index, model);
    EXPECT_EQ(index.at(index.find(clock)), model[clock]);
    EXPECT_EQ(index.at(index.find(clock - 1)), std::prev(model.find(clock))->second);
  }
  while (model.size() > 1) {
    const auto second = std::next(model.begin());
    const auto before = index.erase(index.find(second->first));
    EXPECT_EQ(index.at(before), model.begin()->second);
    model.erase(second);
    expect_same(index, model);
  }
}

TEST(IdIndex, ManyEntriesGoIntoOnePlace) {  // as cuts of one item from right to left do
  IdIndex index;
  Model model{{0, 1}, {100'000, 2}};
  for (const auto& [clock, item] : model) index.push_back(clock, item);
  for (std::uint64_t clock = 5000; clock > 0; --clock) {
    index.insert_after(index.find(0), clock, static_cast<ItemRef>(clock + 2));
    model[clock] = static_cast<ItemRef>(clock + 2);
  }
  expect_same(index, model);
}

TEST(IdIndex, AgreesWithAMapAfterRandomChanges) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937_64 random(seed);
    IdIndex index;
    Model model{{0, 1}};
    index.push_back(0, 1);
    ItemRef fresh = 1;
    for (int step = 0; step < 12'000; ++step) {
      const std::uint64_t end = model.rbegin()->first;
      const std::uint64_t clock = random() % (end + 1);
      // Grows for two thirds of the time, then shrinks, so that chunks divide and join.
      const bool shrinks = step > 8000 ? random() % 8 != 0 : random() % 8 == 0;
      const auto holder = std::prev(model.upper_bound(clock));
      const auto p = index.find(clock);
      ASSERT_EQ(index.clock_at(p), holder->first);
      ASSERT_EQ(index.at(p), holder->second);
      if (shrinks && holder != model.begin()) {
        const auto before = index.erase(p);
        const auto expected = std::prev(holder);
        model.erase(holder);
        ASSERT_EQ(index.clock_at(before), expected->first);
        ASSERT_EQ(index.at(before), expected->second);
      } else if (!shrinks && holder->first != clock) {
        index.insert_after(p, clock, ++fresh);
        model[clock] = fresh;
      } else if (!shrinks) {
        index.push_back(end + 1 + random() % 50, ++fresh);
        model[index.clock_at(index.last_position())] = fresh;
      }
      if (step % 500 == 0) expect_same(index, model);
    }
    expect_same(index, model);
  }
}

}  // namespace
}  // namespace ycpp::store

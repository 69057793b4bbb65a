// PagedVector: elements that stay where they are, and are destroyed once.
#include "base/paged_vector.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ycpp {
namespace {

TEST(PagedVector, ElementsStayWhereTheyAre) {
  PagedVector<std::string> v;
  std::string* const first = &v.emplace_back();
  *first = "a string that is too long to be stored in place";
  for (int i = 1; i < 1000; ++i) v.emplace_back() = std::to_string(i);
  EXPECT_EQ(&v[0], first);
  EXPECT_EQ(v.size(), 1000U);
  EXPECT_EQ(v.back(), "999");
  for (std::size_t i = 1; i < 1000; ++i) EXPECT_EQ(v[i], std::to_string(i));
}

TEST(PagedVector, CanLeaveOutSmallIndices) {
  PagedVector<std::string, 2, 1> v;
  EXPECT_EQ(v.size(), 1U);
  EXPECT_EQ(v.memory_bytes(), 0U);
  for (int i = 1; i < 100; ++i) v.emplace_back() = std::to_string(i);
  int expected = 1;
  for (const std::string& s : v) EXPECT_EQ(s, std::to_string(expected++));
  EXPECT_EQ(expected, 100);
  EXPECT_EQ(v[99], "99");
  const PagedVector<std::string, 2, 1> moved(std::move(v));
  EXPECT_EQ(moved.size(), 100U);
  EXPECT_EQ(moved[1], "1");
}

TEST(PagedVector, IsWalkedInOrder) {
  PagedVector<int> v;
  for (int i = 0; i < 100; ++i) v.emplace_back() = i;
  int expected = 0;
  for (int& x : v) {
    EXPECT_EQ(x, expected++);
    x *= 2;
  }
  EXPECT_EQ(expected, 100);
  EXPECT_EQ(v[50], 100);
}

struct Counted {
  static inline int alive = 0;
  Counted() { ++alive; }
  ~Counted() { --alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
};

TEST(PagedVector, DestroysWhatItMadeOnce) {
  {
    PagedVector<Counted> v;
    for (int i = 0; i < 10; ++i) v.emplace_back();
    EXPECT_EQ(Counted::alive, 10);
    PagedVector<Counted> moved(std::move(v));
    EXPECT_EQ(Counted::alive, 10);
    EXPECT_EQ(moved.size(), 10U);
    PagedVector<Counted> assigned;
    assigned = std::move(moved);
    EXPECT_EQ(assigned.size(), 10U);
  }
  EXPECT_EQ(Counted::alive, 0);
}

TEST(PagedVector, CountsItsPages) {
  PagedVector<int, 4> v;
  EXPECT_EQ(v.memory_bytes(), 0U);
  v.emplace_back();
  EXPECT_GE(v.memory_bytes(), 16 * sizeof(int));
}

}  // namespace
}  // namespace ycpp

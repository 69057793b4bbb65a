// InlineVector: the same elements whether they are in place or not.
#include "base/inline_vector.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>

namespace ycpp {
namespace {

TEST(InlineVector, KeepsItsElementsWhenTheyNoLongerFitInPlace) {
  InlineVector<std::uint64_t, 2> v;
  EXPECT_TRUE(v.empty());
  EXPECT_TRUE(v.view().empty());
  for (std::uint64_t n = 1; n <= 100; ++n) {
    v.push_back(n * n);
    ASSERT_EQ(v.size(), n);
    ASSERT_EQ(v.view().size(), n);
    for (std::uint64_t i = 0; i < n; ++i) ASSERT_EQ(v.view()[i], (i + 1) * (i + 1));
  }
  v.view()[99] = 7;
  const InlineVector<std::uint64_t, 2> copy = v;
  EXPECT_EQ(copy.view()[0], 1U);
  EXPECT_EQ(copy.view()[99], 7U);
}

TEST(InlineVector, ElementsInPlaceMoveWithIt) {
  InlineVector<std::uint64_t, 2> v;
  v.push_back(3);
  const InlineVector<std::uint64_t, 2> moved = std::move(v);
  ASSERT_EQ(moved.size(), 1U);
  EXPECT_EQ(moved.view()[0], 3U);
}

}  // namespace
}  // namespace ycpp

// Many clients: every operation stays linear, and what costs nothing keeps costing nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "ycpp/awareness.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

constexpr std::string_view kState =
    R"({"user":{"name":"Alice","color":"#ff0000"},"cursor":{"anchor":12,"head":34}})";

Bytes crowd(std::size_t n, std::uint64_t clock) {
  Writer out;
  out.var_uint(n);
  for (std::uint64_t id = 0; id < n; ++id) {
    out.var_uint(1000 + id * 7919);
    out.var_uint(clock);
    out.var_string(kState);
  }
  return out.take();
}

template <class Body>
double seconds(Body&& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Joins, renews, leaves and forgets a crowd. Returns the time it took.
double lifetime(std::size_t n) {
  Awareness awareness(1, 0, 1000);
  awareness.set_local_state(std::nullopt, 0);
  const Bytes join = crowd(n, 1);
  const Bytes renew = crowd(n, 2);
  return seconds([&] {
    EXPECT_TRUE(awareness.apply_update(join, "net", 0).ok());
    EXPECT_TRUE(awareness.apply_update(renew, "net", 500).ok());
    EXPECT_EQ(awareness.client_count(), n);
    EXPECT_EQ(awareness.encode_all(), renew);
    awareness.tick(1499);
    EXPECT_EQ(awareness.client_count(), n);
    awareness.tick(1500);
    EXPECT_EQ(awareness.client_count(), 0u);
    EXPECT_EQ(awareness.known_client_count(), n + 1);
    awareness.tick(11'500);
    EXPECT_EQ(awareness.known_client_count(), 1u);
  });
}

TEST(AwarenessGrowth, ACrowdOfAHundredThousandCostsTenTimesAsMuchAsTenThousand) {
  double small = 1e9;
  for (int i = 0; i < 3; ++i) small = std::min(small, lifetime(10'000));
  EXPECT_LT(lifetime(100'000), small * 10 * 6 + 0.05);  // a square would be 100 times as long
}

TEST(AwarenessGrowth, ATickThatExpiresNobodyDoesNotLookAtTheCrowd) {
  const auto thousand_ticks = [](std::size_t n) {
    Awareness awareness(1, 0, 1000);
    awareness.set_local_state(std::nullopt, 0);
    EXPECT_TRUE(awareness.apply_update(crowd(n, 1), "net", 0).ok());
    return seconds([&] {
      for (int i = 0; i < 1000; ++i) awareness.tick(i % 1000);
    });
  };
  EXPECT_LT(thousand_ticks(100'000), thousand_ticks(100) * 20 + 0.01);
}

TEST(AwarenessGrowth, OneMessagePerClientIsLinearToo) {
  const auto one_by_one = [](std::size_t n) {
    Awareness awareness(1, 0);
    return seconds([&] {
      for (std::uint64_t id = 0; id < n; ++id) {
        Writer out;
        out.var_uint(1);
        out.var_uint(id + 2);
        out.var_uint(1);
        out.var_string(kState);
        EXPECT_TRUE(awareness.apply_update(out.view(), "net", 0).ok());
      }
      EXPECT_EQ(awareness.client_count(), n + 1);
    });
  };
  const double small = std::min(one_by_one(10'000), one_by_one(10'000));
  EXPECT_LT(one_by_one(100'000), small * 10 * 6 + 0.05);
}

}  // namespace
}  // namespace ycpp

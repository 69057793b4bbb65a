// Numbers between text and double. json_vectors.inc holds node's own results; here are the edges.
#include "lib0/json_scan.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

namespace ycpp {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string printed(double v) {
  std::string out;
  append_json_number(out, v);
  return out;
}

TEST(JsonNumber, OutOfRangeBecomesInfinityOrZero) {
  const std::pair<std::string, double> vectors[] = {
      {"1e309", kInfinity},
      {"-1e309", -kInfinity},
      {"1e99999999999999999999999999", kInfinity},
      {"1e+00000000000000000000000000400", kInfinity},
      {"0.001e400", kInfinity},
      {"1" + std::string(400, '0'), kInfinity},
      {"0." + std::string(400, '0') + "1e800", kInfinity},
      {"1e-400", 0.0},
      {"1e-99999999999999999999999999", 0.0},
      {"0." + std::string(400, '0') + "1", 0.0},
      {"1" + std::string(400, '0') + "e-800", 0.0},
      {"0e99999999999999999999999999", 0.0},
      {"0.000e-400", 0.0},
      {"1" + std::string(400, '0') + "e-400", 1.0},
  };
  for (const auto& [text, value] : vectors) EXPECT_EQ(parse_json_number(text), value) << text;
  EXPECT_TRUE(std::signbit(parse_json_number("-1e-400")));
}

TEST(JsonNumber, IsPrintedAsJavaScriptDoes) {
  const std::pair<double, const char*> vectors[] = {
      {0.0, "0"},
      {-0.0, "0"},
      {-1.5, "-1.5"},
      {9007199254740991.0, "9007199254740991"},
      {9007199254740992.0, "9007199254740992"},
      {1e20, "100000000000000000000"},
      {1e21, "1e+21"},
      {1.5e300, "1.5e+300"},
      {0.000001, "0.000001"},
      {0.0000012, "0.0000012"},
      {1e-7, "1e-7"},
      {1.25e-7, "1.25e-7"},
      {5e-324, "5e-324"},
      {kInfinity, "null"},
      {-kInfinity, "null"},
      {std::numeric_limits<double>::quiet_NaN(), "null"},
  };
  for (const auto& [value, text] : vectors) EXPECT_EQ(printed(value), text);
}

TEST(JsonNumber, RandomDoublesReadBackFromTheirText) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 50000; ++i) {
    const double v = std::bit_cast<double>(random());
    if (v - v != 0) continue;  // NaN and infinity
    const std::string text = printed(v);
    ASSERT_EQ(std::strtod(text.c_str(), nullptr), v) << text;
    ASSERT_EQ(parse_json_number(text), v) << text;
    ASSERT_TRUE(scan_json(text).canonical) << text;
  }
}

}  // namespace
}  // namespace ycpp

// keyed_hash_test.cpp -- KeyedHash: equal for equal bytes, spread, and another one for another key.
#include "base/keyed_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ycpp {
namespace {

TEST(KeyedHash, DependsOnTheBytesAlone) {
  const KeyedHash hash(7);
  const std::string far = "....the same bytes elsewhere";
  EXPECT_EQ(hash("the same bytes"), hash(std::string_view(far).substr(4, 14)));
  EXPECT_EQ(hash(""), hash(std::string_view()));
}

TEST(KeyedHash, EveryLengthAndEveryBitCounts) {
  const KeyedHash hash(7);
  std::set<std::size_t> seen{hash("")};
  std::string zeros;
  for (int length = 1; length <= 33; ++length) {
    zeros += '\0';
    EXPECT_TRUE(seen.insert(hash(zeros)).second) << length;
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = zeros;
      changed.back() = static_cast<char>(1 << bit);
      EXPECT_TRUE(seen.insert(hash(changed)).second) << length << " " << bit;
    }
  }
}

TEST(KeyedHash, AnotherKeyScattersWhatOneKeyHasTogether) {
  // Keys that share the low 12 bits under one key do not under another.
  const KeyedHash known(1);
  const KeyedHash secret(2);
  std::set<std::size_t> buckets;
  int together = 0;
  for (int i = 0; together < 64; ++i) {
    const std::string name = "k" + std::to_string(i);
    if (known(name) % 4096 != 0) continue;
    ++together;
    buckets.insert(secret(name) % 4096);
  }
  EXPECT_GT(buckets.size(), 56U);
}

}  // namespace
}  // namespace ycpp

// IndexTable where hashes collide: keys of one hash, and of neighbouring ones, come and go.
#include "base/index_table.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ycpp {
namespace {

TEST(IndexTable, KeepsKeysOfOneHashApart) {
  std::mt19937 random(1);
  IndexTable table;
  std::set<std::uint32_t> present;  // a key is its own index; its hash is what it has in common
  const auto hash_of = [](std::uint32_t key) { return key % 7; };
  for (int i = 0; i < 20'000; ++i) {
    const std::uint32_t key = random() % 100;
    const std::uint32_t found =
        table.find(hash_of(key), [&](std::uint32_t index) { return index == key; });
    ASSERT_EQ(found, present.count(key) != 0 ? key : IndexTable::kNotFound);
    if (present.insert(key).second) {
      table.insert(hash_of(key), key);
    } else {
      table.erase(hash_of(key), key);
      present.erase(key);
    }
    ASSERT_EQ(table.size(), present.size());
  }
}

}  // namespace
}  // namespace ycpp

// IdTable against std::map, with ids that crowd and leave.
#include "base/id_table.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ycpp {
namespace {

TEST(IdTable, AgreesWithAMap) {
  std::mt19937_64 random(1);
  IdTable table(random());
  std::vector<std::uint64_t> records;  // the id of each index
  std::map<std::uint64_t, std::uint32_t> expected;
  const auto id_of = [&](std::uint32_t index) { return records[index]; };
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t id = random() % 3000 << (random() % 2 * 40);
    const auto at = expected.find(id);
    const std::uint32_t found = table.find(id, id_of);
    ASSERT_EQ(found, at == expected.end() ? IdTable::kNotFound : at->second);
    if (at == expected.end()) {
      records.push_back(id);
      table.insert(id, static_cast<std::uint32_t>(records.size() - 1));
      expected[id] = static_cast<std::uint32_t>(records.size() - 1);
    } else if (random() % 3 != 0) {
      table.erase(id, at->second);
      expected.erase(at);
    }
    ASSERT_EQ(table.size(), expected.size());
  }
  for (const auto& [id, index] : expected) ASSERT_EQ(table.find(id, id_of), index);
}

}  // namespace
}  // namespace ycpp

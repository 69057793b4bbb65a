// randomness_test.cpp -- client ids and document names that nobody chose.
#include "doc/randomness.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ycpp::doc {
namespace {

TEST(Randomness, ClientIdsHave32BitsAndUseThemAll) {
  std::uint64_t any = 0;
  std::uint64_t all = ~std::uint64_t{0};
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t id = random_client_id();
    any |= id;
    all &= id;
  }
  EXPECT_EQ(any, 0xffffffffU);
  EXPECT_EQ(all, 0U);
}

TEST(Randomness, ClientIdsDiffer) {
  std::set<std::uint64_t> ids;
  for (int i = 0; i < 100; ++i) ids.insert(random_client_id());
  EXPECT_GE(ids.size(), 99U);
}

TEST(Randomness, AnIdentityIsAGuidAndAClientId) {
  std::set<std::string> guids;
  std::uint64_t any = 0;
  for (int i = 0; i < 1000; ++i) {
    const Identity identity = random_identity();
    ASSERT_EQ(identity.guid.size(), 36U);
    guids.insert(identity.guid);
    any |= identity.client_id;
  }
  EXPECT_EQ(guids.size(), 1000U);
  EXPECT_EQ(any, 0xffffffffU);
}

TEST(Randomness, GuidsAreUuidsOfVersion4) {
  for (int i = 0; i < 100; ++i) {
    const std::string guid = random_identity().guid;
    ASSERT_EQ(guid.size(), 36U);
    for (const std::size_t dash : {8, 13, 18, 23}) EXPECT_EQ(guid[dash], '-') << guid;
    EXPECT_EQ(guid[14], '4') << guid;
    EXPECT_NE(std::string("89ab").find(guid[19]), std::string::npos) << guid;
    std::string digits = guid;
    EXPECT_EQ(std::erase(digits, '-'), 4U);
    EXPECT_EQ(digits.find_first_not_of("0123456789abcdef"), std::string::npos) << guid;
  }
}

TEST(Randomness, EveryFreePlaceOfAGuidTakesEveryDigit) {
  std::vector<std::set<char>> seen(36);
  for (int i = 0; i < 2000; ++i) {
    const std::string guid = random_identity().guid;
    for (std::size_t at = 0; at < guid.size(); ++at) seen[at].insert(guid[at]);
  }
  for (std::size_t at = 0; at < seen.size(); ++at) {
    const bool fixed = at == 8 || at == 13 || at == 14 || at == 18 || at == 23;
    const std::size_t digits = at == 19 ? 4 : 16;
    EXPECT_EQ(seen[at].size(), fixed ? 1U : digits) << "place " << at;
  }
}

}  // namespace
}  // namespace ycpp::doc

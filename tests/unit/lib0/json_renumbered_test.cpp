// Recognising a JSON text by the one before it.
#include "lib0/json_renumbered.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "ycpp/any.h"

namespace ycpp {
namespace {

TEST(JsonRenumbered, SameTextsAndOtherNumbers) {
  EXPECT_TRUE(is_renumbered("{}", "{}"));
  EXPECT_TRUE(is_renumbered("", ""));
  EXPECT_TRUE(is_renumbered(R"({"a":1})", R"({"a":2})"));
  EXPECT_TRUE(is_renumbered(R"({"a":1,"b":[{"c":20}]})", R"({"a":123,"b":[{"c":0}]})"));
  EXPECT_TRUE(
      is_renumbered(R"({"n":"x","line":9,"column":10})", R"({"n":"x","line":10,"column":9})"));
}

TEST(JsonRenumbered, LeavesTheRestToAScan) {
  const std::string_view before = R"({"a":1,"b":2})";
  for (const std::string_view text :
       {R"({"a":01,"b":2})", R"({"a":-1,"b":2})", R"({"a":1.5,"b":2})", R"({"a":1e3,"b":2})",
        R"({"a":,"b":2})", R"({"a":1,"b":2)", R"({"a":1,"b":)",
        R"({"a":1,"b":2})"
        " ",
        R"({"a":9007199254740993,"b":2})", R"({"a":1,"c":2})", R"({"a":null,"b":2})", ""})
    EXPECT_FALSE(is_renumbered(before, text)) << text;
  EXPECT_FALSE(is_renumbered(R"({"a":1.5})", R"({"a":2.5})"));
  EXPECT_FALSE(is_renumbered(R"([1])", R"([2])"));
}

TEST(JsonRenumbered, DigitsInKeysAreNoNumbers) {
  // {":1,":0,":2,":0} with the first key made equal to the second
  EXPECT_FALSE(is_renumbered(R"({":1,":0,":2,":0})", R"({":2,":0,":2,":0})"));
  EXPECT_FALSE(is_renumbered(R"({"a\":1,":0,"a\":2,":0})", R"({"a\":2,":0,"a\":2,":0})"));
  EXPECT_FALSE(is_renumbered(R"({"1":0,"2":0})", R"({"2":0,"2":0})"));
}

// Whatever is recognised is canonical: random texts, changed in random places.
TEST(JsonRenumbered, WhatIsRecognisedIsCanonical) {
  std::mt19937 random(1);
  const auto below = [&](std::size_t n) { return random() % n; };
  const std::string pieces[] = {"\"a\":", "\"1\":", "1", "0",  "23", ",", "{", "}", "[",
                                "]",      "\\\"",   ":", "\"", "-",  ".", "e", "x"};
  int recognised = 0;
  for (int round = 0; round < 300'000; ++round) {
    std::string before = R"({"k":)";
    for (std::size_t i = below(4); i > 0; --i)
      before += std::to_string(below(30)) + R"(,"k)" + std::to_string(i) + R"(":)";
    before += below(2) == 0 ? R"(":1,":7})" : std::to_string(below(30)) + "}";
    std::string canonical;
    if (!canonical_json(before, canonical)) canonical = R"({"a\":1":{":2,":3},"b":4,"c":50})";
    std::string text = canonical;
    for (std::size_t i = 1 + below(2); i > 0; --i)
      text.replace(below(text.size() + 1), below(3), pieces[below(std::size(pieces))]);
    if (!is_renumbered(canonical, text)) continue;
    recognised += text != canonical;
    std::string again;
    ASSERT_TRUE(canonical_json(text, again).ok()) << canonical << " " << text;
    ASSERT_EQ(again, text) << canonical;
  }
  EXPECT_GT(recognised, 1000);
}

}  // namespace
}  // namespace ycpp

// attributes_test.cpp -- the formatting that holds at a place, and when two values are the same.
#include "store/attributes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "hex.h"

namespace ycpp::store {
namespace {

const Bytes kNull = from_hex("7e");
const Bytes kOne = from_hex("7d01");
const Bytes kTwo = from_hex("7d02");

TEST(Attributes, AKeyThatIsNotSetReadsAsNull) {
  const Attributes none;
  EXPECT_TRUE(none.empty());
  EXPECT_FALSE(none.contains("b"));
  EXPECT_TRUE(is_null(none.get("b")));
  EXPECT_EQ(to_hex(none.to_any()), "7600");
}

TEST(Attributes, KeysKeepTheOrderInWhichTheyWereSet) {
  Attributes a;
  a.set("z", kOne);
  a.set("a", kTwo);
  a.set("z", kTwo);
  EXPECT_EQ(to_hex(a.to_any()),
            "7602"
            "017a7d02"
            "01617d02");
  a.erase("z");
  a.erase("absent");
  a.set("z", kOne);
  EXPECT_EQ(to_hex(a.to_any()),
            "7602"
            "01617d02"
            "017a7d01");
}

TEST(Attributes, ManyKeysBehaveAsFewDo) {
  std::mt19937 random(3);
  Attributes a;
  std::vector<std::pair<std::string, Bytes>> expected;
  for (int step = 0; step < 4000; ++step) {
    const std::string key = "k" + std::to_string(random() % (step < 2000 ? 60 : 6));
    const auto known = std::find_if(expected.begin(), expected.end(),
                                    [&](const auto& entry) { return entry.first == key; });
    ASSERT_EQ(a.contains(key), known != expected.end());
    ASSERT_EQ(to_hex(a.get(key)), to_hex(known == expected.end() ? kNull : known->second));
    if (random() % 3 == 0) {
      a.erase(key);
      if (known != expected.end()) expected.erase(known);
    } else {
      const Bytes& value = random() % 2 == 0 ? kOne : kTwo;
      a.set(key, value);
      if (known == expected.end())
        expected.emplace_back(key, value);
      else
        known->second = value;
    }
    if (step == 2000)
      for (const auto& [name, value] : std::exchange(expected, {})) a.erase(name);
    ASSERT_EQ(a.size(), expected.size());
    ASSERT_EQ(a.empty(), expected.empty());
    std::vector<Attributes::Entry> entries;
    for (const Attributes::Entry& entry : a) entries.push_back(entry);
    ASSERT_EQ(entries, expected);
  }
}

TEST(Attributes, KeysThatAreIndicesComeFirst) {
  Attributes a;
  for (const char* key : {"z", "10", "a", "2", "01"}) a.set(key, kOne);
  EXPECT_EQ(to_hex(a.to_any()),
            "7605"
            "01327d01"
            "0231307d01"
            "017a7d01"
            "01617d01"
            "0230317d01");
}

TEST(Attributes, PassingANullMarkEndsTheKey) {
  Attributes a;
  a.pass("b", kOne);
  EXPECT_EQ(to_hex(a.get("b")), "7d01");
  a.pass("b", kNull);
  a.pass("c", kNull);
  EXPECT_TRUE(a.empty());
}

TEST(Attributes, SetKeepsANullThatPassWouldNot) {
  Attributes a;
  a.set("b", kNull);
  EXPECT_TRUE(a.contains("b"));
  EXPECT_TRUE(is_null(a.get("b")));
}

TEST(Attributes, AnObjectGoesInAndComesOut) {
  const Bytes object = from_hex(
      "7603"
      "01627d01"
      "01617600"
      "01637e");
  EXPECT_EQ(Attributes::from_any(object).to_any(), object);
  EXPECT_TRUE(Attributes::from_any(kOne).empty());
  EXPECT_TRUE(Attributes::from_any({}).empty());
}

TEST(Attributes, PrimitivesAreTheSameWhenTheirBytesAre) {
  EXPECT_TRUE(same_attribute(kOne, kOne));
  EXPECT_TRUE(identical_attribute(kOne, kOne));
  EXPECT_FALSE(same_attribute(kOne, kTwo));
  EXPECT_FALSE(identical_attribute(kOne, kTwo));
  EXPECT_FALSE(same_attribute(kNull, from_hex("7f"))) << "undefined is not null";
}

TEST(Attributes, ObjectsAreTheSameWhateverTheOrderOfTheirKeysButNeverIdentical) {
  const Bytes ab = from_hex("760201617d0101627d02");
  const Bytes ba = from_hex("760201627d0201617d01");
  EXPECT_TRUE(same_attribute(ab, ba));
  EXPECT_FALSE(identical_attribute(ab, ab));
  EXPECT_FALSE(same_attribute(ab, from_hex("760201617d0101627d03")));
  EXPECT_FALSE(same_attribute(ab, from_hex("760201617d0101637d02")));
  EXPECT_FALSE(same_attribute(ab, from_hex("760101617d01")));
  EXPECT_FALSE(same_attribute(ab, kOne));
}

TEST(Attributes, ArraysAreTheSameInTheSameOrderOnly) {
  EXPECT_TRUE(same_attribute(from_hex("75027d017d02"), from_hex("75027d017d02")));
  EXPECT_FALSE(same_attribute(from_hex("75027d017d02"), from_hex("75027d027d01")));
  EXPECT_FALSE(same_attribute(from_hex("7500"), from_hex("7600")));
}

TEST(Attributes, WhatNestsEqualsNothing) {
  const Bytes nested = from_hex("760101617600");
  EXPECT_FALSE(same_attribute(nested, nested));
  EXPECT_FALSE(same_attribute(from_hex("75017500"), from_hex("75017500")));
  EXPECT_FALSE(same_attribute(from_hex("740101"), from_hex("740101"))) << "bytes are an object";
}

}  // namespace
}  // namespace ycpp::store

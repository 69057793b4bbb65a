// client_log_test.cpp -- values one after the other, each found by its number.
#include "store/client_log.h"

#include <gtest/gtest.h>

#include "hex.h"

namespace ycpp::store {
namespace {

TEST(ValueLog, FindsEachValueByItsNumber) {
  ValueLog log;
  log.push(from_hex("7d01"));
  log.push(from_hex("770161"));
  log.push(from_hex("7e"));
  EXPECT_EQ(log.size(), 3U);
  EXPECT_EQ(log.size_bytes(), 6U);
  EXPECT_EQ(to_hex(log.value(0)), "7d01");
  EXPECT_EQ(to_hex(log.value(1)), "770161");
  EXPECT_EQ(to_hex(log.value(2)), "7e");
}

TEST(ValueLog, ARangeOfValuesIsTheirBytesAsTheyStand) {
  ValueLog log;
  for (const char* value : {"7d01", "770161", "7e", "78"}) log.push(from_hex(value));
  EXPECT_EQ(to_hex(log.values(1, 2)), "7701617e");
  EXPECT_EQ(to_hex(log.values(2, 2)), "7e78");
  EXPECT_EQ(to_hex(log.values(0, 4)), "7d017701617e78");
  EXPECT_TRUE(log.values(0, 0).empty());
}

TEST(ValueLog, AnEmptyValueIsAValue) {  // the key of a mark may be ""
  ValueLog log;
  log.push({});
  log.push(from_hex("7e"));
  log.push({});
  EXPECT_TRUE(log.value(0).empty());
  EXPECT_EQ(to_hex(log.value(1)), "7e");
  EXPECT_TRUE(log.value(2).empty());
}

TEST(ValueLog, PushAllDividesBytesIntoTheirValues) {
  ValueLog log;
  log.push(from_hex("7f"));
  const Bytes object = from_hex("7601016175027d017d02");
  Bytes all = from_hex("7d01");
  all.insert(all.end(), object.begin(), object.end());
  all.push_back(0x7e);
  log.push_all(all, 3);
  EXPECT_EQ(log.size(), 4U);
  EXPECT_EQ(to_hex(log.value(1)), "7d01");
  EXPECT_EQ(to_hex(log.value(2)), to_hex(object));
  EXPECT_EQ(to_hex(log.value(3)), "7e");
  log.push_all({}, 0);
  EXPECT_EQ(log.size(), 4U);
}

}  // namespace
}  // namespace ycpp::store

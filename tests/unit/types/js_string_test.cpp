// js_string_test.cpp -- values as JavaScript prints them.
#include "types/js_string.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "hex.h"
#include "ycpp/value.h"

namespace ycpp::types {
namespace {

Bytes any(const Value& value) {
  Writer out;
  value.to_any(out);
  return out.take();
}

std::string js(const Value& value) {
  std::string out;
  append_js_string(any(value), out);
  return out;
}

std::string plain(const Value& value) {
  std::string out;
  append_plain_string(any(value), out);
  return out;
}

std::string members(const Value& value) {
  std::string out;
  for (const auto& [key, shown] : js_members(any(value))) out += key + "=" + shown + ";";
  return out;
}

using List = Value::List;
using Object = Value::Object;

TEST(JsString, LeavesAreWhatStringMakesOfThem) {
  EXPECT_EQ(js(Value()), "undefined");
  EXPECT_EQ(js(nullptr), "null");
  EXPECT_EQ(js(true), "true");
  EXPECT_EQ(js(false), "false");
  EXPECT_EQ(js(0), "0");
  EXPECT_EQ(js(-0.0), "0");
  EXPECT_EQ(js(1e21), "1e+21");
  EXPECT_EQ(js(0.1), "0.1");
  EXPECT_EQ(js(std::nan("")), "NaN");
  EXPECT_EQ(js(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(js(-std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(js(std::int64_t{1} << 60), "1152921504606846976");
  EXPECT_EQ(js("a\"b"), "a\"b");
  EXPECT_EQ(js(from_hex("00ff")), "0,255");
  EXPECT_EQ(js(Bytes{}), "");
  EXPECT_EQ(js(Object{{"a", 1}}), "[object Object]");
}

TEST(JsString, ListsMeltIntoOneAndNothingIsEmpty) {
  EXPECT_EQ(js(List{}), "");
  EXPECT_EQ(js(List{nullptr}), "");
  EXPECT_EQ(js(List{nullptr, Value()}), ",");
  EXPECT_EQ(js(List{1, List{2, List{}, 3}, "x"}), "1,2,,3,x");
  EXPECT_EQ(js(List{List{List{List{7}}}}), "7");
  EXPECT_EQ(js(List{List{}, List{}}), ",");
  EXPECT_EQ(js(List{Object{{"a", List{1, 2}}, {"b", Object{{"c", 3}}}}, 4}), "[object Object],4");
  EXPECT_EQ(js(List{from_hex("0102"), from_hex("03")}), "1,2,3");
}

TEST(JsString, MembersAreWhatALoopOverKeysSees) {
  EXPECT_EQ(members(Object{{"b", 1}, {"a", List{1, 2}}}), "a=1,2;b=1;");
  EXPECT_EQ(members(List{"x", nullptr}), "0=x;1=null;");
  EXPECT_EQ(members("ab"), "0=a;1=b;");
  EXPECT_EQ(members("\xc3\xa9\xf0\x9f\x98\x80"), "0=\xc3\xa9;1=\xef\xbf\xbd;2=\xef\xbf\xbd;");
  EXPECT_EQ(members(from_hex("0907")), "0=9;1=7;");
  EXPECT_EQ(members(5), "");
  EXPECT_EQ(members(true), "");
  EXPECT_EQ(members(nullptr), "");
  EXPECT_EQ(members(List(11, 0)), "0=0;1=0;10=0;2=0;3=0;4=0;5=0;6=0;7=0;8=0;9=0;");
}

TEST(JsString, PlainTextIsTheStringItselfOrJson) {
  EXPECT_EQ(plain("a\"b"), "a\"b");
  EXPECT_EQ(plain(List{"x", nullptr}), R"(["x",null])");
  EXPECT_EQ(plain(Object{{"b", 1}}), R"({"b":1})");
  EXPECT_EQ(plain(1.5), "1.5");
  EXPECT_EQ(plain(nullptr), "null");
  EXPECT_EQ(plain(Value()), "undefined");
  EXPECT_EQ(plain(from_hex("00ff")), "[0,255]");
}

TEST(JsString, HalfASurrogatePairIsAReplacementCharacter) {
  const Bytes half = from_hex("7704 61 eda0bd");  // "a", U+D83D
  std::string out;
  append_js_string(half, out);
  append_plain_string(half, out);
  EXPECT_EQ(out,
            "a\xef\xbf\xbd"
            "a\xef\xbf\xbd");
  const auto units = js_members(half);
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(units[1].second, "\xef\xbf\xbd");
  const auto keys = js_members(from_hex("7601 03 edb880 7e"));
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].first, "\xef\xbf\xbd");
}

}  // namespace
}  // namespace ycpp::types

// value_test.cpp -- Value as `any` and as JSON: the bytes that Yjs writes, and back.
#include "ycpp/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>

#include "hex.h"
#include "ycpp/any.h"

namespace ycpp {
namespace {

std::string any_hex(const Value& value) {
  Writer out;
  value.to_any(out);
  return to_hex(out.view());
}

Value read(std::string_view hex) {
  const Bytes bytes = from_hex(hex);
  Result<Value> value = Value::from_any(bytes);
  return value ? *value : Value(value.error().message());
}

TEST(Value, WritesEachKindWithItsTag) {
  EXPECT_EQ(any_hex(Value()), "7f");
  EXPECT_EQ(any_hex(nullptr), "7e");
  EXPECT_EQ(any_hex(true), "78");
  EXPECT_EQ(any_hex(false), "79");
  EXPECT_EQ(any_hex(-1), "7d41");
  EXPECT_EQ(any_hex(0.5), "7c3f000000");
  EXPECT_EQ(any_hex(0.1), "7b3fb999999999999a");
  EXPECT_EQ(any_hex("h\xc3\xa9"), "770368c3a9");
  EXPECT_EQ(any_hex(Bytes{0, 255}), "740200ff");
  EXPECT_EQ(any_hex(Value::List{1, Value(), "x"}), "75037d017f770178");
  EXPECT_EQ(any_hex(Value::Object{{"b", 1}, {"a", nullptr}}), "760201627d0101617e");
}

TEST(Value, AnIntegerStaysOneAsFarAsADoubleHoldsItAndIsABigIntBeyond) {
  const auto safe = static_cast<std::int64_t>(kMaxSafeInteger);
  EXPECT_EQ(any_hex(std::int64_t{0x7fffffff}), "7dbfffffff0f");
  EXPECT_EQ(any_hex(std::int64_t{0x80000000}),
            "7c4f000000");  // past 31 bits: a float that holds it
  EXPECT_EQ(any_hex(safe), "7b433fffffffffffff");
  EXPECT_EQ(any_hex(-safe), "7bc33fffffffffffff");
  EXPECT_EQ(any_hex(safe + 1), "7a0020000000000000");
  EXPECT_EQ(any_hex(-safe - 1), "7affe0000000000000");
  for (const std::int64_t v :
       {std::int64_t{0x7fffffff}, std::int64_t{0x80000000}, safe, -safe, safe + 1, -safe - 1,
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()})
    EXPECT_EQ(read(any_hex(v)), Value(v)) << v;
}

TEST(Value, ADoubleThatIsWholeComesBackAsAnInteger) {
  EXPECT_EQ(any_hex(1.0), "7d01");
  EXPECT_EQ(read("7c40000000"), Value(2));                           // 2 as a float
  EXPECT_EQ(read("7bc008000000000000"), Value(-3));                  // -3 as a double
  EXPECT_EQ(read("7b4340000000000000"), Value(9007199254740992.0));  // 2^53: no longer safe
  const Value infinite = read("7c7f800000");
  ASSERT_NE(infinite.get_if<double>(), nullptr);
  EXPECT_TRUE(std::isinf(infinite.as<double>()));
}

TEST(Value, NegativeZeroStaysADouble) {
  for (const std::string_view zero : {"7d40", "7c80000000", "7b8000000000000000"}) {
    const Value value = read(zero);
    ASSERT_NE(value.get_if<double>(), nullptr) << zero;
    EXPECT_TRUE(std::signbit(value.as<double>())) << zero;
    EXPECT_EQ(any_hex(value), "7d40");
  }
}

TEST(Value, KeysThatAreArrayIndicesComeFirst) {
  const Value value(Value::Object{{"b", 1}, {"10", 2}, {"9", 3}});
  EXPECT_EQ(any_hex(value),
            "76030139"
            "7d03"
            "023130"
            "7d02"
            "0162"
            "7d01");
  EXPECT_EQ(value.to_json(), R"({"9":3,"10":2,"b":1})");
}

TEST(Value, WhatIsNotUtf8IsTheCallersMistakeAndNothingIsWritten) {
  Writer out;
  out.u8(1);
  EXPECT_THROW(Value("\xff").to_any(out), std::invalid_argument);
  EXPECT_THROW(Value(Value::Object{{"\xed\xa0\x80", 1}}).to_any(out), std::invalid_argument);
  EXPECT_THROW(Value(Value::List{1, "\xc3"}).to_any(out), std::invalid_argument);
  EXPECT_EQ(to_hex(out.view()), "01");
}

TEST(Value, NestsAsDeeplyAsItMayAndNotDeeper) {
  Value nested(0);
  for (std::size_t i = 0; i < Value::kMaxDepth; ++i) {
    Value::List outer;
    outer.push_back(std::move(nested));
    nested = Value(std::move(outer));
  }
  Writer out;
  nested.to_any(out);
  EXPECT_EQ(out.size(), Value::kMaxDepth * 2 + 2);
  EXPECT_TRUE(Value::from_any(out.view()).ok());

  Value::List outer;
  outer.push_back(std::move(nested));
  const Value too_deep(std::move(outer));
  out.clear();
  EXPECT_THROW(too_deep.to_any(out), std::invalid_argument);
  EXPECT_EQ(out.size(), 0U);
}

TEST(Value, MalformedBytesAreAnError) {
  const auto code_of = [](std::string_view hex) {
    const Bytes bytes = from_hex(hex);
    return Value::from_any(bytes).error().code;
  };
  EXPECT_EQ(code_of(""), Errc::unexpected_end);
  EXPECT_EQ(code_of("80"), Errc::invalid_tag);
  EXPECT_EQ(code_of("7503"), Errc::count_too_large);
  EXPECT_EQ(code_of("75027d01"), Errc::unexpected_end);
  EXPECT_EQ(code_of("7701ff"), Errc::invalid_utf8);
  EXPECT_EQ(code_of("7601016180"), Errc::invalid_tag);
}

TEST(Value, GoesToJsonAndBack) {
  const std::string json = R"({"a":[1,-2.5,"x\n",true,null],"b":{}})";
  const Result<Value> value = Value::from_json(json);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value, Value(Value::Object{{"a", Value::List{1, -2.5, "x\n", true, nullptr}},
                                        {"b", Value::Object{}}}));
  EXPECT_EQ(value->to_json(), json);
  EXPECT_EQ(Value::from_json("[1,").error().code, Errc::invalid_json);
  // What JSON does not have.
  EXPECT_EQ(Value().to_json(), "undefined");
  EXPECT_EQ(Value(Value::List{Value(), std::nan("")}).to_json(), "[null,null]");
  EXPECT_EQ(Value(Value::Object{{"u", Value()}, {"n", 1}}).to_json(), R"({"n":1})");
}

TEST(Value, HalfASurrogatePairThatWasReadIsEscaped) {
  for (const std::string_view json : {R"("\ud83d")", R"({"\udc00":["a\udfffb"]})"})
    EXPECT_EQ(Value::from_json(json).value().to_json(), json);
  EXPECT_THROW((void)Value("\xff").to_json(), std::invalid_argument);
  EXPECT_THROW((void)Value("\xed\xa0").to_json(), std::invalid_argument);
}

Value random_value(std::mt19937_64& random, int depth) {
  switch (random() % (depth > 0 ? 9 : 7)) {
    case 0: return {};
    case 1: return nullptr;
    case 2: return random() % 2 == 0;
    case 3: return static_cast<std::int64_t>(random()) >> (random() % 64);
    case 4: return static_cast<double>(random() % 1000) + 0.1;
    case 5: return std::string(random() % 5, 's');
    case 6: return Bytes(random() % 5, 7);
    case 7: {
      Value::List list;
      for (auto n = random() % 4; n > 0; --n) list.push_back(random_value(random, depth - 1));
      return list;
    }
    default: {
      Value::Object object;  // keys that are no indices and do not repeat keep their order
      for (auto n = random() % 4; n > 0; --n)
        object.emplace_back("k" + std::to_string(n), random_value(random, depth - 1));
      return object;
    }
  }
}

TEST(Value, ComesBackFromItsBytesAsItWas) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i) {
    const Value value = random_value(random, 4);
    Writer out;
    value.to_any(out);
    const Result<Value> again = Value::from_any(out.view());
    ASSERT_TRUE(again.ok());
    ASSERT_TRUE(*again == value) << to_hex(out.view());
  }
}

}  // namespace
}  // namespace ycpp

// subdoc_options_test.cpp -- options of a sub-document: the bytes of Yjs, and JavaScript's truth.
#include "doc/subdoc_options.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/any.h"

namespace ycpp::doc {
namespace {

Bytes any_of(const Value& value) {
  Writer out;
  value.to_any(out);
  return out.take();
}

DocOptions read(const Value& options) { return read_subdoc_options("wire", any_of(options)); }

TEST(SubdocOptions, AreWrittenAsYjsWritesThem) {
  EXPECT_EQ(to_hex(write_subdoc_options(true, false, {})), "7600");
  EXPECT_EQ(to_hex(write_subdoc_options(true, false, nullptr)), "7600");
  EXPECT_EQ(to_hex(write_subdoc_options(false, false, {})), "760102676379");
  EXPECT_EQ(to_hex(write_subdoc_options(true, true, Value::Object{{"a", 1}})),
            "7602086175746f4c6f616478046d657461760101617d01");
}

TEST(SubdocOptions, AreReadAsTheyWereWritten) {
  for (const bool gc : {false, true})
    for (const bool auto_load : {false, true})
      for (const Value& meta : {Value(), Value("m"), Value(Value::Object{{"a", 1}})}) {
        const DocOptions read = read_subdoc_options("g", write_subdoc_options(gc, auto_load, meta));
        EXPECT_EQ(read.guid, "g");
        EXPECT_EQ(read.gc, gc);
        EXPECT_EQ(read.auto_load, auto_load);
        EXPECT_EQ(read.should_load, auto_load);
        EXPECT_EQ(read.meta, meta);
      }
}

TEST(SubdocOptions, WhatIsNoObjectSaysNothing) {
  for (const Value& any : {Value(), Value(nullptr), Value(5), Value("gc"), Value(Value::List{1})}) {
    const DocOptions options = read(any);
    EXPECT_EQ(options.guid, "wire");
    EXPECT_TRUE(options.gc);
    EXPECT_FALSE(options.auto_load);
    EXPECT_FALSE(options.should_load);
    EXPECT_TRUE(options.meta.is_undefined());
  }
}

TEST(SubdocOptions, AnyValueHasATruth) {
  for (const char* any : {"7f", "7e", "79", "7d00", "7d40", "7c00000000", "7c7fc00000",
                          "7b0000000000000000", "7b7ff8000000000000", "7a0000000000000000", "7700"})
    EXPECT_FALSE(
        read_subdoc_options("g", from_hex("7601086175746f4c6f6164" + std::string(any))).auto_load)
        << any;
  for (const char* any : {"78", "7d01", "7d41", "7c3f000000", "7b3fb999999999999a",
                          "7a0000000000000001", "770161", "7500", "7600", "7400"})
    EXPECT_TRUE(
        read_subdoc_options("g", from_hex("7601086175746f4c6f6164" + std::string(any))).auto_load)
        << any;
}

TEST(SubdocOptions, AnUndefinedGcIsTheDefaultAndAFalseOneIsNot) {
  EXPECT_TRUE(read(Value::Object{{"gc", Value()}}).gc);
  EXPECT_FALSE(read(Value::Object{{"gc", nullptr}}).gc);
  EXPECT_FALSE(read(Value::Object{{"gc", 0}}).gc);
}

TEST(SubdocOptions, AGuidAmongThemWins) {
  EXPECT_EQ(read(Value::Object{{"guid", "other"}}).guid, "other");
  EXPECT_EQ(read(Value::Object{{"guid", 5}}).guid, "wire");
}

TEST(SubdocOptions, OtherEnginesAskToLoadByAKeyOfTheirs) {
  const DocOptions options = read(Value::Object{{"shouldLoad", true}, {"encoding", 1}});
  EXPECT_TRUE(options.should_load);
  EXPECT_FALSE(options.auto_load);
}

TEST(SubdocOptions, MetaThatNestsTooDeepIsLeftOut) {
  Bytes meta = any_of(Value());
  for (std::size_t depth = 0; depth < Value::kMaxDepth + 1; ++depth)
    meta.insert(meta.begin(), {static_cast<std::uint8_t>(AnyTag::array), 1});
  Bytes any = from_hex("7602046d657461");
  any.insert(any.end(), meta.begin(), meta.end());
  const Bytes rest = from_hex("086175746f4c6f616478");
  any.insert(any.end(), rest.begin(), rest.end());
  const DocOptions options = read_subdoc_options("g", any);
  EXPECT_TRUE(options.meta.is_undefined());
  EXPECT_TRUE(options.auto_load);
}

}  // namespace
}  // namespace ycpp::doc

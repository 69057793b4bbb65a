// json_shape_test.cpp -- recognising a JSON text by the shape of another.
#include "lib0/json_shape.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "lib0/json_scan.h"

namespace ycpp {
namespace {

JsonShape shape_of(std::string_view text) {
  JsonShape shape;
  EXPECT_TRUE(scan_json(text, shape).ok) << text;
  return shape;
}

TEST(JsonShape, MatchesNothingBeforeItHasLearned) {
  EXPECT_FALSE(JsonShape().matches(""));
  EXPECT_FALSE(JsonShape().matches("{}"));
  EXPECT_FALSE(shape_of("{ }").matches("{ }"));  // not canonical
  EXPECT_FALSE(shape_of("1.0").matches("1.0"));
}

TEST(JsonShape, MatchesOtherValues) {
  const JsonShape shape = shape_of(R"({"user":{"name":"Ann","tags":["x"]},"at":[1,{"y":-2.5}]})");
  for (const std::string_view text :
       {R"({"user":{"name":"Ann","tags":["x"]},"at":[1,{"y":-2.5}]})",
        R"({"user":{"name":"Bob, or so","tags":[""]},"at":[120,{"y":0}]})",
        R"({"user":{"name":"Zoë","tags":["猫"]},"at":[-7,{"y":0.000001}]})",
        R"({"user":{"name":"","tags":["]}"]},"at":[0.5,{"y":999999999999999}]})"})
    EXPECT_TRUE(shape.matches(text)) << text;
  for (const std::string_view text : {"1", "-1", "0", "12.5"})
    EXPECT_TRUE(shape_of("7").matches(text)) << text;
  EXPECT_TRUE(shape_of(R"("a")").matches(R"("b")"));
  EXPECT_TRUE(shape_of(R"({"a":"\n"})").matches(R"({"a":"b"})"));
}

TEST(JsonShape, LeavesTheRestToAScan) {
  const JsonShape shape = shape_of(R"({"a":"x","b":[1,true]})");
  for (const std::string_view text : {R"({"a":"x","b":[1,false]})",
                                      R"({"a":"x","b":[1]})",
                                      R"({"a":"x","a":[1,true]})",
                                      R"({"a":5,"b":[1,true]})",
                                      R"({"a":"x","b":["1",true]})",
                                      R"({"a":"\"","b":[1,true]})",
                                      R"({"a":"\/","b":[1,true]})",
                                      "{\"a\":\"\t\",\"b\":[1,true]}",
                                      "{\"a\":\"\xff\",\"b\":[1,true]}",
                                      "{\"a\":\"\xc3\",\"b\":[1,true]}",
                                      R"({"a":"x","b":[01,true]})",
                                      R"({"a":"x","b":[-0,true]})",
                                      R"({"a":"x","b":[1.50,true]})",
                                      R"({"a":"x","b":[1e3,true]})",
                                      R"({"a":"x","b":[0.0000001,true]})",
                                      R"({"a":"x","b":[1.,true]})",
                                      R"({"a":"x","b":[-,true]})",
                                      R"({"a":"x","b":[,true]})",
                                      R"({"a":"x","b":[9007199254740993,true]})",
                                      R"({"a":"x","b":[1,true]} )",
                                      R"( {"a":"x","b":[1,true]})",
                                      R"({"a":"x","b":[1,true])",
                                      R"({"a":"x)",
                                      R"({"a":)",
                                      ""})
    EXPECT_FALSE(shape.matches(text)) << text;
}

TEST(JsonShape, LearnsOnlyWhatIsShortAndHasFewValues) {
  std::string values = "[0";
  for (int i = 1; i < 32; ++i) values += ",0";
  EXPECT_TRUE(shape_of(values + "]").matches(values + "]"));
  EXPECT_FALSE(shape_of(values + ",0]").matches(values + ",0]"));
  const std::string long_key(1016, 'k');
  const auto text = [&](const std::string& more) { return "{\"" + long_key + more + "\":1}"; };
  EXPECT_EQ(text("12").size(), 1024U);
  EXPECT_TRUE(shape_of(text("12")).matches(text("12")));
  EXPECT_FALSE(shape_of(text("123")).matches(text("123")));
}

TEST(JsonShape, ForgetsWhatItLearnedBefore) {
  JsonShape shape = shape_of(R"({"a":1})");
  EXPECT_TRUE(scan_json(R"({"b":[1,2]})", shape).canonical);
  EXPECT_TRUE(shape.matches(R"({"b":[3,4]})"));
  EXPECT_FALSE(shape.matches(R"({"a":1})"));
  EXPECT_FALSE(scan_json(R"({"b":)", shape).ok);
  EXPECT_FALSE(shape.matches(R"({"b":[3,4]})"));
}

// Whatever is recognised is canonical: random texts, changed in random places.
TEST(JsonShape, WhatIsRecognisedIsCanonical) {
  std::mt19937 random(1);
  const std::string pieces[] = {
      "\"a\":", "\"1\":", "1", "0",  "23", ",",  "{",  "}", "[", "]", "\\\"", ":",    "\"",     "-",
      ".",      "e",      "x", "\\", ".5", "0.", "\n", "é", "E", "/", "\xc3", "\xa9", "\\u00e9"};
  const auto below = [&](std::size_t n) { return random() % n; };
  const auto piece = [&] { return pieces[below(std::size(pieces))]; };
  const auto value = [&]() -> std::string {
    switch (below(5)) {
      case 0: return std::to_string(below(30));
      case 1: return std::to_string(below(300)) + ".25";
      case 2: return "\"x" + piece() + "y\"";
      case 3: return "[" + std::to_string(below(30)) + ",\"\"]";
      default: return "\"" + piece() + "\"";
    }
  };
  JsonShape shape;
  int recognised = 0;
  for (int round = 0; round < 300'000; ++round) {
    std::string before = R"({"k":)";
    for (std::size_t i = below(4); i > 0; --i)
      before += value() + R"(,"k)" + std::to_string(i) + R"(":)";
    std::string canonical;
    if (!canonical_json(before + value() + "}", canonical)) continue;
    ASSERT_TRUE(scan_json(canonical, shape).ok);
    ASSERT_TRUE(shape.matches(canonical) || canonical.find('\\') != std::string::npos) << canonical;
    std::string text = canonical;
    for (std::size_t i = 1 + below(2); i > 0; --i)
      text.replace(below(text.size() + 1), below(3), piece());
    if (!shape.matches(text)) continue;
    recognised += text != canonical;
    std::string again;
    ASSERT_TRUE(canonical_json(text, again).ok()) << canonical << " " << text;
    ASSERT_EQ(again, text) << canonical;
  }
  EXPECT_GT(recognised, 5'000);
}

}  // namespace
}  // namespace ycpp

// JSON texts against what node makes of them.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "hex.h"
#include "ycpp/any.h"

namespace ycpp {
namespace {

struct JsonVector {
  std::string_view text;
  bool accepted;
  std::string_view canonical;
  std::string_view any;
};

const JsonVector kVectors[] = {
#include "json_vectors.inc"
};

std::string canonical(std::string_view json) {
  std::string out;
  EXPECT_TRUE(canonical_json(json, out).ok()) << json;
  return out;
}

TEST(Json, IsAcceptedAndPrintedAsNodeDoes) {
  for (const JsonVector& v : kVectors) {
    EXPECT_EQ(validate_json(v.text).ok(), v.accepted) << v.text;
    std::string out(1, 'x');
    const auto result = canonical_json(v.text, out);
    ASSERT_EQ(result.ok(), v.accepted) << v.text;
    if (!v.accepted) {
      EXPECT_EQ(result.error().code, Errc::invalid_json);
      EXPECT_LE(result.error().offset, v.text.size());
    }
    EXPECT_EQ(std::string_view(out).substr(1), v.canonical) << v.text;
  }
}

TEST(Json, BecomesTheAnyThatLib0Writes) {
  for (const JsonVector& v : kVectors) {
    Writer out;
    ASSERT_EQ(json_to_any(v.text, out).ok(), v.accepted) << v.text;
    if (!v.accepted) {
      EXPECT_EQ(out.size(), 0u);
      continue;
    }
    Reader in(out.view());
    Writer wire;
    transcode_any(in, wire, LoneSurrogates::accept);
    ASSERT_TRUE(in.ok() && in.at_end()) << v.text;
    EXPECT_EQ(to_hex(wire.view()), v.any) << v.text;
    std::string back;
    Reader again(out.view());
    any_to_json(again, back);
    EXPECT_EQ(back, v.canonical) << v.text;
  }
}

TEST(Json, CanonicalTextIsEqualToItsSourceAndStaysCanonical) {
  for (const JsonVector& v : kVectors) {
    if (!v.accepted) {
      EXPECT_FALSE(json_equal(v.text, "null"));
      continue;
    }
    EXPECT_EQ(canonical(v.canonical), v.canonical);
    const bool infinite = v.any == "7c7f800000" || v.any == "7cff800000";  // printed as null
    EXPECT_EQ(json_equal(v.text, v.canonical), !infinite) << v.text;
  }
}

TEST(Json, ErrorsSayWhere) {
  const std::pair<const char*, std::size_t> vectors[] = {
      {"", 0},      {"  ", 2},  {"nul", 0},       {"[1,]", 3},    {"{\"a\":}", 5},
      {"[1 2]", 3}, {"1 x", 2}, {"\"a\nb\"", 2},  {"\"\\x\"", 2}, {"\"\\u12g4\"", 5},
      {"01", 1},    {"1.x", 2}, {"{\"a\" 1}", 5}, {"[[1}", 3},    {"\"abc", 4},
  };
  for (const auto& [json, offset] : vectors) {
    const auto result = validate_json(json);
    ASSERT_FALSE(result.ok()) << json;
    EXPECT_EQ(result.error().code, Errc::invalid_json);
    EXPECT_EQ(result.error().offset, offset) << json;
  }
}

TEST(Json, TextThatIsNotUtf8IsRefused) {
  for (const char* json : {"\"\xff\"", "\"\xed\xa0\xbd\"", "\xc0\x80"}) {
    const auto result = validate_json(json);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, Errc::invalid_utf8);
    EXPECT_FALSE(json_equal(json, "1"));
  }
}

TEST(Json, NestingIsLimitedAndNotByTheStack) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(validate_json(nested(kMaxNesting)).ok());
  EXPECT_EQ(canonical(" " + nested(kMaxNesting)), nested(kMaxNesting));
  EXPECT_TRUE(json_equal(nested(kMaxNesting), nested(kMaxNesting) + " "));
  const auto refused = validate_json(nested(kMaxNesting + 1));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::nesting_too_deep);
  EXPECT_EQ(refused.error().offset, kMaxNesting);
}

TEST(JsonEqual, MeansTheSameValue) {
  const std::tuple<const char*, const char*, bool> vectors[] = {
      {R"({"a":1,"b":2})", R"({"b":2,"a":1})", true},
      {R"({"a":1,"b":2})", R"({"a":1})", false},
      {R"({"a":{"x":[1,{"p":1,"q":2}]}})", R"({ "a":{"x":[1,{"q":2,"p":1}]}})", true},
      {"[1,2]", "[2,1]", false},
      {"1", "1.0", true},
      {"0", "-0", true},
      {"100", "1e2", true},
      {"0.1", "0.10000000000000001", true},
      {"1", "\"1\"", false},
      {"[]", "{}", false},
      {"null", "false", false},
      {R"("é")", R"("\u00e9")", true},
      {R"("\ud800")", R"("\ud801")", false},
      {R"({"a":1,"a":2})", R"({"a":2})", true},
      {R"({"1":0,"a":0})", R"({"a":0,"1":0})", true},
      {"1e400", "1e500", true},
      {"1e400", "null", false},
      {"nonsense", "nonsense", true},
      {"nonsense", "1", false},
  };
  for (const auto& [a, b, equal] : vectors) {
    EXPECT_EQ(json_equal(a, b), equal) << a << " " << b;
    EXPECT_EQ(json_equal(b, a), equal) << a << " " << b;
  }
}

TEST(JsonString, EscapesWhatStringifyEscapes) {
  std::string out;
  append_json_string(
      out, std::string_view("\0\b\t\n\v\f\r\x1f\x7f\"\\/\xc3\xa9\xed\xa0\xbd\xed\x9f\xbf", 20));
  EXPECT_EQ(out,
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\\\"\\\\/\xc3\xa9\\ud83d\xed\x9f\xbf\"");
}

// Any bytes at all: never a crash, and what is accepted behaves.
TEST(Json, MutatedTextsAreRefusedOrMadeCanonical) {
  std::mt19937 random(5);
  const std::string_view seed =
      R"({"user":{"name":"Al\u0069ce \ud83d\ude00","x":[1,-2.5e3,null,true,""]},"1":{"\ud800":0}})";
  for (int i = 0; i < 100000; ++i) {
    std::string text(seed);
    for (auto k = random() % 3 + 1; k > 0; --k) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0: text[at] = static_cast<char>(" \"\\{}[]:,0e-.ut"[random() % 15]); break;
        case 1: text.erase(at, random() % 4); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 5));
      }
      if (text.empty()) text.push_back('0');
    }
    std::string once;
    const bool ok = canonical_json(text, once).ok();
    ASSERT_EQ(validate_json(text).ok(), ok) << text;
    if (!ok) continue;
    ASSERT_EQ(canonical(once), once) << text;
  }
}

double seconds_for(const std::string& json) {
  const auto start = std::chrono::steady_clock::now();
  std::string out;
  EXPECT_TRUE(canonical_json(json, out).ok());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string repeated_keys(int n) {
  std::string json = "{";
  for (int i = 0; i < n; ++i) {
    json += i == 0 ? "\"k" : ",\"k";
    json += std::to_string(i * 7919 % n);
    json += "\":0";
  }
  json += '}';
  return json;
}

TEST(Json, ManyKeysCostNoSquare) {
  // Linear takes well under a second, also with sanitizers; the square would take minutes.
  EXPECT_LT(seconds_for(repeated_keys(160'000)), 20.0);
}

// Every level has keys to reorder around one large value; copying it at each level would take
// minutes.
TEST(Json, ReorderingCopiesALargeValueOnce) {
  std::string json;
  std::string tail;
  for (int i = 0; i < 9000; ++i) {
    json += "{\"b\":";
    tail += ",\"0\":0}";
  }
  json += '"' + std::string(4'000'000, 'x') + '"' + tail;
  EXPECT_LT(seconds_for(json), 2.0);
}

}  // namespace
}  // namespace ycpp

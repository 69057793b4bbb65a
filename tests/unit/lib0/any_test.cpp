// lib0's `any`: canonical bytes, what is refused, and the text that JSON.stringify gives.
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <random>

#include "hex.h"
#include "ycpp/any.h"

namespace ycpp {
namespace {

std::string number_hex(double v) {
  Writer out;
  write_any_number(out, v);
  return to_hex(out.view());
}

std::string transcoded(std::string_view hex) {
  const Bytes bytes = from_hex(hex);
  Reader in(bytes);
  Writer out;
  transcode_any(in, out);
  EXPECT_TRUE(in.ok() && in.at_end()) << hex;
  return to_hex(out.view());
}

std::string json_of(std::string_view hex) {
  const Bytes bytes = from_hex(hex);
  Reader in(bytes);
  std::string out;
  any_to_json(in, out);
  EXPECT_TRUE(in.ok() && in.at_end()) << hex;
  return out;
}

TEST(AnyNumber, TheCodingIsChosenAsYjsChooses) {
  const std::pair<double, const char*> vectors[] = {
      {0, "7d00"},
      {-0.0, "7d40"},
      {1, "7d01"},
      {2147483647, "7dbfffffff0f"},
      {-2147483647, "7dffffffff0f"},
      {2147483648.0, "7c4f000000"},
      {-2147483648.0, "7ccf000000"},
      {9007199254740992.0, "7c5a000000"},
      {1.5, "7c3fc00000"},
      {std::numeric_limits<double>::infinity(), "7c7f800000"},
      {-std::numeric_limits<double>::infinity(), "7cff800000"},
      {std::numeric_limits<double>::quiet_NaN(), "7b7ff8000000000000"},
      {0.1, "7b3fb999999999999a"},
      {2147483649.0, "7b41e0000000200000"},
      {9007199254740991.0, "7b433fffffffffffff"},
      {1e300, "7b7e37e43c8800759c"},
      {5e-324, "7b0000000000000001"},
  };
  for (const auto& [value, hex] : vectors) EXPECT_EQ(number_hex(value), hex) << value;
}

TEST(TranscodeAny, CanonicalValuesStayAsTheyAre) {
  for (const char* hex : {"7f",
                          "7e",
                          "78",
                          "79",
                          "7d2a",
                          "7d40",
                          "7c3fc00000",
                          "7b3fb999999999999a",
                          "7a8000000000000000",
                          "7703616263",
                          "7403010203",
                          "7400",
                          "7500",
                          "7600",
                          "75037d017701617e",
                          "760201627d0101617d02",
                          "760101617f",
                          "7602013078013179",
                          "7503750075007600",
                          "760101617601016276010163770164"})
    EXPECT_EQ(transcoded(hex), hex);
}

TEST(TranscodeAny, NumbersAreWrittenAsYjsWouldWriteThem) {
  const std::pair<const char*, const char*> vectors[] = {
      {"7c80000000", "7d40"},  // -0 in any coding
      {"7b8000000000000000", "7d40"},
      {"7dc000", "7d40"},
      {"7d8000", "7d00"},  // overlong
      {"7c3f800000", "7d01"},
      {"7b41dfffffffc00000", "7dbfffffff0f"},
      {"7b3ff8000000000000", "7c3fc00000"},
      {"7d8080808010", "7c4f000000"},  // 2^31, as other writers code it
      {"7dbfffffffffffff1f", "7b433fffffffffffff"},
      {"7c7fc00001", "7b7ff8000020000000"},  // NaN keeps its payload
      {"7cffc00000", "7bfff8000000000000"},
      {"7bfff8000000000001", "7bfff8000000000001"},
  };
  for (const auto& [from, to] : vectors) EXPECT_EQ(transcoded(from), to) << from;
}

TEST(TranscodeAny, KeysTakeJavaScriptsOrder) {
  // {a:1, "1":2, a:3}: indices first, ascending
  EXPECT_EQ(transcoded("7603 01617d01 01317d02 01617d03"), "760201317d0201617d03");
  EXPECT_EQ(transcoded("760201317e01307e"), "760201307e01317e");
  // the last value, in the first place
  EXPECT_EQ(transcoded("7603 01617d01 01627d02 01617d03"), "760201617d0301627d02");
  // inside arrays and objects too
  EXPECT_EQ(transcoded("7501 7602 01317e 01307e"), "7501760201307e01317e");
  EXPECT_EQ(transcoded("7601 0161 7602 01317e 01307e"), "76010161760201307e01317e");
  // an ordinary key, though JavaScript's own reader loses it
  EXPECT_EQ(transcoded("7601 095f5f70726f746f5f5f 7d01"), "7601095f5f70726f746f5f5f7d01");
}

TEST(TranscodeAny, ObjectsTooLargeToWatchComeOutTheSame) {
  Writer object;
  object.u8(0x76);
  object.var_uint(1000);
  for (int i = 0; i < 1000; ++i) {
    object.var_string("key" + std::to_string(i));
    write_any_number(object, i);
  }
  EXPECT_EQ(transcoded(to_hex(object.view())), to_hex(object.view()));
}

TEST(TranscodeAny, RefusesMalformedValuesAndWritesNothing) {
  const std::tuple<const char*, Errc, std::size_t> vectors[] = {
      {"", Errc::unexpected_end, 0},
      {"73", Errc::invalid_tag, 0},
      {"80", Errc::invalid_tag, 0},
      {"00", Errc::invalid_tag, 0},
      {"7d", Errc::unexpected_end, 1},
      {"7c000000", Errc::unexpected_end, 1},
      {"7b00000000000000", Errc::unexpected_end, 1},
      {"7a00", Errc::unexpected_end, 1},
      {"770261", Errc::unexpected_end, 2},
      {"7701ff", Errc::invalid_utf8, 2},
      {"7703eda0bd", Errc::invalid_utf8, 2},
      {"7402 01", Errc::unexpected_end, 2},
      {"7502 7e", Errc::count_too_large, 1},
      {"75ffffffff0f 7e", Errc::count_too_large, 1},
      {"7602 01617e", Errc::count_too_large, 1},
      {"7601 0161", Errc::unexpected_end, 4},
      {"7601 01ff 7e", Errc::invalid_utf8, 3},
      {"7501 00", Errc::invalid_tag, 2},
      {"7dffffffffffffffff7f", Errc::integer_too_large, 1},
  };
  for (const auto& [hex, code, offset] : vectors) {
    const Bytes bytes = from_hex(hex);
    Writer out;
    out.u8(0xaa);
    Reader in(bytes);
    transcode_any(in, out);
    ASSERT_FALSE(in.ok()) << hex;
    EXPECT_EQ(in.error().code, code) << hex;
    EXPECT_EQ(in.error().offset, offset) << hex;
    EXPECT_EQ(to_hex(out.view()), "aa") << hex;
    Reader again(bytes);
    skip_any(again);
    ASSERT_FALSE(again.ok()) << hex;
    EXPECT_EQ(again.error().code, code) << hex;
    std::string json = "x";
    if (hex == std::string_view("7703eda0bd")) continue;  // any_to_json accepts lone surrogates
    Reader third(bytes);
    any_to_json(third, json);
    EXPECT_FALSE(third.ok());
    EXPECT_EQ(json, "x");
  }
}

TEST(TranscodeAny, NestingIsLimitedAndNotByTheStack) {
  const auto nested = [](std::size_t depth) {
    Bytes bytes;
    for (std::size_t i = 0; i < depth; ++i) bytes.insert(bytes.end(), {0x75, 0x01});
    bytes.push_back(0x7e);
    return bytes;
  };
  const Bytes deepest = nested(kMaxNesting);
  Reader in(deepest);
  Writer out;
  transcode_any(in, out);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(to_hex(out.view()), to_hex(deepest));
  std::string json;
  Reader again(deepest);
  any_to_json(again, json);
  EXPECT_EQ(json, std::string(kMaxNesting, '[') + "null" + std::string(kMaxNesting, ']'));

  const Bytes deeper = nested(kMaxNesting + 1);
  Reader refused(deeper);
  skip_any(refused);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::nesting_too_deep);
  EXPECT_EQ(refused.error().offset, 2 * kMaxNesting);
}

TEST(SkipAny, StopsBehindTheValue) {
  const Bytes bytes = from_hex("75037d017701617e 78");
  Reader in(bytes);
  skip_any(in);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.offset(), 8u);
}

TEST(LoneSurrogate, IsKeptByJsonToAnyAndReplacedOnTheWire) {
  Writer internal;
  ASSERT_TRUE(json_to_any(R"(["\ud83d","a\ude00b"])", internal).ok());
  EXPECT_EQ(to_hex(internal.view()), "75027703eda0bd770561edb88062");
  Reader strict(internal.view());
  skip_any(strict);
  EXPECT_FALSE(strict.ok());
  Reader lenient(internal.view());
  skip_any(lenient, LoneSurrogates::accept);
  EXPECT_TRUE(lenient.ok() && lenient.at_end());

  Reader in(internal.view());
  Writer wire;
  transcode_any(in, wire, LoneSurrogates::accept);
  EXPECT_EQ(to_hex(wire.view()), "75027703efbfbd770561efbfbd62");
  std::string json;
  Reader again(internal.view());
  any_to_json(again, json);
  EXPECT_EQ(json, R"(["\ud83d","a\ude00b"])");

  for (const char* hex : {"7702eda0", "7703eda020", "7701ed", "7703ed20a0"}) {
    const Bytes bytes = from_hex(hex);
    Reader bad(bytes);
    skip_any(bad, LoneSurrogates::accept);
    EXPECT_FALSE(bad.ok()) << hex;
  }
}

TEST(AnyToJson, PrintsWhatStringifyPrints) {
  const std::pair<const char*, const char*> vectors[] = {
      {"7f", "undefined"},
      {"7e", "null"},
      {"78", "true"},
      {"7d40", "0"},
      {"7c7f800000", "null"},
      {"7b7ff8000000000000", "null"},
      {"7bc33fffffffffffff", "-9007199254740991"},
      {"7a8000000000000000", "-9223372036854775808"},
      {"77022200", "\"\\\"\\u0000\""},
      {"75037f7d017f", "[null,1,null]"},
      {"7603 01617f 01627d01 01637f", "{\"b\":1}"},
      {"7601 01617f", "{}"},
      {"7601 0161 7501 7f", "{\"a\":[null]}"},
      {"7403010203", "{\"0\":1,\"1\":2,\"2\":3}"},
      {"7400", "{}"},
      {"7602 01617400 01627500", "{\"a\":{},\"b\":[]}"},
      {"7603 01627d01 01317d02 01627d03", "{\"1\":2,\"b\":3}"},
  };
  for (const auto& [hex, json] : vectors) EXPECT_EQ(json_of(hex), json) << hex;
}

// A value of every kind, with keys in any order and repeated.
void write_random(std::mt19937& random, Writer& out, int depth) {
  const auto text = [&] { return std::string(1, static_cast<char>("ab0129z"[random() % 7])); };
  switch (random() % (depth == 0 ? 9 : 11)) {
    case 0: return out.u8(0x7f);
    case 1: return out.u8(0x7e);
    case 2: return out.u8(0x78);
    case 3: out.u8(0x7d); return out.var_int({random() >> (random() % 32), (random() & 1) != 0});
    case 4:
      out.u8(0x7c);
      return out.float32(std::bit_cast<float>(static_cast<std::uint32_t>(random())));
    case 5: out.u8(0x7b); return out.float64(static_cast<double>(random()) / 8);
    case 6: out.u8(0x7a); return out.big_int64(static_cast<std::int64_t>(random()));
    case 7: out.u8(0x77); return out.var_string(text() + text());
    case 8: out.u8(0x74); return out.var_string(text());
    default: break;
  }
  const bool object = (random() & 1) != 0;
  const auto n = random() % 6;
  out.u8(object ? 0x76 : 0x75);
  out.var_uint(n);
  for (auto i = n; i > 0; --i) {
    if (object) out.var_string(text());
    write_random(random, out, depth - 1);
  }
}

TEST(TranscodeAny, IsIdempotentAndDoesNotChangeTheText) {
  std::mt19937 random(2);
  for (int i = 0; i < 5000; ++i) {
    Writer value;
    write_random(random, value, 5);
    const std::string hex = to_hex(value.view());
    const std::string once = transcoded(hex);
    ASSERT_EQ(transcoded(once), once);
    ASSERT_EQ(json_of(once), json_of(hex));
  }
}

TEST(TranscodeAny, EveryTruncationIsRefused) {
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    Writer value;
    write_random(random, value, 4);
    for (std::size_t n = 0; n < value.size(); ++n) {
      Reader in(value.view().first(n));
      skip_any(in);
      ASSERT_FALSE(in.ok());
    }
  }
}

double seconds_for(std::size_t keys) {
  Writer object;
  object.u8(0x76);
  object.var_uint(keys);
  for (std::size_t i = keys; i > 0; --i) {
    object.var_string(std::to_string(i));
    object.u8(0x7e);
  }
  const auto start = std::chrono::steady_clock::now();
  Reader in(object.view());
  Writer out;
  transcode_any(in, out);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(out.size(), object.size());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

TEST(TranscodeAny, ManyKeysInTheWrongOrderCostNoSquare) {
  const double small = seconds_for(10'000);
  EXPECT_LT(seconds_for(160'000), small * 16 * 8 + 0.05);  // a square would be 256 times as long
}

}  // namespace
}  // namespace ycpp

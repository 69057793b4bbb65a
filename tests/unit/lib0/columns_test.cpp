// columns_test.cpp -- the column codings of v2 against what lib0 writes, and against bytes that
// lie.
#include "lib0/columns.h"

#include <gtest/gtest.h>

#include <random>

#include "hex.h"

namespace ycpp {
namespace {

using Numbers = std::vector<std::uint64_t>;
constexpr std::uint64_t kMax = kMaxSafeInteger;

struct Vector {
  Numbers values;
  const char* hex;
};

template <class Encoder>
Bytes bytes_of(Encoder& encoder) {
  const std::size_t size = encoder.finish();
  Writer out;
  encoder.move_to(out);
  EXPECT_EQ(out.size(), size);
  return out.take();
}

template <class Encoder>
std::string encoded(const Numbers& values) {
  Encoder encoder;
  for (const std::uint64_t value : values) {
    if constexpr (std::is_same_v<Encoder, RleEncoder>)
      encoder.write(static_cast<std::uint8_t>(value));
    else
      encoder.write(value);
  }
  return to_hex(bytes_of(encoder));
}

template <class Decoder>
Numbers decoded(BytesView bytes, std::size_t count) {
  Decoder decoder(bytes);
  Numbers values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(decoder.read());
  EXPECT_TRUE(decoder.ok());
  return values;
}

template <class Encoder, class Decoder>
void expect_both_ways(const std::vector<Vector>& vectors) {
  for (const auto& [values, hex] : vectors) {
    EXPECT_EQ(encoded<Encoder>(values), to_hex(from_hex(hex)));
    EXPECT_EQ(decoded<Decoder>(from_hex(hex), values.size()), values) << hex;
  }
}

template <class Decoder>
void expect_error(const char* hex, int reads, Errc code, std::size_t offset) {
  const Bytes bytes = from_hex(hex);
  Decoder decoder(bytes);
  for (int i = 1; i < reads; ++i) {
    (void)decoder.read();
    ASSERT_TRUE(decoder.ok()) << hex << " at read " << i;
  }
  EXPECT_EQ(decoder.read(), 0u) << hex;
  ASSERT_FALSE(decoder.ok()) << hex;
  EXPECT_EQ(decoder.error().code, code) << hex;
  EXPECT_EQ(decoder.error().offset, offset) << hex;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(decoder.read(), 0u) << hex;
}

TEST(Rle, IsCodedAsLib0Does) {
  expect_both_ways<RleEncoder, RleDecoder>({{{}, ""},
                                            {{5}, "05"},
                                            {{5, 5, 5}, "05"},
                                            {{1, 1, 1, 7}, "010207"},
                                            {{1, 2, 1}, "0100020001"},
                                            {{0, 0, 255}, "0001ff"}});
}

TEST(Rle, TheLastRunHasNoEnd) {
  const Bytes bytes = from_hex("010207");
  RleDecoder decoder(bytes);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(decoder.read(), 1);
  EXPECT_EQ(decoder.read(), 7);
  decoder.skip(kMax);
  decoder.skip(kMax);
  EXPECT_EQ(decoder.run(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(decoder.read(), 7);
  EXPECT_TRUE(decoder.ok());
}

TEST(Rle, SaysHowLongARunIs) {
  const Bytes bytes = from_hex("010907");
  RleDecoder decoder(bytes);
  EXPECT_EQ(decoder.run(), 0u);
  EXPECT_EQ(decoder.read(), 1);
  EXPECT_EQ(decoder.run(), 9u);
  decoder.skip(9);
  EXPECT_EQ(decoder.read(), 7);
}

TEST(Rle, WhatIsMissingIsAnError) {
  expect_error<RleDecoder>("", 1, Errc::unexpected_end, 0);
  expect_error<RleDecoder>("0100", 2, Errc::unexpected_end, 2);
  expect_error<RleDecoder>("0180", 1, Errc::unexpected_end, 2);
  expect_error<RleDecoder>("01ffffffffffffffff7f", 1, Errc::integer_too_large, 1);
}

TEST(UintOptRle, IsCodedAsLib0Does) {
  expect_both_ways<UintOptRleEncoder, UintOptRleDecoder>({{{}, ""},
                                                          {{0}, "00"},
                                                          {{0, 0}, "4000"},
                                                          {{0, 0, 0}, "4001"},
                                                          {{1, 1}, "4100"},
                                                          {{1, 2, 3, 3, 3}, "01024301"},
                                                          {{64, 64}, "c00100"},
                                                          {{kMax}, "bfffffffffffff1f"}});
}

TEST(UintOptRle, ARunCanBeSkipped) {
  const Bytes bytes = from_hex("430705");
  UintOptRleDecoder decoder(bytes);
  EXPECT_EQ(decoder.read(), 3u);
  EXPECT_EQ(decoder.run(), 8u);
  decoder.skip(8);
  EXPECT_EQ(decoder.read(), 5u);
}

TEST(UintOptRle, WhatIsMissingOrTooLargeIsAnError) {
  expect_error<UintOptRleDecoder>("", 1, Errc::unexpected_end, 0);
  expect_error<UintOptRleDecoder>("4100", 3, Errc::unexpected_end, 2);
  expect_error<UintOptRleDecoder>("41", 1, Errc::unexpected_end, 1);
  expect_error<UintOptRleDecoder>("bfffffffffffff3f", 1, Errc::integer_too_large, 0);
}

TEST(IntDiffOptRle, IsCodedAsLib0Does) {
  expect_both_ways<IntDiffOptRleEncoder, IntDiffOptRleDecoder>(
      {{{}, ""},
       {{0}, "00"},
       {{0, 0, 0}, "0101"},
       {{1}, "02"},
       {{1, 2, 3, 2}, "030142"},
       {{5, 5}, "0a00"},
       {{5, 10, 15, 20}, "0b02"},
       {{10, 5, 0}, "144900"},
       {{0, 1, 2, 3}, "000301"},
       {{std::uint64_t{1} << 31}, "8080808020"},
       // Differences of 53 bits, twice as much on the wire.
       {{kMax, 0, kMax}, "beffffffffffff3ffeffffffffffff3fbeffffffffffff3f"}});
}

TEST(IntDiffOptRle, NothingBelowZeroOrAbove53BitsComesOut) {
  expect_error<IntDiffOptRleDecoder>("42", 1, Errc::clock_overflow, 1);
  expect_error<IntDiffOptRleDecoder>("0a4c", 2, Errc::clock_overflow, 2);
  expect_error<IntDiffOptRleDecoder>("beffffffffffff3f02", 2, Errc::clock_overflow, 9);
  expect_error<IntDiffOptRleDecoder>("beffffffffffff7f", 1, Errc::integer_too_large, 0);
  expect_error<IntDiffOptRleDecoder>("", 1, Errc::unexpected_end, 0);
  expect_error<IntDiffOptRleDecoder>("0101", 4, Errc::unexpected_end, 2);
  expect_error<IntDiffOptRleDecoder>("01", 1, Errc::unexpected_end, 1);
}

std::string encoded_strings(const std::vector<std::string>& strings) {
  StringEncoder encoder;
  for (const std::string& s : strings) encoder.write(s);
  return to_hex(bytes_of(encoder));
}

std::vector<std::string> decoded_strings(const char* hex, int count) {
  const Bytes bytes = from_hex(hex);
  StringDecoder decoder(bytes);
  Arena arena;
  std::vector<std::string> strings;
  for (int i = 0; i < count; ++i) strings.emplace_back(decoder.read(arena).text);
  EXPECT_TRUE(decoder.ok()) << hex;
  return strings;
}

TEST(Strings, AreCodedAsLib0Does) {
  const std::pair<std::vector<std::string>, const char*> vectors[] = {
      {{}, "00"},
      {{""}, "0000"},
      {{"a", "b", "cde"}, "056162636465410003"},
      {{"\xf0\x9f\x98\x80", "\xc3\xa9"}, "06f09f9880c3a90201"},
      {{"", "\xe2\x82\xac\xe2\x82\xac", "", "x"}, "07e282ace282ac78000200 01"},
  };
  for (const auto& [strings, hex] : vectors) {
    EXPECT_EQ(encoded_strings(strings), to_hex(from_hex(hex)));
    EXPECT_EQ(decoded_strings(hex, static_cast<int>(strings.size())), strings);
  }
}

// JavaScript joins the two halves of a pair into one character, and cuts it again.
TEST(Strings, HalvesOfAPairComeOutAsReplacementCharacters) {
  const std::vector<std::string> halves = {"\xef\xbf\xbd", "\xef\xbf\xbd"};
  EXPECT_EQ(decoded_strings("04f09f98804100", 2), halves);
  const std::vector<std::string> more = {"a\xef\xbf\xbd", "\xef\xbf\xbd\xef\xbf\xbd", "",
                                         "\xef\xbf\xbd"
                                         "b"};
  EXPECT_EQ(decoded_strings("0a61f09f9880f09f988162 4200 00 02", 4), more);
}

TEST(Strings, LengthsAreThoseOfTheStrings) {
  const Bytes bytes = from_hex("06f09f9880c3a90201");
  StringDecoder decoder(bytes);
  Arena arena;
  EXPECT_EQ(decoder.read(arena).utf16_units, 2u);
  EXPECT_EQ(decoder.read(arena).utf16_units, 1u);
}

TEST(Strings, WhatIsMissingIsAnError) {
  const std::tuple<const char*, int, Errc, std::size_t> cases[] = {
      {"", 1, Errc::unexpected_end, 0},       {"0361", 1, Errc::unexpected_end, 1},
      {"01ff00", 1, Errc::invalid_utf8, 1},   {"0161", 1, Errc::unexpected_end, 2},
      {"016102", 1, Errc::unexpected_end, 2}, {"01610101", 2, Errc::unexpected_end, 2},
      {"03eda080", 1, Errc::invalid_utf8, 1}, {"0161bf", 1, Errc::unexpected_end, 3},
  };
  for (const auto& [hex, reads, code, offset] : cases) {
    const Bytes bytes = from_hex(hex);
    StringDecoder decoder(bytes);
    Arena arena;
    for (int i = 0; i < reads; ++i) (void)decoder.read(arena);
    ASSERT_FALSE(decoder.ok()) << hex;
    EXPECT_EQ(decoder.error().code, code) << hex;
    EXPECT_EQ(decoder.error().offset, offset) << hex;
    EXPECT_EQ(decoder.read(arena).text, "");
  }
}

template <class Encoder, class Decoder>
void expect_round_trip(const Numbers& values) {
  Encoder encoder;
  for (const std::uint64_t value : values) encoder.write(value);
  EXPECT_EQ(decoded<Decoder>(bytes_of(encoder), values.size()), values);
}

TEST(Columns, WhateverIsWrittenIsRead) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 300; ++round) {
    Numbers values;
    std::uint64_t value = 0;
    while (values.size() < 50) {
      if (random() % 3 == 0) value = random() >> (11 + random() % 53);
      if (random() % 4 == 0) value = std::min(value + random() % 3, kMax);
      values.push_back(value);
    }
    expect_round_trip<UintOptRleEncoder, UintOptRleDecoder>(values);
    expect_round_trip<IntDiffOptRleEncoder, IntDiffOptRleDecoder>(values);
  }
}

TEST(Columns, AreWholeHoweverLongTheyAre) {
  std::mt19937_64 random(8);
  Numbers values;
  while (values.size() < 100'000) values.push_back(random() >> (11 + random() % 53));
  expect_round_trip<UintOptRleEncoder, UintOptRleDecoder>(values);
  expect_round_trip<IntDiffOptRleEncoder, IntDiffOptRleDecoder>(values);
}

TEST(Strings, AreWholeHoweverLongTheyAre) {
  StringEncoder encoder;
  std::vector<std::string> strings;
  for (std::size_t i = 0; i < 2000; ++i) {
    strings.emplace_back(i % 7 == 0 ? i * 10 : i % 30, static_cast<char>('a' + i % 26));
    encoder.write(strings.back());
  }
  const Bytes bytes = bytes_of(encoder);
  StringDecoder decoder(bytes);
  Arena arena;
  for (const std::string& s : strings) ASSERT_EQ(decoder.read(arena).text, s);
  EXPECT_TRUE(decoder.ok());
}

}  // namespace
}  // namespace ycpp

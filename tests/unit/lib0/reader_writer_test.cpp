// Numbers, strings and buffers between bytes and values.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "hex.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

TEST(VarUint, IsWrittenAndReadAsLib0Does) {
  const std::pair<std::uint64_t, const char*> vectors[] = {
      {0, "00"},
      {1, "01"},
      {127, "7f"},
      {128, "8001"},
      {300, "ac02"},
      {16384, "808001"},
      {4294967295, "ffffffff0f"},
      {4294967296, "8080808010"},
      {kMaxSafeInteger, "ffffffffffffff0f"},
  };
  for (const auto& [value, hex] : vectors) {
    Writer out;
    out.var_uint(value);
    EXPECT_EQ(to_hex(out.view()), hex);
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    EXPECT_EQ(in.var_uint(), value);
    EXPECT_TRUE(in.ok() && in.at_end());
  }
}

TEST(VarUint, OverlongFormsAreAccepted) {
  for (const char* hex : {"8000", "80808000", "80808080808080808000"}) {
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    EXPECT_EQ(in.var_uint(), 0u);
    EXPECT_TRUE(in.ok() && in.at_end()) << hex;
  }
  const Bytes bytes = from_hex("ffffffffffffff8f8000");  // 2^53 - 1 in 10 bytes
  Reader in(bytes);
  EXPECT_EQ(in.var_uint(), kMaxSafeInteger);
  EXPECT_TRUE(in.ok());
}

TEST(VarUint, ValuesAbove53BitsAndMoreThanTenBytesAreRefused) {
  for (const char* hex : {"8080808080808010", "ffffffffffffff7f", "80808080808080808001",
                          "8080808080808080808000", "ffffffffffffffffffff01"}) {
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    EXPECT_EQ(in.var_uint(), 0u);
    ASSERT_FALSE(in.ok()) << hex;
    EXPECT_EQ(in.error().code, Errc::integer_too_large) << hex;
    EXPECT_EQ(in.error().offset, 0u);
  }
}

TEST(VarUint, WhatFollowsMakesNoDifference) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    Bytes bytes(random() % 12);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    // Up to ten bytes that go on, then anything; a copy that ends where the number does.
    for (std::size_t k = random() % 11; k > 0 && k <= bytes.size(); --k) bytes[k - 1] |= 0x80;
    Bytes followed = bytes;
    followed.resize(bytes.size() + 16, static_cast<std::uint8_t>(random()));
    Reader longer(followed);
    const std::uint64_t value = longer.var_uint();
    if (!longer.ok() || longer.offset() > bytes.size()) continue;
    bytes.resize(longer.offset());
    Reader in(bytes);
    ASSERT_EQ(in.var_uint(), value) << to_hex(bytes);
    ASSERT_TRUE(in.ok() && in.at_end()) << to_hex(bytes);
  }
}

TEST(VarUint, WhatIsRefusedIsRefusedWhateverFollows) {
  for (std::string hex : {"8080808080808010", "ffffffffffffff7f", "80808080808080808001",
                          "8080808080808080808000", "ffffffffffffffffffff01"}) {
    const Bytes bytes = from_hex(hex + "00112233445566778899");
    Reader in(bytes);
    EXPECT_EQ(in.var_uint(), 0u);
    ASSERT_FALSE(in.ok()) << hex;
    EXPECT_EQ(in.error().code, Errc::integer_too_large) << hex;
    EXPECT_EQ(in.error().offset, 0u);
  }
}

TEST(VarUint, EndingInsideIsAnError) {
  for (const char* hex : {"", "80", "ffff"}) {
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    in.var_uint();
    ASSERT_FALSE(in.ok());
    EXPECT_EQ(in.error().code, Errc::unexpected_end);
    EXPECT_EQ(in.error().offset, bytes.size());
  }
}

TEST(VarInt, IsWrittenAndReadAsLib0Does) {
  const std::pair<VarInt, const char*> vectors[] = {
      {{0, false}, "00"},
      {{0, true}, "40"},
      {{1, false}, "01"},
      {{1, true}, "41"},
      {{63, false}, "3f"},
      {{64, false}, "8001"},
      {{64, true}, "c001"},
      {{127, false}, "bf01"},
      {{8191, false}, "bf7f"},
      {{8192, false}, "808001"},
      {{2147483647, false}, "bfffffff0f"},
      {{2147483648, true}, "c080808010"},
      {{kMaxSafeInteger, false}, "bfffffffffffff1f"},
  };
  for (const auto& [value, hex] : vectors) {
    Writer out;
    out.var_int(value);
    EXPECT_EQ(to_hex(out.view()), hex);
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    const VarInt read = in.var_int();
    EXPECT_EQ(read.magnitude, value.magnitude) << hex;
    EXPECT_EQ(read.negative, value.negative) << hex;
    EXPECT_TRUE(in.ok() && in.at_end());
  }
}

TEST(VarInt, ValuesAbove53BitsAreRefused) {
  for (const char* hex : {"bfffffffffffff3f", "80808080808080808001", "8080808080808080808000"}) {
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    in.var_int();
    ASSERT_FALSE(in.ok()) << hex;
    EXPECT_EQ(in.error().code, Errc::integer_too_large) << hex;
  }
}

TEST(VarString, KeepsByteOrderMarksAndRefusesWhatIsNotUtf8) {
  const Bytes bom = from_hex("03efbbbf");
  Reader in(bom);
  EXPECT_EQ(in.var_string(), "\xef\xbb\xbf");
  for (const char* hex : {"01ff", "02c080", "03eda0bd", "04f4908080", "03e28228"}) {
    const Bytes bytes = from_hex(hex);
    Reader bad(bytes);
    EXPECT_TRUE(bad.var_string().empty());
    ASSERT_FALSE(bad.ok()) << hex;
    EXPECT_EQ(bad.error().code, Errc::invalid_utf8);
    EXPECT_EQ(bad.error().offset, 1u);
  }
}

TEST(FixedWidth, IsBigEndian) {
  Writer out;
  out.float32(1.5F);
  out.float64(1.5);
  out.float64(std::numeric_limits<double>::quiet_NaN());
  out.big_int64(1);
  out.big_int64(-1);
  EXPECT_EQ(to_hex(out.view()),
            "3fc00000"
            "3ff8000000000000"
            "7ff8000000000000"
            "0000000000000001"
            "ffffffffffffffff");
  Reader in(out.view());
  EXPECT_EQ(in.float32(), 1.5);
  EXPECT_EQ(in.float64(), 1.5);
  EXPECT_TRUE(std::isnan(in.float64()));
  EXPECT_EQ(in.big_int64(), 1);
  EXPECT_EQ(in.big_int64(), -1);
  EXPECT_TRUE(in.ok() && in.at_end());
}

TEST(Reader, TheFirstErrorStaysAndLaterReadsGiveNothing) {
  const Bytes bytes = from_hex("05 6162");
  Reader in(bytes);
  EXPECT_TRUE(in.var_bytes().empty());
  ASSERT_FALSE(in.ok());
  EXPECT_EQ(in.error().offset, 1u);
  EXPECT_EQ(in.u8(), 0);
  EXPECT_EQ(in.var_uint(), 0u);
  EXPECT_EQ(in.float64(), 0.0);
  EXPECT_EQ(in.error().code, Errc::unexpected_end);
  EXPECT_EQ(in.error().offset, 1u);
  EXPECT_EQ(in.error().message(), "unexpected end of input at byte 1");
}

TEST(Reader, ACountIsCheckedAgainstTheBytesThatRemain) {
  const Bytes bytes = from_hex("ffffffff0f 0000");
  Reader in(bytes);
  EXPECT_EQ(in.count(1), 0u);
  ASSERT_FALSE(in.ok());
  EXPECT_EQ(in.error().code, Errc::count_too_large);
  EXPECT_EQ(in.error().offset, 0u);
  const Bytes fits = from_hex("02 00000000");
  Reader two(fits);
  EXPECT_EQ(two.count(2), 2u);
  EXPECT_TRUE(two.ok());
}

TEST(Writer, ClearKeepsMemoryAndTakeEmptiesIt) {
  Writer out;
  for (int i = 0; i < 1000; ++i) out.var_string("abc");
  const std::uint8_t* const buffer = out.view().data();
  out.clear();
  out.var_string("xyz");
  EXPECT_EQ(out.view().data(), buffer);
  EXPECT_EQ(to_hex(out.take()), "0378797a");
  EXPECT_EQ(out.size(), 0u);
  out.u8(7);
  EXPECT_EQ(to_hex(out.view()), "07");
}

TEST(ReaderWriter, RandomNumbersSurviveTheRoundTrip) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t n = random() & kMaxSafeInteger;
    const std::uint64_t value = n >> (random() % 53);
    const bool negative = (random() & 1) != 0;
    Writer out;
    out.var_uint(value);
    out.var_int({value, negative});
    Reader in(out.view());
    ASSERT_EQ(in.var_uint(), value);
    const VarInt read = in.var_int();
    ASSERT_EQ(read.magnitude, value);
    ASSERT_EQ(read.negative, negative);
    ASSERT_TRUE(in.ok() && in.at_end());
  }
}

}  // namespace
}  // namespace ycpp

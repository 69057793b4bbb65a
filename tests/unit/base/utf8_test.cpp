// utf8_test.cpp -- what is well-formed, and lengths and offsets against a model that goes character
// by character. Strings longer than 8 bytes matter: from there on the functions go in steps of 8.
#include "base/utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace ycpp {
namespace {

using CodePoints = std::vector<std::uint32_t>;

std::string text_of(const CodePoints& points) {
  std::string text;
  for (const std::uint32_t cp : points) utf8::append(text, cp);
  return text;
}

std::size_t units_of(std::uint32_t cp) { return cp >= 0x10000 ? 2 : 1; }
std::size_t bytes_of(std::uint32_t cp) {
  return cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
}

/// Characters of 1 to 4 bytes, the first and the last of each length among them; no surrogates.
CodePoints random_points(std::mt19937_64& random) {
  static constexpr std::uint32_t kEdges[] = {0,      0x7f,   0x80,   0x7ff,   0x800,
                                             0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
  CodePoints points;
  const std::uint64_t ascii_in_ten = random() % 11;
  for (auto n = random() % 60; n > 0; --n) {
    if (random() % 10 < ascii_in_ten)
      points.push_back(static_cast<std::uint32_t>('a' + random() % 26));
    else
      points.push_back(kEdges[random() % std::size(kEdges)]);
  }
  return points;
}

TEST(Utf8, AppendsTheFirstAndLastCharacterOfEachLength) {
  EXPECT_EQ(text_of({0x00, 0x7f}), std::string("\x00\x7f", 2));
  EXPECT_EQ(text_of({0x80, 0x7ff}), "\xc2\x80\xdf\xbf");
  EXPECT_EQ(text_of({0x800, 0xffff}), "\xe0\xa0\x80\xef\xbf\xbf");
  EXPECT_EQ(text_of({0x10000, 0x10ffff}), "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
  EXPECT_EQ(text_of({0xfffd}), utf8::kReplacement);
  EXPECT_EQ(text_of({0xd800}), "\xed\xa0\x80");  // the caller's decision
}

TEST(Utf8, RefusesWhatIsNotWellFormed) {
  const std::string_view bad[] = {"\x80",              // starts with a continuation
                                  "\xc0\x80",          // overlong
                                  "\xc1\xbf",          //
                                  "\xe0\x9f\xbf",      //
                                  "\xf0\x8f\xbf\xbf",  //
                                  "\xed\xa0\x80",      // surrogates
                                  "\xed\xbf\xbf",      //
                                  "\xf4\x90\x80\x80",  // above U+10FFFF
                                  "\xf5\x80\x80\x80",  // no such lead
                                  "\xff",              //
                                  "\xc3",              // ends too early
                                  "\xe2\x82",          //
                                  "\xf0\x9f\x98",      //
                                  "\xc3(",             // no continuation
                                  "\xe2\x82(",         //
                                  "\xf0\x9f\x98("};
  for (const std::string_view bytes : bad) {
    EXPECT_FALSE(utf8::valid(bytes)) << testing::PrintToString(bytes);
    // Neither behind a run of ASCII nor before one.
    EXPECT_FALSE(utf8::valid(std::string("0123456789abc").append(bytes)));
    EXPECT_FALSE(utf8::valid(std::string(bytes).append("0123456789abc")));
  }
}

TEST(Utf8, AcceptsEveryCharacterThereIs) {
  EXPECT_TRUE(utf8::valid(""));
  std::string text;
  for (std::uint32_t cp = 0; cp <= 0x10ffff; ++cp) {
    if (cp == 0xd800) cp = 0xe000;
    text.clear();
    utf8::append(text, cp);
    ASSERT_TRUE(utf8::valid(text)) << cp;
    ASSERT_EQ(utf8::sequence_length(static_cast<std::uint8_t>(text[0])), text.size()) << cp;
  }
}

TEST(Utf8, FindsTheEndOfTheAsciiWhereverItIs) {
  for (std::size_t length = 0; length < 30; ++length) {
    const std::string ascii(length, 'x');
    EXPECT_EQ(utf8::ascii_prefix(ascii), length);
    EXPECT_EQ(utf8::ascii_prefix(ascii + "\xc3\xa9" + ascii), length);
    EXPECT_TRUE(utf8::is_ascii(ascii));
    for (std::size_t i = 0; i < length; ++i) {
      std::string other = ascii;
      other[i] = '\x80';
      EXPECT_FALSE(utf8::is_ascii(other)) << i << " of " << length;
    }
  }
}

TEST(Utf8, APositionIsTheSameFromEitherEnd) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 2000; ++round) {
    const std::string text = text_of(random_points(random));
    const std::size_t total = utf8::count_utf16(text);
    for (std::size_t units = 0; units <= total; ++units) {
      const utf8::Utf16Position forward = utf8::find_utf16(text, units);
      const utf8::Utf16Position nearer = utf8::find_utf16(text, units, total);
      ASSERT_EQ(nearer.bytes, forward.bytes) << units << " of " << total;
      ASSERT_EQ(nearer.inside_pair, forward.inside_pair) << units << " of " << total;
    }
  }
}

TEST(Utf8, CountsAndOffsetsAgreeWithGoingCharacterByCharacter) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 2000; ++round) {
    const CodePoints points = random_points(random);
    const std::string text = text_of(points);
    ASSERT_TRUE(utf8::valid(text));
    std::size_t bytes = 0;
    std::size_t units = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      ASSERT_EQ(utf8::find_code_point(text, i), bytes);
      const utf8::Utf16Position at = utf8::find_utf16(text, units);
      ASSERT_EQ(at.bytes, bytes);
      ASSERT_FALSE(at.inside_pair);
      if (units_of(points[i]) == 2) {
        const utf8::Utf16Position inside = utf8::find_utf16(text, units + 1);
        ASSERT_EQ(inside.bytes, bytes);
        ASSERT_TRUE(inside.inside_pair);
      }
      bytes += bytes_of(points[i]);
      units += units_of(points[i]);
    }
    ASSERT_EQ(utf8::count_code_points(text), points.size());
    ASSERT_EQ(utf8::count_utf16(text), units);
    ASSERT_EQ(utf8::find_code_point(text, points.size()), text.size());
    ASSERT_EQ(utf8::find_utf16(text, units).bytes, text.size());
  }
}

TEST(Utf8, AnOffsetPastTheEndIsTheEnd) {
  EXPECT_EQ(utf8::find_utf16("ab", 5).bytes, 2U);
  EXPECT_FALSE(utf8::find_utf16("ab", 5).inside_pair);
  EXPECT_EQ(utf8::find_utf16("", 1).bytes, 0U);
}

TEST(Utf8, TheOrderOfUtf16IsThatOfUnits) {
  EXPECT_TRUE(utf8::utf16_less("\xf0\x90\x80\x80", "\xee\x80\x80")) << "d800 dc00 < e000";
  EXPECT_FALSE(utf8::utf16_less("\xee\x80\x80", "\xf0\x90\x80\x80"));
  EXPECT_TRUE(utf8::utf16_less("a", "ab"));
  EXPECT_FALSE(utf8::utf16_less("a", "a"));
  std::mt19937_64 random(5);
  for (int round = 0; round < 2000; ++round) {
    CodePoints a = random_points(random);
    CodePoints b = random() % 2 == 0 ? a : random_points(random);
    if (!b.empty() && random() % 2 == 0) b[random() % b.size()] = 0xe001;
    const auto units = [](const CodePoints& points) {
      std::u16string text;
      for (const std::uint32_t cp : points) {
        if (cp < 0x10000) {
          text += static_cast<char16_t>(cp);
        } else {
          text += static_cast<char16_t>(0xd800 + ((cp - 0x10000) >> 10));
          text += static_cast<char16_t>(0xdc00 + ((cp - 0x10000) & 0x3ff));
        }
      }
      return text;
    };
    ASSERT_EQ(utf8::utf16_less(text_of(a), text_of(b)), units(a) < units(b));
  }
}

}  // namespace
}  // namespace ycpp

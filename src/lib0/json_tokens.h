// json_tokens.h -- the tokens of JSON that have something in them: strings and numbers.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ycpp {

/// What stands between the quotes of a string.
struct JsonString {
  std::string_view raw;
  bool escaped = false;  ///< contains a backslash
  bool odd = false;      ///< contains an escape that JSON.stringify might not write: \/ or \u
};

/// So many digits survive a double.
inline constexpr std::size_t kSafeDigits = 15;

/// The characters of a number, which is [integer] or [integer].[fraction] when `exponent` is false.
struct JsonNumber {
  std::string_view text;
  std::size_t integer_digits = 0;
  std::size_t fraction_digits = 0;
  bool exponent = false;

  /// True of most numbers that JSON.stringify prints, and of no others. JavaScript writes no
  /// exponent from 1e-6 up.
  bool plainly_canonical() const {
    if (exponent || integer_digits + fraction_digits > kSafeDigits) return false;
    if (fraction_digits == 0) return text != "-0";
    if (text.back() == '0') return false;
    const std::size_t first = text.find_first_of("123456789");
    return first <= text.find('.') + 6;
  }
};

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// To the next quote, backslash or control character, or to `end`.
inline const char* past_plain(const char* p, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kTops = 0x8080808080808080ULL;
    for (; end - p >= 8; p += 8) {
      // The top bit of each of 8 bytes that ends a run of plain characters. A borrow can set a bit
      // too many, but only above a true one, so the lowest bit is right. With bit 1 flipped, the
      // quote is 20 and the control characters stay below it: one comparison finds both.
      std::uint64_t v = 0;
      std::memcpy(&v, p, 8);
      const std::uint64_t quote_or_control = (v ^ (kOnes * 2)) - kOnes * 0x21;
      const std::uint64_t backslash = (v ^ (kOnes * '\\')) - kOnes;
      const std::uint64_t hits = (quote_or_control | backslash) & ~v & kTops;
      if (hits != 0) return p + std::countr_zero(hits) / 8;
    }
  }
  while (p != end && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
  return p;
}

/// Moves `p` behind the number there; false, with `p` where it goes wrong, when there is none.
inline bool read_number(const char*& p, const char* end, JsonNumber& n) {
  const char* const start = p;
  const auto is = [&](char c) { return p != end && *p == c; };
  const auto digits = [&] {
    const char* const first = p;
    while (p != end && is_digit(*p)) ++p;
    return static_cast<std::size_t>(p - first);
  };
  if (is('-')) ++p;
  n.integer_digits = is('0') ? (++p, 1) : digits();  // no digit may follow a leading zero
  if (n.integer_digits == 0) return false;
  if (is('.')) {
    ++p;
    if ((n.fraction_digits = digits()) == 0) return false;
  }
  if (is('e') || is('E')) {
    n.exponent = true;
    ++p;
    if (is('+') || is('-')) ++p;
    if (digits() == 0) return false;
  }
  n.text = std::string_view(start, static_cast<std::size_t>(p - start));
  return true;
}

}  // namespace ycpp

// json_renumbered.cpp -- see json_renumbered.h.
//
// The texts are compared up to where they differ. There the first must have a number as the value
// of a key, and so must the second; behind the numbers the comparison goes on.
#include "lib0/json_renumbered.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lib0/json_tokens.h"

namespace ycpp {
namespace {

bool is_alphanumeric(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

std::size_t equal_prefix(std::string_view a, std::string_view b) {
  const std::size_t n = std::min(a.size(), b.size());
  std::size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    std::memcpy(&x, a.data() + i, 8);
    std::memcpy(&y, b.data() + i, 8);
    if (x != y) break;
  }
  while (i < n && a[i] == b[i]) ++i;
  return i;
}

// The number of digits of a whole number at `i` that has 15 at most, no zero in front, and ends its
// value; 0 when there is none.
std::size_t whole_number(std::string_view text, std::size_t i) {
  std::size_t end = i;
  while (end < text.size() && is_digit(text[end])) ++end;
  const std::size_t digits = end - i;
  if (digits == 0 || digits > kSafeDigits || (text[i] == '0' && digits > 1)) return 0;
  if (end == text.size() || (text[end] != ',' && text[end] != '}')) return 0;
  return digits;
}

// Where the digits around the first difference begin, or 0 when they are not a key's value. A quote
// behind a letter or digit closes a string, since what opens one stands behind punctuation.
std::size_t value_start(std::string_view text, std::size_t difference) {
  std::size_t i = difference;
  while (i > 0 && is_digit(text[i - 1])) --i;
  const bool is_value =
      i >= 3 && text[i - 1] == ':' && text[i - 2] == '"' && is_alphanumeric(text[i - 3]);
  return is_value ? i : 0;
}

}  // namespace

bool is_renumbered(std::string_view canonical, std::string_view text) {
  for (;;) {
    const std::size_t difference = equal_prefix(canonical, text);
    if (difference == canonical.size() && difference == text.size()) return true;
    const std::size_t start = value_start(canonical, difference);
    if (start == 0) return false;
    const std::size_t before = whole_number(canonical, start);
    const std::size_t after = whole_number(text, start);
    if (before == 0 || after == 0) return false;
    canonical.remove_prefix(start + before);
    text.remove_prefix(start + after);
  }
}

}  // namespace ycpp

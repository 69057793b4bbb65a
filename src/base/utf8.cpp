// utf8.cpp -- see utf8.h.
#include "base/utf8.h"

#include <cstring>

namespace ycpp::utf8 {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;
constexpr std::uint64_t kLowBits = 0x0101010101010101ULL;

template <class U>
U load(const char* p) {
  U v = 0;
  std::memcpy(&v, p, sizeof(v));
  return v;
}
std::uint64_t load8(const char* p) { return load<std::uint64_t>(p); }

// Number of bytes in `v` whose lowest bit is set; the product's top byte is the sum of all bytes.
// A population count is no faster where it is an instruction, and a call where it is not.
unsigned low_bits(std::uint64_t v) {
  return static_cast<unsigned>((v & kLowBits) * kLowBits >> 56);
}

// Number of bytes in `v` whose top two bits are 10 (continuation bytes).
unsigned continuation_bytes(std::uint64_t v) { return low_bits((v >> 7) & (~v >> 6)); }

// Number of bytes in `v` that are at least f0 (leads of 4-byte characters).
unsigned four_byte_leads(std::uint64_t v) {
  return low_bits((v >> 7) & (v >> 6) & (v >> 5) & (v >> 4));
}

std::uint8_t at(std::string_view s, std::size_t i) { return static_cast<std::uint8_t>(s[i]); }

}  // namespace

bool is_ascii(std::string_view s) {
  const char* const p = s.data();
  const std::size_t n = s.size();
  if (n >= 8) {
    std::uint64_t seen = load8(p + n - 8);  // overlaps the last step of the loop
    for (std::size_t i = 0; i + 8 < n; i += 8) seen |= load8(p + i);
    return (seen & kHighBits) == 0;
  }
  if (n >= 4) return ((load<std::uint32_t>(p) | load<std::uint32_t>(p + n - 4)) & 0x80808080U) == 0;
  // The first, the middle and the last: all of up to three.
  return n == 0 || (at(s, 0) | at(s, n / 2) | at(s, n - 1)) < 0x80;
}

std::size_t ascii_prefix(std::string_view s) {
  std::size_t i = 0;
  while (i + 8 <= s.size() && (load8(s.data() + i) & kHighBits) == 0) i += 8;
  while (i < s.size() && at(s, i) < 0x80) ++i;
  return i;
}

bool valid(std::string_view s) {
  std::size_t i = 0;
  const std::size_t n = s.size();
  while (true) {
    i += ascii_prefix(s.substr(i));
    if (i == n) return true;
    const std::uint8_t lead = at(s, i);
    if (lead < 0xc2 || lead > 0xf4) return false;
    const std::size_t length = sequence_length(lead);
    if (n - i < length) return false;
    for (std::size_t k = 1; k < length; ++k)
      if (!is_continuation(s[i + k])) return false;
    const std::uint8_t second = at(s, i + 1);
    if (lead == 0xe0 && second < 0xa0) return false;   // overlong
    if (lead == 0xed && second >= 0xa0) return false;  // a surrogate
    if (lead == 0xf0 && second < 0x90) return false;   // overlong
    if (lead == 0xf4 && second >= 0x90) return false;  // above U+10FFFF
    i += length;
  }
}

std::size_t count_code_points(std::string_view s) {
  std::size_t continuations = 0;
  std::size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) continuations += continuation_bytes(load8(s.data() + i));
  for (; i < s.size(); ++i) continuations += is_continuation(s[i]) ? 1 : 0;
  return s.size() - continuations;
}

std::size_t count_utf16(std::string_view s) {
  std::size_t units = 0;
  std::size_t i = 0;
  for (; i + 8 <= s.size(); i += 8) {
    const std::uint64_t v = load8(s.data() + i);
    units += 8 - continuation_bytes(v) + four_byte_leads(v);
  }
  for (; i < s.size(); ++i)
    units += (is_continuation(s[i]) ? 0U : 1U) + (at(s, i) >= 0xf0 ? 1U : 0U);
  return units;
}

Utf16Position find_utf16(std::string_view s, std::size_t units) {
  std::size_t i = 0;
  while (units >= 8 && i + 8 <= s.size()) {  // at most 8 units in 8 bytes
    const std::uint64_t v = load8(s.data() + i);
    const std::size_t n = 8 - continuation_bytes(v) + four_byte_leads(v);
    if (n > units) break;
    units -= n;
    i += 8;
  }
  // The block steps may have stopped inside a character whose lead was already counted.
  while (i < s.size() && is_continuation(s[i])) ++i;
  while (units > 0 && i < s.size()) {
    const std::size_t length = sequence_length(at(s, i));
    if (length == 4) {
      if (units == 1) return {i, true};
      --units;
    }
    --units;
    i += length;
  }
  return {i, false};
}

namespace {

// The position that has `units` units after it.
Utf16Position find_utf16_from_end(std::string_view s, std::size_t units) {
  std::size_t i = s.size();
  while (units >= 8 && i >= 8) {  // at most 8 units in 8 bytes
    const std::uint64_t v = load8(s.data() + i - 8);
    const std::size_t n = 8 - continuation_bytes(v) + four_byte_leads(v);
    if (n > units) break;
    units -= n;
    i -= 8;
  }
  // The block steps may have stopped inside a character whose lead is not counted yet.
  while (i < s.size() && is_continuation(s[i])) ++i;
  while (units > 0 && i > 0) {
    do {
      --i;
    } while (i > 0 && is_continuation(s[i]));
    if (sequence_length(at(s, i)) == 4) {
      if (units == 1) return {i, true};
      --units;
    }
    --units;
  }
  return {i, false};
}

}  // namespace

Utf16Position find_utf16(std::string_view s, std::size_t units, std::size_t total) {
  if (total == s.size()) return {units, false};
  return units <= total / 2 ? find_utf16(s, units) : find_utf16_from_end(s, total - units);
}

std::size_t find_code_point(std::string_view s, std::size_t n) {
  std::size_t i = 0;
  while (n >= 8 && i + 8 <= s.size()) {
    n -= 8 - continuation_bytes(load8(s.data() + i));
    i += 8;
  }
  while (i < s.size() && is_continuation(s[i])) ++i;
  for (; n > 0 && i < s.size(); --n) i += sequence_length(at(s, i));
  return i;
}

bool utf16_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  if (i == a.size() || i == b.size()) return a.size() < b.size();
  // Bytes have the order of code points. That of UTF-16 differs for U+E000 .. U+FFFF alone, which
  // begin with ee or ef: they come after f0 .. f4.
  const auto rank = [](char c) {
    const auto byte = static_cast<std::uint8_t>(c);
    return byte == 0xee || byte == 0xef ? byte + 0x10 : int{byte};
  };
  return rank(a[i]) < rank(b[i]);
}

}  // namespace ycpp::utf8

// utf8.h -- well-formedness, lengths and offsets of UTF-8 text in the three units of the API.
//
// Text on the wire is UTF-8 but counts UTF-16 units; users count code points, UTF-16 units or
// bytes. Everything except valid() assumes well-formed input. Cost: one pass, 8 bytes a step while
// ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ycpp::utf8 {

/// True when `s` is well-formed: no overlong forms, no surrogates, nothing above U+10FFFF.
bool valid(std::string_view s);

/// True when every byte is below 80. Short strings take no loop.
bool is_ascii(std::string_view s);
/// Length of the leading run of ASCII bytes.
std::size_t ascii_prefix(std::string_view s);

std::size_t count_code_points(std::string_view s);
std::size_t count_utf16(std::string_view s);

/// Bytes of the character that starts with `lead`.
constexpr std::size_t sequence_length(std::uint8_t lead) {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
/// True for 10xxxxxx: a byte that no character starts with.
constexpr bool is_continuation(char c) { return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80; }

/// The order of JavaScript's strings, by UTF-16 units: U+10000 and beyond come before U+E000.
bool utf16_less(std::string_view a, std::string_view b);

/// Where a UTF-16 offset falls in UTF-8 text.
struct Utf16Position {
  std::size_t bytes = 0;     ///< byte offset of the character at, or split by, the position
  bool inside_pair = false;  ///< the position is between the two halves of a surrogate pair
};
Utf16Position find_utf16(std::string_view s, std::size_t units);
/// The same where it is known that all of `s` has `total` units: O(1) in ASCII text, else a pass
/// from the nearer end.
Utf16Position find_utf16(std::string_view s, std::size_t units, std::size_t total);

/// Byte offset of code point `n` (n at most the count).
std::size_t find_code_point(std::string_view s, std::size_t n);

/// Appends code point `cp` (which may be a surrogate; the caller decides) to `out` as UTF-8.
template <class Out>
void append(Out& out, std::uint32_t cp) {
  const auto put = [&out](std::uint32_t byte) {
    out.push_back(static_cast<typename Out::value_type>(byte));
  };
  if (cp < 0x80) {
    put(cp);
  } else if (cp < 0x800) {
    put(0xc0 | (cp >> 6));
    put(0x80 | (cp & 0x3f));
  } else if (cp < 0x10000) {
    put(0xe0 | (cp >> 12));
    put(0x80 | ((cp >> 6) & 0x3f));
    put(0x80 | (cp & 0x3f));
  } else {
    put(0xf0 | (cp >> 18));
    put(0x80 | ((cp >> 12) & 0x3f));
    put(0x80 | ((cp >> 6) & 0x3f));
    put(0x80 | (cp & 0x3f));
  }
}

/// U+FFFD, what a lone half of a surrogate pair becomes on the wire.
inline constexpr std::string_view kReplacement = "\xef\xbf\xbd";

}  // namespace ycpp::utf8

// lone_surrogate.h -- text that may hold a lone half of a surrogate pair, coded as three bytes.
//
// JavaScript strings are sequences of UTF-16 units and JSON can escape half a pair ("\ud83d").
// UTF-8 cannot, so such a half is held as ed a0..bf 80..bf: the code of its number, were it a
// character. In well-formed UTF-8 a byte ed is always followed by 80..9f, so the two never mix.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/utf8.h"

namespace ycpp {

inline constexpr std::size_t kSurrogateLength = 3;

/// Index of the first three-byte half in `s`, or npos. The third byte is not looked at.
inline std::size_t find_lone_surrogate(std::string_view s, std::size_t from = 0) {
  for (std::size_t i = s.find('\xed', from); i < s.size(); i = s.find('\xed', i + 1))
    if (i + 1 < s.size() && static_cast<std::uint8_t>(s[i + 1]) >= 0xa0) return i;
  return std::string_view::npos;
}

/// utf8::valid, but halves are allowed.
inline bool valid_with_lone_surrogates(std::string_view s) {
  for (;;) {
    const std::size_t at = find_lone_surrogate(s);
    if (!utf8::valid(s.substr(0, at))) return false;
    if (at == std::string_view::npos) return true;
    if (s.size() - at < kSurrogateLength || !utf8::is_continuation(s[at + 1]) ||
        !utf8::is_continuation(s[at + 2]))
      return false;
    s.remove_prefix(at + kSurrogateLength);
  }
}

}  // namespace ycpp

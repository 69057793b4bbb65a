// hex.h -- bytes as hexadecimal text and back, for tests that are tables of bytes.
#pragma once

#include <string>
#include <string_view>

#include "ycpp/result.h"

namespace ycpp {

/// "ac02" or "ac 02" -> {0xac, 0x02}
inline Bytes from_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') continue;
    bytes.push_back(static_cast<std::uint8_t>(digit(text[i]) << 4 | digit(text[i + 1])));
    ++i;
  }
  return bytes;
}

inline std::string to_hex(BytesView bytes) {
  std::string text;
  for (const std::uint8_t b : bytes) {
    text += "0123456789abcdef"[b >> 4];
    text += "0123456789abcdef"[b & 15];
  }
  return text;
}

}  // namespace ycpp

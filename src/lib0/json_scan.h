// json_scan.h -- the grammar of JSON, told to a sink in the words of any_scan.h.
//
// Accepts exactly what JavaScript's JSON.parse accepts, given well-formed UTF-8: lone surrogate
// escapes and numbers of any size included, a byte order mark and anything after the value
// excluded. Strings and numbers are told as they stand in the text (JsonString, JsonNumber), so a
// sink that only checks pays for no conversion.
//
// Costs: one pass, 8 bytes a step inside strings, no allocation. Open containers take one byte
// each, in an array on the C++ stack that is touched only as deep as the text nests.
#pragma once

#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "ycpp/any.h"

namespace ycpp {

/// What stands between the quotes of a string.
struct JsonString {
  std::string_view raw;
  bool escaped = false;  ///< contains a backslash
  bool odd = false;      ///< contains an escape that JSON.stringify might not write: \/ or \u
};

/// The characters of a number, which is [integer] or [integer].[fraction] when `exponent` is false.
struct JsonNumber {
  std::string_view text;
  std::size_t integer_digits = 0;
  std::size_t fraction_digits = 0;
  bool exponent = false;
};

template <class Sink>
class JsonScanner {
 public:
  JsonScanner(std::string_view text, Sink& sink)
      : begin_(text.data()), end_(begin_ + text.size()), failed_at_(begin_), sink_(sink) {}

  /// Tells the one value of the text. False when it is not JSON; then code() and offset() say why.
  bool run() {
    At p = begin_;
    for (;;) {  // an element starts here, or the outermost value
      if (inside_ == '{' && !key(p)) return false;
      const char c = token(p);
      if (c == '{' || c == '[') {
        if (!open(p, c)) return false;
        if (token(p) != closing(c)) continue;
        close(p);
      } else if (!scalar(p, c)) {
        return false;
      }
      if (!next_element(p)) return false;
      if (depth_ == 0) return true;
    }
  }

  Errc code() const { return code_; }
  std::size_t offset() const { return static_cast<std::size_t>(failed_at_ - begin_); }
  /// True when there was space around a token.
  bool spaced() const { return spaced_; }

 private:
  // Each step moves `p` from where it begins to where it ends. The place is handed from step to
  // step, not kept in the scanner, so that it stays in a register.
  using At = const char*;

  bool fail(At p, Errc code = Errc::invalid_json) {
    failed_at_ = p;
    code_ = code;
    return false;
  }

  /// The character at `p`; at the end a NUL, which no token begins with.
  char peek(At p) const { return p != end_ ? *p : '\0'; }
  /// The same behind any space.
  char token(At& p) {
    const char c = peek(p);
    if (c > ' ') [[likely]]
      return c;
    while (p != end_ && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
      spaced_ = true;
      ++p;
    }
    return peek(p);
  }

  static char closing(char bracket) { return bracket == '{' ? '}' : ']'; }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  bool open(At& p, char bracket) {
    if (depth_ == kMaxNesting) return fail(p, Errc::nesting_too_deep);
    outside_[depth_++] = std::exchange(inside_, bracket);
    bracket == '{' ? sink_.begin_object(0) : sink_.begin_array(0);
    ++p;
    return true;
  }
  void close(At& p) {
    inside_ == '{' ? sink_.end_object() : sink_.end_array();
    inside_ = outside_[--depth_];
    ++p;
  }

  /// From behind a value to behind the comma that follows; to the end behind the outermost one.
  bool next_element(At& p) {
    for (;;) {
      const char c = token(p);
      if (depth_ == 0) return p == end_ || fail(p);
      if (c == ',') {
        ++p;
        return true;
      }
      if (c != closing(inside_)) return fail(p);
      close(p);
    }
  }

  bool key(At& p) {
    JsonString s;
    if (token(p) != '"') return fail(p);
    if (!string(p, s)) return false;
    sink_.key(s);
    if (token(p) != ':') return fail(p);
    ++p;
    return true;
  }

  bool scalar(At& p, char first) {
    switch (first) {
      case '"': {
        JsonString s;
        if (!string(p, s)) return false;
        sink_.string(s);
        return true;
      }
      case 'n': return literal(p, "null") && (sink_.null(), true);
      case 't': return literal(p, "true") && (sink_.boolean(true), true);
      case 'f': return literal(p, "false") && (sink_.boolean(false), true);
      default: return number(p);
    }
  }

  bool literal(At& p, std::string_view word) {
    const std::string_view rest(p, static_cast<std::size_t>(end_ - p));
    if (rest.substr(0, word.size()) != word) return fail(p);
    p += word.size();
    return true;
  }

  bool number(At& p) {
    const At start = p;
    JsonNumber n;
    if (peek(p) == '-') ++p;
    const bool zero = peek(p) == '0';
    n.integer_digits = zero ? (++p, 1) : digits(p);  // no digit may follow a leading zero
    if (n.integer_digits == 0) return fail(p);
    if (peek(p) == '.') {
      ++p;
      if ((n.fraction_digits = digits(p)) == 0) return fail(p);
    }
    if (peek(p) == 'e' || peek(p) == 'E') {
      n.exponent = true;
      ++p;
      if (peek(p) == '+' || peek(p) == '-') ++p;
      if (digits(p) == 0) return fail(p);
    }
    n.text = std::string_view(start, static_cast<std::size_t>(p - start));
    sink_.number(n);
    return true;
  }

  std::size_t digits(At& p) const {
    const At start = p;
    while (p != end_ && is_digit(*p)) ++p;
    return static_cast<std::size_t>(p - start);
  }

  /// From the quote that opens a string to behind the one that closes it.
  bool string(At& p, JsonString& s) {
    const At start = ++p;
    p = past_plain(p);
    if (peek(p) != '"' && (p = past_escapes(p, s)) == nullptr) [[unlikely]]
      return false;
    s.raw = std::string_view(start, static_cast<std::size_t>(p - start));
    ++p;
    return true;
  }

  /// From a character that is not plain to the quote that closes the string; null on failure.
  [[gnu::noinline]] At past_escapes(At p, JsonString& s) {
    for (; peek(p) != '"'; p = past_plain(p)) {
      const bool ok = peek(p) == '\\' ? escape(++p, s) : fail(p);  // a control character
      if (!ok) return nullptr;
    }
    return p;
  }

  /// From behind a backslash to behind its escape.
  bool escape(At& p, JsonString& s) {
    s.escaped = true;
    switch (peek(p)) {
      case '"':
      case '\\':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't': ++p; return true;
      case '/':
        s.odd = true;
        ++p;
        return true;
      case 'u': break;
      default: return fail(p);
    }
    s.odd = true;
    ++p;
    for (int i = 0; i < 4; ++i, ++p)
      if (!is_hex(peek(p))) return fail(p);
    return true;
  }

  static bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /// To the next quote, backslash or control character, or to the end.
  At past_plain(At p) const {
    if constexpr (std::endian::native == std::endian::little) {
      for (; end_ - p >= 8; p += 8) {
        const std::uint64_t hits = specials(p);
        if (hits != 0) return p + std::countr_zero(hits) / 8;
      }
    }
    while (p != end_ && *p != '"' && *p != '\\' && static_cast<unsigned char>(*p) >= 0x20) ++p;
    return p;
  }

  /// The top bit of each of 8 bytes that ends a run of plain characters. A borrow can set a bit too
  /// many, but only above a true one, so the lowest bit is right. With bit 1 flipped, the quote is
  /// 20 and the control characters stay below it: one comparison finds both.
  static std::uint64_t specials(At p) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kTops = 0x8080808080808080ULL;
    std::uint64_t v = 0;
    std::memcpy(&v, p, 8);
    const std::uint64_t quote_or_control = (v ^ (kOnes * 2)) - kOnes * 0x21;
    const std::uint64_t backslash = (v ^ (kOnes * '\\')) - kOnes;
    return (quote_or_control | backslash) & ~v & kTops;
  }

  At begin_;
  At end_;
  At failed_at_;
  Sink& sink_;
  std::size_t depth_ = 0;
  char inside_ = '\0';  // the bracket that opened the innermost container
  bool spaced_ = false;
  Errc code_ = Errc::invalid_json;
  std::array<char, kMaxNesting> outside_;  // those around it; uninitialised above depth_
};

/// What one pass over a JSON text found out.
struct JsonScan {
  bool ok = false;
  /// JSON.stringify(JSON.parse(text)) == text. False when that would have cost more than a look;
  /// then canonical_json() knows.
  bool canonical = false;
  Errc code{};             ///< only when not ok
  std::size_t offset = 0;  ///< only when not ok
};

/// Scans `text`, which must be well-formed UTF-8.
JsonScan scan_json(std::string_view text);

/// The double nearest to a JSON number; infinity above the range of doubles.
double parse_json_number(std::string_view text);

}  // namespace ycpp

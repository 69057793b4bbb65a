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
      : begin_(text.data()), cur_(begin_), end_(begin_ + text.size()), sink_(sink) {}

  /// Tells the one value of the text. False when it is not JSON; then code() and offset() say why.
  bool run() {
    skip_space();
    for (;;) {  // a value starts here
      if (at('{')) {
        if (!open('{')) return false;
        if (!at('}')) {
          if (!key()) return false;
          continue;
        }
        close();
      } else if (at('[')) {
        if (!open('[')) return false;
        if (!at(']')) continue;
        close();
      } else if (!scalar()) {
        return false;
      }
      if (!after_value()) return failed_ ? false : finished();
    }
  }

  Errc code() const { return code_; }
  std::size_t offset() const { return static_cast<std::size_t>(cur_ - begin_); }
  /// True when there was space around a token.
  bool spaced() const { return spaced_; }

 private:
  bool at(char c) const { return cur_ != end_ && *cur_ == c; }
  bool fail(Errc code = Errc::invalid_json) {
    code_ = code;
    failed_ = true;
    return false;
  }

  void skip_space() {
    while (cur_ != end_ && static_cast<unsigned char>(*cur_) <= ' ' &&
           (*cur_ == ' ' || *cur_ == '\n' || *cur_ == '\r' || *cur_ == '\t')) {
      spaced_ = true;
      ++cur_;
    }
  }

  bool open(char bracket) {
    if (depth_ == kMaxNesting) return fail(Errc::nesting_too_deep);
    brackets_[depth_++] = bracket;
    ++cur_;
    bracket == '{' ? sink_.begin_object(0) : sink_.begin_array(0);
    skip_space();
    return true;
  }
  void close() {
    ++cur_;
    brackets_[--depth_] == '{' ? sink_.end_object() : sink_.end_array();
  }

  /// Moves to the start of the next value. False at the end of the outermost one, and on failure.
  bool after_value() {
    for (;;) {
      skip_space();
      if (depth_ == 0) return false;
      const bool object = brackets_[depth_ - 1] == '{';
      if (at(',')) {
        ++cur_;
        skip_space();
        return !object || key();
      }
      if (!at(object ? '}' : ']')) return fail();
      close();
    }
  }
  bool finished() { return cur_ == end_ || fail(); }

  bool key() {
    JsonString s;
    if (!at('"')) return fail();
    if (!string(s)) return false;
    sink_.key(s);
    skip_space();
    if (!at(':')) return fail();
    ++cur_;
    skip_space();
    return true;
  }

  bool scalar() {
    if (cur_ == end_) return fail();
    switch (*cur_) {
      case '"': {
        JsonString s;
        if (!string(s)) return false;
        sink_.string(s);
        return true;
      }
      case 'n': return literal("null") && (sink_.null(), true);
      case 't': return literal("true") && (sink_.boolean(true), true);
      case 'f': return literal("false") && (sink_.boolean(false), true);
      default: return number();
    }
  }

  bool literal(std::string_view word) {
    const std::string_view rest(cur_, static_cast<std::size_t>(end_ - cur_));
    if (rest.substr(0, word.size()) != word) return fail();
    cur_ += word.size();
    return true;
  }

  std::size_t digits() {
    const char* const start = cur_;
    while (cur_ != end_ && *cur_ >= '0' && *cur_ <= '9') ++cur_;
    return static_cast<std::size_t>(cur_ - start);
  }

  bool number() {
    const char* const start = cur_;
    JsonNumber n;
    if (at('-')) ++cur_;
    const bool zero = at('0');
    n.integer_digits = zero ? (++cur_, 1) : digits();  // no digit may follow a leading zero
    if (n.integer_digits == 0) return fail();
    if (at('.')) {
      ++cur_;
      if ((n.fraction_digits = digits()) == 0) return fail();
    }
    if (at('e') || at('E')) {
      n.exponent = true;
      ++cur_;
      if (at('+') || at('-')) ++cur_;
      if (digits() == 0) return fail();
    }
    n.text = std::string_view(start, static_cast<std::size_t>(cur_ - start));
    sink_.number(n);
    return true;
  }

  bool string(JsonString& s) {
    const char* const start = ++cur_;
    for (;;) {
      skip_plain();
      if (cur_ == end_) return fail();
      if (*cur_ == '"') break;
      if (*cur_ != '\\') return fail();  // a control character
      s.escaped = true;
      if (!escape(s)) return false;
    }
    s.raw = std::string_view(start, static_cast<std::size_t>(cur_ - start));
    ++cur_;
    return true;
  }

  bool escape(JsonString& s) {
    ++cur_;
    if (cur_ == end_) return fail();
    switch (*cur_) {
      case '"':
      case '\\':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't': ++cur_; return true;
      case '/':
        s.odd = true;
        ++cur_;
        return true;
      case 'u': break;
      default: return fail();
    }
    s.odd = true;
    ++cur_;
    for (int i = 0; i < 4; ++i, ++cur_)
      if (cur_ == end_ || !is_hex(*cur_)) return fail();
    return true;
  }

  static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /// Moves to the next quote, backslash or control character, or to the end.
  void skip_plain() {
    if constexpr (std::endian::native == std::endian::little) {
      while (end_ - cur_ >= 8) {
        const std::uint64_t hits = specials(cur_);
        if (hits != 0) {
          cur_ += std::countr_zero(hits) / 8;
          return;
        }
        cur_ += 8;
      }
    }
    while (cur_ != end_ && *cur_ != '"' && *cur_ != '\\' &&
           static_cast<unsigned char>(*cur_) >= 0x20)
      ++cur_;
  }

  /// The top bit of each of 8 bytes that ends a run of plain characters. A borrow can set a bit too
  /// many, but only above a true one, so the lowest bit is right.
  static std::uint64_t specials(const char* p) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kTops = 0x8080808080808080ULL;
    std::uint64_t v = 0;
    std::memcpy(&v, p, 8);
    const std::uint64_t quote = v ^ (kOnes * '"');
    const std::uint64_t backslash = v ^ (kOnes * '\\');
    return (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
            ((v - kOnes * 0x20) & ~v)) &
           kTops;
  }

  const char* begin_;
  const char* cur_;
  const char* end_;
  Sink& sink_;
  std::size_t depth_ = 0;
  bool spaced_ = false;
  bool failed_ = false;
  Errc code_ = Errc::invalid_json;
  std::array<char, kMaxNesting> brackets_;  // uninitialised above depth_
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

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
#include <utility>

#include "lib0/json_shape.h"
#include "lib0/json_tokens.h"
#include "ycpp/any.h"

namespace ycpp {

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
    JsonNumber n;
    if (!read_number(p, end_, n)) return fail(p);
    sink_.number(n);
    return true;
  }

  /// From the quote that opens a string to behind the one that closes it.
  bool string(At& p, JsonString& s) {
    const At start = ++p;
    p = past_plain(p, end_);
    if (peek(p) != '"' && (p = past_escapes(p, s)) == nullptr) [[unlikely]]
      return false;
    s.raw = std::string_view(start, static_cast<std::size_t>(p - start));
    ++p;
    return true;
  }

  /// From a character that is not plain to the quote that closes the string; null on failure.
  [[gnu::noinline]] At past_escapes(At p, JsonString& s) {
    for (; peek(p) != '"'; p = past_plain(p, end_)) {
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

/// Scans `text`, which must be well-formed UTF-8. When it is canonical, `shape` learns it.
JsonScan scan_json(std::string_view text);
JsonScan scan_json(std::string_view text, JsonShape& shape);

/// The double nearest to a JSON number; infinity above the range of doubles.
double parse_json_number(std::string_view text);

}  // namespace ycpp

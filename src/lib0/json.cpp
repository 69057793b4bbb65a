// json.cpp -- JSON texts: checked, made canonical, compared, and turned into `any` and back.
//
// A text that already is what JSON.stringify prints is recognised while it is checked and never
// taken apart: that is what peers send. Any other goes through a ValueTree.
#include <algorithm>

#include "lib0/any_scan.h"
#include "lib0/json_scan.h"
#include "lib0/key_order.h"
#include "lib0/value_sinks.h"
#include "lib0/value_tree.h"

namespace ycpp {
namespace {

bool canonical_number(const JsonNumber& n) {
  if (n.plainly_canonical()) return true;
  std::string printed;
  append_json_number(printed, parse_json_number(n.text));
  return printed == n.text;
}

// Finds out whether a text is canonical already. Keys are compared as they stand: without odd
// escapes equal strings look equal.
class CanonicalCheck {
 public:
  bool canonical() const { return plain_ && order_.in_order(); }

  void null() {}
  void boolean(bool) {}
  void number(const JsonNumber& n) { plain_ = plain_ && canonical_number(n); }
  void string(const JsonString& s) { plain_ = plain_ && !s.odd; }
  void begin_array(std::size_t) {}
  void end_array() {}
  void begin_object(std::size_t) { order_.begin_object(); }
  void key(const JsonString& s) {
    plain_ = plain_ && !s.odd;
    order_.key(s.raw);
  }
  void end_object() { order_.end_object(); }

 private:
  KeyOrder order_;
  bool plain_ = true;
};

// The same, and a shape learns the text.
class LearningCheck : public CanonicalCheck {
 public:
  explicit LearningCheck(JsonShape& shape) : shape_(shape) {}
  void number(const JsonNumber& n) {
    CanonicalCheck::number(n);
    shape_.number(n.text);
  }
  void string(const JsonString& s) {
    CanonicalCheck::string(s);
    shape_.string(s.raw);
  }

 private:
  JsonShape& shape_;
};

template <class Check>
JsonScan scan(std::string_view text, Check& check) {
  JsonScanner<Check> scanner(text, check);
  if (!scanner.run()) return {false, false, scanner.code(), scanner.offset()};
  return {true, !scanner.spaced() && check.canonical(), {}, 0};
}

struct IgnoreJson {
  void null() {}
  void boolean(bool) {}
  void number(const JsonNumber&) {}
  void string(const JsonString&) {}
  void begin_array(std::size_t) {}
  void end_array() {}
  void begin_object(std::size_t) {}
  void key(const JsonString&) {}
  void end_object() {}
};

std::uint32_t hex4(const char* p) {
  std::uint32_t v = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = p[i];
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    v = v << 4 | static_cast<std::uint32_t>(digit);
  }
  return v;
}

bool is_high_half(std::uint32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low_half(std::uint32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Decodes the \u escape at `p` and returns the end of it, or of both halves of a pair.
const char* append_unicode_escape(std::string& out, const char* p, const char* end) {
  std::uint32_t unit = hex4(p + 2);
  p += 6;
  if (is_high_half(unit) && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
    const std::uint32_t low = hex4(p + 2);
    if (is_low_half(low)) {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      p += 6;
    }
  }
  utf8::append(out, unit);
  return p;
}

void append_unescaped(std::string& out, std::string_view raw) {
  const char* p = raw.data();
  const char* const end = p + raw.size();
  while (p != end) {
    const char* const backslash = std::find(p, end, '\\');
    out.append(p, backslash);
    p = backslash;
    if (p == end) return;
    switch (p[1]) {
      case 'b': out += '\b'; break;
      case 'f': out += '\f'; break;
      case 'n': out += '\n'; break;
      case 'r': out += '\r'; break;
      case 't': out += '\t'; break;
      case 'u': p = append_unicode_escape(out, p, end); continue;
      default: out += p[1];
    }
    p += 2;
  }
}

// A ValueTree of a JSON text, with the strings that had to be unescaped.
class JsonTree {
 public:
  explicit JsonTree(std::size_t text_size) : text_size_(text_size) {}

  const ValueTree& tree() const { return tree_; }

  void null() { tree_.null(); }
  void boolean(bool v) { tree_.boolean(v); }
  void number(const JsonNumber& n) { tree_.number(parse_json_number(n.text)); }
  void string(const JsonString& s) { tree_.string(text(s)); }
  void begin_array(std::size_t) { tree_.begin_array(); }
  void end_array() { tree_.end_array(); }
  void begin_object(std::size_t) { tree_.begin_object(); }
  void key(const JsonString& s) { tree_.key(text(s)); }
  void end_object() { tree_.end_object(); }

 private:
  std::string_view text(const JsonString& s) {
    if (!s.escaped) return s.raw;
    // No escape is shorter than its character, so the buffer never moves under the views.
    if (unescaped_.capacity() < text_size_) unescaped_.reserve(text_size_);
    const std::size_t start = unescaped_.size();
    append_unescaped(unescaped_, s.raw);
    return std::string_view(unescaped_).substr(start);
  }

  ValueTree tree_;
  std::string unescaped_;
  std::size_t text_size_;
};

template <class Sink>
Result<void> parse(std::string_view json, Sink& sink) {
  if (!utf8::valid(json)) return Error{Errc::invalid_utf8, 0, {}};
  JsonScanner<Sink> scanner(json, sink);
  if (!scanner.run()) return Error{scanner.code(), scanner.offset(), {}};
  return {};
}

// The value of a valid text in a form that is equal for equal values.
Result<void> comparable(std::string_view json, Writer& out) {
  JsonTree parsed(json.size());
  if (auto result = parse(json, parsed); !result) return result;
  struct Sink : AnySink {
    using AnySink::AnySink;
    void number(double v) { AnySink::number(v == 0 ? 0.0 : v); }  // JavaScript: -0 === 0
  };
  Sink sink(out);
  parsed.tree().write_to(sink, KeySorting::bytewise);
  return {};
}

}  // namespace

JsonScan scan_json(std::string_view text) {
  CanonicalCheck check;
  return scan(text, check);
}

JsonScan scan_json(std::string_view text, JsonShape& shape) {
  LearningCheck check(shape);
  shape.begin(text);
  const JsonScan found = scan(text, check);
  if (found.canonical) shape.end();
  return found;
}

Result<void> validate_json(std::string_view json) {
  IgnoreJson ignore;
  return parse(json, ignore);
}

Result<void> json_to_any(std::string_view json, Writer& out) {
  JsonTree parsed(json.size());
  if (auto result = parse(json, parsed); !result) return result;
  AnySink sink(out);
  parsed.tree().write_to(sink);
  return {};
}

Result<void> canonical_json(std::string_view json, std::string& out) {
  if (!utf8::valid(json)) return Error{Errc::invalid_utf8, 0, {}};
  const JsonScan scan = scan_json(json);
  if (!scan.ok) return Error{scan.code, scan.offset, {}};
  if (scan.canonical) {
    out += json;
    return {};
  }
  JsonTree parsed(json.size());
  JsonScanner<JsonTree>(json, parsed).run();
  JsonSink sink(out);
  parsed.tree().write_to(sink);
  return {};
}

bool json_equal(std::string_view a, std::string_view b) {
  if (a == b) return true;
  Writer left;
  Writer right;
  if (!comparable(a, left).ok() || !comparable(b, right).ok()) return false;
  return as_text(left.view()) == as_text(right.view());
}

void append_json_string(std::string& out, std::string_view s) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<std::uint8_t>(s[i]);
    const bool lone = c == 0xed && i + 2 < s.size() && static_cast<std::uint8_t>(s[i + 1]) >= 0xa0;
    if (c >= 0x20 && c != '"' && c != '\\' && !lone) continue;
    out.append(s, done, i - done);
    out += '\\';
    if (lone) {
      const std::uint32_t unit = 0xd000u | (s[i + 1] & 0x3fu) << 6 | (s[i + 2] & 0x3fu);
      for (const int shift : {-1, 12, 8, 4, 0}) out += shift < 0 ? 'u' : kHex[unit >> shift & 15];
      i += 2;
    } else {
      switch (c) {
        case '\b': out += 'b'; break;
        case '\f': out += 'f'; break;
        case '\n': out += 'n'; break;
        case '\r': out += 'r'; break;
        case '\t': out += 't'; break;
        case '"':
        case '\\': out += static_cast<char>(c); break;
        default:
          out += "u00";
          out += kHex[c >> 4];
          out += kHex[c & 15];
      }
    }
    done = i + 1;
  }
  out.append(s, done);
  out += '"';
}

}  // namespace ycpp

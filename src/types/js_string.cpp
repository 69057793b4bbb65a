// js_string.cpp -- see js_string.h.
#include "types/js_string.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "lib0/any_scan.h"
#include "lib0/lone_surrogate.h"
#include "ycpp/any.h"

namespace ycpp::types {
namespace {

// Half a surrogate pair is no character; it shows as U+FFFD.
void append_characters(std::string_view text, std::string& out) {
  for (std::size_t at = find_lone_surrogate(text); at != std::string_view::npos;
       at = find_lone_surrogate(text)) {
    out += text.substr(0, at);
    out += utf8::kReplacement;
    text.remove_prefix(at + kSurrogateLength);
  }
  out += text;
}

/// Hears a value and prints String() of it: nested lists melt into one, and inside of them null and
/// undefined are nothing.
class JsStringSink {
 public:
  explicit JsStringSink(std::string& out) : out_(out) {}

  void undefined() { nothing("undefined"); }
  void null() { nothing("null"); }
  void boolean(bool v) { piece(v ? "true" : "false"); }
  void number(double v) {
    if (!begin()) return;
    if (std::isfinite(v))
      append_json_number(out_, v);
    else
      out_ += std::isnan(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity";
  }
  void big_int(std::int64_t v) { piece(std::to_string(v)); }
  void string(std::string_view s) {
    if (begin()) append_characters(s, out_);
  }
  void bytes(BytesView b) {
    if (begin()) append_js_bytes(b, out_);
  }
  void begin_array(std::size_t) {
    if (begin()) first_.push_back(true);
  }
  void end_array() {
    if (objects_ == 0) first_.pop_back();
  }
  void begin_object(std::size_t) {
    piece("[object Object]");
    ++objects_;
  }
  void key(std::string_view) {}
  void end_object() { --objects_; }

 private:
  // False for what is inside an object, which is not shown.
  bool begin() {
    if (objects_ > 0) return false;
    if (!first_.empty() && !first_.back()) out_ += ',';
    if (!first_.empty()) first_.back() = false;
    return true;
  }
  void piece(std::string_view s) {
    if (begin()) out_ += s;
  }
  void nothing(std::string_view at_the_top) { piece(first_.empty() ? at_the_top : ""); }

  std::string& out_;
  std::vector<bool> first_;  // of the open lists: nothing in it yet
  std::size_t objects_ = 0;  // that are open
};

using Members = std::vector<std::pair<std::string, std::string>>;

void append_members(Reader& in, bool keyed, Members& out) {
  const std::uint64_t count = in.var_uint();
  for (std::uint64_t n = 0; n < count && in.ok(); ++n) {
    auto& [key, shown] = out.emplace_back();
    if (keyed)
      append_characters(as_text(in.var_bytes()), key);
    else
      key = std::to_string(n);
    const std::size_t from = in.offset();
    skip_any(in, LoneSurrogates::accept);
    append_js_string(in.since(from), shown);
  }
}

void append_units(std::string_view text, Members& out) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8::sequence_length(static_cast<std::uint8_t>(text[at]));
    std::string& unit = out.emplace_back(std::to_string(out.size()), "").second;
    append_characters(length == 4 ? utf8::kReplacement : text.substr(at, length), unit);
    if (length == 4) out.emplace_back(std::to_string(out.size()), utf8::kReplacement);
    at += length;
  }
}

}  // namespace

void append_js_bytes(BytesView bytes, std::string& out) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) out += ',';
    out += std::to_string(bytes[i]);
  }
}

void append_js_string(BytesView any, std::string& out) {
  Reader in(any);
  JsStringSink sink(out);
  AnyScanner<JsStringSink>(in, sink, LoneSurrogates::accept).run();
}

Members js_members(BytesView any) {
  Members members;
  Reader in(any);
  switch (static_cast<AnyTag>(in.u8())) {
    case AnyTag::object: append_members(in, true, members); break;
    case AnyTag::array: append_members(in, false, members); break;
    case AnyTag::string: append_units(as_text(in.var_bytes()), members); break;
    case AnyTag::bytes:
      for (const std::uint8_t byte : in.var_bytes())
        members.emplace_back(std::to_string(members.size()), std::to_string(byte));
      break;
    default: break;
  }
  std::sort(members.begin(), members.end(),
            [](const auto& a, const auto& b) { return utf8::utf16_less(a.first, b.first); });
  return members;
}

void append_plain_bytes(BytesView bytes, std::string& out) {
  out += '[';
  append_js_bytes(bytes, out);
  out += ']';
}

void append_plain_string(BytesView any, std::string& out) {
  Reader in(any);
  const auto tag = static_cast<AnyTag>(any[0]);
  if (tag == AnyTag::string || tag == AnyTag::bytes) (void)in.u8();
  if (tag == AnyTag::string)
    append_characters(as_text(in.var_bytes()), out);
  else if (tag == AnyTag::bytes)
    append_plain_bytes(in.var_bytes(), out);
  else
    any_to_json(in, out);
}

}  // namespace ycpp::types

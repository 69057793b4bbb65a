// value_sinks.h -- two sinks that write the value they are told: as `any`, and as JSON text.
//
// They write what they hear. Key order is the business of whoever speaks: see key_order.h.
#pragma once

#include <optional>
#include <string>

#include "ycpp/any.h"

namespace ycpp {

/// Writes `any` with Yjs's choice of number codings.
class AnySink {
 public:
  explicit AnySink(Writer& out) : out_(out) {}
  /// Writes U+FFFD for each lone surrogate, as Yjs does on the wire.
  void replace_lone_surrogates() { replace_ = true; }

  void undefined() { tag(AnyTag::undefined); }
  void null() { tag(AnyTag::null); }
  void boolean(bool v) { tag(v ? AnyTag::true_ : AnyTag::false_); }
  void number(double v) { write_any_number(out_, v); }
  void big_int(std::int64_t v) {
    tag(AnyTag::big_int);
    out_.big_int64(v);
  }
  void string(std::string_view s) {
    tag(AnyTag::string);
    text(s);
  }
  void bytes(BytesView b) {
    tag(AnyTag::bytes);
    out_.var_bytes(b);
  }
  void begin_array(std::size_t n) {
    tag(AnyTag::array);
    out_.var_uint(n);
  }
  void end_array() {}
  void begin_object(std::size_t n) {
    tag(AnyTag::object);
    out_.var_uint(n);
  }
  void key(std::string_view s) { text(s); }
  void end_object() {}

 private:
  void tag(AnyTag t) { out_.u8(static_cast<std::uint8_t>(t)); }
  void text(std::string_view s);

  Writer& out_;
  bool replace_ = false;
};

/// Appends the text of JSON.stringify.
class JsonSink {
 public:
  explicit JsonSink(std::string& out) : out_(out) {}

  void undefined() {
    if (key_) {
      key_.reset();  // JSON.stringify leaves such a property out
    } else {
      literal(depth_ == 0 ? "undefined" : "null");
    }
  }
  void null() { literal("null"); }
  void boolean(bool v) { literal(v ? "true" : "false"); }
  void number(double v) {
    before_value();
    append_json_number(out_, v);
  }
  void big_int(std::int64_t v) { literal(std::to_string(v)); }
  void string(std::string_view s) {
    before_value();
    append_json_string(out_, s);
  }
  void bytes(BytesView b);
  void begin_array(std::size_t) { open('['); }
  void end_array() { close(']'); }
  void begin_object(std::size_t) { open('{'); }
  void key(std::string_view s) { key_ = s; }
  void end_object() { close('}'); }

 private:
  void before_value() {
    if (comma_) out_ += ',';
    comma_ = true;
    if (!key_) return;
    append_json_string(out_, *key_);
    out_ += ':';
    key_.reset();
  }
  void literal(std::string_view text) {
    before_value();
    out_ += text;
  }
  void open(char bracket) {
    before_value();
    out_ += bracket;
    comma_ = false;
    ++depth_;
  }
  void close(char bracket) {
    out_ += bracket;
    comma_ = true;
    --depth_;
  }

  std::string& out_;
  std::optional<std::string_view> key_;  // told, but not written before its value is known
  std::size_t depth_ = 0;
  bool comma_ = false;
};

}  // namespace ycpp

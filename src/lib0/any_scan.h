// any_scan.h -- the grammar of lib0's `any`, told to a sink as a flat sequence of events.
//
// A sink has undefined(), null(), boolean(bool), number(double), big_int(int64), string(text),
// bytes(view), begin_array(count), end_array(), begin_object(count), key(text), end_object().
// AnySink, JsonSink, ValueTree, KeyOrder and JSON's own scanner all speak these words.
//
// Costs: one pass; the stack of open containers is on the C++ stack until it is 32 deep.
#pragma once

#include "base/inline_stack.h"
#include "lib0/lone_surrogate.h"
#include "ycpp/any.h"

namespace ycpp {

/// Hears every event and ignores it.
struct NullSink {
  void undefined() {}
  void null() {}
  void boolean(bool) {}
  void number(double) {}
  void big_int(std::int64_t) {}
  void string(std::string_view) {}
  void bytes(BytesView) {}
  void begin_array(std::size_t) {}
  void end_array() {}
  void begin_object(std::size_t) {}
  void key(std::string_view) {}
  void end_object() {}
};

/// Tells every event to two sinks.
template <class First, class Second>
struct TeeSink {
  First& first;
  Second& second;
  void undefined() { first.undefined(), second.undefined(); }
  void null() { first.null(), second.null(); }
  void boolean(bool v) { first.boolean(v), second.boolean(v); }
  void number(double v) { first.number(v), second.number(v); }
  void big_int(std::int64_t v) { first.big_int(v), second.big_int(v); }
  void string(std::string_view s) { first.string(s), second.string(s); }
  void bytes(BytesView b) { first.bytes(b), second.bytes(b); }
  void begin_array(std::size_t n) { first.begin_array(n), second.begin_array(n); }
  void end_array() { first.end_array(), second.end_array(); }
  void begin_object(std::size_t n) { first.begin_object(n), second.begin_object(n); }
  void key(std::string_view s) { first.key(s), second.key(s); }
  void end_object() { first.end_object(), second.end_object(); }
};

template <class Sink>
class AnyScanner {
 public:
  AnyScanner(Reader& in, Sink& sink, LoneSurrogates lone) : in_(in), sink_(sink), lone_(lone) {}

  /// Tells one value. On malformed input latches an error in the reader; the events told so far are
  /// then a prefix of a value.
  void run() {
    value();
    while (in_.ok() && !open_.empty()) {
      Container& container = open_.top();
      if (container.remaining == 0) {
        container.object ? sink_.end_object() : sink_.end_array();
        open_.pop();
        continue;
      }
      --container.remaining;
      if (container.object) {
        const std::string_view key = text();
        if (in_.ok()) sink_.key(key);
      }
      value();
    }
  }

 private:
  struct Container {
    std::size_t remaining;
    bool object;
  };

  void value() {
    const std::size_t at = in_.offset();
    const auto tag = static_cast<AnyTag>(in_.u8());
    if (!in_.ok()) return;
    switch (tag) {
      case AnyTag::undefined: sink_.undefined(); return;
      case AnyTag::null: sink_.null(); return;
      case AnyTag::true_: sink_.boolean(true); return;
      case AnyTag::false_: sink_.boolean(false); return;
      case AnyTag::integer: return integer();
      case AnyTag::float32: return number(in_.float32());
      case AnyTag::float64: return number(in_.float64());
      case AnyTag::big_int: {
        const std::int64_t v = in_.big_int64();
        if (in_.ok()) sink_.big_int(v);
        return;
      }
      case AnyTag::string: {
        const std::string_view s = text();
        if (in_.ok()) sink_.string(s);
        return;
      }
      case AnyTag::bytes: {
        const BytesView b = in_.var_bytes();
        if (in_.ok()) sink_.bytes(b);
        return;
      }
      case AnyTag::array: return open(at, false);
      case AnyTag::object: return open(at, true);
    }
    in_.fail_at(Errc::invalid_tag, at);
  }

  void integer() {
    const VarInt v = in_.var_int();
    const double magnitude = static_cast<double>(v.magnitude);
    number(v.negative ? -magnitude : magnitude);
  }

  void number(double v) {
    if (in_.ok()) sink_.number(v);
  }

  void open(std::size_t at, bool object) {
    if (open_.size() == kMaxNesting) return in_.fail_at(Errc::nesting_too_deep, at);
    const std::size_t n =
        in_.count(object ? 2 : 1);  // an empty key and a one-byte value, or the latter
    if (!in_.ok()) return;
    object ? sink_.begin_object(n) : sink_.begin_array(n);
    open_.push({n, object});
  }

  std::string_view text() {
    if (lone_ == LoneSurrogates::refuse) return in_.var_string();
    const BytesView raw = in_.var_bytes();
    const std::string_view s = as_text(raw);
    if (in_.ok() && !valid_with_lone_surrogates(s))
      in_.fail_at(Errc::invalid_utf8, in_.offset() - s.size());
    return s;
  }

  Reader& in_;
  Sink& sink_;
  LoneSurrogates lone_;
  InlineStack<Container, 32> open_;
};

template <class Sink>
void scan_any(Reader& in, Sink& sink, LoneSurrogates lone) {
  AnyScanner<Sink>(in, sink, lone).run();
}

}  // namespace ycpp

// value.cpp -- Value to and from lib0's `any`.
//
// Recursive, with a depth that is bounded by kMaxDepth: a Value is a tree of std::vectors, so
// making, copying and destroying one recurses just as deep.
#include "ycpp/value.h"

#include <cmath>
#include <stdexcept>

#include "base/utf8.h"
#include "lib0/lone_surrogate.h"
#include "lib0/value_of.h"
#include "ycpp/any.h"

namespace ycpp {

// Recursion is bounded by kMaxDepth; see above.
// NOLINTBEGIN(misc-no-recursion)
namespace {

Value number(double v) {
  const bool integral = std::abs(v) <= static_cast<double>(kMaxSafeInteger) && v == std::trunc(v) &&
                        !(v == 0 && std::signbit(v));
  return integral ? Value(static_cast<std::int64_t>(v)) : Value(v);
}

Value integer(VarInt v) {
  if (v.negative && v.magnitude == 0) return Value(-0.0);
  const auto magnitude = static_cast<std::int64_t>(v.magnitude);
  return Value(v.negative ? -magnitude : magnitude);
}

Value read(Reader& in, std::size_t depth);

Value read_list(Reader& in, std::size_t depth) {
  Value::List list;
  for (std::size_t n = in.count(1); n > 0 && in.ok(); --n) list.push_back(read(in, depth + 1));
  return Value(std::move(list));
}

Value read_object(Reader& in, std::size_t depth) {
  Value::Object object;
  for (std::size_t n = in.count(2); n > 0 && in.ok(); --n) {
    std::string key(as_text(in.var_bytes()));
    object.emplace_back(std::move(key), read(in, depth + 1));
  }
  return Value(std::move(object));
}

Value read_bytes(Reader& in) {
  const BytesView b = in.var_bytes();
  return Value(Bytes(b.begin(), b.end()));
}

Value read(Reader& in, std::size_t depth) {
  if (depth > Value::kMaxDepth) in.fail(Errc::nesting_too_deep);
  if (!in.ok()) return {};
  switch (static_cast<AnyTag>(in.u8())) {
    case AnyTag::undefined: return Value();
    case AnyTag::null: return Value(nullptr);
    case AnyTag::integer: return integer(in.var_int());
    case AnyTag::float32: return number(in.float32());
    case AnyTag::float64: return number(in.float64());
    case AnyTag::big_int: return Value(in.big_int64());
    case AnyTag::true_: return Value(true);
    case AnyTag::false_: return Value(false);
    case AnyTag::string: return Value(as_text(in.var_bytes()));
    case AnyTag::bytes: return read_bytes(in);
    case AnyTag::array: return read_list(in, depth);
    case AnyTag::object: return read_object(in, depth);
  }
  in.fail(Errc::invalid_tag);
  return {};
}

void tag(Writer& out, AnyTag t) { out.u8(static_cast<std::uint8_t>(t)); }

struct Encode {
  Writer& out;
  LoneSurrogates lone = LoneSurrogates::refuse;
  std::size_t depth = 0;

  void operator()(Value::Undefined) const { tag(out, AnyTag::undefined); }
  void operator()(Value::Null) const { tag(out, AnyTag::null); }
  void operator()(bool v) const { tag(out, v ? AnyTag::true_ : AnyTag::false_); }
  void operator()(double v) const { write_any_number(out, v); }
  void operator()(std::int64_t v) const { write_any_integer(out, v); }
  void operator()(const std::string& v) const {
    check(v);
    tag(out, AnyTag::string);
    out.var_string(v);
  }
  void operator()(const Bytes& v) const {
    tag(out, AnyTag::bytes);
    out.var_bytes(v);
  }
  void operator()(const Value::List& v) const {
    tag(out, AnyTag::array);
    out.var_uint(v.size());
    for (const Value& element : v) nested(element);
  }
  void operator()(const Value::Object& v) const {
    tag(out, AnyTag::object);
    out.var_uint(v.size());
    for (const auto& [key, element] : v) {
      check(key);
      out.var_string(key);
      nested(element);
    }
  }
  void nested(const Value& value) const;
  void check(std::string_view s) const {
    const bool is_lone_accepted = lone == LoneSurrogates::accept;
    if (!(is_lone_accepted ? valid_with_lone_surrogates(s) : utf8::valid(s)))
      throw std::invalid_argument("a string is not valid UTF-8");
  }
};

}  // namespace

Value value_of(BytesView canonical) {
  constexpr std::size_t kLongestInteger = 6;  // a tag, and 31 bits
  if (canonical.size() >= 2 && canonical.size() <= kLongestInteger &&
      static_cast<AnyTag>(canonical[0]) == AnyTag::integer) {
    VarInt v{canonical[1] & 0x3fU, (canonical[1] & 0x40) != 0};
    for (std::size_t i = 2; i < canonical.size(); ++i)
      v.magnitude |= (canonical[i] & std::uint64_t{0x7f}) << (7 * i - 8);
    return integer(v);
  }
  Reader in(canonical);
  Value value = read(in, 0);
  if (!in.ok()) throw std::length_error("a value is nested deeper than a Value can be");
  return value;
}

Result<Value> Value::from_any(BytesView any) {
  Reader check(any);
  skip_any(check, LoneSurrogates::accept);
  if (!check.ok()) return check.error();
  Reader in(any);
  Value value = read(in, 0);
  if (!in.ok()) return in.error();
  return value;
}

void Value::to_any(Writer& out) const {
  if (const std::int64_t* const integer = get_if<std::int64_t>())
    return write_any_integer(out, *integer);
  if (!std::holds_alternative<List>(data_) && !std::holds_alternative<Object>(data_))
    return std::visit(Encode{out}, data_);
  const std::size_t start = out.size();
  Writer plain;
  std::visit(Encode{plain}, data_);
  Reader in(plain.view());
  transcode_any(in, out);  // brings keys that are array indices to the front, as JavaScript does
  if (in.ok()) return;
  out.truncate(start);
  throw std::invalid_argument("a value is nested too deeply");
}

namespace {

void Encode::nested(const Value& value) const {
  if (depth >= Value::kMaxDepth) throw std::invalid_argument("a value is nested too deeply");
  value.visit(Encode{out, lone, depth + 1});
}

}  // namespace

std::string Value::to_json() const {
  Writer any;
  std::visit(Encode{any, LoneSurrogates::accept}, data_);
  Reader in(any.view());
  std::string json;
  any_to_json(in, json);
  return json;
}

Result<Value> Value::from_json(std::string_view json) {
  Writer any;
  if (Result<void> parsed = json_to_any(json, any); !parsed) return parsed.error();
  return from_any(any.view());
}

// NOLINTEND(misc-no-recursion)

}  // namespace ycpp

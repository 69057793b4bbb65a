// value.h -- Value: plain data in a shared type, as JavaScript knows it, in C++.
//
// Numbers: an integer stays one (std::int64_t); anything else is a double. JavaScript has only
// doubles, so 1.0 is written as the integer 1, and comes back as one. Integers beyond 2^53 are
// JavaScript's BigInt. Objects keep the order of their keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ycpp/lib0.h"

namespace ycpp {

class Value {
 public:
  /// Deepest nesting of lists and objects in a Value, which is a tree and is walked recursively.
  static constexpr std::size_t kMaxDepth = 1000;

  struct Undefined {
    friend bool operator==(Undefined, Undefined) { return true; }
  };
  using Null = std::nullptr_t;
  using List = std::vector<Value>;
  using Object = std::vector<std::pair<std::string, Value>>;

  /// Undefined.
  Value() = default;
  Value(Null) : data_(nullptr) {}                       // NOLINT: conversions are meant
  Value(bool v) : data_(v) {}                           // NOLINT
  Value(int v) : data_(std::int64_t{v}) {}              // NOLINT
  Value(std::int64_t v) : data_(v) {}                   // NOLINT
  Value(double v) : data_(v) {}                         // NOLINT
  Value(const char* v) : data_(std::string(v)) {}       // NOLINT
  Value(std::string_view v) : data_(std::string(v)) {}  // NOLINT
  Value(std::string v) : data_(std::move(v)) {}         // NOLINT
  Value(Bytes v) : data_(std::move(v)) {}               // NOLINT
  Value(List v) : data_(std::move(v)) {}                // NOLINT
  Value(Object v) : data_(std::move(v)) {}              // NOLINT

  bool is_undefined() const { return std::holds_alternative<Undefined>(data_); }
  bool is_null() const { return std::holds_alternative<Null>(data_); }

  /// The content as a T, or null if it is something else. T is Null, bool, std::int64_t, double,
  /// std::string, Bytes, List or Object.
  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&data_);
  }
  /// @throws std::bad_variant_access when it is something else.
  template <class T>
  const T& as() const {
    return std::get<T>(data_);
  }

  /// Reads one lib0 `any`.
  static Result<Value> from_any(BytesView any);
  /// Appends the lib0 `any` that Yjs would write.
  /// @throws std::invalid_argument a string or key is not UTF-8, or nesting beyond kMaxDepth
  void to_any(Writer& out) const;
  /// What JSON.stringify prints: half a surrogate pair, which a value that was read can have in its
  /// strings as ed a0 80 .. ed bf bf, is escaped.
  /// @throws std::invalid_argument as to_any() does, for what is neither UTF-8 nor such a half
  std::string to_json() const;
  static Result<Value> from_json(std::string_view json);

  /// Calls `visitor` with the content; see std::visit.
  template <class Visitor>
  auto visit(Visitor&& visitor) const {
    return std::visit(std::forward<Visitor>(visitor), data_);
  }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<Undefined, Null, bool, std::int64_t, double, std::string, Bytes, List, Object> data_;
};

}  // namespace ycpp

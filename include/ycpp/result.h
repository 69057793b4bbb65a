// result.h -- how errors that are the bytes' fault come back: a value, never an exception.
//
// Everything that reads bytes from a peer returns a Result. An error says what was wrong and at
// which byte, and guarantees that nothing was changed. Errors that are the caller's fault (an index
// past the end, a write from an observer) are exceptions instead; see errors.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ycpp {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

/// Why bytes were refused.
enum class Errc : std::uint8_t {
  unexpected_end,     ///< the bytes end inside a value
  integer_too_large,  ///< a variable-length integer above 2^53 - 1, or longer than 10 bytes
  invalid_utf8,       ///< a string that is not well-formed UTF-8
  count_too_large,    ///< an element count that the remaining bytes cannot hold
  nesting_too_deep,   ///< a value nested deeper than the limit
  invalid_tag,        ///< a tag byte that no value has
  invalid_content,    ///< a content or type reference that does not exist
  invalid_json,       ///< a JSON text that does not parse
  invalid_reference,  ///< an item that refers to itself or to a later item of its own client
  clock_overflow,     ///< a clock past 2^53 - 1
  block_parent,       ///< an item whose parent is neither deleted nor a shared type
  invalid_message,    ///< a message type that the protocol does not have
  limit_exceeded,     ///< a configured limit, or one of the engine's own
};

/// What was wrong with some bytes, and where.
struct Error {
  Errc code{};
  std::size_t offset = 0;  ///< index of the first byte that could not be read
  std::string detail;      ///< more about it, where the code does not say all

  /// One line for people: "unexpected end of input at byte 12".
  std::string message() const;
};

/// A value of type T, or the Error that kept it from being made.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace ycpp

// any.h -- lib0's `any`: a self-describing value as bytes, and its conversions to and from JSON.
//
// Values stay bytes inside the engine. "Canonical" means: the bytes Yjs would write for the value.
// Everything here is iterative: nesting is bounded by kMaxNesting, not by the stack.
#pragma once

#include <string>
#include <string_view>

#include "ycpp/lib0.h"

namespace ycpp {

/// Deepest nesting of arrays and objects that is accepted, in `any` and in JSON.
inline constexpr std::size_t kMaxNesting = 10'000;

/// The tag byte of a value.
enum class AnyTag : std::uint8_t {
  bytes = 0x74,
  array = 0x75,
  object = 0x76,
  string = 0x77,
  true_ = 0x78,
  false_ = 0x79,
  big_int = 0x7a,
  float64 = 0x7b,
  float32 = 0x7c,
  integer = 0x7d,
  null = 0x7e,
  undefined = 0x7f,
};

/// Writes a number as Yjs does: 7d for integers of 31 bits, else 7c when float32 holds it, else 7b.
void write_any_number(Writer& out, double value);

/// Reads one value from `in` and writes it in canonical form. Latches an error in `in` if malformed.
void transcode_any(Reader& in, Writer& out);

/// Moves `in` past one value, checking it. Latches an error in `in` if malformed.
void skip_any(Reader& in);

/// Reads one value and appends the text of JavaScript's JSON.stringify to `out`. A top-level undefined
/// gives "undefined"; inside, undefined is null in arrays and left out of objects. Bytes give an object
/// of index to byte, as a Uint8Array does; a big integer gives its decimal digits.
void any_to_json(Reader& in, std::string& out);

/// Parses a JSON text and appends its canonical `any`. Lone surrogate escapes are kept as three-byte
/// sequences in strings, and become U+FFFD when written by transcode_any.
Result<void> json_to_any(std::string_view json, Writer& out);

/// JSON.stringify(JSON.parse(json)), appended to `out`.
Result<void> canonical_json(std::string_view json, std::string& out);

/// Checks that `json` is one JSON value.
Result<void> validate_json(std::string_view json);

/// True when two valid JSON texts mean the same value; the order of keys does not matter.
bool json_equal(std::string_view a, std::string_view b);

/// Appends a number as JavaScript prints it: 1, 1.5, 1e+21, 1e-7.
void append_json_number(std::string& out, double value);

/// Appends a quoted string, escaped as JSON.stringify escapes.
void append_json_string(std::string& out, std::string_view utf8);

}  // namespace ycpp

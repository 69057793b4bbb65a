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

/// What to do about a lone half of a surrogate pair, coded as three bytes (ed a0 80 .. ed bf bf).
/// JavaScript strings may hold one, UTF-8 may not: no peer sends it, but json_to_any() keeps it.
enum class LoneSurrogates : std::uint8_t {
  refuse,  ///< it is invalid UTF-8: for values from a peer
  accept,  ///< it is a character: for values that json_to_any() made
};

/// Writes an integer: as a number while a double holds it, else as a big integer (7a).
void write_any_integer(Writer& out, std::int64_t value);

/// Reads one value from `in` and writes it in canonical form; if it is malformed, latches an error
/// in `in` and writes nothing. An accepted lone surrogate is written as U+FFFD, as Yjs writes it.
/// Cost: one pass, without allocation unless the keys of an object must change places, or an object
/// has more than 32 keys.
void transcode_any(Reader& in, Writer& out, LoneSurrogates lone = LoneSurrogates::refuse);

/// Moves `in` past one value, checking it. Latches an error in `in` if malformed.
void skip_any(Reader& in, LoneSurrogates lone = LoneSurrogates::refuse);

/// Reads one value and appends the text of JavaScript's JSON.stringify to `out`. A top-level
/// undefined gives "undefined"; inside, undefined is null in arrays and left out of objects. Bytes
/// give an object of index to byte, as a Uint8Array does; a big integer gives its decimal digits.
/// Lone surrogates are accepted, and escaped. Latches an error in `in` if malformed, and then
/// appends nothing.
void any_to_json(Reader& in, std::string& out);

/// Parses a JSON text, accepting what JSON.parse accepts, and appends its canonical `any`; on error
/// appends nothing. Lone surrogate escapes are kept as three-byte sequences in strings.
Result<void> json_to_any(std::string_view json, Writer& out);

/// JSON.stringify(JSON.parse(json)), appended to `out`. A text that already is canonical is copied
/// after one pass.
Result<void> canonical_json(std::string_view json, std::string& out);

/// Checks that `json` is one JSON value: one pass, no allocation.
Result<void> validate_json(std::string_view json);

/// True when two valid JSON texts mean the same value; the order of keys does not matter. False
/// when one of them is not valid, unless the texts are the same.
bool json_equal(std::string_view a, std::string_view b);

/// Appends a number as JSON.stringify prints it: 1, 1.5, 1e+21, 1e-7; null for NaN and infinity.
void append_json_number(std::string& out, double value);

/// Appends a quoted string, escaped as JSON.stringify escapes: \b \f \n \r \t \" \\, \u00xx for
/// other control characters and \udxxx for lone surrogates; all else as it is.
void append_json_string(std::string& out, std::string_view utf8);

}  // namespace ycpp

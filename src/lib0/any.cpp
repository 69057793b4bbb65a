// any.cpp -- lib0's `any`: numbers, and the walks over a value that comes as bytes.
//
// A value is streamed from the reader to its destination while a KeyOrder watches. Only if the keys
// of an object turn out not to be in JavaScript's order is the output taken back and the value
// written once more through a ValueTree.
#include <cmath>
#include <limits>

#include "lib0/any_scan.h"
#include "lib0/key_order.h"
#include "lib0/value_sinks.h"
#include "lib0/value_tree.h"

namespace ycpp {
namespace {

constexpr std::int32_t kMaxInteger = 2147483647;  // with the tag of integers

// Streams one value into `sink`. False when what was written is not to be kept: the value is
// malformed (then the reader is not ok), or its keys were not in order.
template <class Sink>
bool stream(Reader& in, Sink& sink, LoneSurrogates lone) {
  KeyOrder order;
  TeeSink<KeyOrder, Sink> both{order, sink};
  scan_any(in, both, lone);
  return in.ok() && order.in_order();
}

template <class Sink>
void write_sorted(Reader value, Sink& sink) {
  ValueTree tree;
  scan_any(value, tree, LoneSurrogates::accept);  // it was checked before
  tree.write_to(sink);
}

}  // namespace

void write_any_integer(Writer& out, std::int64_t value) {
  constexpr auto kMaxSafe = static_cast<std::int64_t>(kMaxSafeInteger);
  if (value >= -kMaxInteger && value <= kMaxInteger) {
    out.u8(static_cast<std::uint8_t>(AnyTag::integer));
    out.var_int({static_cast<std::uint64_t>(value < 0 ? -value : value), value < 0});
  } else if (value >= -kMaxSafe && value <= kMaxSafe) {
    write_any_number(out, static_cast<double>(value));
  } else {
    out.u8(static_cast<std::uint8_t>(AnyTag::big_int));
    out.big_int64(value);
  }
}

void write_any_number(Writer& out, double value) {
  const double magnitude = std::fabs(value);
  if (magnitude <= kMaxInteger && value == static_cast<std::int32_t>(value)) {
    out.u8(static_cast<std::uint8_t>(AnyTag::integer));
    out.var_int({static_cast<std::uint64_t>(magnitude), std::signbit(value)});
    return;
  }
  // The bounds keep the cast defined; NaN is in no bounds, and goes as float64.
  const bool in_range = magnitude <= std::numeric_limits<float>::max() || std::isinf(value);
  if (in_range && static_cast<double>(static_cast<float>(value)) == value) {
    out.u8(static_cast<std::uint8_t>(AnyTag::float32));
    out.float32(static_cast<float>(value));
    return;
  }
  out.u8(static_cast<std::uint8_t>(AnyTag::float64));
  out.float64(value);
}

void transcode_any(Reader& in, Writer& out, LoneSurrogates lone) {
  const std::size_t from = in.offset();
  const std::size_t size = out.size();
  AnySink sink(out);
  if (lone == LoneSurrogates::accept) sink.replace_lone_surrogates();
  if (stream(in, sink, lone)) return;
  out.truncate(size);
  if (in.ok()) write_sorted(Reader(in.since(from)), sink);
}

void skip_any(Reader& in, LoneSurrogates lone) {
  NullSink sink;
  scan_any(in, sink, lone);
}

void any_to_json(Reader& in, std::string& out) {
  const std::size_t from = in.offset();
  const std::size_t size = out.size();
  JsonSink sink(out);
  if (stream(in, sink, LoneSurrogates::accept)) return;
  out.resize(size);
  if (!in.ok()) return;
  JsonSink again(out);  // the first one is in the middle of things
  write_sorted(Reader(in.since(from)), again);
}

}  // namespace ycpp

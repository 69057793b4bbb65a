// subdoc_options.cpp -- see subdoc_options.h.
#include "doc/subdoc_options.h"

#include "ycpp/any.h"

namespace ycpp::doc {
namespace {

bool is_nothing(AnyTag tag) { return tag == AnyTag::undefined || tag == AnyTag::null; }

bool is_true(BytesView any) {
  Reader in(any);
  switch (static_cast<AnyTag>(in.u8())) {
    case AnyTag::undefined:
    case AnyTag::null:
    case AnyTag::false_: return false;
    case AnyTag::integer: return in.var_int().magnitude != 0;
    case AnyTag::float32: {
      const double v = in.float32();
      return v < 0 || v > 0;  // neither 0 nor NaN
    }
    case AnyTag::float64: {
      const double v = in.float64();
      return v < 0 || v > 0;
    }
    case AnyTag::big_int: return in.big_int64() != 0;
    case AnyTag::string: return in.var_uint() != 0;
    default: return true;
  }
}

}  // namespace

DocOptions read_subdoc_options(std::string_view guid, BytesView any) {
  DocOptions options;
  options.guid = guid;
  options.should_load = false;
  Reader in(any);
  if (static_cast<AnyTag>(in.u8()) != AnyTag::object) return options;
  bool asks_to_load = false;
  for (std::uint64_t n = in.var_uint(); n > 0 && in.ok(); --n) {
    const std::string_view key = as_text(in.var_bytes());
    const std::size_t from = in.offset();
    skip_any(in, LoneSurrogates::accept);
    const BytesView value = in.since(from);
    if (value.empty()) break;
    const auto tag = static_cast<AnyTag>(value[0]);
    if (key == "gc") {
      options.gc = tag == AnyTag::undefined || is_true(value);
    } else if (key == "autoLoad") {
      options.auto_load = is_true(value);
    } else if (key == "shouldLoad") {
      asks_to_load = is_true(value);
    } else if (key == "meta" && !is_nothing(tag)) {
      if (Result<Value> meta = Value::from_any(value)) options.meta = std::move(*meta);
    } else if (key == "guid" && tag == AnyTag::string) {
      Reader string(value.subspan(1));
      options.guid = as_text(string.var_bytes());
    }
  }
  options.should_load = asks_to_load || options.auto_load;
  return options;
}

Bytes write_subdoc_options(bool gc, bool auto_load, const Value& meta) {
  const bool has_meta = !meta.is_undefined() && !meta.is_null();
  Writer out;
  out.u8(static_cast<std::uint8_t>(AnyTag::object));
  out.var_uint((gc ? 0U : 1U) + (auto_load ? 1U : 0U) + (has_meta ? 1U : 0U));
  if (!gc) {
    out.var_string("gc");
    out.u8(static_cast<std::uint8_t>(AnyTag::false_));
  }
  if (auto_load) {
    out.var_string("autoLoad");
    out.u8(static_cast<std::uint8_t>(AnyTag::true_));
  }
  if (has_meta) {
    out.var_string("meta");
    meta.to_any(out);
  }
  return out.take();
}

}  // namespace ycpp::doc

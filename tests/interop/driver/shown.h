// shown.h -- what documents hold, as plain data for a log; and the way back.
//
// The twin of yjs_values.mjs; document_edits.py describes how values are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"
#include "ycpp/xml.h"

namespace interop {

using ycpp::Bytes;
using ycpp::BytesView;
using ycpp::Content;
using ycpp::Shared;
using ycpp::Text;
using ycpp::TextDelta;
using ycpp::Value;

/// A field of a JSON object; undefined if there is none.
const Value& field(const Value::Object& object, std::string_view name);
inline const Value& field(const Value& object, std::string_view name) {
  return field(object.as<Value::Object>(), name);
}
std::uint64_t number(const Value& value);
const std::string& string(const Value& value);
/// True only for `true`.
bool is_set(const Value& value);

Value base64(BytesView bytes);
Bytes bytes_of(const Value& base64);

Value read(const Value& shown);
Value::Object read_pairs(const Value& pairs);

/// How a shared type in a content is told: with all that is in it, or only its kind.
enum class Detail : std::uint8_t { whole, kind };
Value show(const Content& content, Detail detail);
/// What an insert of a text's delta inserts.
Value show_insert(const TextDelta& step, Detail detail);
Value show_attributes(BytesView any);

/// The names of kinds in histories and logs.
std::string_view kind_name(ycpp::SharedKind kind);
ycpp::SharedKind kind_named(std::string_view name);

/// A shared type with all that is in it.
Value tree(const Shared& type);
/// The shared types directly inside of one: in order, then those under keys, which are sorted.
std::vector<Shared> children(const Shared& type);

}  // namespace interop

// js_string.h -- values as JavaScript's String() and for...in show them, and as plain text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ycpp/lib0.h"

namespace ycpp::types {

/// Appends what String(value) makes of an `any`: a list is its elements with commas between them,
/// an object is "[object Object]".
void append_js_string(BytesView any, std::string& out);
/// The same of a Uint8Array: its bytes as numbers.
void append_js_bytes(BytesView bytes, std::string& out);

/// What for...in sees of an `any`, with String() of each: the members of an object, the elements of
/// a list or of bytes, the UTF-16 units of a string. In the order of the names' UTF-16 units.
std::vector<std::pair<std::string, std::string>> js_members(BytesView any);

/// Appends a string as it is, any other `any` as JSON; bytes, and only at the top, as a list.
void append_plain_string(BytesView any, std::string& out);
void append_plain_bytes(BytesView bytes, std::string& out);

}  // namespace ycpp::types

// value_of.h -- an `any` that is known to be sound as a Value.
#pragma once

#include "ycpp/value.h"

namespace ycpp {

/// What Value::from_any() gives, for bytes that were checked when they came in.
/// @throws std::length_error nested deeper than Value::kMaxDepth, which the wire allows
Value value_of(BytesView canonical);

}  // namespace ycpp

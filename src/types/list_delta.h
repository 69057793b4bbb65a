// list_delta.h -- what a transaction did to a list of values and types.
#pragma once

#include <vector>

#include "doc/doc_core.h"
#include "ycpp/array.h"

namespace ycpp::types {

/// Steps over the old list from left to right; O(c log n) for c changed items.
std::vector<ArrayDelta> list_delta(const doc::BranchChange& change);

}  // namespace ycpp::types

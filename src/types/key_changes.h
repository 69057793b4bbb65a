// key_changes.h -- what a transaction did to the keys of a map, or the attributes of an element.
#pragma once

#include <vector>

#include "doc/doc_core.h"
#include "ycpp/map.h"

namespace ycpp::types {

/// In the order in which the keys changed first. O(changed keys).
std::vector<KeyChange> key_changes(const doc::BranchChange& change);

}  // namespace ycpp::types

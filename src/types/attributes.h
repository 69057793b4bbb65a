// attributes.h -- formatting: marks in a text that say "from here on, key has this value".
#pragma once

#include "store/store.h"

namespace ycpp::types {

/// True when two values of a mark are the same to Yjs: equal primitives, or objects and arrays of one
/// level with equal members. Values that nest deeper never equal anything.
bool same_attribute(BytesView a, BytesView b);

/// True when the live mark `ref` gives its key the value that holds to the left of it already.
/// O(distance to the mark before it with the same key).
bool repeats_format(const store::Store& store, store::ItemRef ref);

}  // namespace ycpp::types

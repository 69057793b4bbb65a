// encoding.h -- Encoding: the two formats in which Yjs writes updates.
//
// Both say the same. v1 writes block after block; v2 writes a column for each kind of field, so
// that runs of equal numbers cost nothing, and is smaller where a document has much history.
// Nothing in the bytes says which one they are: peers have to agree.
#pragma once

#include <cstdint>

namespace ycpp {

enum class Encoding : std::uint8_t { v1, v2 };

}  // namespace ycpp

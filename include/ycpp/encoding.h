// encoding.h -- Encoding: the two formats in which Yjs writes updates.
//
// Both say the same. v1 writes block after block; v2 writes a column for each kind of field, so
// that runs of equal numbers cost nothing, and is smaller where a document has much history.
// Nothing in the bytes says which one they are: peers have to agree.
#pragma once

#include <cstdint>

namespace ycpp {

enum class Encoding : std::uint8_t { v1, v2 };

/// Twelve bytes of v2 can stand for any number of blocks. An update that stands for more blocks
/// than it has bytes, and this many besides, is refused with Errc::limit_exceeded. A run of more
/// than 1024 equal collected blocks is one; a name that is used again counts as many blocks as it
/// has bytes.
inline constexpr std::uint64_t kFreeBlocks = std::uint64_t{1} << 20;

}  // namespace ycpp

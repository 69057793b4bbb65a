// limits.h -- Limits: how much a document, or a presence, takes in from others.
//
// Whatever is beyond one is refused with Errc::limit_exceeded and changes nothing; the error names
// the limit and says how much it was. What the program itself does is never limited.
#pragma once

#include <cstdint>

namespace ycpp {

inline constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

/// See Limits::free_blocks.
inline constexpr std::uint64_t kFreeBlocks = std::uint64_t{1} << 20;

/// Of a document, and of those in it.
struct Limits {
  /// Length of one update. Looked at before the update is.
  std::uint64_t update_bytes = kNoLimit;
  /// Twelve bytes of v2 can stand for any number of blocks. An update that stands for more blocks
  /// than it has bytes, and this many besides, is refused. A run of more than 1024 equal collected
  /// blocks is one; a name that is used again counts as many blocks as it has bytes. Some 300 bytes
  /// of memory each.
  std::uint64_t free_blocks = kFreeBlocks;
  /// What Doc::memory_bytes() may be: with that much and more, updates are refused that bring
  /// something new. Deletions of what is there are always taken in. One update can go beyond it,
  /// by what it costs. Makes an update cost O(clients + types) more.
  std::uint64_t memory_bytes = kNoLimit;
};

/// Of an Awareness.
struct AwarenessLimits {
  /// Length of one update.
  std::uint64_t update_bytes = kNoLimit;
  /// Length of the JSON of one state.
  std::uint64_t state_bytes = kNoLimit;
  /// How many clients are known: this one, those present, and those that left and are remembered.
  std::uint64_t clients = kNoLimit;
};

}  // namespace ycpp

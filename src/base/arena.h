// arena.h -- memory that is handed out in pieces and freed all at once.
//
// Decoders put the few values here that cannot be views into their input. Pieces never move.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace ycpp {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&& other) noexcept { swap(other); }
  Arena& operator=(Arena&& other) noexcept {
    swap(other);
    return *this;
  }

  /// A copy of `bytes` that lives as long as the arena.
  std::span<const std::uint8_t> copy(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) return {};
    if (bytes.size() > free_) refill(bytes.size());
    std::uint8_t* const piece = next_;
    std::memcpy(piece, bytes.data(), bytes.size());
    next_ += bytes.size();
    free_ -= bytes.size();
    return {piece, bytes.size()};
  }

 private:
  void swap(Arena& other) noexcept {
    chunks_.swap(other.chunks_);
    std::swap(next_, other.next_);
    std::swap(free_, other.free_);
  }
  void refill(std::size_t at_least) {
    const std::size_t size = at_least > kChunk ? at_least : kChunk;
    chunks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(size));
    next_ = chunks_.back().get();
    free_ = size;
  }

  static constexpr std::size_t kChunk = 4096;
  std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
  std::uint8_t* next_ = nullptr;
  std::size_t free_ = 0;
};

}  // namespace ycpp

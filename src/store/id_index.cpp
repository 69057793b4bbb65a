// id_index.cpp -- see id_index.h.
#include "store/id_index.h"

#include <algorithm>

namespace ycpp::store {

IdIndex::Position IdIndex::find(std::uint64_t clock) const {
  const Chunk& newest = chunks_.back();
  if (clock >= newest.clocks.back()) return last_position();
  auto chunk = static_cast<std::uint32_t>(chunks_.size() - 1);
  if (clock < newest.clocks.front()) {
    const auto after = std::upper_bound(
        chunks_.begin(), chunks_.end(), clock,
        [](std::uint64_t c, const Chunk& candidate) { return c < candidate.clocks.front(); });
    chunk = static_cast<std::uint32_t>(after - chunks_.begin() - 1);
  }
  const auto& clocks = chunks_[chunk].clocks;
  const auto after = std::upper_bound(clocks.begin(), clocks.end(), clock);
  return {chunk, static_cast<std::uint32_t>(after - clocks.begin() - 1)};
}

void IdIndex::push_back(std::uint64_t clock, ItemRef item) {
  if (chunks_.empty() || chunks_.back().items.size() == kChunk) chunks_.emplace_back();
  chunks_.back().clocks.push_back(clock);
  chunks_.back().items.push_back(item);
  ++size_;
}

void IdIndex::insert_after(Position p, std::uint64_t clock, ItemRef item) {
  if (is_last(p)) {
    push_back(clock, item);
    return;
  }
  if (chunks_[p.chunk].items.size() == kChunk) {
    split(p.chunk);
    const auto half = static_cast<std::uint32_t>(chunks_[p.chunk].items.size());
    if (p.entry >= half) p = {p.chunk + 1, p.entry - half};
  }
  Chunk& chunk = chunks_[p.chunk];
  chunk.clocks.insert(chunk.clocks.begin() + p.entry + 1, clock);
  chunk.items.insert(chunk.items.begin() + p.entry + 1, item);
  ++size_;
}

void IdIndex::split(std::uint32_t index) {
  Chunk right;
  Chunk& left = chunks_[index];
  const auto half = static_cast<std::ptrdiff_t>(left.items.size() / 2);
  right.clocks.reserve(kChunk);
  right.items.reserve(kChunk);
  right.clocks.assign(left.clocks.begin() + half, left.clocks.end());
  right.items.assign(left.items.begin() + half, left.items.end());
  left.clocks.resize(static_cast<std::size_t>(half));
  left.items.resize(static_cast<std::size_t>(half));
  chunks_.insert(chunks_.begin() + index + 1, std::move(right));
}

IdIndex::Position IdIndex::erase(Position p) {
  const Position before = previous(p);
  Chunk& chunk = chunks_[p.chunk];
  chunk.clocks.erase(chunk.clocks.begin() + p.entry);
  chunk.items.erase(chunk.items.begin() + p.entry);
  --size_;
  if (chunk.items.empty()) {
    chunks_.erase(chunks_.begin() + p.chunk);
    return before;
  }
  // Joining small neighbours keeps the number of chunks proportional to the number of entries.
  if (p.chunk == 0) return before;
  Chunk& left = chunks_[p.chunk - 1];
  const std::size_t moved_to = left.items.size();
  if (moved_to + chunk.items.size() > kChunk / 2) return before;
  left.clocks.insert(left.clocks.end(), chunk.clocks.begin(), chunk.clocks.end());
  left.items.insert(left.items.end(), chunk.items.begin(), chunk.items.end());
  chunks_.erase(chunks_.begin() + p.chunk);
  if (before.chunk < p.chunk) return before;
  return {p.chunk - 1, static_cast<std::uint32_t>(moved_to + before.entry)};
}

std::size_t IdIndex::count_from(Position p) const {
  std::size_t n = chunks_[p.chunk].items.size() - p.entry;
  for (std::size_t i = p.chunk + 1; i < chunks_.size(); ++i) n += chunks_[i].items.size();
  return n;
}

std::size_t IdIndex::memory_bytes() const {
  std::size_t bytes = chunks_.capacity() * sizeof(Chunk);
  for (const Chunk& c : chunks_)
    bytes += c.clocks.capacity() * sizeof(std::uint64_t) + c.items.capacity() * sizeof(ItemRef);
  return bytes;
}

}  // namespace ycpp::store

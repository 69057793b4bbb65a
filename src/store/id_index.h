// id_index.h -- IdIndex: the items of one client in clock order, found by clock.
//
// The items tile the clocks from 0 without gaps, so "the item that contains clock k" is the last
// one that starts at or before k. Entries live in chunks, so that inserting in the middle (a split)
// and erasing (a join) move at most one chunk. find: O(log n), O(1) for the newest item and near
// the one that was found last, which is where deletions, joins and edits mostly are.
//
// A chunk keeps its clocks relative to its first one, in 32 bits: half the memory, and half the
// cache lines of a search. Where clocks lie further apart, a chunk ends.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/item.h"

namespace ycpp::store {

class IdIndex {
 public:
  /// A place in the index; invalid after any change of it.
  struct Position {
    std::uint32_t chunk = 0;
    std::uint32_t entry = 0;
    friend bool operator==(const Position&, const Position&) = default;
  };

  bool empty() const { return chunks_.empty(); }
  std::size_t size() const { return size_; }

  ItemRef last() const { return chunks_.back().items.back(); }
  Position first_position() const { return {0, 0}; }
  Position last_position() const {
    return {static_cast<std::uint32_t>(chunks_.size() - 1),
            static_cast<std::uint32_t>(chunks_.back().items.size() - 1)};
  }

  /// The entry that contains `clock`, which must be below the end of the last one.
  Position find(std::uint64_t clock) const;
  ItemRef at(Position p) const { return chunks_[p.chunk].items[p.entry]; }
  std::uint64_t clock_at(Position p) const {
    return firsts_[p.chunk] + chunks_[p.chunk].clocks[p.entry];
  }

  bool is_first(Position p) const { return p.chunk == 0 && p.entry == 0; }
  bool is_last(Position p) const { return p == last_position(); }
  Position next(Position p) const {
    if (p.entry + 1 < chunks_[p.chunk].items.size()) return {p.chunk, p.entry + 1};
    return {p.chunk + 1, 0};
  }
  Position previous(Position p) const {
    if (p.entry > 0) return {p.chunk, p.entry - 1};
    return {p.chunk - 1, static_cast<std::uint32_t>(chunks_[p.chunk - 1].items.size() - 1)};
  }

  void push_back(std::uint64_t clock, ItemRef item);
  void insert_after(Position p, std::uint64_t clock, ItemRef item);
  /// Removes the entry, which must not be the first; returns where the one before it is now.
  Position erase(Position p);
  /// Calls `visit` with each item from `p` to the end.
  template <class Visit>
  void for_each_from(Position p, Visit visit) const {
    for (std::size_t entry = p.entry; p.chunk < chunks_.size(); ++p.chunk, entry = 0)
      for (const ItemRef item : std::span(chunks_[p.chunk].items).subspan(entry)) visit(item);
  }
  /// Number of entries from `p` to the end.
  std::size_t count_from(Position p) const;

  std::size_t memory_bytes() const;

 private:
  struct Chunk {
    std::vector<std::uint32_t> clocks;  // since the first, which is in firsts_
    std::vector<ItemRef> items;
  };
  static constexpr std::uint64_t kFurthest = 0xffffffff;
  void split(std::uint32_t chunk);
  void insert_chunk(std::uint32_t at, std::uint64_t first, ItemRef item);
  void start_with_first(std::uint32_t chunk);
  bool can_join_chunks(std::uint32_t left) const;

#ifdef YCPP_CHECKED
  static constexpr std::size_t kChunk = 4;
#else
  static constexpr std::size_t kChunk = 256;
#endif
  std::vector<Chunk> chunks_;
  std::vector<std::uint64_t>
      firsts_;  // clock of the first entry of each chunk: one array to search
  std::size_t size_ = 0;
  mutable Position found_;  // the last answer: a hint, which may be stale
};

}  // namespace ycpp::store

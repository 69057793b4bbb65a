// index_table.h -- from hashes to the indices of records in a vector.
//
// Open addressing with linear probing, at most two thirds full, 8 bytes a slot: the index of the
// record and 32 bits of the hash of its key. The key itself is in the record, which the caller
// needs anyway; one that differs is looked at once in 2^32 probes. Removal shifts the following
// slots back, so there are no tombstones.
//
// Whoever makes the hashes sees to it that peers cannot choose keys that collide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ycpp {

class IndexTable {
 public:
  static constexpr std::uint32_t kNotFound = 0xffffffff;

  std::size_t size() const { return size_; }
  std::size_t memory_bytes() const { return slots_.capacity() * sizeof(Slot); }

  /// The index stored for a key; `is_it(index)` tells whether a record with its hash has that key.
  template <class IsIt>
  std::uint32_t find(std::uint32_t hash, IsIt&& is_it) const {
    if (slots_.empty()) return kNotFound;
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.index == kNotFound) return kNotFound;
      if (slot.hash == hash && is_it(slot.index)) return slot.index;
    }
  }

  /// Stores an index for a key that has none.
  void insert(std::uint32_t hash, std::uint32_t index) {
    if ((size_ + 1) * 3 > slots_.size() * 2) grow();
    place({index, hash});
    ++size_;
  }

  /// Removes the index of a key that has one.
  void erase(std::uint32_t hash, std::uint32_t index) {
    std::size_t hole = hash & mask();
    while (slots_[hole].index != index) hole = (hole + 1) & mask();
    for (std::size_t at = (hole + 1) & mask(); slots_[at].index != kNotFound;
         at = (at + 1) & mask()) {
      // A slot may move back to the hole unless that is before its home.
      const std::size_t from_home = (at - slots_[at].hash) & mask();
      const std::size_t from_hole = (at - hole) & mask();
      if (from_home < from_hole) continue;
      slots_[hole] = slots_[at];
      hole = at;
    }
    slots_[hole] = Slot{};
    --size_;
  }

 private:
  struct Slot {
    std::uint32_t index = kNotFound;
    std::uint32_t hash = 0;
  };

  std::size_t mask() const { return slots_.size() - 1; }

  void place(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].index != kNotFound) at = (at + 1) & mask();
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? kFewest : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.index != kNotFound) place(slot);
  }

  static constexpr std::size_t kFewest = 8;

  std::vector<Slot> slots_;  // none before the first insert()
  std::size_t size_ = 0;
};

}  // namespace ycpp

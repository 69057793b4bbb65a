// id_table.h -- from 64-bit ids to the indices of their records in a vector.
//
// Open addressing with linear probing, at most two thirds full, 8 bytes a slot: the index of the
// record and 32 bits of the id's hash. The id itself is in the record, which the caller needs
// anyway; a different id is looked at once in 2^32 probes. Removal shifts the following slots back,
// so there are no tombstones.
//
// Ids come from peers, who may choose them to collide. The seed makes that a guess; it changes
// nothing that can be seen from outside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ycpp {

class IdTable {
 public:
  static constexpr std::uint32_t kNotFound = 0xffffffff;

  explicit IdTable(std::uint64_t seed) : seed_(seed), slots_(8) {}

  std::size_t size() const { return size_; }

  /// The index stored for `id`; `id_of(index)` tells the id of a record.
  template <class IdOf>
  std::uint32_t find(std::uint64_t id, IdOf&& id_of) const {
    const std::uint32_t hash = hash_of(id);
    for (std::size_t at = hash & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.index == kNotFound) return kNotFound;
      if (slot.hash == hash && id_of(slot.index) == id) return slot.index;
    }
  }

  /// Stores an index for an id that has none.
  void insert(std::uint64_t id, std::uint32_t index) {
    if ((size_ + 1) * 3 > slots_.size() * 2) grow();
    place({index, hash_of(id)});
    ++size_;
  }

  /// Removes an id that has an index.
  void erase(std::uint64_t id, std::uint32_t index) {
    std::size_t hole = hash_of(id) & mask();
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

  std::uint32_t hash_of(std::uint64_t id) const {  // the finalizer of MurmurHash3
    std::uint64_t h = id ^ seed_;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return static_cast<std::uint32_t>(h ^ (h >> 33));
  }

  void place(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].index != kNotFound) at = (at + 1) & mask();
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.index != kNotFound) place(slot);
  }

  std::uint64_t seed_;
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace ycpp

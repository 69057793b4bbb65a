// id_table.h -- from 64-bit ids to the indices of their records in a vector; see index_table.h.
//
// Ids come from peers, who may choose them to collide. The seed makes that a guess; it changes
// nothing that can be seen from outside.
#pragma once

#include "base/index_table.h"

namespace ycpp {

class IdTable {
 public:
  static constexpr std::uint32_t kNotFound = IndexTable::kNotFound;

  explicit IdTable(std::uint64_t seed) : seed_(seed) {}

  std::size_t size() const { return table_.size(); }

  /// The index stored for `id`; `id_of(index)` tells the id of a record.
  template <class IdOf>
  std::uint32_t find(std::uint64_t id, IdOf&& id_of) const {
    return table_.find(hash_of(id), [&](std::uint32_t index) { return id_of(index) == id; });
  }

  /// Stores an index for an id that has none.
  void insert(std::uint64_t id, std::uint32_t index) { table_.insert(hash_of(id), index); }

  /// Removes an id that has an index.
  void erase(std::uint64_t id, std::uint32_t index) { table_.erase(hash_of(id), index); }

 private:
  std::uint32_t hash_of(std::uint64_t id) const {  // the finalizer of MurmurHash3
    std::uint64_t h = id ^ seed_;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdULL;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return static_cast<std::uint32_t>(h ^ (h >> 33));
  }

  std::uint64_t seed_;
  IndexTable table_;
};

}  // namespace ycpp

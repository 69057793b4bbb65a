// state_vector.h -- StateVector: for each client, the next clock that is not known.
//
// On the wire: varuint n, n x (varuint client, varuint clock), clients descending.
//   03 f0a20406 ac0206 0a06   clients 70000, 300 and 10, each at 6
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "ycpp/lib0.h"

namespace ycpp::update {

class StateVector {
 public:
  void set(std::uint64_t client, std::uint64_t clock) { entries_.emplace_back(client, clock); }
  /// As set(), for a client whose entry is found if there is one. O(log n).
  void advance(std::uint64_t client, std::uint64_t clock);
  /// Sorts by client, so that get() can search. Of two entries for a client the later one counts.
  void seal();
  /// 0 for a client that is not listed. O(log n).
  std::uint64_t get(std::uint64_t client) const;
  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& entries() const { return entries_; }

  /// Needs seal().
  void encode(Writer& out) const;
  /// Sealed. Latches an error in `in`.
  static StateVector decode(Reader& in);

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> entries_;  // client, clock; ascending
  std::size_t sealed_ = 0;  // so many of them are sorted; the rest was added since
};

}  // namespace ycpp::update

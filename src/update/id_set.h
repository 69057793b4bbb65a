// id_set.h -- IdSet: ranges of ids, the value behind "these were deleted".
//
// On the wire (v1): varuint clients, then per client: varuint client, varuint n, n x (clock,
// length).
//   01 01 01 02 03   client 1, one range: clocks 2, 3 and 4
// In v2 a range is (clock less the end of the range before, length less 1), so ranges must ascend.
//   01 01 02 02 02 01 00   client 1, two ranges: clocks 2, 3 and 4; clock 6
#pragma once

#include <cstdint>
#include <vector>

#include "ycpp/id_set.h"
#include "ycpp/lib0.h"

namespace ycpp::update {

using ycpp::IdRange;

/// Ranges as an update brings them: unlike in the public IdSet they may be in any order, and
/// overlap.
class IdSet {
 public:
  void add(std::uint64_t client, std::uint64_t clock, std::uint64_t length) {
    ranges_.push_back({client, clock, length});
  }
  void append(const IdSet& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
  }
  bool empty() const { return ranges_.empty(); }
  void clear() { ranges_.clear(); }
  const std::vector<IdRange>& ranges() const { return ranges_; }

  /// Clients descending, clocks ascending, ranges that touch or overlap joined.
  void normalize();

  /// Writes clients in descending order; ranges of a client in the order they have here.
  void encode(Writer& out) const;

  /// Ranges of length 0 are dropped; order and overlap are kept. Latches an error in `in`.
  static IdSet decode(Reader& in);

  /// Joins and sorts ranges that v2 cannot say as they are; others stay as they are.
  void encode_v2(Writer& out) const;
  static IdSet decode_v2(Reader& in);

 private:
  bool descends_by_client() const;
  bool ascends_within_clients() const;
  IdSet sorted_by_client() const;
  template <class PutRange>
  void encode_with(Writer& out, PutRange put) const;
  template <class GetRange>
  static IdSet decode_with(Reader& in, GetRange get);

  std::vector<IdRange> ranges_;
};

}  // namespace ycpp::update

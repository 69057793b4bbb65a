// deleted_ranges.h -- DeletedRanges: which clocks of one client are deleted, as ranges.
//
// Every full or partial export ends with all deletions, however little else is in it. So that it
// does not walk all items each time, the ranges are kept once they have been asked for. Deletions
// since then are only noted, and merged in when the ranges are asked for again; a document that is
// only edited pays nothing. Deleted clocks stay deleted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ycpp::store {

struct ClockRange {
  std::uint64_t clock = 0;
  std::uint64_t length = 0;
  std::uint64_t end() const { return clock + length; }
  friend bool operator==(const ClockRange&, const ClockRange&) = default;
};

class DeletedRanges {
 public:
  bool is_kept() const { return kept_; }
  /// Begins to keep: everything that is deleted now, in order and joined.
  void keep(std::vector<ClockRange> ranges);
  /// Notes a deletion. O(1).
  void add(std::uint64_t clock, std::uint64_t length) {
    if (kept_) recent_.push_back({clock, length});
  }
  /// In order; those that touch are joined. O(ranges) after a deletion, else O(1). Needs keep().
  const std::vector<ClockRange>& ranges();

  std::size_t memory_bytes() const {
    return (ranges_.capacity() + recent_.capacity()) * sizeof(ClockRange);
  }

 private:
  bool kept_ = false;
  std::vector<ClockRange> ranges_;
  std::vector<ClockRange> recent_;  // in order of deletion
};

}  // namespace ycpp::store

// snapshot.h -- Snapshot: what a document was at one moment; a few bytes that name a version.
//
// It holds no content, only how much of every client's work was there and what of it was deleted.
// The content is the document's, which must keep what is deleted (DocOptions::gc false) to show an
// old version.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "ycpp/doc.h"
#include "ycpp/id_set.h"

namespace ycpp {

class Snapshot {
 public:
  /// Of an empty document.
  Snapshot() = default;
  /// Of `doc` now. O(items).
  static Snapshot of(const Doc& doc);

  /// Delete set, then state vector:
  ///   01 01 01 00 02 | 01 01 0c   client 1 wrote 12 units; the first two are deleted
  Bytes encode() const;
  static Result<Snapshot> decode(BytesView bytes);

  /// The update that makes a new document what `doc` was. O(items + bytes).
  /// @throws std::invalid_argument `doc` collects garbage, or lacks work that the snapshot names
  Bytes update(const Doc& doc) const;

  /// A new document that is what `doc` was. O(items + its size).
  /// @throws as update()
  Doc restore(const Doc& doc, DocOptions options = {}) const;

  /// True when a document like this has everything of `update`, insertions and deletions.
  Result<bool> contains_update(BytesView update) const;

  /// What was deleted.
  const IdSet& deletions() const { return deletions_; }
  /// For each client, ascending, the clock up to which its work was there.
  const std::vector<std::pair<std::uint64_t, std::uint64_t>>& state() const { return state_; }

  friend bool operator==(const Snapshot&, const Snapshot&) = default;

 private:
  IdSet deletions_;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> state_;
};

}  // namespace ycpp

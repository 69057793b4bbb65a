// change_facts.h -- ChangeFacts: what a transaction added to and deleted from each list.
//
// The facts, not their meaning: a type turns them into its own kind of delta. Made once per
// transaction, and only if somebody observes. O(c log c) for c changed items.
#pragma once

#include <span>
#include <vector>

#include "store/store.h"

namespace ycpp::doc {

/// Units [begin, end) of an item that are new, or that were there and are deleted now.
struct Piece {
  store::SlotRef slot = 0;
  store::ItemRef item = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool added = false;
};

class ChangeFacts {
 public:
  /// Reads store.changes, which must be normalized.
  explicit ChangeFacts(const store::Store& store);
  /// The pieces of one slot, in order of the list only after sort_by_position().
  std::span<Piece> of(store::SlotRef slot);
  /// The slots of those keys of a branch that changed, in the order in which they changed first.
  std::span<const store::SlotRef> keys_of(store::BranchRef branch) const;

 private:
  const store::Store& store_;
  std::vector<Piece> pieces_;         // grouped by slot
  std::vector<store::SlotRef> keys_;  // grouped by branch
};

/// Brings pieces of one list into the order of the list.
void sort_by_position(store::Store& store, std::span<Piece> pieces);

}  // namespace ycpp::doc

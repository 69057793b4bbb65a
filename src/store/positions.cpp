// positions.cpp -- positions in a list, through its sequence index.
#include "store/store.h"

namespace ycpp::store {

// Built when first needed; from then on every edit keeps it up to date.
SequenceRoot& Store::index_of(BranchRef ref) {
  Branch& branch = branches_[ref];
  if (branch.sequence.node == 0 && branch.list != 0) {
    const ItemRef head = slots_[branch.list].head;
    try {
      for (ItemRef i = head; i != 0; i = items_[i].right)
        sequence_.push_back(branch.sequence, i, items_[i].deleted ? 0 : measure(items_[i]));
    } catch (...) {  // no memory: as if nobody had asked; the nodes end with the document
      for (ItemRef i = head; i != 0; i = items_[i].right) items_[i].leaf = 0;
      branch.sequence = {};
      throw;
    }
  }
  return branch.sequence;
}

std::uint64_t Store::length(BranchRef branch) {
  const SequenceRoot& root = index_of(branch);
  return root.node == 0 ? 0 : sequence_.total(root).width;
}

SequenceIndex::Found Store::locate(BranchRef branch, std::uint64_t unit) {
  return sequence_.find(index_of(branch), unit);
}

Measure Store::measure_before(ItemRef ref) {
  return sequence_.before(index_of(slots_[items_[ref].slot].branch), ref);
}

std::uint32_t Store::width(ItemRef ref) {
  index_of(slots_[items_[ref].slot].branch);
  return sequence_.width(ref);
}

ItemRef Store::next_live(BranchRef branch, ItemRef after) {
  const SequenceRoot& root = index_of(branch);
  return root.node == 0 ? 0 : sequence_.next_live(root, after);
}

void Store::reindex(ItemRef ref) {
  const Item& item = items_[ref];
  if (item.leaf == 0) return;
  SequenceRoot& root = branches_[slots_[item.slot].branch].sequence;
  sequence_.update(root, ref, item.deleted ? 0 : measure(item));
}

}  // namespace ycpp::store

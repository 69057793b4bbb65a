// collect.cpp -- dropping the content of what a transaction deleted.
//
// A deleted item in a living type keeps its place and its origins, because others may refer to it;
// only its content goes. What was inside a deleted type loses even its place: a run of ids remains.
#include "store/store.h"

namespace ycpp::store {

void Store::collect_garbage() {
  for (const LocalRange& range : changes.deleted) {
    const IdIndex& index = clients_[range.client].index;
    for (IdIndex::Position p = index.find(range.clock);;) {
      const ItemRef ref = index.at(p);
      const Item& item = items_[ref];
      if (!item.is_gc() && item.deleted && !item.keep) collect(ref);
      if (item.end() >= range.end() || index.is_last(p)) break;
      p = index.next(p);
    }
  }
}

void Store::collect(ItemRef ref) {
  Item& item = at(ref);
  if (item.kind() == Kind::type) collect_children(item.content.branch);
  note_unused(item);
  const std::uint64_t length = item.length();
  item.set_kind(Kind::deleted);
  item.content.wide = length;
  item.units = 0;
  item.lead_half = item.tail_half = 0;
}

// Buries all items of a branch, and of the branches in it. Iterative: nesting is data.
void Store::collect_children(BranchRef first) {
  std::vector<BranchRef> branches{first};
  while (!branches.empty()) {
    Branch& branch = branches_[branches.back()];
    const BranchRef ref = branches.back();
    branches.pop_back();
    branch.collected = true;
    if (branch.list != 0) {
      sequence_.drop(branch.sequence);
      Slot& list = slots_[branch.list];
      for (ItemRef i = list.head; i != 0;) {
        const ItemRef next = items_[i].right;
        bury(i, branches);
        i = next;
      }
      list.head = list.tail = 0;
    }
    for (SlotRef key = branch.first_key; key != 0; key = slots_[key].next) {
      for (ItemRef i = slots_[key].tail; i != 0;) {
        const ItemRef next = items_[i].left;
        bury(i, branches);
        i = next;
      }
      slots_[key].head = slots_[key].tail = 0;
      keys_.erase(key_hash(ref, slots_[key].key), key);
    }
    branch.first_key = branch.last_key = 0;
  }
}

void Store::bury(ItemRef ref, std::vector<BranchRef>& branches) {
  ++version_;
  Item& item = at(ref);
  if (item.kind() == Kind::type) branches.push_back(item.content.branch);
  if (item.redone) redone_.erase(item.id());
  note_unused(item);
  const std::uint64_t length = item.length();
  const Item corpse;
  const ClientRef client = item.client;
  const std::uint64_t clock = item.clock;
  item = corpse;
  item.client = client;
  item.set_clock(clock);
  item.set_kind(Kind::gc);
  item.deleted = 1;
  item.content.wide = length;
}

}  // namespace ycpp::store

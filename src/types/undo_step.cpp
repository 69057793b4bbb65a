// undo_step.cpp -- see undo_step.h.
#include "types/undo_step.h"

#include <algorithm>

namespace ycpp::types {

using store::Item;
using store::ItemRef;
using store::Kind;

bool ScopeTest::holds(store::BranchRef branch) {
  if (scope_.whole) return true;
  std::vector<store::BranchRef> path;
  bool held = false;
  while (true) {
    const auto known = known_.find(branch);
    held = known != known_.end() ? known->second : holds_directly(branch);
    if (held || known != known_.end()) break;
    path.push_back(branch);
    const ItemRef holder = store_.branch(branch).item;
    if (holder == 0 || store_.item(holder).is_gc()) break;
    branch = store_.slot(store_.item(holder).slot).branch;
  }
  for (const store::BranchRef b : path) known_.emplace(b, held);
  return held;
}

bool ScopeTest::holds_directly(store::BranchRef branch) const {
  return std::find(scope_.types.begin(), scope_.types.end(), branch) != scope_.types.end();
}

bool UndoStep::run() {
  const std::vector<ItemRef> inserted = find_inserted();
  const std::vector<ItemRef> deleted = find_deleted();
  to_redo_.insert(deleted.begin(), deleted.end());
  bool changed = !inserted.empty();
  for (const ItemRef ref : deleted) changed = redo(ref) != 0 || changed;
  // Children before their parents.
  for (auto it = inserted.rbegin(); it != inserted.rend(); ++it) core_.remove(*it);
  return changed;
}

// What the step inserted, in its newest incarnation, as far as it is still there.
std::vector<ItemRef> UndoStep::find_inserted() {
  std::vector<ItemRef> found;
  each_item(store_, item_.insertions.ranges(), [&](ItemRef ref) {
    if (store_.item(ref).redone) {
      const store::Incarnation newest = store_.follow_redone(store_.item(ref).id());
      const Item& item = store_.item(newest.item);
      ref = newest.offset == 0 || item.is_gc() ? newest.item
                                               : store_.split(newest.item, newest.offset);
    }
    const Item& item = store_.item(ref);
    if (!item.deleted && scope_.holds(item)) found.push_back(ref);
  });
  return found;
}

// What the step deleted, without what it had inserted itself.
std::vector<ItemRef> UndoStep::find_deleted() {
  std::vector<ItemRef> found;
  each_item(store_, item_.deletions.ranges(), [&](ItemRef ref) {
    const Item& item = store_.item(ref);
    if (item.is_gc() || !item.deleted || !scope_.holds(item)) return;
    if (!item_.insertions.contains(store_.log(item.client).id, item.clock)) found.push_back(ref);
  });
  return found;
}

// Makes an item anew, and before it the deleted types that it is in, if this step deleted them.
// Returns 0 if that cannot be.
ItemRef UndoStep::redo(ItemRef wanted) {
  std::vector<ItemRef> chain{wanted};  // each one is in the type that the next one holds
  while (!store_.item(chain.back()).redone) {
    const ItemRef holder = store_.branch_of(store_.item(chain.back())).item;
    if (holder == 0 || !store_.item(holder).deleted || store_.item(holder).redone) break;
    if (!to_redo_.contains(holder)) return 0;
    chain.push_back(holder);
  }
  ItemRef made = 0;
  for (auto it = chain.rbegin(); it != chain.rend(); ++it) {
    made = redo_one(*it);
    if (made == 0) return 0;
  }
  return made;
}

ItemRef UndoStep::redo_one(ItemRef ref) {
  const Item& item = store_.item(ref);
  if (item.redone) return anew(item);
  const store::BranchRef old_branch = store_.slot(item.slot).branch;
  const ItemRef old_holder = store_.branch(old_branch).item;
  const ItemRef holder = old_holder == 0 ? 0 : live_holder(old_holder);
  if (old_holder != 0 && store_.item(holder).kind() != Kind::type) return 0;
  const store::BranchRef branch = holder == 0 ? old_branch : store_.item(holder).content.branch;
  const store::Slot& old_slot = store_.slot(item.slot);
  if (old_slot.is_list) {
    const store::Gap gap{nearest_in(holder, item.left, true), nearest_in(holder, ref, false)};
    return core_.redo(store_.list_slot(branch), gap, ref);
  }
  const store::SlotRef slot = store_.key_slot(branch, old_slot.key);
  ItemRef left = 0;
  if (!find_value_before(ref, holder, slot, left)) return 0;
  return core_.redo(slot, {left, 0}, ref);
}

// What holds the type now that `holder` held.
ItemRef UndoStep::live_holder(ItemRef holder) {
  if (!store_.item(holder).deleted) return holder;
  while (store_.item(holder).redone) holder = anew(store_.item(holder));
  return holder;
}

// The first of the items from `from` outwards that is in the type of `holder`, or was made anew
// there.
ItemRef UndoStep::nearest_in(ItemRef holder, ItemRef from, bool leftward) {
  for (ItemRef i = from; i != 0; i = leftward ? store_.item(i).left : store_.item(i).right) {
    ItemRef trace = i;
    while (trace != 0 && !store_.item(trace).is_gc()) {
      const Item& item = store_.item(trace);
      if (store_.branch_of(item).item == holder) return trace;
      trace = item.redone ? anew(item) : 0;
    }
  }
  return 0;
}

// The value that a value made anew comes after. False when somebody else has set the key since.
bool UndoStep::find_value_before(ItemRef ref, ItemRef holder, store::SlotRef slot, ItemRef& left) {
  left = store_.slot(slot).tail;
  if (store_.item(ref).right != 0 && !ignore_remote_map_changes_) {
    left = ref;
    while (store_.item(left).right != 0 && is_ours(store_.item(store_.item(left).right))) {
      left = store_.item(left).right;
      while (store_.item(left).redone) left = anew(store_.item(left));
    }
    if (store_.item(left).is_gc() || store_.item(left).right != 0) return false;
  }
  if (left != 0 && store_.branch_of(store_.item(left)).item != holder)
    left = store_.slot(slot).tail;
  return true;
}

// True for what this step deletes, or a step on the stacks has deleted, or was made anew.
bool UndoStep::is_ours(const Item& item) const {
  if (item.redone) return true;
  const std::uint64_t client = store_.log(item.client).id;
  if (item_.insertions.contains(client, item.clock)) return true;
  for (const std::vector<StackItem>* stack : stacks_)
    for (const StackItem& step : *stack)
      if (step.doc == item_.doc && step.deletions.contains(client, item.clock)) return true;
  return false;
}

}  // namespace ycpp::types

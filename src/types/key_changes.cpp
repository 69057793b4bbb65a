// key_changes.cpp -- see key_changes.h.
//
// The value before is the newest item of the key's history that was there when the transaction
// began, if the transaction deleted it; the value after is the last item, if it is not deleted.
#include "types/key_changes.h"

#include <optional>

#include "types/content.h"

namespace ycpp::types {
namespace {

using store::ItemRef;
using store::Store;

std::optional<KeyChange> change_of(doc::DocCore& core, const store::Slot& slot) {
  using Action = KeyChange::Action;
  const Store& store = core.store();
  const auto added = [&](ItemRef i) { return store.is_new(store.item(i).id()); };
  const auto removed = [&](ItemRef i) { return store.changes.deletes(store.item(i).id()); };
  ItemRef before = slot.tail;
  while (before != 0 && added(before)) before = store.item(before).left;
  const bool had_value = before != 0 && removed(before);
  KeyChange change{slot.key, Action::add, {}, {}};
  if (had_value) change.old_value = last_of(core, before);
  if (before == slot.tail || removed(slot.tail)) {
    if (!had_value) return std::nullopt;
    change.action = Action::remove;
    return change;
  }
  change.action = had_value ? Action::update : Action::add;
  change.new_value = last_of(core, slot.tail);
  return change;
}

}  // namespace

std::vector<KeyChange> key_changes(const doc::BranchChange& change) {
  const Store& store = change.core.store();
  std::vector<KeyChange> keys;
  for (const store::SlotRef ref : change.facts.keys_of(change.branch))
    if (auto key = change_of(change.core, store.slot(ref))) keys.push_back(*key);
  return keys;
}

}  // namespace ycpp::types

// event.cpp -- Event, and observing a shared type of any kind.
#include <algorithm>

#include "types/content.h"
#include "types/key_changes.h"
#include "types/list_delta.h"
#include "types/text_delta.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/shared.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

const doc::BranchChange& change_of(const void* change) {
  return *static_cast<const doc::BranchChange*>(change);
}

}  // namespace

const Origin& Event::origin() const { return target_.core()->origin(); }

Path Event::path() const {
  store::Store& store = target_.core()->store();
  Path path;
  for (store::BranchRef at = target_.branch(); at != observed_;) {
    const store::ItemRef holder = store.branch(at).item;
    const store::Slot& slot = store.slot(store.item(holder).slot);
    if (slot.is_list)
      path.emplace_back(static_cast<std::size_t>(store.measure_before(holder).width));
    else
      path.emplace_back(slot.key);
    at = slot.branch;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

bool Event::children_changed() const {
  const store::Store& store = target_.core()->store();
  const store::SlotRef list = store.branch(target_.branch()).list;
  return list != 0 && store.slot(list).changed_in == store.changes.number;
}

std::vector<TextDelta> Event::text_delta() const { return types::text_delta(change_of(change_)); }
std::vector<ArrayDelta> Event::array_delta() const { return types::list_delta(change_of(change_)); }
std::vector<KeyChange> Event::keys() const { return types::key_changes(change_of(change_)); }

Subscription Shared::observe_any(std::function<void(const Event&)> callback) const {
  return core_->observe_branch(
      branch_, [callback = std::move(callback)](const doc::BranchChange& change) {
        callback(Event(Shared(&change.core, change.branch), change.branch, &change));
      });
}

Subscription Shared::observe_deep(std::function<void(const std::vector<Event>&)> callback) const {
  return core_->observe_deep(branch_, [callback = std::move(callback),
                                       observed = branch_](const doc::DeepChange& changes) {
    std::vector<Event> events;
    for (const doc::BranchChange& change : changes)
      events.emplace_back(Shared(&change.core, change.branch), observed, &change);
    callback(events);
  });
}

}  // namespace ycpp

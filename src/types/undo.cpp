// undo.cpp -- UndoManager: which transactions become steps, and the two stacks.
#include "ycpp/undo.h"

#include <algorithm>

#include "types/undo_step.h"

namespace ycpp {

using doc::DocCore;
using store::Store;
using types::UndoScope;

StackItem StackItem::merge(StackItem first, const StackItem& second) {
  first.deletions.merge(second.deletions);
  first.insertions.merge(second.insertions);
  return first;
}

class UndoManager::Core {
 public:
  explicit Core(UndoOptions options) : options_(std::move(options)) {
    own_origin = options_.origin.empty() ? Origin::identity(this) : options_.origin;
  }

  UndoScope& scope_of(DocCore& core);
  bool take_back(StackEvent::Stack stack);
  void clear(StackEvent::Stack stack);
  void clear(bool undo, bool redo);
  std::vector<StackItem>& stack(StackEvent::Stack which) {
    return which == StackEvent::Stack::undo ? options_.undo_stack : options_.redo_stack;
  }

  std::vector<Origin> origins;
  doc::ObserverList<StackEvent> observers;
  std::uint64_t last_change_ms = 0;  // 0: the next change starts a new step
  Origin own_origin;

 private:
  struct Watched {
    DocCore* core;
    UndoScope scope;
    Subscription commits;
  };
  enum class Mode : std::uint8_t { capturing, undoing, redoing };

  Watched* find(const std::string& guid);
  bool tracks(const Origin& origin) const;
  bool concerns(const Store& store, const UndoScope& scope) const;
  void capture(DocCore& core, const UndoScope& scope);
  bool joins_last(std::uint64_t now, const std::string& doc) const;
  bool take_back_in(Watched& watched, const StackItem& item, doc::Errors& errors);
  void forget(const StackItem& item);

  UndoOptions options_;
  Mode mode_ = Mode::capturing;
  std::vector<std::unique_ptr<Watched>> watched_;
};

UndoScope& UndoManager::Core::scope_of(DocCore& core) {
  for (const auto& w : watched_)
    if (w->core == &core) return w->scope;
  Watched& fresh = *watched_.emplace_back(std::make_unique<Watched>());
  fresh.core = &core;
  fresh.commits = core.observe_commits(
      [this, &fresh](const doc::Commit& commit) { capture(commit.core, fresh.scope); });
  return fresh.scope;
}

UndoManager::Core::Watched* UndoManager::Core::find(const std::string& guid) {
  for (const auto& w : watched_)
    if (w->core->guid() == guid) return w.get();
  return nullptr;
}

bool UndoManager::Core::tracks(const Origin& origin) const {
  if (origin == own_origin) return true;
  if (options_.tracks) return options_.tracks(origin);
  if (origins.empty()) return origin.empty();
  return std::find(origins.begin(), origins.end(), origin) != origins.end();
}

// True when the transaction changed a type in the scope that was there before and still is.
bool UndoManager::Core::concerns(const Store& store, const UndoScope& scope) const {
  if (scope.whole) return true;
  types::ScopeTest test(store, scope);
  return std::any_of(store.changes.slots.begin(), store.changes.slots.end(), [&](auto slot) {
    const store::BranchRef branch = store.slot(slot).branch;
    return !store.is_dead(store.branch(branch)) && test.holds(branch);
  });
}

namespace {

// In the order in which the document came to know the clients.
IdSet insertions_of(const Store& store) {
  std::vector<store::ClientRef> clients = store.changes.clients;
  std::sort(clients.begin(), clients.end());
  IdSet set;
  for (const store::ClientRef c : clients) {
    const store::ClientLog& log = store.log(c);
    set.add(log.id, log.before, log.state - log.before);
  }
  return set;
}

IdSet deletions_of(const Store& store) {
  IdSet set;
  for (const store::ClientRef c : store.changes.deleted_clients())
    for (const store::LocalRange& range : store.changes.deleted_of(c))
      set.add(store.log(c).id, range.clock, range.length);
  return set;
}

void keep(Store& store, const UndoScope& scope, const IdSet& deletions, bool value) {
  types::ScopeTest test(store, scope);
  types::each_item(store, deletions.ranges(), [&](store::ItemRef ref) {
    const store::Item& item = store.item(ref);
    if (!item.is_gc() && test.holds(item)) store.set_keep(ref, value);
  });
}

}  // namespace

bool UndoManager::Core::joins_last(std::uint64_t now, const std::string& doc) const {
  return mode_ == Mode::capturing && last_change_ms > 0 &&
         now < last_change_ms + options_.capture_timeout_ms && !options_.undo_stack.empty() &&
         options_.undo_stack.back().doc == doc;
}

void UndoManager::Core::capture(DocCore& core, const UndoScope& scope) {
  Store& store = core.store();
  if (!tracks(core.origin()) || !concerns(store, scope)) return;
  const std::uint64_t now = options_.clock ? options_.clock() : 0;
  const auto which = mode_ == Mode::undoing ? StackEvent::Stack::redo : StackEvent::Stack::undo;
  if (mode_ == Mode::undoing) last_change_ms = 0;
  if (mode_ == Mode::capturing) clear(StackEvent::Stack::redo);
  StackItem item{core.guid(), deletions_of(store), insertions_of(store), nullptr};
  core.change([&] { keep(store, scope, item.deletions, true); });
  const bool joins = joins_last(now, item.doc);
  std::vector<StackItem>& items = stack(which);
  if (joins)
    items.back() = StackItem::merge(std::move(items.back()), item);
  else
    items.push_back(std::move(item));
  if (mode_ == Mode::capturing) last_change_ms = now;
  doc::Errors errors;
  observers.notify({joins ? StackEvent::Kind::updated : StackEvent::Kind::added, which,
                    items.back(), core.origin()},
                   errors);
  if (!errors.empty()) throw ObserverError(std::move(errors));
}

// Steps that have no effect any more are dropped on the way.
bool UndoManager::Core::take_back(StackEvent::Stack which) {
  for (const auto& w : watched_) {
    w->core->check_writable();
    if (w->core->is_open()) throw OriginError("Cannot undo or redo inside a transaction");
  }
  std::vector<StackItem>& items = stack(which);
  doc::Errors errors;
  bool changed = false;
  while (!changed && errors.empty() && !items.empty()) {
    StackItem item = std::move(items.back());
    items.pop_back();
    Watched* watched = find(item.doc);
    if (watched == nullptr) continue;
    mode_ = which == StackEvent::Stack::undo ? Mode::undoing : Mode::redoing;
    try {
      changed = take_back_in(*watched, item, errors);
    } catch (...) {
      mode_ = Mode::capturing;
      items.push_back(std::move(item));  // needs no memory, where one was taken away
      throw;
    }
    mode_ = Mode::capturing;
    if (changed) observers.notify({StackEvent::Kind::popped, which, item, own_origin}, errors);
  }
  if (!errors.empty()) throw ObserverError(std::move(errors));
  return changed;
}

bool UndoManager::Core::take_back_in(Watched& watched, const StackItem& item, doc::Errors& errors) {
  types::UndoStep step(*watched.core, watched.scope, item,
                       {&options_.undo_stack, &options_.redo_stack},
                       options_.ignore_remote_map_changes);
  doc::Operation operation(*watched.core, own_origin);
  const bool changed = watched.core->change([&] { return step.run(); });
  try {
    operation.end();
  } catch (const ObserverError& error) {  // the change stands
    errors.insert(errors.end(), error.errors().begin(), error.errors().end());
  }
  return changed;
}

void UndoManager::Core::clear(bool undo, bool redo) {
  for (const auto& w : watched_) w->core->check_writable();
  for (const auto& w : watched_) w->core->begin();
  if (undo) clear(StackEvent::Stack::undo);
  if (redo) clear(StackEvent::Stack::redo);
  for (const auto& w : watched_) w->core->end();  // joins what was cut
}

void UndoManager::Core::clear(StackEvent::Stack which) {
  for (const StackItem& item : stack(which)) forget(item);
  stack(which).clear();
}

void UndoManager::Core::forget(const StackItem& item) {
  Watched* watched = find(item.doc);
  if (watched == nullptr) return;
  Store& store = watched->core->store();
  watched->core->change([&] { keep(store, watched->scope, item.deletions, false); });
}

UndoManager::UndoManager(UndoOptions options) : core_(std::make_unique<Core>(std::move(options))) {}
UndoManager::UndoManager(Doc& doc, UndoOptions options) : UndoManager(std::move(options)) {
  expand_scope(doc);
}
UndoManager::UndoManager(const Shared& type, UndoOptions options)
    : UndoManager(std::move(options)) {
  expand_scope(type);
}
UndoManager::~UndoManager() = default;
UndoManager::UndoManager(UndoManager&&) noexcept = default;
UndoManager& UndoManager::operator=(UndoManager&&) noexcept = default;

void UndoManager::expand_scope(const Shared& type) {
  UndoScope& scope = core_->scope_of(*type.core());
  if (std::find(scope.types.begin(), scope.types.end(), type.branch()) == scope.types.end())
    scope.types.push_back(type.branch());
}
void UndoManager::expand_scope(Doc& doc) { core_->scope_of(*doc.core()).whole = true; }

void UndoManager::include_origin(Origin origin) {
  exclude_origin(origin);
  core_->origins.push_back(std::move(origin));
}
void UndoManager::exclude_origin(const Origin& origin) { std::erase(core_->origins, origin); }
Origin UndoManager::origin() const { return core_->own_origin; }

const std::vector<StackItem>& UndoManager::undo_stack() const {
  return core_->stack(StackEvent::Stack::undo);
}
const std::vector<StackItem>& UndoManager::redo_stack() const {
  return core_->stack(StackEvent::Stack::redo);
}

bool UndoManager::undo() { return core_->take_back(StackEvent::Stack::undo); }
bool UndoManager::redo() { return core_->take_back(StackEvent::Stack::redo); }
void UndoManager::clear(bool undo, bool redo) { core_->clear(undo, redo); }
void UndoManager::reset() { core_->last_change_ms = 0; }

Subscription UndoManager::observe(std::function<void(const StackEvent&)> callback) {
  return core_->observers.add(std::move(callback));
}

}  // namespace ycpp

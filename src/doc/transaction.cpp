// transaction.cpp -- begin, and what happens at the end of the outermost transaction.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/assert.h"
#include "doc/doc_core.h"
#include "doc/observed_above.h"
#include "doc/randomness.h"

namespace ycpp::doc {

void DocCore::check_writable() const {
  if (broken_) refuse();
  if (observing_)
    throw ReadOnlyError("Read-only transaction cannot be used to modify document structure");
}

void DocCore::check_writable(store::BranchRef branch) const {
  check_writable();
  if (store_.is_dead(store_.branch(branch))) throw DeletedError("The shared type was deleted");
}

void DocCore::refuse() {
  throw BrokenError("Memory ran out half-way through a change of this document");
}

void DocCore::begin(Origin origin) {
  check_writable();
  if (depth_ == 0)
    origin_ = std::move(origin);
  else if (!origin.empty() && origin != origin_)
    throw OriginError("Nested transactions must have same origin as root transaction");
  ++depth_;
}

void DocCore::end() {
  YCPP_ASSERT(depth_ > 0);
  if (depth_ > 1) {
    --depth_;
    return;
  }
  commit();
}

void DocCore::commit() {
  // What observers do may end a sub-document whose transaction this is.
  const std::shared_ptr<DocCore> self = is_subdoc() ? shared_from_this() : nullptr;
  Errors errors;
  try {
    change([&] { commit_changes(errors); });
  } catch (...) {
    reset();
    throw;
  }
  reset();
  if (!errors.empty()) throw ObserverError(std::move(errors));
}

void DocCore::commit_changes(Errors& errors) {
  if (broken_) refuse();
  if (has_subdocs() || !store_.changes.subdocs.empty()) subdocs().catch_up();
  if (!store_.changes.empty()) {
    notify_types(errors);
    std::optional<store::ChangeSet> cleaning = clean_formats();
    finish(errors);
    if (cleaning && !cleaning->empty()) {
      // A transaction of its own: local, without origin, and with its own update.
      reset();
      store_.changes = std::move(*cleaning);
      notify_types(errors);
      finish(errors);
    }
  } else if (has_subdocs() && subdocs_->has_news()) {
    observing_ = true;
    subdocs_->tell(errors);
  }
  // A cut was made for nothing, as by formatting what is formatted so already.
  if (!store_.changes.joints.empty()) store_.squash();
}

void DocCore::notify_types(Errors& errors) {
  observing_ = true;
  store_.changes.normalize();
  notify_branches(errors);
  commit_observers_.notify(Commit{*this}, errors);
  if (broken_) std::rethrow_exception(errors.back());  // one of them ran out of memory
}

// After a peer's change to formatted text: removes marks that became superfluous. What it did is
// written down apart, because it happens before the peer's transaction is finished.
std::optional<store::ChangeSet> DocCore::clean_formats() {
  if (local_ || !store_.needs_format_cleaning()) return std::nullopt;
  store::ChangeSet past = std::move(store_.changes);
  store_.changes = {};
  store_.changes.number = past.number + 1;
  store_.clean_formats(past);
  return std::exchange(store_.changes, std::move(past));
}

void DocCore::finish(Errors& errors) {
  const bool cursor_is_valid = cursor_.version == store_.version();
  if (gc_) store_.collect_garbage();
  const std::uint64_t version = store_.version();
  store_.squash();
  store_.changes.joints.clear();
  if (cursor_is_valid && version == store_.version()) cursor_.version = version;
  if (!local_ && !client_id_is_given_) renew_client_id();
  notify_document(errors);
  if (has_subdocs()) subdocs_->tell(errors);
#ifdef YCPP_CHECKED
  store_.verify();
  subdocs().verify();
#endif
}

void DocCore::reset() {
  store_.changes.clear();
  if (!origin_.empty()) origin_ = Origin{};
  for (MadeUpdate& update : updates_) update.is_made = false;
  local_ = true;
  observing_ = false;
  depth_ = 0;
}

// In the order in which the types changed first. What was deleted meanwhile is not told.
void DocCore::notify_branches(Errors& errors) {
  if (type_observers_ == nullptr) return;
  ChangeFacts facts(store_);
  std::vector<BranchChange> changes;
  std::unordered_set<store::BranchRef> seen;
  for (const store::SlotRef slot : store_.changes.slots) {
    const store::BranchRef branch = store_.slot(slot).branch;
    if (store_.is_dead(store_.branch(branch)) || !seen.insert(branch).second) continue;
    changes.push_back({*this, branch, facts});
  }
  auto& observers = type_observers_->of_type;
  for (const BranchChange& change : changes)
    if (const auto it = observers.find(change.branch); it != observers.end())
      it->second.notify(change, errors);
  if (!type_observers_->of_all_below.empty()) notify_deep(changes, errors);
}

// Each change is told to the type itself and to those it lies in; the ones with the shortest path
// first. O(types on the way up from the changed ones + changes told).
void DocCore::notify_deep(const std::vector<BranchChange>& changes, Errors& errors) {
  struct Told {
    store::BranchRef observed;
    std::vector<std::pair<std::size_t, const BranchChange*>> changes;  // depth below `observed`
  };
  std::vector<Told> told;
  std::unordered_map<store::BranchRef, std::size_t> places;  // in `told`
  auto& observers = type_observers_->of_all_below;
  ObservedAbove upward(store_, observers);
  for (const BranchChange& change : changes) {
    Ancestor next = upward.from(change.branch);
    for (std::size_t depth = next.steps; next.branch != 0; depth += next.steps) {
      const auto [place, is_new] = places.try_emplace(next.branch, told.size());
      if (is_new) told.push_back({next.branch, {}});
      told[place->second].changes.emplace_back(depth, &change);
      next = upward.above(next.branch);
    }
  }
  for (Told& t : told) {
    std::stable_sort(t.changes.begin(), t.changes.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    DeepChange deep;
    for (const auto& [depth, change] : t.changes) deep.push_back(*change);
    observers.at(t.observed).notify(deep, errors);
  }
}

void DocCore::notify_document(Errors& errors) {
  if (!observers_.empty()) observers_.notify(TransactionEvent(*this), errors);
}

// An update with new items under our own random id: somebody else uses the same one. A fresh id
// keeps the two from overwriting each other. An id that the caller chose is the caller's promise.
void DocCore::renew_client_id() {
  for (const store::ClientRef c : store_.changes.clients) {
    if (store_.log(c).id != client_id_) continue;
    client_id_ = random_client_id();
    client_ = store::kNoClient;
    return;
  }
}

store::ClientRef DocCore::own_client() {
  if (client_ == store::kNoClient) client_ = store_.client(client_id_);
  return client_;
}

store::ItemRef DocCore::insert(store::SlotRef slot, store::Gap gap, const update::Block& content) {
  return change([&] { return store_.insert(own_client(), slot, gap, content); });
}

store::ItemRef DocCore::redo(store::SlotRef slot, store::Gap gap, store::ItemRef source) {
  return change([&] { return store_.redo(own_client(), slot, gap, source); });
}

void DocCore::insert_text(store::SlotRef slot, store::Gap gap, std::string_view utf8,
                          std::uint32_t units, std::uint64_t index) {
  const store::ItemRef item =
      change([&] { return store_.insert_text(own_client(), slot, gap, utf8, units); });
  cursor_ = {store_.slot(slot).branch, item, index, store_.version()};
}

BytesView DocCore::update_of_transaction(Encoding encoding) const {
  MadeUpdate& update = updates_[static_cast<std::size_t>(encoding)];
  if (!update.is_made) {
    update.bytes.clear();
    store_.encode_changes(update.bytes, encoding);
    update.is_made = true;
  }
  return update.bytes.view();
}

DocCore::TypeObservers& DocCore::type_observers() {
  if (type_observers_ == nullptr) type_observers_ = std::make_unique<TypeObservers>();
  return *type_observers_;
}

Subscription DocCore::observe_branch(store::BranchRef branch,
                                     std::function<void(const BranchChange&)> callback) {
  return type_observers().of_type[branch].add(std::move(callback));
}

Subscription DocCore::observe_deep(store::BranchRef branch,
                                   std::function<void(const DeepChange&)> callback) {
  return type_observers().of_all_below[branch].add(std::move(callback));
}

}  // namespace ycpp::doc

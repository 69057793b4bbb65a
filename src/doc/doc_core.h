// doc_core.h -- DocCore: a store, the transaction that is open on it, and those who observe it.
//
// What the shared types stand on: they read through store() and change through the verbs here.
// Nothing in this file knows what a text or a map is.
//
// Order of a commit: observers of changed types (in the order of the first change) -- observers of
// commits -- collect -- squash -- observers of the document -- of its sub-documents. Observers may
// read; writing throws ReadOnlyError. A commit costs O(changes).
#pragma once

#include <array>
#include <map>
#include <memory>
#include <new>

#include "doc/change_facts.h"
#include "doc/observers.h"
#include "doc/subdocs.h"
#include "store/store.h"
#include "ycpp/doc.h"

namespace ycpp::doc {

class DocCore;

/// What happened to one branch; see ChangeFacts.
struct BranchChange {
  DocCore& core;
  store::BranchRef branch;
  ChangeFacts& facts;
};

/// The changed branches at and below one branch, in the order of their depth.
using DeepChange = std::vector<BranchChange>;

/// A transaction that changed something ends. What it deleted is still there; an observer of
/// commits may say what has to be kept, and cut items for that. What was done is in
/// core.store().changes, normalized.
struct Commit {
  DocCore& core;
};

/// The place of the last insertion: typing continues there without a search.
struct Cursor {
  store::BranchRef branch = 0;
  store::ItemRef item = 0;    ///< the text ends with this item
  std::uint64_t index = 0;    ///< position of that end
  std::uint64_t version = 0;  ///< of the store, for which this is true
};

class DocCore : public std::enable_shared_from_this<DocCore> {
 public:
  explicit DocCore(DocOptions options);

  /// @throws BrokenError
  store::Store& store() {
    if (broken_) refuse();
    return store_;
  }
  const store::Store& store() const {
    if (broken_) refuse();
    return store_;
  }
  const std::string& guid() const { return guid_; }
  std::uint64_t client_id() const { return client_id_; }
  bool gc() const { return gc_; }
  const Limits& limits() const { return limits_; }

  // --- transactions (transaction.cpp)
  void begin(Origin origin = {});
  void end();
  bool is_open() const { return depth_ > 0; }
  bool is_observing() const { return observing_; }
  const Origin& origin() const { return origin_; }
  bool local() const { return local_; }
  /// @throws ReadOnlyError while observers run.
  void check_writable() const;
  /// @throws also DeletedError when the branch was deleted.
  void check_writable(store::BranchRef branch) const;

  /// Runs a step of a change. The store has no way back from one that is half done: when memory
  /// runs out in `step`, the document is broken and refuses further use.
  template <class Step>
  decltype(auto) change(Step&& step) {
    try {
      return std::forward<Step>(step)();
    } catch (const std::bad_alloc&) {
      broken_ = true;
      throw;
    }
  }
  void give_up_if_changed_since(std::uint64_t version) {
    broken_ = broken_ || store_.version() != version;
  }

  /// As in the store.
  store::BranchRef root(std::string_view name) {
    return change([&] { return store_.root(name); });
  }
  store::SlotRef key_slot(store::BranchRef branch, std::string_view key) {
    return change([&] { return store_.key_slot(branch, key); });
  }

  // --- verbs for the shared types; a transaction must be open
  void insert_text(store::SlotRef slot, store::Gap gap, std::string_view utf8, std::uint32_t units,
                   std::uint64_t index);
  store::ItemRef insert(store::SlotRef slot, store::Gap gap, const update::Block& content);
  store::ItemRef split(store::ItemRef item, std::uint64_t offset) {
    return change([&] { return store_.split(item, offset); });
  }
  void remove(store::ItemRef item) {
    change([&] { store_.remove(item); });
  }
  store::ItemRef redo(store::SlotRef slot, store::Gap gap, store::ItemRef source);
  Cursor& cursor() { return cursor_; }

  // --- documents in documents (nesting.cpp)
  /// Made when it is first asked for: most documents have none in them.
  Subdocs& subdocs() {
    if (subdocs_ == nullptr) subdocs_ = std::make_unique<Subdocs>(*this);
    return *subdocs_;
  }
  bool has_subdocs() const { return subdocs_ != nullptr; }
  bool auto_load() const { return auto_load_; }
  bool should_load() const { return should_load_; }
  const Value& meta() const { return meta_; }
  bool is_subdoc() const { return place_ != nullptr; }
  void load();
  void destroy();
  /// Gives up the sub-documents, theirs first.
  void give_up_subdocs(Errors& errors);
  /// What the wire says of `child` besides its name.
  /// @throws std::invalid_argument it cannot become a value in this document
  Bytes check_nestable(const DocCore& child) const;
  /// Inserts `child`, with what check_nestable() gave; a verb as those above.
  void insert_subdoc(store::SlotRef slot, store::Gap gap, const std::shared_ptr<DocCore>& child,
                     BytesView options);
  /// Where it is a value from now on; null when nowhere.
  void settle(Subdoc* place) { place_ = place; }
  void adopt_client_id(const DocCore& parent);

  // --- remote changes and encoding
  Result<void> apply_update(BytesView update, Origin origin, Encoding encoding);
  Result<void> apply_updates(std::span<const BytesView> updates, Origin origin, Encoding encoding);
  BytesView update_of_transaction(Encoding encoding) const;

  // --- observers
  Subscription observe(std::function<void(const TransactionEvent&)> callback) {
    return observers_.add(std::move(callback));
  }
  Subscription observe_commits(std::function<void(const Commit&)> callback) {
    return commit_observers_.add(std::move(callback));
  }
  Subscription observe_branch(store::BranchRef branch,
                              std::function<void(const BranchChange&)> callback);
  /// As observe_branch, for the branch and all that is in it.
  Subscription observe_deep(store::BranchRef branch,
                            std::function<void(const DeepChange&)> callback);

 private:
  [[noreturn]] static void refuse();
  store::ClientRef own_client();
  void commit();
  void commit_changes(Errors& errors);
  void notify_types(Errors& errors);
  std::optional<store::ChangeSet> clean_formats();
  void finish(Errors& errors);
  void notify_branches(Errors& errors);
  void notify_deep(const std::vector<BranchChange>& changes, Errors& errors);
  void notify_document(Errors& errors);
  Result<void> take_in(const Result<update::Update>& update, Origin&& origin);
  Result<void> check_room(const update::Update& update) const;
  void renew_client_id();
  void reset();

  store::Store store_;
  std::string guid_;
  std::uint64_t client_id_ = 0;
  store::ClientRef client_ = store::kNoClient;  // of client_id_, once it has written
  bool client_id_is_given_;
  bool gc_;
  bool auto_load_;
  bool should_load_;
  Limits limits_;
  Value meta_;
  Subdoc* place_ = nullptr;
  std::unique_ptr<Subdocs> subdocs_;

  bool broken_ = false;
  int depth_ = 0;
  bool observing_ = false;
  bool local_ = true;
  Origin origin_;
  Cursor cursor_;
  // Of the transaction that ends, in each encoding; made when asked for. Keeps its memory.
  struct MadeUpdate {
    Writer bytes;
    bool is_made = false;
  };
  mutable std::array<MadeUpdate, 2> updates_;

  ObserverList<TransactionEvent> observers_;
  ObserverList<Commit> commit_observers_;
  struct TypeObservers {
    std::map<store::BranchRef, ObserverList<BranchChange>> of_type;
    std::map<store::BranchRef, ObserverList<DeepChange>> of_all_below;
  };
  TypeObservers& type_observers();                 // made if need be
  std::unique_ptr<TypeObservers> type_observers_;  // null until a type is observed
};

/// Opens a transaction for one operation, or joins the one that is open. An operation that ends by
/// an exception has not written yet, or breaks the document.
class Operation {
 public:
  explicit Operation(DocCore& core, Origin origin = {})
      : core_(core), version_(core.store().version()) {
    core_.begin(std::move(origin));
  }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  ~Operation() {
    if (ended_) return;
    core_.give_up_if_changed_since(version_);
    try {
      core_.end();
    } catch (...) {  // the exception that is on its way says more
    }
  }
  void end() {
    ended_ = true;
    core_.end();
  }

 private:
  DocCore& core_;
  std::uint64_t version_;
  bool ended_ = false;
};

}  // namespace ycpp::doc

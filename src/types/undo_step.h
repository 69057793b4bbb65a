// undo_step.h -- what undo and redo do to a document: one stack item taken back. The way of Yjs,
// step by step, because it decides which ids are made, and peers see those.
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "doc/doc_core.h"
#include "ycpp/undo.h"

namespace ycpp::types {

/// The part of a document that is watched.
struct UndoScope {
  bool whole = false;
  std::vector<store::BranchRef> types;
};

/// Tells what is in a scope. It remembers types that it was asked about, so that a tree that is
/// deep costs no more than one that is wide; good until the document changes.
class ScopeTest {
 public:
  ScopeTest(const store::Store& store, const UndoScope& scope) : store_(store), scope_(scope) {}
  bool holds(store::BranchRef branch);
  bool holds(const store::Item& item) {
    return scope_.whole || holds(store_.slot(item.slot).branch);
  }

 private:
  bool holds_directly(store::BranchRef branch) const;

  const store::Store& store_;
  const UndoScope& scope_;
  std::unordered_map<store::BranchRef, bool> known_;
};

/// Calls `visit` with the items of a set that the document has, cut to fit; only a gc is not cut.
template <class Visit>
void each_item(store::Store& store, const std::vector<IdRange>& ranges, Visit&& visit) {
  for (const IdRange& range : ranges) {
    const store::ClientRef client = store.find_client(range.client);
    if (client == store::kNoClient) continue;
    for (std::uint64_t clock = range.clock;
         clock < range.end() && clock < store.log(client).state;) {
      const store::ItemRef ref = store.starting_at({client, clock});
      const store::Item& item = store.item(ref);
      if (item.end() > range.end() && !item.is_gc()) store.split(ref, range.end() - item.clock);
      clock = item.end();
      visit(ref);
    }
  }
}

/// Taking back one stack item. The document must be in a transaction.
class UndoStep {
 public:
  /// `stacks` are those that the item came from: what they delete does not stand in the way of its
  /// keys.
  UndoStep(doc::DocCore& core, const UndoScope& scope, const StackItem& item,
           std::vector<const std::vector<StackItem>*> stacks, bool ignore_remote_map_changes)
      : core_(core),
        store_(core.store()),
        scope_(store_, scope),
        item_(item),
        stacks_(std::move(stacks)),
        ignore_remote_map_changes_(ignore_remote_map_changes) {}

  /// False if there was nothing to take back.
  bool run();

 private:
  std::vector<store::ItemRef> find_inserted();
  std::vector<store::ItemRef> find_deleted();
  store::ItemRef redo(store::ItemRef item);
  store::ItemRef redo_one(store::ItemRef item);
  store::ItemRef live_holder(store::ItemRef holder);
  store::ItemRef nearest_in(store::ItemRef holder, store::ItemRef from, bool leftward);
  bool find_value_before(store::ItemRef item, store::ItemRef holder, store::SlotRef slot,
                         store::ItemRef& left);
  bool is_ours(const store::Item& item) const;
  store::ItemRef anew(const store::Item& item) { return store_.starting_at(store_.redone(item)); }

  doc::DocCore& core_;
  store::Store& store_;
  ScopeTest scope_;
  const StackItem& item_;
  std::vector<const std::vector<StackItem>*> stacks_;
  bool ignore_remote_map_changes_;
  std::unordered_set<store::ItemRef> to_redo_;
};

}  // namespace ycpp::types

// store_peer.h -- a Store with the least that makes it a peer: it takes updates and commits them as
// a document does, checking its invariants each time.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "store/store.h"

namespace ycpp {

class StorePeer {
 public:
  explicit StorePeer(OffsetKind unit = OffsetKind::utf16) : store(unit) {}

  Result<void> apply(BytesView bytes) {
    const auto parsed = update::Update::parse(bytes);
    if (!parsed) return parsed.error();
    if (const auto admitted = store.admit(*parsed); !admitted) return admitted.error();
    store.apply(*parsed);
    commit();
    return {};
  }

  /// What a document does at the end of a transaction; keeps the transaction's update in `emitted`.
  void commit() {
    emitted.clear();
    if (!store.changes.empty()) {
      store.changes.normalize();
      if (collects) store.collect_garbage();
      store.squash();
      Writer out;
      store.encode_changes(out);
      emitted = out.take();
    }
    store.verify();
    store.changes.clear();
  }

  Bytes state() const { return store.encode_all({}); }

  std::string text(std::string_view root) const {
    std::string out;
    const store::BranchRef branch = store.find_root(root);
    if (branch == 0 || store.branch(branch).list == 0) return out;
    store::ItemRef i = store.slot(store.branch(branch).list).head;
    for (; i != 0; i = store.item(i).right) {
      const store::Item& item = store.item(i);
      if (!item.deleted && item.kind() == update::Kind::string) out += store.text(item);
    }
    return out;
  }

  store::Store store;
  Bytes emitted;
  bool collects = true;
};

}  // namespace ycpp

// change_set.h -- ChangeSet: what a transaction did, written down as it happens.
//
// Integration writes here and tells nobody; whoever opened the transaction reads it at the end. All
// of it is proportional to the change, never to the document. clear() keeps the memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "store/item.h"

namespace ycpp::store {

struct LocalRange {
  ClientRef client = 0;
  std::uint64_t clock = 0;
  std::uint64_t length = 0;
  std::uint64_t end() const { return clock + length; }
};

/// A sub-document's item that came or was deleted.
struct SubdocChange {
  ItemRef item = 0;
  bool added = false;
};

struct ChangeSet {
  std::uint64_t number = 1;  ///< of the transaction; what "touched_in" and "changed_in" refer to
  std::vector<ClientRef> clients;     ///< that got new items; ClientLog::before says from where
  std::vector<LocalRange> deleted;    ///< in order of deletion until normalize()
  std::vector<SlotRef> slots;         ///< changed lists and keys, in order of the first change
  std::vector<LocalId> joints;        ///< starts of items that a split made: to be joined again
  std::vector<SubdocChange> subdocs;  ///< in order of the changes

  bool empty() const { return clients.empty() && deleted.empty(); }
  void add_deleted(ClientRef client, std::uint64_t clock, std::uint64_t length) {
    if (!deleted.empty() && deleted.back().client == client && deleted.back().end() == clock)
      deleted.back().length += length;
    else
      deleted.push_back({client, clock, length});
  }
  /// Sorts `deleted` by client and clock, and joins what touches.
  void normalize();
  /// The clients of `deleted` in order of their first deletion; needs normalize().
  const std::vector<ClientRef>& deleted_clients() const { return deleted_clients_; }
  /// The ranges of one client; needs normalize().
  std::span<const LocalRange> deleted_of(ClientRef client) const;
  bool deletes(LocalId id) const;  ///< O(log n); needs normalize()
  void clear() {
    ++number;
    clients.clear();
    deleted.clear();
    slots.clear();
    joints.clear();
    subdocs.clear();
    deleted_clients_.clear();
  }

 private:
  std::vector<ClientRef> deleted_clients_;
};

}  // namespace ycpp::store

// change_facts.cpp -- see change_facts.h.
#include "doc/change_facts.h"

#include <algorithm>

namespace ycpp::doc {

using store::ItemRef;
using store::LocalRange;
using store::SlotRef;
using store::Store;

ChangeFacts::ChangeFacts(const Store& store) : store_(store) {
  for (const store::ClientRef c : store.changes.clients) {
    const store::ClientLog& log = store.log(c);
    for (auto p = log.index.find(log.before);; p = log.index.next(p)) {
      const ItemRef ref = log.index.at(p);
      const store::Item& item = store.item(ref);
      const std::uint64_t begin = item.clock < log.before ? log.before - item.clock : 0;
      if (!item.is_gc() && !item.deleted)
        pieces_.push_back({item.slot, ref, begin, item.length(), true});
      if (log.index.is_last(p)) break;
    }
  }
  for (const LocalRange& range : store.changes.deleted) {
    const store::ClientLog& log = store.log(range.client);
    for (auto p = log.index.find(range.clock);; p = log.index.next(p)) {
      const ItemRef ref = log.index.at(p);
      const store::Item& item = store.item(ref);
      // What came and went in this transaction was never seen.
      std::uint64_t end = item.length();
      if (log.touched_in == store.changes.number && item.end() > log.before)
        end = item.clock < log.before ? log.before - item.clock : 0;
      if (!item.is_gc() && end > 0) pieces_.push_back({item.slot, ref, 0, end, false});
      if (item.end() >= range.end()) break;
    }
  }
  std::stable_sort(pieces_.begin(), pieces_.end(),
                   [](const Piece& a, const Piece& b) { return a.slot < b.slot; });
  for (const SlotRef slot : store.changes.slots)
    if (!store.slot(slot).is_list) keys_.push_back(slot);
  std::stable_sort(keys_.begin(), keys_.end(), [&](SlotRef a, SlotRef b) {
    return store.slot(a).branch < store.slot(b).branch;
  });
}

std::span<Piece> ChangeFacts::of(SlotRef slot) {
  const auto before = [](const Piece& p, SlotRef s) { return p.slot < s; };
  const auto begin = std::lower_bound(pieces_.begin(), pieces_.end(), slot, before);
  const auto end = std::lower_bound(begin, pieces_.end(), slot + 1, before);
  return {begin, end};
}

std::span<const SlotRef> ChangeFacts::keys_of(store::BranchRef branch) const {
  const auto before = [&](SlotRef s, store::BranchRef b) { return store_.slot(s).branch < b; };
  const auto begin = std::lower_bound(keys_.begin(), keys_.end(), branch, before);
  const auto end = std::lower_bound(begin, keys_.end(), branch + 1, before);
  return {begin, end};
}

void sort_by_position(Store& store, std::span<Piece> pieces) {
  if (pieces.size() < 2) return;
  std::vector<std::pair<std::uint32_t, Piece>> ranked;
  ranked.reserve(pieces.size());
  for (const Piece& p : pieces) ranked.emplace_back(store.measure_before(p.item).count, p);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < ranked.size(); ++i) pieces[i] = ranked[i].second;
}

}  // namespace ycpp::doc

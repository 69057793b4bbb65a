// conflicts.cpp -- where an item goes whose origins are no neighbours any more.
//
// The scan visits the items between the origins once. It needs two sets, "seen" and "seen since the
// last possible place"; both are a number written to each item as it is visited.
//
// So n people who insert at one place, each unaware of the others, cost n²/2 steps, and so do two
// who each put many items at the front. Two things that a long scan has found out are kept, which
// make that n log n:
//
//   - Kin, items with the same two origins, stand in the order of their clients. Whatever is before
//     one of them, the scan of an item with a higher client passes: it would have stopped the kin
//     as well, but for a kin with a still higher client, and that is not before it; and what is put
//     there later, either right after its origin or as kin, stops nobody. At the kin itself the
//     scan has a possible place, and only has to know what it has seen. So it can begin there.
//     Should it have to know whether it has seen an item from before the kin, it is made in full.
//   - An item of the same client with the same origin, whose right origin is the item placed last,
//     goes directly before that: its scan is the same, and ends there.
#include "store/store.h"

namespace ycpp::store {
namespace {

#ifdef YCPP_CHECKED
constexpr std::uint64_t kLongScan = 2;
constexpr std::size_t kMostConflicts = 3;
#else
constexpr std::uint64_t kLongScan = 32;  // steps
constexpr std::size_t kMostConflicts = 64;
#endif

}  // namespace

// The item after which `ref` has to stand; 0 for the front of the list.
ItemRef Store::resolve_conflicts(ItemRef ref, Gap gap, SlotRef slot) {
  const ItemRef first = gap.left != 0 ? at(gap.left).right : slots_[slot].head;
  if (first == gap.right) return gap.left;
  const Item& item = items_[ref];
  if (scan_marks_.size() < items_.end()) scan_marks_.resize(items_.end());
  const auto it = conflicts_.find(slot);
  std::optional<ItemRef> left;
  if (it != conflicts_.end()) {
    if (goes_before_last(it->second, item, gap)) {
      it->second.kin.clear();
      it->second.last = ref;
      return it->second.last_left;
    }
    if (const ItemRef kin = nearest_kin(it->second, item, slot); kin != 0)
      left = scan_from(kin, item, gap);
  }
  const std::uint64_t start = scan_clock_;
  if (!left) left = scan(item, gap, gap.left, first, start, start);
  if (*left != gap.left) remember_conflict(ref, gap, slot, *left, scan_clock_ - start);
  return *left;
}

// Null when the scan has to be made in full.
std::optional<ItemRef> Store::scan_from(ItemRef kin, const Item& item, Gap gap) {
  const std::uint64_t start = scan_clock_;
  scan_marks_[kin] = ++scan_clock_;
  return scan(item, gap, kin, items_[kin].right, start, scan_clock_);
}

// Goes on at `other`: at the first of the gap when it is made in full. `left` is the possible place
// so far; seen are the items that were marked after `start`, and those marked after `last_place`
// since the last possible place.
std::optional<ItemRef> Store::scan(const Item& item, Gap gap, ItemRef left, ItemRef other,
                                   std::uint64_t start, std::uint64_t last_place) {
  const bool is_whole = start == last_place;
  for (; other != 0 && other != gap.right; other = at(other).right) {
    const Item& o = items_[other];
    scan_marks_[other] = ++scan_clock_;
    if (o.origin() == item.origin()) {
      if (clients_[o.client].id < clients_[item.client].id) {
        left = other;
        last_place = scan_clock_;
      } else if (o.right_origin() == item.right_origin()) {
        break;
      }
    } else if (!o.origin().exists()) {
      break;
    } else if (const std::uint64_t mark = scan_marks_[find(o.origin())]; mark > start) {
      if (mark <= last_place) {
        left = other;
        last_place = scan_clock_;
      }
    } else if (is_whole) {
      break;
    } else {
      return std::nullopt;
    }
  }
  return left;
}

bool Store::goes_before_last(const Conflict& known, const Item& item, Gap gap) const {
  if (known.last == 0 || known.last != gap.right) return false;
  const Item& last = items_[known.last];
  return last.client == item.client && last.origin() == item.origin() &&
         last.left == known.last_left;
}

// The kin with the highest client below that of `item`; 0 when there is none.
ItemRef Store::nearest_kin(Conflict& known, const Item& item, SlotRef slot) const {
  if (!known.is_kin(item)) return 0;
  auto it = known.kin.lower_bound(clients_[item.client].id);
  if (it == known.kin.begin()) return 0;
  --it;
  const Item& kin = items_[it->second];
  // It may have been joined to another item since, and its handle given away.
  if (kin.slot == slot && known.is_kin(kin) && clients_[kin.client].id == it->first)
    return it->second;
  known.kin.clear();
  return 0;
}

// `ref` is going to stand after `left`, which is not its origin.
void Store::remember_conflict(ItemRef ref, Gap gap, SlotRef slot, ItemRef left,
                              std::uint64_t steps) {
  const Item& item = items_[ref];
  auto it = conflicts_.find(slot);
  if (it == conflicts_.end() || !it->second.is_kin(item)) {
    if (it != conflicts_.end()) conflicts_.erase(it);
    if (steps < kLongScan) return;
    if (conflicts_.size() == kMostConflicts) conflicts_.clear();
    it = conflicts_.emplace(slot, kin_between(item, gap, slot, left)).first;
  }
  Conflict& known = it->second;
  known.kin.insert_or_assign(clients_[item.client].id, ref);
  known.last = ref;
  known.last_left = left;
}

Conflict Store::kin_between(const Item& item, Gap gap, SlotRef slot, ItemRef left) const {
  Conflict found;
  found.origin = item.origin();
  found.right_origin = item.right_origin();
  const ItemRef end = items_[left].right;
  for (ItemRef i = gap.left != 0 ? items_[gap.left].right : slots_[slot].head; i != end;
       i = items_[i].right)
    if (found.is_kin(items_[i]))
      found.kin.insert_or_assign(found.kin.end(), clients_[items_[i].client].id, i);
  return found;
}

// Something is put into the list that was not placed by its scan, or after that.
void Store::forget_last(SlotRef slot, ItemRef linked) {
  const auto it = conflicts_.find(slot);
  if (it != conflicts_.end() && it->second.last != linked) it->second.last = 0;
}

}  // namespace ycpp::store

// verify.cpp -- checks every invariant of a Store; aborts on the first that is broken.
#include "base/assert.h"
#include "base/utf8.h"
#include "store/store.h"

namespace ycpp::store {

void Store::verify() const {
  std::size_t items = 0;
  for (ClientRef c = 0; c < clients_.size(); ++c) {
    verify_client(c);
    items += clients_[c].index.size();
  }
  YCPP_VERIFY(items == items_.live());
  for (SlotRef s = 1; s < slots_.size(); ++s) verify_slot(s);
  for (const Branch& branch : branches_)
    if (branch.sequence.node != 0) sequence_.verify(branch.sequence, slots_[branch.list].head);
  verify_redone();
  verify_marks();
}

void Store::verify_redone() const {
  for (const auto& [id, anew] : redone_) {
    const Item& item = items_[find(id)];
    YCPP_VERIFY(item.redone && item.deleted && item.clock == id.clock);
    YCPP_VERIFY(anew.clock + item.length() <= clients_[anew.client].state);
  }
}

void Store::verify_marks() const {
  std::unordered_map<BranchRef, MarkCounts> counts;
  for (SlotRef s = 1; s < slots_.size(); ++s)
    for (ItemRef i = slots_[s].head; i != 0; i = items_[i].right)
      if (is_live_mark(i)) ++counts[slots_[s].branch][std::string(mark_key(items_[i]))];
  YCPP_VERIFY(counts == live_marks_);
}

void Store::verify_client(ClientRef ref) const {
  const ClientLog& log = clients_[ref];
  YCPP_VERIFY(log.index.empty() == (log.state == 0));
  if (log.index.empty()) return;
  std::uint64_t clock = 0;
  for (IdIndex::Position p = log.index.first_position();; p = log.index.next(p)) {
    const Item& item = items_[log.index.at(p)];
    YCPP_VERIFY(item.client == ref && item.clock == clock && log.index.clock_at(p) == clock);
    YCPP_VERIFY(item.length() > 0);
    YCPP_VERIFY(item.is_gc() == (item.slot == 0));
    YCPP_VERIFY(!item.redone || redone_.contains(item.id()));
    if (item.kind() == Kind::string) {
      const std::size_t halves = (item.lead_half ? 1U : 0U) + (item.tail_half ? 1U : 0U);
      YCPP_VERIFY(utf8::valid(text(item)));
      YCPP_VERIFY(utf8::count_utf16(text(item)) + halves == item.units);
    }
    if (item.kind() == Kind::type)
      YCPP_VERIFY(branches_[item.content.branch].item == log.index.at(p));
    clock = item.end();
    if (log.index.is_last(p)) break;
  }
  YCPP_VERIFY(clock == log.state);
  YCPP_VERIFY(!log.deletions.is_kept() || log.deletions.ranges() == collect_deletions(log));
}

void Store::verify_slot(SlotRef ref) const {
  const Slot& slot = slots_[ref];
  ItemRef left = 0;
  for (ItemRef i = slot.head; i != 0; i = items_[i].right) {
    YCPP_VERIFY(items_[i].slot == ref && items_[i].left == left);
    // A value of a key is shadowed only by the rest of the item from which it was cut.
    if (!slot.is_list && !items_[i].deleted && items_[i].right != 0)
      YCPP_VERIFY(items_[find({items_[i].client, items_[i].end()})].slot == ref);
    left = i;
  }
  YCPP_VERIFY(slot.tail == left);
}

}  // namespace ycpp::store

// integrate.cpp -- where a remote item goes: the YATA rules.
//
// An item was made between two neighbours, its origins. If they are still neighbours, it goes
// between them. Otherwise others have inserted there at the same time, and all peers have to agree
// on the order:
//
//   - Items with the same origin are ordered by client id, lower ids to the left.
//   - Lines of origins do not cross: what was typed after an item stays with that item, so runs of
//     different people are not interleaved.
//
// Almost every item of real documents finds its neighbours still together. For the others see
// conflicts.cpp.
#include "base/assert.h"
#include "store/store.h"

namespace ycpp::store {

using update::Block;
using update::ParentKind;

void Store::integrate(const Block& block, ClientRef c) {
  if (block.kind == Kind::gc) return integrate_gc(c, block);
  if (extend(block, c)) return;
  const Gap gap = neighbours(block, c);
  const SlotRef slot = parent_slot(block, gap);
  if (slot == 0) return integrate_gc(c, block);  // collected with its parent
  touch(c);
  const ItemRef ref = items_.make();
  Item& item = at(ref);
  item.client = c;
  item.set_clock(block.id.clock);
  if (gap.left != 0) item.set_origin(at(gap.left).last_id());
  if (gap.right != 0) item.set_right_origin(at(gap.right).id());
  fill_content(ref, block);
  link(ref, resolve_conflicts(ref, gap, slot), slot);
}

void Store::integrate_gc(ClientRef c, const Block& block) {
  touch(c);
  const ItemRef ref = items_.make();
  Item& item = at(ref);
  item.client = c;
  item.set_clock(block.id.clock);
  item.set_kind(Kind::gc);
  item.deleted = 1;
  item.content.wide = block.length;
  append(ref);
}

// Text or values that continue the client's last item, between the same neighbours, are written
// into it.
bool Store::extend(const Block& block, ClientRef c) {
  if (block.kind != Kind::string && block.kind != Kind::any) return false;
  if (!block.has_origin || block.lead_half || block.tail_half) return false;
  if (block.origin != update::Id{block.id.client, block.id.clock - 1}) return false;
  const ItemRef left = clients_[c].index.last();
  const Item& item = items_[left];
  if (!block.has_right_origin) {
    if (!is_run(item, 0, block.kind)) return false;
  } else {
    if (item.right == 0 || !is_run(item, item.right, block.kind)) return false;
    const Item& right = items_[item.right];
    if (block.right_origin != update::Id{clients_[right.client].id, right.clock}) return false;
  }
  if (block.kind == Kind::string)
    extend_text(left, block.text, static_cast<std::uint32_t>(block.length));
  else
    extend_values(left, block.value, block.length);
  return true;
}

Gap Store::neighbours(const Block& block, ClientRef c) {
  const auto local = [&](const update::Id& id) {
    return LocalId{id.client == block.id.client ? c : client(id.client), id.clock};
  };
  Gap gap;
  if (block.has_origin) gap.left = ending_at(local(block.origin));
  if (block.has_right_origin) {
    // Mostly they are neighbours still, and the second search can be saved.
    const LocalId right = local(block.right_origin);
    gap.right = gap.left != 0 ? at(gap.left).right : 0;
    if (gap.right == 0 || at(gap.right).id() != right) gap.right = starting_at(right);
  }
  // Where the right origin lies left of the left one, which no sound peer sends, it may have cut
  // the item again. All peers have to take the same neighbour, however their items are cut.
  if (block.has_origin && at(gap.left).end() <= block.origin.clock)
    gap.left = find(local(block.origin));
  return gap;
}

// The list or key the item belongs to; 0 when that is gone.
SlotRef Store::parent_slot(const Block& block, Gap gap) {
  if ((gap.left != 0 && at(gap.left).is_gc()) || (gap.right != 0 && at(gap.right).is_gc()))
    return 0;
  if (gap.left != 0) return at(gap.left).slot;
  if (gap.right != 0) return at(gap.right).slot;
  BranchRef branch = 0;
  if (block.parent_kind == ParentKind::root) {
    branch = root(block.root);
  } else {
    const Item& holder = items_[find(local(block.parent))];
    if (holder.kind() != Kind::type) return 0;
    branch = holder.content.branch;
  }
  return block.has_key ? key_slot(branch, block.key) : list_slot(branch);
}

void Store::fill_content(ItemRef ref, const Block& block) {
  Item& item = at(ref);
  ClientLog& log = clients_[item.client];
  item.set_kind(block.kind);
  if (block.kind == Kind::deleted) {
    item.content.wide = block.length;
    item.deleted = 1;
    return;
  }
  item.units = static_cast<std::uint32_t>(block.length);
  item.content.values = log.values.size();
  switch (block.kind) {
    case Kind::string:
      item.content.text = {static_cast<std::uint32_t>(log.text.size()),
                           static_cast<std::uint32_t>(block.text.size())};
      item.lead_half = block.lead_half;
      item.tail_half = block.tail_half;
      log.text.append(block.text);
      break;
    case Kind::any:
    case Kind::json: log.values.push_all(block.value, block.length); break;
    case Kind::format:
    case Kind::doc: log.values.push(Writer::as_bytes(block.text)); [[fallthrough]];
    case Kind::binary:
    case Kind::embed: log.values.push(block.value); break;
    case Kind::type: {
      const auto fresh = static_cast<BranchRef>(branches_.size());
      Branch& branch = branches_.emplace_back();
      branch.item = ref;
      branch.type = block.type_ref;
      branch.name = block.text;
      item.content.branch = fresh;
      break;
    }
    case Kind::gc:
    case Kind::deleted:
    case Kind::skip: break;
  }
}

// Puts the finished item after `left` in its slot. From here on it is part of the document.
void Store::link(ItemRef ref, ItemRef left, SlotRef slot_ref) {
  ++version_;
  if (!conflicts_.empty()) forget_last(slot_ref, ref);
  Item& item = at(ref);
  Slot& slot = slots_[slot_ref];
  item.slot = slot_ref;
  item.left = left;
  item.right = left != 0 ? at(left).right : slot.head;
  (left != 0 ? at(left).right : slot.head) = ref;
  (item.right != 0 ? at(item.right).left : slot.tail) = ref;
  if (!slot.is_list && item.right == 0 && left != 0) remove(left);  // a new value ends the old one
  append(ref);
  Branch& branch = branches_[slot.branch];
  if (slot.is_list && branch.sequence.node != 0)
    sequence_.insert_after(branch.sequence, left, ref, item.deleted ? 0 : measure(item));
  if (item.kind() == Kind::deleted) changes.add_deleted(item.client, item.clock, item.length());
  if (item.kind() == Kind::format) {
    branch.has_format = true;
    count_mark(item, true);
  }
  if (item.kind() == Kind::doc) changes.subdocs.push_back({ref, true});
  mark_changed(slot_ref);
  if (is_dead(branch) || (!slot.is_list && item.right != 0)) remove(ref);
}

}  // namespace ycpp::store

// redo.cpp -- making deleted content anew, which is what undo is.
//
// What is deleted stays deleted: peers have forgotten it. Undo inserts a copy with new ids at the
// place of the old, and remembers which copy stands for which item; a copy may be deleted and made
// anew itself. The memory, and the mark that keeps content from being collected, are local and
// never on the wire.
#include <stdexcept>

#include "base/assert.h"
#include "store/store.h"

namespace ycpp::store {

ItemRef Store::redo(ClientRef client, SlotRef slot, Gap gap, ItemRef source) {
  YCPP_ASSERT(at(source).deleted && !at(source).redone);
  const std::size_t bytes = at(source).kind() == Kind::string ? text(at(source)).size() : 0;
  if (clients_[client].text.size() + bytes > 0xffffffffU)
    throw std::length_error("ycpp: more than 4 GiB of text by one client");
  touch(client);
  const ItemRef ref = items_.make();
  Item& item = at(ref);
  item.client = client;
  item.set_clock(clients_[client].state);
  if (gap.left != 0) item.set_origin(at(gap.left).last_id());
  if (gap.right != 0) item.set_right_origin(at(gap.right).id());
  copy_content(ref, source);
  at(source).redone = 1;
  redone_.emplace(at(source).id(), item.id());
  item.slot = slot;
  set_keep(ref, true);
  link(ref, resolve_conflicts(ref, gap, slot), slot);
  return ref;
}

// Of a type only its kind: what was in it are items of their own.
void Store::copy_content(ItemRef ref, ItemRef source) {
  const Item& old = items_[source];
  if (old.kind() == Kind::string && old.client == at(ref).client) {
    Item& item = at(ref);  // the same letters, once more
    item.set_kind(Kind::string);
    item.units = old.units;
    item.content.text = old.content.text;
    item.lead_half = old.lead_half;
    item.tail_half = old.tail_half;
    return;
  }
  update::Block content = block(source);
  const std::string text(content.text);  // the logs that these are in may move
  const Bytes value(content.value.begin(), content.value.end());
  content.text = text;
  content.value = value;
  fill_content(ref, content);
}

Incarnation Store::follow_redone(LocalId id) const {
  while (true) {
    const ItemRef ref = find(id);
    const Item& item = items_[ref];
    const std::uint64_t offset = id.clock - item.clock;
    if (!item.redone) return {ref, offset};
    id = redone(item);
    id.clock += offset;
  }
}

void Store::set_keep(ItemRef ref, bool keep) {
  while (ref != 0 && at(ref).keep != (keep ? 1 : 0)) {
    at(ref).keep = keep ? 1 : 0;
    ref = branch_of(at(ref)).item;
  }
}

}  // namespace ycpp::store

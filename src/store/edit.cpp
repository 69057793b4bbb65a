// edit.cpp -- cutting items, typing into them, and removing them.
#include <algorithm>
#include <stdexcept>

#include "base/assert.h"
#include "base/utf8.h"
#include "store/store.h"

namespace ycpp::store {
namespace {

// Joined runs stay below this, so that lengths and offsets fit 31 bits.
constexpr std::uint64_t kLongestRun = std::uint64_t{1} << 30;

}  // namespace

ItemRef Store::split(ItemRef ref, std::uint64_t offset) {
  ++version_;
  const ItemRef fresh = items_.make();
  Item& left = at(ref);
  Item& right = at(fresh);
  YCPP_ASSERT(offset > 0 && offset < left.length());
  right = left;
  right.leaf = 0;
  right.set_clock(left.clock + offset);
  right.set_origin({left.client, left.clock + offset - 1});
  right.left = ref;
  left.right = fresh;
  if (right.right != 0)
    at(right.right).left = fresh;
  else
    slots_[right.slot].tail = fresh;
  const std::uint32_t width = left.leaf == 0 || left.deleted ? 0 : sequence_.width(ref);
  const std::uint32_t left_width =
      width == 0 ? 0 : from_utf16(left, static_cast<std::uint32_t>(offset));
  split_content(left, right, offset);
  if (left.redone) {
    const LocalId anew = redone(left);
    redone_.emplace(right.id(), LocalId{anew.client, anew.clock + offset});
  }
  IdIndex& index = clients_[left.client].index;
  index.insert_after(index.find(left.clock), right.clock, fresh);
  if (left.leaf != 0) {
    SequenceRoot& root = branches_[slots_[left.slot].branch].sequence;
    // A pair that was cut reads as two characters where it was one.
    const std::uint32_t right_width = right.lead_half ? measure(right) : width - left_width;
    sequence_.split(root, ref, left.tail_half && width != 0 ? measure(left) : left_width, fresh,
                    width == 0 ? 0 : right_width);
  }
  changes.joints.push_back(right.id());
  return fresh;
}

void Store::split_content(Item& left, Item& right, std::uint64_t offset) {
  if (left.kind() == Kind::deleted) {
    right.content.wide = left.content.wide - offset;
    left.content.wide = offset;
    return;
  }
  const auto units = static_cast<std::uint32_t>(offset);
  right.units = left.units - units;
  left.units = units;
  if (left.kind() != Kind::string) {
    right.content.values = left.content.values + units;
    return;
  }
  const std::string_view s = text(right);  // still the whole
  const std::uint32_t lead = left.lead_half ? 1 : 0;
  const std::uint32_t all = left.units + right.units - lead - (left.tail_half ? 1 : 0);
  const utf8::Utf16Position cut = utf8::find_utf16(s, units - lead, all);
  const auto before = static_cast<std::uint32_t>(cut.bytes);
  const std::uint32_t after = before + (cut.inside_pair ? 4 : 0);
  left.content.text.bytes = before;
  right.content.text.start += after;
  right.content.text.bytes -= after;
  right.lead_half = cut.inside_pair;
  left.tail_half = cut.inside_pair;
}

ItemRef Store::ending_at(LocalId id) {
  const ItemRef ref = find(id);
  const Item& item = items_[ref];
  if (!item.is_gc() && id.clock + 1 < item.end()) split(ref, id.clock + 1 - item.clock);
  return ref;
}

ItemRef Store::starting_at(LocalId id) {
  const ItemRef ref = find(id);
  const Item& item = items_[ref];
  return item.is_gc() || item.clock == id.clock ? ref : split(ref, id.clock - item.clock);
}

void Store::append(ItemRef ref) {
  const Item& item = items_[ref];
  ClientLog& log = clients_[item.client];
  YCPP_ASSERT(item.clock == log.state);
  log.index.push_back(item.clock, ref);
  log.state = item.end();
  if (item.deleted) note_deleted(item);
}

// True when content of the same client right after `left`, with `right` as its right neighbour,
// would be joined to `left` at the end of the transaction anyway: then it is written there at once.
bool Store::is_run(const Item& left, ItemRef right, Kind kind) const {
  return left.kind() == kind && !left.deleted && !left.keep && left.right == right &&
         left.end() == clients_[left.client].state && slots_[left.slot].is_list &&
         is_at_log_end(left) &&
         left.right_origin() == (right == 0 ? LocalId{} : items_[right].id());
}

bool Store::is_at_log_end(const Item& item) const {
  const ClientLog& log = clients_[item.client];
  if (item.kind() != Kind::string)
    return item.content.values + item.units == log.values.size() && item.units < kLongestRun;
  const Item::TextRange& t = item.content.text;
  return !item.tail_half && t.start + t.bytes == log.text.size() && t.bytes < kLongestRun;
}

void Store::extend_values(ItemRef ref, BytesView values, std::uint64_t count) {
  ++version_;
  Item& item = at(ref);
  ClientLog& log = clients_[item.client];
  touch(item.client);
  log.values.push_all(values, count);
  item.units += static_cast<std::uint32_t>(count);
  log.state += count;
  mark_changed(item.slot);
  reindex(ref);
}

void Store::extend_text(ItemRef ref, std::string_view utf8, std::uint32_t utf16_units) {
  ++version_;
  Item& item = at(ref);
  ClientLog& log = clients_[item.client];
  touch(item.client);
  log.text.append(utf8);
  item.units += utf16_units;
  item.content.text.bytes += static_cast<std::uint32_t>(utf8.size());
  log.state += utf16_units;
  mark_changed(item.slot);
  if (item.leaf == 0) return;
  std::size_t added = utf16_units;
  if (unit_ == OffsetKind::utf8) added = utf8.size();
  if (unit_ == OffsetKind::unicode && utf8.size() != utf16_units)
    added = utf8::count_code_points(utf8);
  SequenceRoot& root = branches_[slots_[item.slot].branch].sequence;
  sequence_.add_width(root, ref, static_cast<std::uint32_t>(added));
}

ItemRef Store::insert_text(ClientRef client, SlotRef slot, Gap gap, std::string_view utf8,
                           std::uint32_t utf16_units) {
  if (gap.left != 0 && at(gap.left).client == client &&
      is_run(at(gap.left), gap.right, Kind::string)) {
    extend_text(gap.left, utf8, utf16_units);
    return gap.left;
  }
  touch(client);
  ClientLog& log = clients_[client];
  if (log.text.size() + utf8.size() > 0xffffffffU)
    throw std::length_error("ycpp: more than 4 GiB of text by one client");
  const ItemRef ref = items_.make();
  Item& item = at(ref);
  item.client = client;
  item.set_clock(log.state);
  item.set_kind(Kind::string);
  item.units = utf16_units;
  item.content.text = {static_cast<std::uint32_t>(log.text.size()),
                       static_cast<std::uint32_t>(utf8.size())};
  log.text.append(utf8);
  if (gap.left != 0) item.set_origin(at(gap.left).last_id());
  if (gap.right != 0) item.set_right_origin(at(gap.right).id());
  link(ref, gap.left, slot);
  return ref;
}

ItemRef Store::insert(ClientRef client, SlotRef slot, Gap gap, const update::Block& block) {
  if (block.kind == Kind::any && gap.left != 0 && at(gap.left).client == client &&
      is_run(at(gap.left), gap.right, Kind::any)) {
    extend_values(gap.left, block.value, block.length);
    return gap.left;
  }
  touch(client);
  const ItemRef ref = items_.make();
  Item& item = at(ref);
  item.client = client;
  item.set_clock(clients_[client].state);
  if (gap.left != 0) item.set_origin(at(gap.left).last_id());
  if (gap.right != 0) item.set_right_origin(at(gap.right).id());
  fill_content(ref, block);
  link(ref, gap.left, slot);
  return ref;
}

void Store::note_deleted(const Item& item) {
  clients_[item.client].deletions.add(item.clock, item.length());
  for (Bytes& encoded : encoded_deletions_) encoded.clear();
}

void Store::remove_one(ItemRef ref) {
  ++version_;
  Item& item = at(ref);
  item.deleted = 1;
  note_deleted(item);
  changes.add_deleted(item.client, item.clock, item.length());
  if (item.kind() == Kind::doc) changes.subdocs.push_back({ref, false});
  if (item.kind() == Kind::format) count_mark(item, false);
  mark_changed(item.slot);
  reindex(ref);
}

// Deletes an item and, where it holds a type, all that is in it. Iterative: nesting is data.
void Store::remove(ItemRef ref) {
  if (at(ref).deleted) return;
  remove_one(ref);
  if (at(ref).kind() != Kind::type) return;
  std::vector<ItemRef> ahead;
  for (push_children(at(ref).content.branch, ahead); !ahead.empty();) {
    ref = ahead.back();
    ahead.pop_back();
    const Item& item = items_[ref];
    if (!item.deleted) {
      remove_one(ref);
      if (item.kind() == Kind::type) push_children(item.content.branch, ahead);
    } else if (existed_before(item)) {
      // Deleted by an earlier transaction: it will be collected with the others at the end of this
      // one, and may then be joined to them.
      changes.joints.push_back(item.id());
    }
  }
}

// The last child first, so that they leave the stack in order: that of deletions shows in what undo
// does.
void Store::push_children(BranchRef ref, std::vector<ItemRef>& stack) {
  const auto old_size = static_cast<std::ptrdiff_t>(stack.size());
  const Branch& branch = branches_[ref];
  if (branch.list != 0)
    for (ItemRef i = slots_[branch.list].head; i != 0; i = items_[i].right) stack.push_back(i);
  for (SlotRef key = branch.first_key; key != 0; key = slots_[key].next)
    if (slots_[key].tail != 0) stack.push_back(slots_[key].tail);
  std::reverse(stack.begin() + old_size, stack.end());
}

}  // namespace ycpp::store

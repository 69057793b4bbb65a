// squash.cpp -- joining neighbours at the end of a transaction.
//
// Two items are one when they are consecutive ids of one client, neighbours in the list, made
// between the same neighbours, and alike in content. Only what the transaction touched is looked
// at: around its deletions, its new items, and the cuts it made -- the same places in the same
// order as Yjs, because which items are joined shows in the bytes.
#include "base/inline_stack.h"
#include "base/utf8.h"
#include "store/store.h"

namespace ycpp::store {
namespace {

// What a join of such items is limited by.
std::uint64_t size_of(const Item& item) {
  return item.kind() == Kind::string ? item.content.text.bytes : item.units;
}

}  // namespace

void Store::squash() {
  for (auto it = changes.deleted.rbegin(); it != changes.deleted.rend(); ++it) squash_deleted(*it);
  for (const ClientRef c : changes.clients) squash_new(c);
  for (auto it = changes.joints.rbegin(); it != changes.joints.rend(); ++it) squash_joint(*it);
  if (!to_be_packed_.empty()) pack();
}

// `after` is the size of what is going to be joined to `right`. Most entries that follow each other
// are no neighbours in the list, which `left` alone tells.
bool Store::can_join(ItemRef left_ref, ItemRef right_ref, std::uint64_t after) const {
  constexpr std::uint64_t kLongest = std::uint64_t{1} << 30;
  const Item& left = items_[left_ref];
  if (left.right != right_ref && !left.is_gc()) return false;
  const Item& right = items_[right_ref];
  if (left.deleted != right.deleted || left.kind_bits != right.kind_bits) return false;
  if (left.is_gc()) return true;
  if (left.redone || right.redone) return false;
  if (right.origin() != left.last_id() || left.right_origin() != right.right_origin()) return false;
  switch (left.kind()) {
    case Kind::deleted: return true;
    case Kind::string:
    case Kind::any:
    case Kind::json: return size_of(left) + size_of(right) + after < kLongest;
    default: return false;
  }
}

// Joins the entry at `p` to those before it as long as that is possible. `p` ends at the joined
// entry; returns how many were joined to it.
std::size_t Store::join_left(ClientLog& log, IdIndex::Position& p) {
  if (log.index.is_first(p)) return 0;
  const ItemRef left = log.index.at(log.index.previous(p));
  const ItemRef right = log.index.at(p);
  return can_join(left, right, 0) ? join_run(log, p, left, right) : 0;
}

// The same, of which the first two, `left` and `right`, can be joined. They are found from right to
// left but joined from left to right: then, where text has to be written anew, each part is copied
// once.
std::size_t Store::join_run(ClientLog& log, IdIndex::Position& p, ItemRef left, ItemRef right) {
  InlineStack<ItemRef, 8> parts;
  std::uint64_t after = 0;
  do {
    after += size_of(items_[right]);
    parts.push(right);
    right = left;
    p = log.index.erase(p);
    if (log.index.is_first(p)) break;
    left = log.index.at(log.index.previous(p));
  } while (can_join(left, right, after));
  const std::size_t joined = parts.size();
  for (; !parts.empty(); parts.pop()) absorb(right, parts.top());
  return joined;
}

void Store::absorb(ItemRef left_ref, ItemRef right_ref) {
  ++version_;
  Item& left = at(left_ref);
  Item& right = at(right_ref);
  if (!left.is_gc()) {
    if (left.leaf != 0)
      sequence_.join(branches_[slots_[left.slot].branch].sequence, left_ref, right_ref);
    left.right = right.right;
    if (right.right != 0)
      at(right.right).left = left_ref;
    else
      slots_[left.slot].tail = left_ref;
    left.keep = left.keep | right.keep;
  }
  if (left.kind() == Kind::string)
    join_text(left, right);
  else if (left.kind() == Kind::deleted || left.is_gc())
    left.content.wide += right.content.wide;
  else
    left.units += right.units;
  items_.release(right_ref);
}

// The ranges lie together, unless a pair was cut where they meet: then the whole is written anew.
void Store::join_text(Item& left, const Item& right) {
  Item::TextRange& a = left.content.text;
  const Item::TextRange b = right.content.text;
  left.units += right.units;
  if (!left.tail_half && !right.lead_half && a.start + a.bytes == b.start) {
    a.bytes += b.bytes;
    left.tail_half = right.tail_half;
    return;
  }
  std::string& log = clients_[left.client].text;
  if (a.start + a.bytes != log.size()) {
    const auto start = static_cast<std::uint32_t>(log.size());
    log.append(log, a.start, a.bytes);
    a.start = start;
    note_unused(left.client, a.bytes);
  }
  if (left.tail_half) log += utf8::kReplacement;
  if (right.lead_half) log += utf8::kReplacement;
  log.append(log, b.start, b.bytes);
  note_unused(left.client, b.bytes);
  a.bytes = static_cast<std::uint32_t>(log.size() - a.start);
  left.tail_half = right.tail_half;
}

// The items of the range and the one after it.
void Store::squash_deleted(const LocalRange& range) {
  ClientLog& log = clients_[range.client];
  IdIndex::Position p = log.index.find(range.end() - 1);
  if (!log.index.is_last(p)) p = log.index.next(p);
  while (!log.index.is_first(p) && log.index.clock_at(p) >= range.clock) {
    join_left(log, p);
    if (log.index.is_first(p)) break;
    p = log.index.previous(p);
  }
}

// The new items of a client, from the last to the first.
void Store::squash_new(ClientRef client) {
  ClientLog& log = clients_[client];
  IdIndex::Position p = log.index.last_position();
  for (std::uint64_t end = log.state; end > log.before && !log.index.is_first(p);) {
    join_left(log, p);
    if (log.index.is_first(p)) break;
    end = log.index.clock_at(p);
    p = log.index.previous(p);
  }
}

// Both sides of a cut.
void Store::squash_joint(LocalId id) {
  ClientLog& log = clients_[id.client];
  IdIndex::Position p = log.index.find(id.clock);
  if (!log.index.is_last(p)) {
    IdIndex::Position after = log.index.next(p);
    const std::size_t joined = join_left(log, after);
    if (joined > 1) return;
    if (joined == 1) p = after;
  }
  join_left(log, p);
}

}  // namespace ycpp::store

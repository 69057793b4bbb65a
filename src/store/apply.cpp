// apply.cpp -- a peer's update: which block is integrated when, and what has to wait.
//
// A block can be integrated when everything before it of its own client is there, and what it
// refers to. Clients are taken in turn; one that is stuck waits for the client it needs, and goes
// on when that one has got far enough. What is stuck at the end is parked until another update
// brings what it needs.
#include <algorithm>
#include <functional>

#include "base/prefetch.h"
#include "store/store.h"

namespace ycpp::store {

using update::Block;
using update::can_hold_children;
using update::Id;
using update::ParentKind;

namespace {

// See Store::prefetch: items that fit into a common second-level cache, and blocks.
constexpr std::size_t kMostCached = std::size_t{1} << 14;
constexpr std::size_t kAhead = 4;
constexpr std::uint64_t kMostUnits = std::uint64_t{1} << 30;  // or bytes, in an item with content
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 31;  // of one client's text or values

// Index of the list of a client; the number of lists if there is none.
std::size_t find_list(const update::Update& update, std::uint64_t client) {
  const auto& lists = update.clients();
  const auto it =
      std::lower_bound(lists.begin(), lists.end(), client,
                       [](const auto& list, std::uint64_t c) { return list.client > c; });
  return it == lists.end() || it->client != client ? lists.size()
                                                   : static_cast<std::size_t>(it - lists.begin());
}

Error bad_parent(const Id& parent, Kind kind) {
  return {Errc::block_parent, 0,
          "<" + std::to_string(parent.client) + "#" + std::to_string(parent.clock) +
              ">. Type: " + std::to_string(static_cast<int>(kind))};
}

}  // namespace

Result<void> Store::admit(const update::Update& update) const {
  for (const std::size_t i : update.parented()) {
    const Block& block = update.blocks()[i];
    if (block.parent_kind != ParentKind::item || block.end() <= state(block.id.client)) continue;
    const std::optional<Kind> parent = kind_of(block.parent, update.blocks());
    if (parent && !can_hold_children(*parent)) return bad_parent(block.parent, *parent);
  }
  return admit_sizes(update);
}

bool Store::lacks_any_of(const update::Update& update) const {
  const auto& blocks = update.blocks();
  const auto& deletions = update.deletions().ranges();
  const auto is_new = [this](const Block& block) {
    return block.kind != Kind::skip && block.end() > state(block.id.client);
  };
  const auto is_ahead = [this](const update::IdRange& range) {
    return range.end() > state(range.client);
  };
  return std::any_of(blocks.begin(), blocks.end(), is_new) ||
         std::any_of(deletions.begin(), deletions.end(), is_ahead);
}

// Of what is in the document, else of what is among the blocks; nothing if it is nowhere.
std::optional<Kind> Store::kind_of(const Id& id, std::span<const Block> blocks) const {
  if (id.clock < state(id.client)) return items_[find({find_client(id.client), id.clock})].kind();
  const Block* block = find_block(blocks, id);
  return block == nullptr ? std::nullopt : std::optional(block->kind);
}

// Places in a client's buffers are 32-bit numbers. Content has no more units than bytes, so this
// seldom has to look at the blocks.
Result<void> Store::admit_sizes(const update::Update& update) const {
  const auto kept = [this](std::uint64_t client) {
    const ClientRef ref = find_client(client);
    return ref == kNoClient ? 0 : clients_[ref].text.size() + clients_[ref].values.size_bytes();
  };
  for (const auto& [client, begin, end] : update.clients()) {
    if (kept(client) + update.content_bytes() < kMostUnits) continue;
    std::uint64_t bytes = kept(client);
    for (std::size_t i = begin; i < end; ++i) {
      const Block& block = update.blocks()[i];
      const bool has_content =
          block.kind != Kind::gc && block.kind != Kind::deleted && block.kind != Kind::skip;
      if (has_content && std::max<std::uint64_t>(block.length, block.text.size()) > kMostUnits)
        return Error{Errc::limit_exceeded, 0, "an item of more than 2^30 units"};
      bytes += block.text.size() + block.value.size();
    }
    if (bytes > kMostBytes)
      return Error{Errc::limit_exceeded, 0, "more than 2^31 bytes by one client"};
  }
  return {};
}

void Store::apply(const update::Update& update) {
  for (const std::size_t i : update.parented())
    if (update.blocks()[i].parent_kind == ParentKind::root) root(update.blocks()[i].root);
  const std::vector<std::uint64_t> parked = integrate_blocks(update);
  for (const update::IdRange& range : update.deletions().ranges()) apply_deletion(range);
  if (!has_pending()) return;
  apply_pending_deletions();
  // What waited may have come by another road, without what it waited for. It is tried after the
  // deletions, as in Yjs: which deletion was the first shows in how formatting is cleaned.
  std::vector<std::uint64_t> arrived = parked;
  for (const ClientRef c : changes.clients) arrived.push_back(clients_[c].id);
  std::sort(arrived.begin(), arrived.end(), std::greater<>());
  arrived.erase(std::unique(arrived.begin(), arrived.end()), arrived.end());
  for (const std::uint64_t client : arrived) run_pending(client);
  wake_pending(std::move(arrived));
  apply_pending_deletions();
}

// Those of clients of which something has arrived, in the order in which Yjs reads them: it shows
// when this is undone.
void Store::apply_pending_deletions() {
  std::vector<std::uint64_t> arrived;
  for (const ClientRef c : changes.clients) arrived.push_back(clients_[c].id);
  std::sort(arrived.begin(), arrived.end(), std::greater<>());
  for (const std::uint64_t client : arrived)
    for (const update::IdRange& range : pending_->take_deletions(client)) apply_deletion(range);
}

// True when the block is in the document now; otherwise `need` has to be there first. A client that
// is not known yet becomes so with its first block: the order of clients shows in events.
bool Store::integrate_or_wait(const Block& block, Id& need) {
  const ClientRef c = find_client(block.id.client);
  const std::uint64_t known = c == kNoClient ? 0 : clients_[c].state;
  if (block.id.clock > known) {
    need = {block.id.client, block.id.clock - 1};
    return false;
  }
  if (block.end() <= known) {
    // What came without its place, collected, comes again with it. Yjs cuts the neighbours all the
    // same, and what was redone is not joined again.
    if (!redone_.empty() && block.kind != Kind::gc && !lacks(block)) neighbours(block, c);
    return true;
  }
  // Of a block that is known in part, the rest comes after that part: so it is written, too.
  return block.id.clock < known ? integrate_next(slice(block, known - block.id.clock), c, need)
                                : integrate_next(block, c, need);
}

// The same for a block that begins where what is known of its client ends.
bool Store::integrate_next(const Block& block, ClientRef c, Id& need) {
  if (const std::optional<Id> lacking = lacks(block)) {
    need = *lacking;
    return false;
  }
  integrate(block, c == kNoClient ? client(block.id.client) : c);
  return true;
}

// What the block refers to and is not there.
std::optional<Id> Store::lacks(const Block& block) const {
  const auto is_absent = [&](const Id& id) {
    return id.client != block.id.client && id.clock >= state(id.client);
  };
  if (block.has_origin && is_absent(block.origin)) return block.origin;
  if (block.has_right_origin && is_absent(block.right_origin)) return block.right_origin;
  if (block.parent_kind == ParentKind::item && is_absent(block.parent)) return block.parent;
  return {};
}

// Brings into the cache what integrating the blocks after block `i` of its list will look at: the
// left neighbours of one some steps ahead, then the right one. In a large document each is a miss,
// and a miss costs more than all the rest. Only ids that have arrived can be looked up; the others
// are those of the last blocks, and in the cache anyway.
void Store::prefetch(const update::Update& update, std::size_t i, std::size_t end) const {
  const ClientRef c = find_client(update.blocks()[i].id.client);
  if (c == kNoClient) return;
  const auto left_of = [&](std::size_t k) -> ItemRef {
    if (k >= end) return 0;
    const Block& block = update.blocks()[k];
    if (!block.has_origin || block.origin.client != block.id.client) return 0;
    return block.origin.clock < clients_[c].state ? find({c, block.origin.clock}) : 0;
  };
  if (const ItemRef left = left_of(i + 2 * kAhead); left != 0) YCPP_PREFETCH(&items_[left]);
  if (const ItemRef left = left_of(i + kAhead); left != 0)
    YCPP_PREFETCH(&items_[items_[left].right]);
}

// Integrates the blocks of one client from `next` to `stop`, as far as they need nothing that is
// not there; `next` is then the first that waits, for `need`.
void Store::integrate_list(const update::Update& update, const update::Update::Client& list,
                           std::size_t& next, std::size_t stop, Id& need) {
  for (; next < stop; ++next) {
    const Block& block = update.blocks()[next];
    if (items_.end() > kMostCached) prefetch(update, next, list.end);
    if (block.kind != Kind::skip && !integrate_or_wait(block, need)) return;
  }
}

Pending& Store::pending() {
  if (pending_ == nullptr) pending_ = std::make_unique<Pending>();
  return *pending_;
}

void Store::park(const update::Update& update, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i)
    if (const Block& block = update.blocks()[i]; block.kind != Kind::skip) pending().add(block);
}

// What an update has of a single client waits for nothing that the update could bring. Returns the
// clients of which something is parked.
std::vector<std::uint64_t> Store::integrate_blocks(const update::Update& update) {
  if (update.clients().size() != 1) return integrate_lists(update);
  const update::Update::Client& list = update.clients().front();
  Id need;
  std::size_t next = list.begin;
  integrate_list(update, list, next, list.end, need);
  if (next == list.end) return {};
  park(update, next, list.end);
  return {list.client};
}

// Clients are taken from the highest id to the lowest. A block that needs one of another client
// suspends its list until that client's list has brought it, block by block: the order of Yjs,
// which shows in the order of events. A list that needs what no list can bring is stuck, with all
// that wait for it; what is left of these is parked. Returns their clients.
std::vector<std::uint64_t> Store::integrate_lists(const update::Update& update) {
  const auto& lists = update.clients();
  std::vector<std::size_t> next(lists.size());
  std::vector<bool> stuck(lists.size());
  std::vector<bool> is_suspended(lists.size());
  std::vector<std::size_t> suspended;
  for (std::size_t i = 0; i < lists.size(); ++i) next[i] = lists[i].begin;
  for (std::size_t first = 0; first < lists.size(); ++first) {
    std::size_t list = first;
    while (!stuck[list] && next[list] < lists[list].end) {
      Id need;
      // A list that others wait for goes one block ahead.
      const std::size_t stop = suspended.empty() ? lists[list].end : next[list] + 1;
      integrate_list(update, lists[list], next[list], stop, need);
      if (next[list] == stop) {
        if (suspended.empty()) break;
        list = suspended.back();
        suspended.pop_back();
        is_suspended[list] = false;
        continue;
      }
      suspended.push_back(list);
      is_suspended[list] = true;
      const std::size_t other = find_list(update, need.client);
      const bool can_come = other < lists.size() && !stuck[other] &&
                            next[other] < lists[other].end && !is_suspended[other];
      if (can_come) {
        list = other;
        continue;
      }
      for (const std::size_t s : suspended) stuck[s] = true;
      suspended.clear();
      list = first;
    }
  }
  std::vector<std::uint64_t> parked;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (next[i] < lists[i].end) parked.push_back(lists[i].client);
    park(update, next[i], lists[i].end);
  }
  return parked;
}

// True when at least one parked block of a client could be integrated. What is known is not kept:
// written, it would stand in the place of what is known.
bool Store::run_pending(std::uint64_t client_id) {
  bool moved = false;
  Id need;
  while (const Block* block = pending_->first(client_id)) {
    const std::uint64_t known = state(client_id);
    if (block->id.clock < known && known < block->end()) {
      pending_->cut_first(client_id, known);
      continue;
    }
    if (!integrate_or_wait(*block, need)) {
      pending_->wait(client_id, need);
      break;
    }
    pending_->drop_first(client_id);
    moved = true;
  }
  return moved;
}

void Store::wake_pending(std::vector<std::uint64_t> arrived) {
  while (!arrived.empty()) {
    const std::uint64_t client = arrived.back();
    const std::optional<std::uint64_t> woken = pending_->woken_by(client, state(client));
    if (!woken)
      arrived.pop_back();
    else if (run_pending(*woken))
      arrived.push_back(*woken);
  }
}

// Deletes what is there of the range, and keeps the rest for when it comes.
void Store::apply_deletion(const update::IdRange& range) {
  const ClientRef c = find_client(range.client);
  const std::uint64_t known = c == kNoClient ? 0 : clients_[c].state;
  if (range.end() > known) {
    const std::uint64_t from = std::max(range.clock, known);
    pending().add_deletion({range.client, from, range.end() - from});
  }
  const std::uint64_t end = std::min(range.end(), known);
  for (std::uint64_t clock = range.clock; clock < end;) {
    ItemRef ref = find({c, clock});
    if (!items_[ref].deleted) {
      if (items_[ref].clock < clock) ref = split(ref, clock - items_[ref].clock);
      if (items_[ref].end() > end) split(ref, end - items_[ref].clock);
      remove(ref);
    }
    clock = items_[ref].end();
  }
}

}  // namespace ycpp::store

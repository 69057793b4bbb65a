// store.cpp -- clients, ids, branches and slots: finding things in a Store.
#include "store/store.h"

#include <algorithm>
#include <stdexcept>

#include "base/assert.h"

namespace ycpp::store {

// An address nobody outside knows is key enough for the tables of what peers choose.
Store::Store(OffsetKind unit)
    : unit_(unit),
      sequence_(items_),
      client_refs_(reinterpret_cast<std::uintptr_t>(this)),
      hash_(reinterpret_cast<std::uintptr_t>(this)),
      redone_(0, IdHash{KeyedHash(reinterpret_cast<std::uintptr_t>(this))}) {}

ClientRef Store::client(std::uint64_t id) {
  if (const ClientRef known = find_client(id); known != kNoClient) return known;
  const auto ref = static_cast<ClientRef>(clients_.size());
  clients_.emplace_back().id = id;
  client_refs_.insert(id, ref);
  last_client_id_ = id;
  last_client_ = ref;
  return ref;
}

ClientRef Store::find_client(std::uint64_t id) const {
  if (last_client_ != kNoClient && last_client_id_ == id) return last_client_;
  const ClientRef ref =
      client_refs_.find(id, [this](std::uint32_t known) { return clients_[known].id; });
  if (ref == IdTable::kNotFound) return kNoClient;
  last_client_id_ = id;
  last_client_ = ref;
  return ref;
}

std::uint64_t Store::state(std::uint64_t client_id) const {
  const ClientRef ref = find_client(client_id);
  return ref == kNoClient ? 0 : clients_[ref].state;
}

const update::StateVector& Store::state_vector() const {
  for (const ClientRef c : stale_)
    if (clients_[c].state > 0) states_.advance(clients_[c].id, clients_[c].state);
  states_.seal();
  // What this transaction touched may advance again without being noted again.
  stale_ = changes.clients;
  return states_;
}

const std::vector<ClientRef>& Store::clients_descending() const {
  const auto known = static_cast<std::ptrdiff_t>(descending_.size());
  if (descending_.size() == clients_.size()) return descending_;
  for (std::size_t c = descending_.size(); c < clients_.size(); ++c)
    descending_.push_back(static_cast<ClientRef>(c));
  const auto before = [this](ClientRef a, ClientRef b) { return clients_[a].id > clients_[b].id; };
  std::sort(descending_.begin() + known, descending_.end(), before);
  std::inplace_merge(descending_.begin(), descending_.begin() + known, descending_.end(), before);
  return descending_;
}

ItemRef Store::find(LocalId id) const {
  const IdIndex& index = clients_[id.client].index;
  return index.at(index.find(id.clock));
}

bool Store::is_new(LocalId id) const {
  const ClientLog& log = clients_[id.client];
  return log.touched_in == changes.number && id.clock >= log.before;
}

BranchRef Store::find_root(std::string_view name) const {
  const std::uint32_t found =
      roots_.find(root_hash(name), [&](BranchRef ref) { return branches_[ref].name == name; });
  return found == IndexTable::kNotFound ? 0 : found;
}

BranchRef Store::root(std::string_view name) {
  if (const BranchRef known = find_root(name); known != 0) return known;
  const auto ref = static_cast<BranchRef>(branches_.size());
  Branch& branch = branches_.emplace_back();
  branch.name = name;
  roots_.insert(root_hash(name), ref);
  root_order_.push_back(ref);
  return ref;
}

SlotRef Store::list_slot(BranchRef ref) {
  Branch& branch = branches_[ref];
  if (branch.list == 0) {
    const auto fresh = static_cast<SlotRef>(slots_.size());
    Slot& slot = slots_.emplace_back();
    slot.branch = ref;
    slot.is_list = true;
    branch.list = fresh;
  }
  return branch.list;
}

SlotRef Store::find_key_slot(BranchRef branch, std::string_view key) const {
  const std::uint32_t found = keys_.find(key_hash(branch, key), [&](SlotRef ref) {
    return slots_[ref].branch == branch && slots_[ref].key == key;
  });
  return found == IndexTable::kNotFound ? 0 : found;
}

SlotRef Store::key_slot(BranchRef ref, std::string_view key) {
  if (const SlotRef known = find_key_slot(ref, key); known != 0) return known;
  const auto fresh = static_cast<SlotRef>(slots_.size());
  Slot& slot = slots_.emplace_back();
  slot.branch = ref;
  slot.key = key;
  keys_.insert(key_hash(ref, key), fresh);
  Branch& branch = branches_[ref];
  if (branch.last_key == 0)
    branch.first_key = fresh;
  else
    slots_[branch.last_key].next = fresh;
  branch.last_key = fresh;
  return fresh;
}

void Store::touch(ClientRef ref) {
  ClientLog& log = clients_[ref];
  if (log.touched_in == changes.number) return;
  log.touched_in = changes.number;
  log.before = log.state;
  changes.clients.push_back(ref);
  if (!stale_.empty() && stale_.back() == ref) return;
  if (stale_.size() > clients_.size()) (void)state_vector();
  stale_.push_back(ref);
}

bool Store::existed_before(const Item& item) const { return !is_new(item.id()); }

// A change is reported for a type that was there when the transaction began and still is.
void Store::mark_changed(SlotRef ref) {
  Slot& slot = slots_[ref];
  if (slot.changed_in == changes.number) return;
  const Branch& branch = branches_[slot.branch];
  if (!branch.is_root()) {
    const Item& holder = items_[branch.item];
    if (holder.deleted || !existed_before(holder)) return;
  }
  slot.changed_in = changes.number;
  changes.slots.push_back(ref);
}

std::size_t Store::memory_bytes() const {
  std::size_t bytes = items_.memory_bytes() + sequence_.memory_bytes();
  for (const ClientLog& log : clients_)
    bytes += sizeof(log) + log.index.memory_bytes() + log.text.capacity() +
             log.values.memory_bytes() + log.deletions.memory_bytes();
  bytes += keys_.memory_bytes();
  for (const Slot& slot : slots_) bytes += sizeof(slot) + slot.key.capacity();
  for (const Branch& branch : branches_) bytes += sizeof(branch) + branch.name.capacity();
  bytes += redone_.size() * (sizeof(*redone_.begin()) + 2 * sizeof(void*));
  if (pending_ != nullptr) bytes += pending_->memory_bytes();
  return bytes + scan_marks_.capacity() * sizeof(scan_marks_[0]);
}

}  // namespace ycpp::store

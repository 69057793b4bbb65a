// pending.cpp -- see pending.h.
#include "store/pending.h"

#include <algorithm>

#include "update/encode.h"

namespace ycpp::store {
namespace {

using update::Block;
using update::Id;
using update::Kind;

// Copies what the block views into `storage` and points the block there.
void take_over(Block& block, Bytes& storage) {
  storage.reserve(block.root.size() + block.key.size() + block.text.size() + block.value.size());
  const auto keep = [&storage](BytesView bytes) {
    const std::size_t at = storage.size();
    storage.insert(storage.end(), bytes.begin(), bytes.end());
    return BytesView(storage).subspan(at);
  };
  block.root = as_text(keep(Writer::as_bytes(block.root)));
  block.key = as_text(keep(Writer::as_bytes(block.key)));
  block.text = as_text(keep(Writer::as_bytes(block.text)));
  block.value = keep(block.value);
}

}  // namespace

// A node of a tree of the library has three pointers and a colour besides.
std::size_t Pending::memory_bytes() const {
  constexpr std::size_t kNode = 4 * sizeof(void*);
  const auto of = [](std::size_t count, std::size_t size) { return count * (size + kNode); };
  return storage_bytes_ + of(block_count_, sizeof(std::pair<std::uint64_t, Parked>)) +
         of(clients_.size(), sizeof(*clients_.begin())) + of(needs_.size(), sizeof(Need)) +
         of(range_count_, sizeof(std::pair<std::uint64_t, std::uint64_t>)) +
         of(deletions_.size(), sizeof(*deletions_.begin()));
}

void Pending::add(const Block& block) {
  Parked parked{block, {}};
  take_over(parked.block, parked.storage);
  put(std::move(parked));
}

void Pending::put(Parked parked) {
  auto& blocks = clients_[parked.block.id.client].blocks;
  const auto [it, fresh] = blocks.try_emplace(parked.block.id.clock);
  if (fresh) ++block_count_;
  if (!fresh && it->second.block.length >= parked.block.length) return;
  storage_bytes_ += parked.storage.capacity();
  storage_bytes_ -= it->second.storage.capacity();
  it->second = std::move(parked);
}

Pending::Parked Pending::take_first(Client& client) {
  const auto first = client.blocks.begin();
  Parked parked = std::move(first->second);
  client.blocks.erase(first);
  --block_count_;
  storage_bytes_ -= parked.storage.capacity();
  return parked;
}

const Block* Pending::first(std::uint64_t client) const {
  const auto it = clients_.find(client);
  return it == clients_.end() ? nullptr : &it->second.blocks.begin()->second.block;
}

void Pending::cut_first(std::uint64_t client, std::uint64_t clock) {
  Parked parked = take_first(clients_.at(client));
  parked.block = update::slice(parked.block, clock - parked.block.id.clock);
  put(std::move(parked));
}

void Pending::drop_first(std::uint64_t client) {
  const auto it = clients_.find(client);
  (void)take_first(it->second);
  if (!it->second.blocks.empty()) return;
  stop_waiting(it->second, client);
  clients_.erase(it);
}

void Pending::stop_waiting(Client& client, std::uint64_t id) {
  if (client.need) needs_.erase({client.need->client, client.need->clock, id});
  client.need.reset();
}

void Pending::wait(std::uint64_t client, Id need) {
  Client& waiting = clients_.at(client);
  stop_waiting(waiting, client);
  waiting.need = need;
  needs_.insert({need.client, need.clock, client});
}

std::optional<std::uint64_t> Pending::woken_by(std::uint64_t arrived, std::uint64_t state) {
  const auto it = needs_.lower_bound({arrived, 0, 0});
  if (it == needs_.end() || it->client != arrived || it->clock >= state) return std::nullopt;
  const std::uint64_t client = it->waiting;
  stop_waiting(clients_.at(client), client);
  return client;
}

// Ranges never touch, so what is repeated takes no room.
void Pending::add_deletion(const update::IdRange& range) {
  auto& ends = deletions_[range.client];
  std::uint64_t clock = range.clock;
  std::uint64_t end = range.end();
  auto it = ends.upper_bound(clock);
  if (it != ends.begin() && std::prev(it)->second >= clock) clock = (--it)->first;
  for (; it != ends.end() && it->first <= end; it = ends.erase(it), --range_count_)
    end = std::max(end, it->second);
  ends[clock] = end;
  ++range_count_;
}

std::vector<update::IdRange> Pending::take_deletions(std::uint64_t client) {
  const auto node = deletions_.extract(client);
  std::vector<update::IdRange> ranges;
  if (node.empty()) return ranges;
  range_count_ -= node.mapped().size();
  for (const auto& [clock, end] : node.mapped()) ranges.push_back({client, clock, end - clock});
  return ranges;
}

Bytes Pending::encode(Encoding encoding, const KindOf& kind_of) const {
  return encoding == Encoding::v1 ? encode_with<update::SectionWriter>(kind_of)
                                  : encode_with<update::SectionWriterV2>(kind_of);
}

template <class Sections>
Bytes Pending::encode_with(const KindOf& kind_of) const {
  const std::vector<Block> all = blocks();
  const auto is_orphan = [&](const Block& block) {
    if (block.parent_kind != update::ParentKind::item) return false;
    const std::optional<Kind> parent = kind_of(block.parent, all);
    return parent && !can_hold_children(*parent);
  };
  Sections sections;
  const Block* last = nullptr;
  for (const Block& block : all) {
    if (last != nullptr && last->id.client == block.id.client && last->end() < block.id.clock)
      sections.add(without_content(Kind::skip, {block.id.client, last->end()}, block.id.clock));
    sections.add(is_orphan(block) ? without_content(Kind::gc, block.id, block.end()) : block);
    last = &block;
  }
  update::IdSet deletions;
  for (const auto& [client, ends] : deletions_)
    for (const auto& [clock, end] : ends) deletions.add(client, clock, end - clock);
  return sections.finish(deletions);
}

// Clients descending, clocks ascending, each id once.
std::vector<Block> Pending::blocks() const {
  std::vector<Block> all;
  for (auto it = clients_.rbegin(); it != clients_.rend(); ++it) {
    std::uint64_t end = 0;
    for (const auto& [clock, parked] : it->second.blocks) {
      const Block& block = parked.block;
      if (block.end() <= end) continue;
      all.push_back(clock < end ? slice(block, end - clock) : block);
      end = block.end();
    }
  }
  return all;
}

}  // namespace ycpp::store

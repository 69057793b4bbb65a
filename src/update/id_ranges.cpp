// id_ranges.cpp -- the public IdSet: always in order, unlike that of an update on its way; see
// id_set.h.
#include <algorithm>
#include <stdexcept>

#include "update/id_set.h"
#include "ycpp/id_set.h"

namespace ycpp {
namespace {

void insert(std::vector<IdRange>& ranges, IdRange range) {
  const auto ends_before = [](const IdRange& a, std::uint64_t clock) { return a.end() < clock; };
  const auto first = std::lower_bound(ranges.begin(), ranges.end(), range.clock, ends_before);
  auto after = first;
  std::uint64_t end = range.end();
  for (; after != ranges.end() && after->clock <= end; ++after) {
    range.clock = std::min(range.clock, after->clock);
    end = std::max(end, after->end());
  }
  range.length = end - range.clock;
  if (first == after) {
    ranges.insert(first, range);
    return;
  }
  *first = range;
  ranges.erase(first + 1, after);
}

}  // namespace

const IdSet::Client* IdSet::find(std::uint64_t id) const {
  const auto it = std::find_if(clients_.begin(), clients_.end(),
                               [id](const Client& client) { return client.id == id; });
  return it == clients_.end() ? nullptr : &*it;
}

std::vector<IdRange> IdSet::ranges() const {
  std::vector<IdRange> all;
  for (const Client& client : clients_)
    all.insert(all.end(), client.ranges.begin(), client.ranges.end());
  return all;
}

bool IdSet::contains(std::uint64_t id, std::uint64_t clock) const {
  const Client* client = find(id);
  if (client == nullptr) return false;
  const auto after =
      std::upper_bound(client->ranges.begin(), client->ranges.end(), clock,
                       [](std::uint64_t c, const IdRange& range) { return c < range.clock; });
  return after != client->ranges.begin() && clock < (after - 1)->end();
}

void IdSet::add(std::uint64_t id, std::uint64_t clock, std::uint64_t length) {
  if (id > kMaxSafeInteger || clock > kMaxSafeInteger || length > kMaxSafeInteger - clock)
    throw std::invalid_argument("an id past 2^53 - 1");
  if (length == 0) return;
  const Client* known = find(id);
  Client& client = known == nullptr ? clients_.emplace_back(Client{id, {}})
                                    : clients_[static_cast<std::size_t>(known - clients_.data())];
  insert(client.ranges, {id, clock, length});
}

void IdSet::merge(const IdSet& other) {
  for (const Client& client : other.clients_)
    for (const IdRange& range : client.ranges) add(range.client, range.clock, range.length);
}

Bytes IdSet::encode() const {
  update::IdSet set;
  for (const Client& client : clients_)
    for (const IdRange& range : client.ranges) set.add(range.client, range.clock, range.length);
  Writer out;
  set.encode(out);
  return out.take();
}

Result<IdSet> IdSet::decode(BytesView bytes) {
  Reader in(bytes);
  update::IdSet decoded = update::IdSet::decode(in);
  if (!in.ok()) return in.error();
  IdSet set;
  decoded.normalize();
  for (const IdRange& range : decoded.ranges()) {
    if (set.clients_.empty() || set.clients_.back().id != range.client)
      set.clients_.push_back({range.client, {}});
    set.clients_.back().ranges.push_back(range);
  }
  return set;
}

bool operator==(const IdSet& a, const IdSet& b) {
  return a.clients_.size() == b.clients_.size() &&
         std::all_of(a.clients_.begin(), a.clients_.end(), [&b](const IdSet::Client& client) {
           const IdSet::Client* same = b.find(client.id);
           return same != nullptr && *same == client;
         });
}

}  // namespace ycpp

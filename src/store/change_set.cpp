// change_set.cpp -- see change_set.h.
#include "store/change_set.h"

#include <algorithm>

namespace ycpp::store {
namespace {

bool starts_before(const LocalRange& a, const LocalRange& b) {
  return a.client != b.client ? a.client < b.client : a.clock < b.clock;
}

}  // namespace

std::span<const LocalRange> ChangeSet::deleted_of(ClientRef client) const {
  const auto begin =
      std::lower_bound(deleted.begin(), deleted.end(), LocalRange{client, 0, 0}, starts_before);
  const auto end = std::find_if(begin, deleted.end(),
                                [client](const LocalRange& r) { return r.client != client; });
  return {begin, end};
}

void ChangeSet::normalize() {
  deleted_clients_.clear();
  if (deleted.size() == 1) deleted_clients_.push_back(deleted.front().client);
  if (deleted.size() < 2) return;
  std::vector<std::pair<ClientRef, std::size_t>> first;  // deletion of each client
  for (std::size_t i = 0; i < deleted.size(); ++i)
    if (i == 0 || deleted[i].client != deleted[i - 1].client)
      first.emplace_back(deleted[i].client, i);
  std::sort(first.begin(), first.end());
  first.erase(std::unique(first.begin(), first.end(),
                          [](const auto& a, const auto& b) { return a.first == b.first; }),
              first.end());
  std::sort(first.begin(), first.end(),
            [](const auto& a, const auto& b) { return a.second < b.second; });
  for (const auto& [client, index] : first) deleted_clients_.push_back(client);
  if (!std::is_sorted(deleted.begin(), deleted.end(), starts_before))
    std::sort(deleted.begin(), deleted.end(), starts_before);
  auto last = deleted.begin();
  for (auto next = last + 1; next != deleted.end(); ++next) {
    if (next->client == last->client && next->clock <= last->end())
      last->length = std::max(last->end(), next->end()) - last->clock;
    else
      *++last = *next;
  }
  deleted.erase(last + 1, deleted.end());
}

bool ChangeSet::deletes(LocalId id) const {
  auto after = std::upper_bound(deleted.begin(), deleted.end(), LocalRange{id.client, id.clock, 0},
                                starts_before);
  if (after == deleted.begin()) return false;
  --after;
  return after->client == id.client && id.clock < after->end();
}

}  // namespace ycpp::store

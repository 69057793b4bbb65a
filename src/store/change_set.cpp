// change_set.cpp -- see change_set.h.
#include "store/change_set.h"

#include <algorithm>

namespace ycpp::store {
namespace {

bool starts_before(const LocalRange& a, const LocalRange& b) {
  return a.client != b.client ? a.client < b.client : a.clock < b.clock;
}

}  // namespace

void ChangeSet::normalize() {
  if (deleted.size() < 2) return;
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

// id_set.cpp -- see id_set.h.
#include "update/id_set.h"

#include <algorithm>

namespace ycpp::update {

void IdSet::normalize() {
  if (ranges_.size() < 2) return;
  std::sort(ranges_.begin(), ranges_.end(), [](const IdRange& a, const IdRange& b) {
    return a.client != b.client ? a.client > b.client : a.clock < b.clock;
  });
  auto last = ranges_.begin();
  for (auto next = last + 1; next != ranges_.end(); ++next) {
    if (next->client == last->client && next->clock <= last->end()) {
      last->length = std::max(last->end(), next->end()) - last->clock;
    } else {
      *++last = *next;
    }
  }
  ranges_.erase(last + 1, ranges_.end());
}

void IdSet::encode(Writer& out) const {
  const auto descending = [](const IdRange& a, const IdRange& b) { return a.client > b.client; };
  if (!std::is_sorted(ranges_.begin(), ranges_.end(), descending)) {
    IdSet sorted = *this;
    std::stable_sort(sorted.ranges_.begin(), sorted.ranges_.end(), descending);
    sorted.encode(out);
    return;
  }
  std::size_t clients = 0;
  for (std::size_t i = 0; i < ranges_.size(); ++i)
    clients += i == 0 || ranges_[i].client != ranges_[i - 1].client ? 1 : 0;
  out.var_uint(clients);
  for (std::size_t i = 0; i < ranges_.size();) {
    std::size_t end = i + 1;
    while (end < ranges_.size() && ranges_[end].client == ranges_[i].client) ++end;
    out.var_uint(ranges_[i].client);
    out.var_uint(end - i);
    for (; i < end; ++i) {
      out.var_uint(ranges_[i].clock);
      out.var_uint(ranges_[i].length);
    }
  }
}

IdSet IdSet::decode(Reader& in) {
  IdSet set;
  for (std::size_t clients = in.count(2); clients > 0 && in.ok(); --clients) {
    const std::uint64_t client = in.var_uint();
    const std::size_t n = in.count(2);
    for (std::size_t i = 0; i < n && in.ok(); ++i) {
      const std::size_t at = in.offset();
      const std::uint64_t clock = in.var_uint();
      const std::uint64_t length = in.var_uint();
      if (clock + length > kMaxSafeInteger) in.fail_at(Errc::clock_overflow, at);
      if (length > 0 && in.ok()) set.add(client, clock, length);
    }
  }
  return set;
}

}  // namespace ycpp::update

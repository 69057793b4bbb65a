// id_set.cpp -- see id_set.h.
#include "update/id_set.h"

#include <algorithm>

namespace ycpp::update {

// encode() calls itself once, on a sorted copy.
// NOLINTBEGIN(misc-no-recursion)

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

bool IdSet::descends_by_client() const {
  return std::is_sorted(ranges_.begin(), ranges_.end(),
                        [](const IdRange& a, const IdRange& b) { return a.client > b.client; });
}

bool IdSet::ascends_within_clients() const {
  const auto jumps_back = [](const IdRange& a, const IdRange& b) {
    return a.client == b.client && a.end() > b.clock;
  };
  return std::adjacent_find(ranges_.begin(), ranges_.end(), jumps_back) == ranges_.end();
}

IdSet IdSet::sorted_by_client() const {
  IdSet sorted = *this;
  std::stable_sort(sorted.ranges_.begin(), sorted.ranges_.end(),
                   [](const IdRange& a, const IdRange& b) { return a.client > b.client; });
  return sorted;
}

// `put(range, cursor)` writes one range; `cursor` is 0 at each client, and the coding's to keep.
template <class PutRange>
void IdSet::encode_with(Writer& out, PutRange put) const {
  std::size_t clients = 0;
  for (std::size_t i = 0; i < ranges_.size(); ++i)
    clients += i == 0 || ranges_[i].client != ranges_[i - 1].client ? 1 : 0;
  out.var_uint(clients);
  for (std::size_t i = 0; i < ranges_.size();) {
    std::size_t end = i + 1;
    while (end < ranges_.size() && ranges_[end].client == ranges_[i].client) ++end;
    out.var_uint(ranges_[i].client);
    out.var_uint(end - i);
    for (std::uint64_t cursor = 0; i < end; ++i) put(ranges_[i], cursor);
  }
}

void IdSet::encode(Writer& out) const {
  if (!descends_by_client()) return sorted_by_client().encode(out);
  encode_with(out, [&out](const IdRange& range, std::uint64_t&) {
    out.var_uint(range.clock);
    out.var_uint(range.length);
  });
}

void IdSet::encode_v2(Writer& out) const {
  if (!descends_by_client()) return sorted_by_client().encode_v2(out);
  if (!ascends_within_clients()) {
    IdSet normal = *this;
    normal.normalize();
    return normal.encode_v2(out);
  }
  encode_with(out, [&out](const IdRange& range, std::uint64_t& cursor) {
    out.var_uint(range.clock - cursor);
    out.var_uint(range.length - 1);
    cursor = range.end();
  });
}

// `get(range, cursor)` reads one range. Sums of two numbers of 53 bits do not overflow.
template <class GetRange>
IdSet IdSet::decode_with(Reader& in, GetRange get) {
  IdSet set;
  for (std::size_t clients = in.count(2); clients > 0 && in.ok(); --clients) {
    const std::uint64_t client = in.var_uint();
    const std::size_t n = in.count(2);
    std::uint64_t cursor = 0;
    for (std::size_t i = 0; i < n && in.ok(); ++i) {
      const std::size_t at = in.offset();
      IdRange range{client, 0, 0};
      get(range, cursor);
      if (range.end() > kMaxSafeInteger) in.fail_at(Errc::clock_overflow, at);
      if (range.length > 0 && in.ok()) set.ranges_.push_back(range);
    }
  }
  return set;
}

IdSet IdSet::decode(Reader& in) {
  return decode_with(in, [&in](IdRange& range, std::uint64_t&) {
    range.clock = in.var_uint();
    range.length = in.var_uint();
  });
}

IdSet IdSet::decode_v2(Reader& in) {
  return decode_with(in, [&in](IdRange& range, std::uint64_t& cursor) {
    range.clock = cursor + in.var_uint();
    range.length = in.var_uint() + 1;
    cursor = range.end();
  });
}

// NOLINTEND(misc-no-recursion)

}  // namespace ycpp::update

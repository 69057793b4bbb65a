// state_vector.cpp -- see state_vector.h.
#include "update/state_vector.h"

#include <algorithm>

namespace ycpp::update {

namespace {

using Entry = std::pair<std::uint64_t, std::uint64_t>;

bool is_before(const Entry& a, const Entry& b) { return a.first < b.first; }

}  // namespace

void StateVector::seal() {
  if (sealed_ == entries_.size()) return;
  const auto fresh = entries_.begin() + static_cast<std::ptrdiff_t>(sealed_);
  // On the wire the order is the other way round.
  const auto not_below = [](const Entry& a, const Entry& b) { return a.first <= b.first; };
  if (std::adjacent_find(fresh, entries_.end(), not_below) == entries_.end())
    std::reverse(fresh, entries_.end());
  else
    std::stable_sort(fresh, entries_.end(), is_before);
  std::inplace_merge(entries_.begin(), fresh, entries_.end(), is_before);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (kept > 0 && entries_[kept - 1].first == entries_[i].first)
      entries_[kept - 1] = entries_[i];
    else
      entries_[kept++] = entries_[i];
  }
  entries_.resize(kept);
  sealed_ = kept;
}

void StateVector::advance(std::uint64_t client, std::uint64_t clock) {
  const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(sealed_);
  const auto it = std::lower_bound(entries_.begin(), end, Entry{client, 0}, is_before);
  if (it != end && it->first == client)
    it->second = clock;
  else
    set(client, clock);
}

std::uint64_t StateVector::get(std::uint64_t client) const {
  const auto it = std::lower_bound(entries_.begin(), entries_.end(), Entry{client, 0}, is_before);
  return it != entries_.end() && it->first == client ? it->second : 0;
}

void StateVector::encode(Writer& out) const {
  out.var_uint(entries_.size());
  for (auto it = entries_.rbegin(); it != entries_.rend(); ++it) {
    out.var_uint(it->first);
    out.var_uint(it->second);
  }
}

StateVector StateVector::decode(Reader& in) {
  StateVector sv;
  const std::size_t n = in.count(2);
  sv.entries_.reserve(n);
  for (std::size_t i = 0; i < n && in.ok(); ++i) {
    const std::uint64_t client = in.var_uint();
    sv.set(client, in.var_uint());
  }
  sv.seal();
  return sv;
}

}  // namespace ycpp::update

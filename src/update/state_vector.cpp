// state_vector.cpp -- see state_vector.h.
#include "update/state_vector.h"

#include <algorithm>

namespace ycpp::update {

void StateVector::seal() {
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (kept > 0 && entries_[kept - 1].first == entries_[i].first)
      entries_[kept - 1] = entries_[i];
    else
      entries_[kept++] = entries_[i];
  }
  entries_.resize(kept);
}

std::uint64_t StateVector::get(std::uint64_t client) const {
  const auto it = std::lower_bound(entries_.begin(), entries_.end(), client,
                                   [](const auto& e, std::uint64_t c) { return e.first < c; });
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

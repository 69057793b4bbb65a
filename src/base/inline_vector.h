// inline_vector.h -- a growing array whose first N elements need no allocation.
//
// For lists that have one element as a rule and a hundred thousand at times.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace ycpp {

template <class T, std::size_t N>
class InlineVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  bool empty() const { return size() == 0; }
  std::size_t size() const { return spilled_.empty() ? size_ : spilled_.size(); }

  void push_back(const T& value) {
    if (size_ < N) {
      inline_[size_++] = value;
      return;
    }
    if (spilled_.empty()) spilled_.assign(inline_.begin(), inline_.end());
    spilled_.push_back(value);
  }

  /// All elements, until the next push_back().
  std::span<T> view() { return {spilled_.empty() ? inline_.data() : spilled_.data(), size()}; }
  std::span<const T> view() const {
    return {spilled_.empty() ? inline_.data() : spilled_.data(), size()};
  }

 private:
  std::array<T, N> inline_;  // uninitialised from size_ on
  std::size_t size_ = 0;     // no more than N
  std::vector<T> spilled_;   // all of them, once they are more
};

}  // namespace ycpp

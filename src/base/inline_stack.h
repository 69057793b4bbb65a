// inline_stack.h -- a stack whose first N elements need no allocation.
//
// For the explicit stacks of iterative walks over nested values: real values nest a few levels
// deep, hostile ones ten thousand.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace ycpp {

template <class T, std::size_t N>
class InlineStack {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  void push(const T& value) {
    if (size_ < N)
      inline_[size_] = value;
    else
      spilled_.push_back(value);
    ++size_;
  }
  T& top() { return size_ <= N ? inline_[size_ - 1] : spilled_.back(); }
  void pop() {
    if (size_ > N) spilled_.pop_back();
    --size_;
  }

 private:
  std::array<T, N> inline_;  // uninitialised above size_
  std::vector<T> spilled_;
  std::size_t size_ = 0;
};

}  // namespace ycpp

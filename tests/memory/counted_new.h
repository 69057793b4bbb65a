// counted_new.h -- how much memory the program holds, and the most that it held meanwhile, as
// counted by the operator new of failing_new.cpp.
#pragma once

#include <cstddef>

namespace ycpp::memory {

/// Bytes that are allocated now, with what the allocator rounds up.
std::size_t held_bytes();

/// The most that was held beyond what was held when it was made.
class Peak {
 public:
  Peak();
  std::size_t bytes() const;

 private:
  std::size_t at_start_;
};

}  // namespace ycpp::memory

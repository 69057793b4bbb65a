// failing_new.h -- operator new that fails when told to: what an operation does when memory runs
// out at its nth allocation.
#pragma once

#include <cstdint>

namespace ycpp::memory {

/// While it lives, the nth allocation (from 1) of the program throws std::bad_alloc, and all later
/// ones succeed: what runs out for one big request may still do for the small ones of whoever
/// cleans up.
class FailingNew {
 public:
  explicit FailingNew(std::uint64_t n);
  FailingNew(const FailingNew&) = delete;
  FailingNew& operator=(const FailingNew&) = delete;
  ~FailingNew();
  /// True once an allocation has failed.
  static bool has_failed();
};

}  // namespace ycpp::memory

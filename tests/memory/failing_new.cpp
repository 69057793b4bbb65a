// failing_new.cpp -- see failing_new.h and counted_new.h. The tests run in one thread.
#include "failing_new.h"

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "counted_new.h"

namespace {

std::uint64_t until_failure = 0;  // 0: does not fail
bool failed = false;
std::size_t held = 0;
std::size_t most_held = 0;

void* allocate(std::size_t size, std::size_t alignment) {
  if (until_failure > 0 && --until_failure == 0) {
    failed = true;
    throw std::bad_alloc();
  }
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  void* memory = alignment <= alignof(std::max_align_t)
                     ? std::malloc(size == 0 ? 1 : size)
                     : std::aligned_alloc(alignment, whole == 0 ? alignment : whole);
  if (memory == nullptr) throw std::bad_alloc();
  held += malloc_usable_size(memory);
  most_held = std::max(most_held, held);
  return memory;
}

void release(void* memory) {
  held -= malloc_usable_size(memory);  // 0 of null
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, 1); }
void* operator new[](std::size_t size) { return allocate(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

namespace ycpp::memory {

FailingNew::FailingNew(std::uint64_t n) {
  until_failure = n;
  failed = false;
}
FailingNew::~FailingNew() { until_failure = 0; }
bool FailingNew::has_failed() { return failed; }

std::size_t held_bytes() { return held; }
Peak::Peak() : at_start_(held) { most_held = held; }
std::size_t Peak::bytes() const { return most_held - at_start_; }

}  // namespace ycpp::memory

// failing_new.cpp -- see failing_new.h. The tests run in one thread.
#include "failing_new.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

std::uint64_t until_failure = 0;  // 0: does not fail
bool failed = false;

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
  return memory;
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
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace ycpp::memory {

FailingNew::FailingNew(std::uint64_t n) {
  until_failure = n;
  failed = false;
}
FailingNew::~FailingNew() { until_failure = 0; }
bool FailingNew::has_failed() { return failed; }

}  // namespace ycpp::memory

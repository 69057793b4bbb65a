// slab.h -- Slab: objects of one type that never move, named by 32-bit handles.
//
// Handle 0 is never given out. Freed slots are reused, last freed first. Growth is by one page of
// kPerPage objects, so a small document stays small and nothing is ever copied.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace ycpp {

template <class T, unsigned PageBits = 6>
class Slab {
  static_assert(std::is_trivially_destructible_v<T>);

 public:
  T& operator[](std::uint32_t ref) { return pages_[ref >> PageBits][ref & kMask]; }
  const T& operator[](std::uint32_t ref) const { return pages_[ref >> PageBits][ref & kMask]; }

  /// A handle to a value-initialised object.
  std::uint32_t make() {
    if (!free_.empty()) {
      const std::uint32_t ref = free_.back();
      free_.pop_back();
      (*this)[ref] = T{};
      return ref;
    }
    if (used_ == pages_.size() << PageBits) {
      if (used_ > 0xffffffffU - kPerPage) throw std::length_error("ycpp: document too large");
      pages_.push_back(std::unique_ptr<T[], Free>(
          static_cast<T*>(::operator new (sizeof(T) * kPerPage, std::align_val_t{kAlignment}))));
      if (used_ == 0) used_ = 1;  // handle 0 is none
    }
    const auto ref = static_cast<std::uint32_t>(used_++);
    new (&(*this)[ref]) T{};
    return ref;
  }
  void release(std::uint32_t ref) { free_.push_back(ref); }

  /// One more than the largest handle given out so far.
  std::size_t end() const { return used_ == 0 ? 1 : used_; }
  std::size_t live() const { return used_ == 0 ? 0 : used_ - 1 - free_.size(); }
  std::size_t memory_bytes() const {
    return pages_.size() * kPerPage * sizeof(T) + pages_.capacity() * sizeof(pages_[0]) +
           free_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::size_t kPerPage = std::size_t{1} << PageBits;
  static constexpr std::uint32_t kMask = static_cast<std::uint32_t>(kPerPage - 1);
  static constexpr std::size_t kAlignment = 64;
  struct Free {
    void operator()(T* page) const { ::operator delete (page, std::align_val_t{kAlignment}); }
  };

  std::vector<std::unique_ptr<T[], Free>> pages_;
  std::vector<std::uint32_t> free_;
  std::size_t used_ = 0;
};

}  // namespace ycpp

// paged_vector.h -- PagedVector: a growing array whose elements never move.
//
// Elements lie in pages of a power of two, so that finding one is a shift and a mask, and the first
// few cost no more than a page. Growing copies page addresses only. Where small indices mean
// something else, such as none, the elements begin with index kFirst.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace ycpp {

template <class T, unsigned PageBits = 2, std::size_t kFirst = 0>
class PagedVector {
 public:
  PagedVector() = default;
  PagedVector(PagedVector&& other) noexcept
      : pages_(std::move(other.pages_)), size_(std::exchange(other.size_, kFirst)) {}
  PagedVector& operator=(PagedVector&& other) noexcept {
    std::swap(pages_, other.pages_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~PagedVector() {
    for (std::size_t i = size_; i > kFirst; --i) (*this)[i - 1].~T();
  }

  /// One more than the last index.
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return *at(i); }
  const T& operator[](std::size_t i) const { return *at(i); }
  T& back() { return *at(size_ - 1); }

  T& emplace_back() {
    if (size_ >= pages_.size() << PageBits) pages_.push_back(std::make_unique<Page>());
    T* const fresh = new (address(size_)) T{};
    ++size_;
    return *fresh;
  }

  template <bool kConst>
  class Iterator {
   public:
    using Owner = std::conditional_t<kConst, const PagedVector, PagedVector>;
    Iterator(Owner& owner, std::size_t i) : owner_(&owner), i_(i) {}
    auto& operator*() const { return (*owner_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.i_ == b.i_; }

   private:
    Owner* owner_;
    std::size_t i_;
  };
  auto begin() { return Iterator<false>(*this, kFirst); }
  auto end() { return Iterator<false>(*this, size_); }
  auto begin() const { return Iterator<true>(*this, kFirst); }
  auto end() const { return Iterator<true>(*this, size_); }

  /// Of the pages; not of what elements own.
  std::size_t memory_bytes() const {
    return pages_.size() * sizeof(Page) + pages_.capacity() * sizeof(pages_[0]);
  }

 private:
  static constexpr std::size_t kPerPage = std::size_t{1} << PageBits;
  static_assert(kFirst < kPerPage);
  struct Page {
    alignas(T) std::byte bytes[sizeof(T) * kPerPage];
  };
  void* address(std::size_t i) const {
    return pages_[i >> PageBits]->bytes + sizeof(T) * (i & (kPerPage - 1));
  }
  T* at(std::size_t i) const { return std::launder(static_cast<T*>(address(i))); }

  std::vector<std::unique_ptr<Page>> pages_;
  std::size_t size_ = kFirst;
};

}  // namespace ycpp

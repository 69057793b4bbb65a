// index_list.h -- a doubly linked list through nodes that live in a vector, linked by their
// indices.
//
// A node can be in several such lists, one for each IndexLinks member. Indices survive the growth
// of the vector. Everything is O(1); nothing allocates.
#pragma once

#include <cstdint>
#include <vector>

namespace ycpp {

inline constexpr std::uint32_t kNoIndex = 0xffffffff;

struct IndexLinks {
  std::uint32_t previous = kNoIndex;
  std::uint32_t next = kNoIndex;
};

template <class Node, IndexLinks Node::*kLinks>
class IndexList {
 public:
  std::uint32_t first() const { return first_; }
  static std::uint32_t after(const std::vector<Node>& nodes, std::uint32_t i) {
    return (nodes[i].*kLinks).next;
  }

  void push_back(std::vector<Node>& nodes, std::uint32_t i) {
    nodes[i].*kLinks = IndexLinks{last_, kNoIndex};
    (last_ == kNoIndex ? first_ : (nodes[last_].*kLinks).next) = i;
    last_ = i;
  }

  void remove(std::vector<Node>& nodes, std::uint32_t i) {
    const IndexLinks links = nodes[i].*kLinks;
    (links.previous == kNoIndex ? first_ : (nodes[links.previous].*kLinks).next) = links.next;
    (links.next == kNoIndex ? last_ : (nodes[links.next].*kLinks).previous) = links.previous;
  }

 private:
  std::uint32_t first_ = kNoIndex;
  std::uint32_t last_ = kNoIndex;
};

}  // namespace ycpp

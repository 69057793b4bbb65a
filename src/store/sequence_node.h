// sequence_node.h -- the nodes of a sequence index, and what can be asked of one of them alone.
//
// Kinds of numbers lie apart (items, widths, counts), so that a search reads few cache lines and
// the compiler compares several at once. Entries past `count` may hold old widths, but no old
// items or children: those are searched through without looking at `count`.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/assert.h"
#include "store/item.h"

namespace ycpp::store {

/// What entries of a sequence add up to.
struct Measure {
  std::uint64_t width = 0;  ///< units, in the document's offset unit
  std::uint32_t live = 0;   ///< items that are not deleted
  std::uint32_t count = 0;  ///< items
  std::uint32_t marks = 0;  ///< live formatting marks

  /// Of one item. Only marks are live and have no width.
  static Measure of(std::uint32_t width, bool live) {
    return {width, live ? 1U : 0U, 1U, live && width == 0 ? 1U : 0U};
  }
  Measure& operator+=(const Measure& m) {
    width += m.width;
    live += m.live;
    count += m.count;
    marks += m.marks;
    return *this;
  }
  /// Wraps where `m` is more; adding the result to something that is enough wraps back.
  Measure& operator-=(const Measure& m) {
    width -= m.width;
    live -= m.live;
    count -= m.count;
    marks -= m.marks;
    return *this;
  }
  friend bool operator==(const Measure&, const Measure&) = default;
};

namespace node {

/// The place of `value`, which is there once, among N.
template <std::uint32_t N>
std::uint32_t place_of(const std::uint32_t (&values)[N], std::uint32_t value) {
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i < N; ++i) at |= values[i] == value ? i : 0;
  YCPP_ASSERT(values[at] == value);
  return at;
}

/// The entry that holds `unit`, which then counts from its start. It must be below their sum.
template <class Width>
std::uint32_t find(const Width* widths, std::uint64_t& unit) {
  std::uint32_t i = 0;
  for (;; i += 4) {  // four at a time: the chain of subtractions is what takes time
    const std::uint64_t four =
        std::uint64_t{widths[i]} + widths[i + 1] + (std::uint64_t{widths[i + 2]} + widths[i + 3]);
    if (unit < four) break;
    unit -= four;
  }
  while (unit >= widths[i]) unit -= widths[i++];
  return i;
}

/// What the first `end` entries of a leaf or an inner node add up to.
template <class Node>
Measure sum(const Node& node, std::uint32_t end) {
  Measure m;
  for (std::uint32_t i = 0; i < end; ++i) m += node.measure(i);
  return m;
}

template <class T>
void open_gap(T* values, std::uint32_t at, std::uint32_t count) {
  std::copy_backward(values + at, values + count, values + count + 1);
}

template <class T>
void close_gap(T* values, std::uint32_t at, std::uint32_t count) {
  std::copy(values + at + 1, values + count, values + at);
}

}  // namespace node

struct SequenceLeaf {
#ifdef YCPP_CHECKED
  static constexpr std::uint32_t kMost = 4;
#else
  static constexpr std::uint32_t kMost = 32;
#endif
  NodeRef parent = 0;
  std::uint32_t count = 0;
  std::uint64_t live = 0;  ///< a bit for each entry
  ItemRef items[kMost] = {};
  std::uint32_t widths[kMost] = {};

  bool is_live(std::uint32_t at) const { return (live >> at & 1) != 0; }
  bool is_mark(std::uint32_t at) const { return is_live(at) && widths[at] == 0; }
  Measure measure(std::uint32_t at) const { return Measure::of(widths[at], is_live(at)); }

  void set(std::uint32_t at, std::uint32_t width, bool is_live) {
    widths[at] = width;
    live = (live & ~(std::uint64_t{1} << at)) | std::uint64_t{is_live} << at;
  }
  void insert(std::uint32_t at, ItemRef item, std::uint32_t width, bool is_live) {
    node::open_gap(items, at, count);
    node::open_gap(widths, at, count);
    live = (live & below(at)) | (live & ~below(at)) << 1;
    ++count;
    items[at] = item;
    set(at, width, is_live);
  }
  void erase(std::uint32_t at) {
    node::close_gap(items, at, count);
    node::close_gap(widths, at, count);
    live = (live & below(at)) | (live >> 1 & ~below(at));
    items[--count] = 0;
  }
  /// Moves the entries from `keep` on to the end of `to`.
  void move_tail(std::uint32_t keep, SequenceLeaf& to) {
    std::copy(items + keep, items + count, to.items + to.count);
    std::copy(widths + keep, widths + count, to.widths + to.count);
    to.live |= live >> keep << to.count;
    live &= below(keep);
    to.count += count - keep;
    std::fill(items + keep, items + count, 0);
    count = keep;
  }

 private:
  static std::uint64_t below(std::uint32_t at) { return (std::uint64_t{1} << at) - 1; }
};

struct SequenceInner {
#ifdef YCPP_CHECKED
  static constexpr std::uint32_t kMost = 4;
#else
  static constexpr std::uint32_t kMost = 16;
#endif
  struct Counts {
    std::uint32_t live = 0;
    std::uint32_t count = 0;
    std::uint32_t marks = 0;
  };
  NodeRef parent = 0;
  std::uint32_t count = 0;
  NodeRef children[kMost] = {};
  std::uint64_t widths[kMost] = {};
  Counts counts[kMost] = {};

  Measure measure(std::uint32_t at) const {
    return {widths[at], counts[at].live, counts[at].count, counts[at].marks};
  }

  void set(std::uint32_t at, const Measure& m) {
    widths[at] = m.width;
    counts[at] = {m.live, m.count, m.marks};
  }
  void add(std::uint32_t at, const Measure& delta) {
    widths[at] += delta.width;
    counts[at].live += delta.live;
    counts[at].count += delta.count;
    counts[at].marks += delta.marks;
  }
  void insert(std::uint32_t at, NodeRef child, const Measure& m) {
    node::open_gap(children, at, count);
    node::open_gap(widths, at, count);
    node::open_gap(counts, at, count);
    ++count;
    children[at] = child;
    set(at, m);
  }
  void erase(std::uint32_t at) {
    node::close_gap(children, at, count);
    node::close_gap(widths, at, count);
    node::close_gap(counts, at, count);
    children[--count] = 0;
  }
  /// Moves the children from `keep` on to `to`, which is empty.
  void move_tail(std::uint32_t keep, SequenceInner& to) {
    std::copy(children + keep, children + count, to.children);
    std::copy(widths + keep, widths + count, to.widths);
    std::copy(counts + keep, counts + count, to.counts);
    to.count = count - keep;
    std::fill(children + keep, children + count, 0);
    count = keep;
  }
};

}  // namespace ycpp::store

// sequence.h -- SequenceIndex: positions in a list of items, in O(log n).
//
// An order-statistic B+tree over the item list of a branch. The list is the truth; the tree is
// derived from it, made when a position is first asked for, and kept up to date from then on. A
// document that only relays updates never builds one.
//
// Each entry is an item and its width: the units it adds to the length, in the document's offset
// unit; 0 for deleted items and marks. Inner nodes hold per child the sum of widths, and how many
// items it has, how many of them are live (not deleted), and how many are live marks.
//
// Invariants: entries are in list order; every entry's item points back to its leaf; the sums are
// exact; no node but the root is empty. Cost: find, insert, erase, update O(log n) with 3 to 5
// cache lines a level; the total O(1); build O(n).
#pragma once

#include <array>
#include <cstdint>

#include "base/prefetch.h"
#include "base/slab.h"
#include "store/branch.h"
#include "store/item.h"
#include "store/sequence_node.h"

namespace ycpp::store {

class SequenceIndex {
 public:
  explicit SequenceIndex(Slab<Item>& items) : items_(items) {}

  struct Found {
    ItemRef item = 0;
    std::uint64_t offset = 0;  ///< units into the item
    std::uint32_t width = 0;   ///< of the item
  };

  /// The item that holds unit `unit`, which must be below the total width.
  Found find(const SequenceRoot& root, std::uint64_t unit) const;
  /// Sum over all items before `item`.
  Measure before(const SequenceRoot& root, ItemRef item) const;
  std::uint32_t width(ItemRef item) const;
  /// The first live item right of `item` (0: from the start); 0 when there is none.
  ItemRef next_live(const SequenceRoot& root, ItemRef item) const;
  /// The last live mark left of `item`; 0 when there is none.
  ItemRef previous_mark(const SequenceRoot& root, ItemRef item) const;

  /// Calls `visit` with every live item in order; fetches them ahead, which following the list
  /// cannot.
  template <class Visit>
  void each_live(const SequenceRoot& root, Visit&& visit) const {
    if (root.node != 0) visit_live(root.node, root.height, visit);
  }

  /// Appends to the tree under construction, or to a finished one: O(1) amortised.
  void push_back(SequenceRoot& root, ItemRef item, std::uint32_t width);
  /// Inserts after `left` (0: at the front).
  void insert_after(SequenceRoot& root, ItemRef left, ItemRef item, std::uint32_t width);
  void erase(SequenceRoot& root, ItemRef item);
  /// Sets the width of `item`; its liveness is read from the item.
  void update(SequenceRoot& root, ItemRef item, std::uint32_t width);
  void add_width(SequenceRoot& root, ItemRef item, std::uint32_t added);
  /// `item` has been cut: it has `width` left, and `right` after it has `right_width`.
  void split(SequenceRoot& root, ItemRef item, std::uint32_t width, ItemRef right,
             std::uint32_t right_width);
  /// Takes `right` out and adds its width to `left`, the item before it.
  void join(SequenceRoot& root, ItemRef left, ItemRef right);
  /// Frees all nodes.
  void drop(SequenceRoot& root);

  /// Aborts unless the tree is exactly the list that starts at `head`.
  void verify(const SequenceRoot& root, ItemRef head) const;

  std::size_t memory_bytes() const { return leaves_.memory_bytes() + inners_.memory_bytes(); }

 private:
  using Leaf = SequenceLeaf;
  using Inner = SequenceInner;

  template <class Visit>
  void visit_live(NodeRef node, std::uint32_t height, Visit& visit) const;
  void prefetch_live(NodeRef leaf) const {
    const Leaf& l = leaves_[leaf];
    for (std::uint32_t i = 0; i < l.count; ++i)
      if (l.is_live(i)) YCPP_PREFETCH(&items_[l.items[i]]);
  }
  std::uint32_t entry_of(const Leaf& leaf, ItemRef item) const;
  std::uint32_t child_of(const Inner& inner, NodeRef child, std::uint32_t height) const;
  NodeRef parent_of(NodeRef node, std::uint32_t height) const {
    return height == 0 ? leaves_[node].parent : inners_[node].parent;
  }
  void set_parent(NodeRef node, std::uint32_t height, NodeRef parent) {
    (height == 0 ? leaves_[node].parent : inners_[node].parent) = parent;
  }
  Measure sum(NodeRef node, std::uint32_t height) const;
  void add_upward(SequenceRoot& root, NodeRef leaf, const Measure& delta);
  void insert_entry(SequenceRoot& root, NodeRef leaf, std::uint32_t at, ItemRef item,
                    std::uint32_t width);
  NodeRef split_leaf(SequenceRoot& root, NodeRef leaf, std::uint32_t keep);
  void add_sibling(SequenceRoot& root, NodeRef left, NodeRef right, std::uint32_t height);
  void insert_child(NodeRef inner, std::uint32_t at, NodeRef child, std::uint32_t height);
  void remove_child(SequenceRoot& root, NodeRef inner, std::uint32_t at, std::uint32_t height);
  void join_leaves(SequenceRoot& root, NodeRef leaf);
  Measure verify_node(NodeRef node, std::uint32_t height, ItemRef& expected) const;
  void drop_node(NodeRef node, std::uint32_t height);

  Slab<Item>& items_;
  Slab<Leaf, 3> leaves_;
  Slab<Inner, 3> inners_;
  // By height: the entry that was looked for last. Who edits a place has just found it, and who
  // types comes back to it.
  mutable std::array<std::uint32_t, 33> near_{};
};

// Recursion goes down the tree: at most its height, a handful.
// NOLINTBEGIN(misc-no-recursion)
template <class Visit>
void SequenceIndex::visit_live(NodeRef node, std::uint32_t height, Visit& visit) const {
  if (height == 0) {
    const Leaf& leaf = leaves_[node];
    for (std::uint32_t i = 0; i < leaf.count; ++i)
      if (leaf.is_live(i)) visit(leaf.items[i]);
    return;
  }
  const Inner& inner = inners_[node];
  for (std::uint32_t i = 0; i < inner.count; ++i) {
    if (height == 1) {
      if (i == 0) prefetch_live(inner.children[0]);
      if (i + 1 < inner.count) prefetch_live(inner.children[i + 1]);
    }
    visit_live(inner.children[i], height - 1, visit);
  }
}
// NOLINTEND(misc-no-recursion)

}  // namespace ycpp::store

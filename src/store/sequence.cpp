// sequence.cpp -- see sequence.h.
#include "store/sequence.h"

#include <algorithm>

#include "base/assert.h"

namespace ycpp::store {

// Recursion goes up or down the tree: at most its height, a handful.
// NOLINTBEGIN(misc-no-recursion)

std::uint32_t SequenceIndex::entry_of(const Leaf& leaf, ItemRef item) const {
  std::uint32_t i = 0;
  while (leaf.items[i] != item) ++i;
  YCPP_ASSERT(i < leaf.count);
  return i;
}

std::uint32_t SequenceIndex::child_of(const Inner& inner, NodeRef child) const {
  std::uint32_t i = 0;
  while (inner.children[i] != child) ++i;
  YCPP_ASSERT(i < inner.count);
  return i;
}

Measure SequenceIndex::sum(NodeRef node, std::uint32_t height) const {
  Measure m;
  if (height == 0) {
    const Leaf& leaf = leaves_[node];
    for (std::uint32_t i = 0; i < leaf.count; ++i) m += measure_of(leaf.widths[i]);
  } else {
    const Inner& inner = inners_[node];
    for (std::uint32_t i = 0; i < inner.count; ++i) m += inner.sums[i];
  }
  return m;
}

SequenceIndex::Found SequenceIndex::find(const SequenceRoot& root, std::uint64_t unit) const {
  NodeRef node = root.node;
  for (std::uint32_t height = root.height; height > 0; --height) {
    const Inner& inner = inners_[node];
    std::uint32_t i = 0;
    while (unit >= inner.sums[i].width) unit -= inner.sums[i++].width;
    YCPP_ASSERT(i < inner.count);
    node = inner.children[i];
  }
  const Leaf& leaf = leaves_[node];
  std::uint32_t i = 0;
  while (unit >= width_of(leaf.widths[i])) unit -= width_of(leaf.widths[i++]);
  YCPP_ASSERT(i < leaf.count);
  return {leaf.items[i], unit, width_of(leaf.widths[i])};
}

Measure SequenceIndex::before(const SequenceRoot& root, ItemRef item) const {
  NodeRef node = items_[item].leaf;
  Measure m;
  const Leaf& leaf = leaves_[node];
  for (std::uint32_t i = 0; leaf.items[i] != item; ++i) m += measure_of(leaf.widths[i]);
  for (std::uint32_t height = 0; height < root.height; ++height) {
    const NodeRef parent = parent_of(node, height);
    const Inner& inner = inners_[parent];
    for (std::uint32_t i = 0; inner.children[i] != node; ++i) m += inner.sums[i];
    node = parent;
  }
  return m;
}

Measure SequenceIndex::total(const SequenceRoot& root) const { return sum(root.node, root.height); }

std::uint32_t SequenceIndex::width(ItemRef item) const {
  const Leaf& leaf = leaves_[items_[item].leaf];
  return width_of(leaf.widths[entry_of(leaf, item)]);
}

ItemRef SequenceIndex::next_live(const SequenceRoot& root, ItemRef item) const {
  NodeRef node = root.node;
  std::uint32_t height = root.height;
  if (item != 0) {
    node = items_[item].leaf;
    const Leaf& leaf = leaves_[node];
    for (std::uint32_t i = entry_of(leaf, item) + 1; i < leaf.count; ++i)
      if (leaf.widths[i] >= kLive) return leaf.items[i];
    // Up until a right sibling has something live.
    for (height = 0;; ++height) {
      if (height == root.height) return 0;
      const NodeRef parent = parent_of(node, height);
      const Inner& inner = inners_[parent];
      std::uint32_t i = child_of(inner, node) + 1;
      while (i < inner.count && inner.sums[i].live == 0) ++i;
      if (i < inner.count) {
        node = inner.children[i];
        break;
      }
      node = parent;
    }
  }
  for (; height > 0; --height) {
    const Inner& inner = inners_[node];
    std::uint32_t i = 0;
    while (i < inner.count && inner.sums[i].live == 0) ++i;
    if (i == inner.count) return 0;
    node = inner.children[i];
  }
  const Leaf& leaf = leaves_[node];
  for (std::uint32_t i = 0; i < leaf.count; ++i)
    if (leaf.widths[i] >= kLive) return leaf.items[i];
  return 0;
}

ItemRef SequenceIndex::previous_mark(const SequenceRoot& root, ItemRef item) const {
  NodeRef node = items_[item].leaf;
  const Leaf& own = leaves_[node];
  for (std::uint32_t i = entry_of(own, item); i > 0; --i)
    if (own.widths[i - 1] == kLive) return own.items[i - 1];
  // Up until a left sibling has a mark, and down to it.
  std::uint32_t height = 0;
  for (;; ++height) {
    if (height == root.height) return 0;
    const NodeRef parent = parent_of(node, height);
    const Inner& inner = inners_[parent];
    std::uint32_t i = child_of(inner, node);
    while (i > 0 && inner.sums[i - 1].marks == 0) --i;
    node = i > 0 ? inner.children[i - 1] : parent;
    if (i > 0) break;
  }
  for (; height > 0; --height) {
    const Inner& inner = inners_[node];
    std::uint32_t i = inner.count;
    while (inner.sums[i - 1].marks == 0) --i;
    node = inner.children[i - 1];
  }
  const Leaf& leaf = leaves_[node];
  std::uint32_t i = leaf.count;
  while (leaf.widths[i - 1] != kLive) --i;
  return leaf.items[i - 1];
}

void SequenceIndex::add_upward(NodeRef leaf, Measure delta, bool subtract) {
  NodeRef node = leaf;
  for (NodeRef parent = leaves_[leaf].parent; parent != 0; parent = inners_[parent].parent) {
    Inner& inner = inners_[parent];
    Measure& m = inner.sums[child_of(inner, node)];
    if (subtract)
      m -= delta;
    else
      m += delta;
    node = parent;
  }
}

void SequenceIndex::update(SequenceRoot&, ItemRef item, std::uint32_t width) {
  const NodeRef node = items_[item].leaf;
  Leaf& leaf = leaves_[node];
  std::uint32_t& packed = leaf.widths[entry_of(leaf, item)];
  Measure delta = measure_of(pack(width, !items_[item].deleted));
  delta -= measure_of(packed);  // wraps; adding it wraps back
  packed = pack(width, !items_[item].deleted);
  add_upward(node, delta, false);
}

void SequenceIndex::push_back(SequenceRoot& root, ItemRef item, std::uint32_t width) {
  const std::uint32_t packed = pack(width, !items_[item].deleted);
  if (root.node == 0) root = {leaves_.make(), 0};
  NodeRef node = root.node;
  for (std::uint32_t height = root.height; height > 0; --height)
    node = inners_[node].children[inners_[node].count - 1];
  insert_entry(root, node, leaves_[node].count, item, packed);
}

void SequenceIndex::insert_after(SequenceRoot& root, ItemRef left, ItemRef item,
                                 std::uint32_t width) {
  const std::uint32_t packed = pack(width, !items_[item].deleted);
  if (left != 0) {
    const NodeRef node = items_[left].leaf;
    insert_entry(root, node, entry_of(leaves_[node], left) + 1, item, packed);
    return;
  }
  NodeRef node = root.node;
  for (std::uint32_t height = root.height; height > 0; --height) node = inners_[node].children[0];
  insert_entry(root, node, 0, item, packed);
}

void SequenceIndex::insert_entry(SequenceRoot& root, NodeRef node, std::uint32_t at, ItemRef item,
                                 std::uint32_t packed) {
  if (leaves_[node].count == kLeaf) {
    // Appending leaves full nodes behind; anything else splits in the middle.
    const std::uint32_t keep = at == kLeaf ? kLeaf : kLeaf / 2;
    const NodeRef right = split_leaf(root, node, keep);
    if (at >= keep) {
      node = right;
      at -= keep;
    }
  }
  Leaf& leaf = leaves_[node];
  std::copy_backward(leaf.items + at, leaf.items + leaf.count, leaf.items + leaf.count + 1);
  std::copy_backward(leaf.widths + at, leaf.widths + leaf.count, leaf.widths + leaf.count + 1);
  leaf.items[at] = item;
  leaf.widths[at] = packed;
  ++leaf.count;
  items_[item].leaf = node;
  add_upward(node, measure_of(packed), false);
}

NodeRef SequenceIndex::split_leaf(SequenceRoot& root, NodeRef node, std::uint32_t keep) {
  const NodeRef fresh = leaves_.make();
  Leaf& left = leaves_[node];
  Leaf& right = leaves_[fresh];
  right.count = left.count - keep;
  std::copy(left.items + keep, left.items + left.count, right.items);
  std::copy(left.widths + keep, left.widths + left.count, right.widths);
  left.count = keep;
  for (std::uint32_t i = 0; i < right.count; ++i) items_[right.items[i]].leaf = fresh;
  add_sibling(root, node, fresh, 0);
  return fresh;
}

// Hangs `right` into the tree after `left`, from which its entries came.
void SequenceIndex::add_sibling(SequenceRoot& root, NodeRef left, NodeRef right,
                                std::uint32_t height) {
  NodeRef parent = parent_of(left, height);
  if (parent == 0) {
    parent = inners_.make();
    root = {parent, height + 1};
    insert_child(parent, 0, left, height);
    insert_child(parent, 1, right, height);
    return;
  }
  std::uint32_t at = child_of(inners_[parent], left);
  inners_[parent].sums[at] = sum(left, height);
  if (inners_[parent].count == kInner) {
    const std::uint32_t keep = at == kInner - 1 ? kInner : kInner / 2;
    const NodeRef fresh = inners_.make();
    Inner& from = inners_[parent];
    Inner& to = inners_[fresh];
    to.count = from.count - keep;
    std::copy(from.children + keep, from.children + from.count, to.children);
    std::copy(from.sums + keep, from.sums + from.count, to.sums);
    from.count = keep;
    for (std::uint32_t i = 0; i < to.count; ++i) set_parent(to.children[i], height, fresh);
    if (at >= keep || keep == kInner) {
      const std::uint32_t in_fresh = keep == kInner ? 0 : at - keep + 1;
      insert_child(fresh, in_fresh, right, height);
    } else {
      insert_child(parent, at + 1, right, height);
    }
    add_sibling(root, parent, fresh, height + 1);
    return;
  }
  insert_child(parent, at + 1, right, height);
}

void SequenceIndex::insert_child(NodeRef node, std::uint32_t at, NodeRef child,
                                 std::uint32_t height) {
  Inner& inner = inners_[node];
  std::copy_backward(inner.children + at, inner.children + inner.count,
                     inner.children + inner.count + 1);
  std::copy_backward(inner.sums + at, inner.sums + inner.count, inner.sums + inner.count + 1);
  inner.children[at] = child;
  inner.sums[at] = sum(child, height);
  ++inner.count;
  set_parent(child, height, node);
}

void SequenceIndex::erase(SequenceRoot& root, ItemRef item) {
  const NodeRef node = items_[item].leaf;
  Leaf& leaf = leaves_[node];
  const std::uint32_t at = entry_of(leaf, item);
  add_upward(node, measure_of(leaf.widths[at]), true);
  std::copy(leaf.items + at + 1, leaf.items + leaf.count, leaf.items + at);
  std::copy(leaf.widths + at + 1, leaf.widths + leaf.count, leaf.widths + at);
  --leaf.count;
  leaf.items[leaf.count] = 0;
  items_[item].leaf = 0;
  if (leaf.parent != 0 && leaf.count < kLeaf / 4 + 1) join_leaves(root, node);
}

// Moves the few entries of `node` into a sibling that has room, so that nodes stay filled.
void SequenceIndex::join_leaves(SequenceRoot& root, NodeRef node) {
  const NodeRef parent = leaves_[node].parent;
  const Inner& inner = inners_[parent];
  const std::uint32_t at = child_of(inner, node);
  if (leaves_[node].count == 0) {
    leaves_.release(node);
    remove_child(root, parent, at, 1);
    return;
  }
  if (inner.count == 1) return;
  const std::uint32_t left_at = at == 0 ? 0 : at - 1;
  const NodeRef left_node = inner.children[left_at];
  const NodeRef right_node = inner.children[left_at + 1];
  Leaf& left = leaves_[left_node];
  Leaf& right = leaves_[right_node];
  if (left.count + right.count > kLeaf * 3 / 4) return;
  std::copy(right.items, right.items + right.count, left.items + left.count);
  std::copy(right.widths, right.widths + right.count, left.widths + left.count);
  for (std::uint32_t i = 0; i < right.count; ++i) items_[right.items[i]].leaf = left_node;
  left.count += right.count;
  inners_[parent].sums[left_at] += inners_[parent].sums[left_at + 1];
  leaves_.release(right_node);
  remove_child(root, parent, left_at + 1, 1);
}

// Takes the child at `at` out of an inner node of `height`; its sum is already that of its
// parent's.
void SequenceIndex::remove_child(SequenceRoot& root, NodeRef node, std::uint32_t at,
                                 std::uint32_t height) {
  Inner& inner = inners_[node];
  std::copy(inner.children + at + 1, inner.children + inner.count, inner.children + at);
  std::copy(inner.sums + at + 1, inner.sums + inner.count, inner.sums + at);
  --inner.count;
  inner.children[inner.count] = 0;
  const NodeRef parent = inner.parent;
  if (inner.count == 0 && parent != 0) {
    inners_.release(node);
    remove_child(root, parent, child_of(inners_[parent], node), height + 1);
    return;
  }
  // The child that is left may be an inner node with one child itself.
  while (root.height > 0 && inners_[root.node].count == 1) {
    const NodeRef old = root.node;
    root = {inners_[old].children[0], root.height - 1};
    set_parent(root.node, root.height, 0);
    inners_.release(old);
  }
}

void SequenceIndex::drop(SequenceRoot& root) {
  if (root.node != 0) drop_node(root.node, root.height);
  root = {};
}

void SequenceIndex::drop_node(NodeRef node, std::uint32_t height) {
  if (height == 0) {
    Leaf& leaf = leaves_[node];
    for (std::uint32_t i = 0; i < leaf.count; ++i) items_[leaf.items[i]].leaf = 0;
    leaves_.release(node);
    return;
  }
  const Inner& inner = inners_[node];
  for (std::uint32_t i = 0; i < inner.count; ++i) drop_node(inner.children[i], height - 1);
  inners_.release(node);
}

Measure SequenceIndex::verify_node(NodeRef node, std::uint32_t height, ItemRef& expected) const {
  Measure m;
  if (height == 0) {
    const Leaf& leaf = leaves_[node];
    YCPP_VERIFY(leaf.count <= kLeaf);
    for (std::uint32_t i = 0; i < leaf.count; ++i) {
      YCPP_VERIFY(leaf.items[i] == expected);
      const Item& item = items_[expected];
      YCPP_VERIFY(item.leaf == node);
      YCPP_VERIFY((leaf.widths[i] >= kLive) == !item.deleted);
      m += measure_of(leaf.widths[i]);
      expected = item.right;
    }
    return m;
  }
  const Inner& inner = inners_[node];
  YCPP_VERIFY(inner.count > 0 && inner.count <= kInner);
  for (std::uint32_t i = 0; i < inner.count; ++i) {
    YCPP_VERIFY(parent_of(inner.children[i], height - 1) == node);
    const Measure child = verify_node(inner.children[i], height - 1, expected);
    YCPP_VERIFY(child == inner.sums[i]);
    m += child;
  }
  return m;
}

void SequenceIndex::verify(const SequenceRoot& root, ItemRef head) const {
  YCPP_VERIFY(parent_of(root.node, root.height) == 0);
  verify_node(root.node, root.height, head);
  YCPP_VERIFY(head == 0);
}

// NOLINTEND(misc-no-recursion)

}  // namespace ycpp::store

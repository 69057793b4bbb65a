// sequence.cpp -- see sequence.h.
#include "store/sequence.h"

#include <algorithm>

#include "base/assert.h"

namespace ycpp::store {

// Recursion goes up or down the tree: at most its height, a handful.
// NOLINTBEGIN(misc-no-recursion)

std::uint32_t SequenceIndex::entry_of(const Leaf& leaf, ItemRef item) const {
  if (leaf.items[near_[0]] == item) return near_[0];
  return near_[0] = node::place_of(leaf.items, item);
}

// `height` is that of `inner`.
std::uint32_t SequenceIndex::child_of(const Inner& inner, NodeRef child,
                                      std::uint32_t height) const {
  if (inner.children[near_[height]] == child) return near_[height];
  return near_[height] = node::place_of(inner.children, child);
}

Measure SequenceIndex::sum(NodeRef node, std::uint32_t height) const {
  return height == 0 ? node::sum(leaves_[node], leaves_[node].count)
                     : node::sum(inners_[node], inners_[node].count);
}

SequenceIndex::Found SequenceIndex::find(const SequenceRoot& root, std::uint64_t unit) const {
  YCPP_ASSERT(unit < root.width);
  NodeRef node = root.node;
  for (std::uint32_t height = root.height; height > 0; --height) {
    const Inner& inner = inners_[node];
    near_[height] = node::find(inner.widths, unit);
    node = inner.children[near_[height]];
  }
  const Leaf& leaf = leaves_[node];
  const std::uint32_t at = near_[0] = node::find(leaf.widths, unit);
  return {leaf.items[at], unit, leaf.widths[at]};
}

Measure SequenceIndex::before(const SequenceRoot& root, ItemRef item) const {
  NodeRef node = items_[item].leaf;
  Measure m = node::sum(leaves_[node], entry_of(leaves_[node], item));
  for (std::uint32_t height = 0; height < root.height; ++height) {
    const NodeRef parent = parent_of(node, height);
    const Inner& inner = inners_[parent];
    m += node::sum(inner, child_of(inner, node, height + 1));
    node = parent;
  }
  return m;
}

std::uint32_t SequenceIndex::width(ItemRef item) const {
  const Leaf& leaf = leaves_[items_[item].leaf];
  return leaf.widths[entry_of(leaf, item)];
}

ItemRef SequenceIndex::next_live(const SequenceRoot& root, ItemRef item) const {
  NodeRef node = root.node;
  std::uint32_t height = root.height;
  if (item != 0) {
    node = items_[item].leaf;
    const Leaf& leaf = leaves_[node];
    for (std::uint32_t i = entry_of(leaf, item) + 1; i < leaf.count; ++i)
      if (leaf.is_live(i)) return leaf.items[i];
    // Up until a right sibling has something live.
    for (height = 0;; ++height) {
      if (height == root.height) return 0;
      const NodeRef parent = parent_of(node, height);
      const Inner& inner = inners_[parent];
      std::uint32_t i = child_of(inner, node, height + 1) + 1;
      while (i < inner.count && inner.counts[i].live == 0) ++i;
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
    while (i < inner.count && inner.counts[i].live == 0) ++i;
    if (i == inner.count) return 0;
    node = inner.children[i];
  }
  const Leaf& leaf = leaves_[node];
  for (std::uint32_t i = 0; i < leaf.count; ++i)
    if (leaf.is_live(i)) return leaf.items[i];
  return 0;
}

ItemRef SequenceIndex::previous_mark(const SequenceRoot& root, ItemRef item) const {
  NodeRef node = items_[item].leaf;
  const Leaf& own = leaves_[node];
  for (std::uint32_t i = entry_of(own, item); i > 0; --i)
    if (own.is_mark(i - 1)) return own.items[i - 1];
  // Up until a left sibling has a mark, and down to it.
  std::uint32_t height = 0;
  for (;; ++height) {
    if (height == root.height) return 0;
    const NodeRef parent = parent_of(node, height);
    const Inner& inner = inners_[parent];
    std::uint32_t i = child_of(inner, node, height + 1);
    while (i > 0 && inner.counts[i - 1].marks == 0) --i;
    node = i > 0 ? inner.children[i - 1] : parent;
    if (i > 0) break;
  }
  for (; height > 0; --height) {
    const Inner& inner = inners_[node];
    std::uint32_t i = inner.count;
    while (inner.counts[i - 1].marks == 0) --i;
    node = inner.children[i - 1];
  }
  const Leaf& leaf = leaves_[node];
  std::uint32_t i = leaf.count;
  while (!leaf.is_mark(i - 1)) --i;
  return leaf.items[i - 1];
}

void SequenceIndex::add_upward(SequenceRoot& root, NodeRef leaf, const Measure& delta) {
  root.width += delta.width;
  NodeRef node = leaf;
  NodeRef parent = leaves_[leaf].parent;
  for (std::uint32_t height = 1; parent != 0; ++height) {
    Inner& inner = inners_[parent];
    inner.add(child_of(inner, node, height), delta);
    node = parent;
    parent = inner.parent;
  }
}

void SequenceIndex::update(SequenceRoot& root, ItemRef item, std::uint32_t width) {
  const NodeRef node = items_[item].leaf;
  Leaf& leaf = leaves_[node];
  const std::uint32_t at = entry_of(leaf, item);
  const Measure old = leaf.measure(at);
  leaf.set(at, width, !items_[item].deleted);
  Measure delta = leaf.measure(at);
  delta -= old;
  add_upward(root, node, delta);
}

void SequenceIndex::add_width(SequenceRoot& root, ItemRef item, std::uint32_t added) {
  update(root, item, width(item) + added);
}

void SequenceIndex::split(SequenceRoot& root, ItemRef item, std::uint32_t width, ItemRef right,
                          std::uint32_t right_width) {
  const NodeRef node = items_[item].leaf;
  Leaf& leaf = leaves_[node];
  if (leaf.count == Leaf::kMost) {
    update(root, item, width);
    insert_after(root, item, right, right_width);
    return;
  }
  const std::uint32_t at = entry_of(leaf, item);
  const bool is_live = leaf.is_live(at);
  const Measure old = leaf.measure(at);
  leaf.widths[at] = width;
  leaf.insert(at + 1, right, right_width, is_live);
  items_[right].leaf = node;
  Measure delta = leaf.measure(at);
  delta += leaf.measure(at + 1);
  delta -= old;
  add_upward(root, node, delta);
}

void SequenceIndex::join(SequenceRoot& root, ItemRef left, ItemRef right) {
  const std::uint32_t width = this->width(right);
  erase(root, right);
  if (width != 0) add_width(root, left, width);
}

void SequenceIndex::push_back(SequenceRoot& root, ItemRef item, std::uint32_t width) {
  if (root.node == 0) root = {leaves_.make(), 0, 0};
  NodeRef node = root.node;
  for (std::uint32_t height = root.height; height > 0; --height)
    node = inners_[node].children[inners_[node].count - 1];
  insert_entry(root, node, leaves_[node].count, item, width);
}

void SequenceIndex::insert_after(SequenceRoot& root, ItemRef left, ItemRef item,
                                 std::uint32_t width) {
  if (left != 0) {
    const NodeRef node = items_[left].leaf;
    insert_entry(root, node, entry_of(leaves_[node], left) + 1, item, width);
    return;
  }
  NodeRef node = root.node;
  for (std::uint32_t height = root.height; height > 0; --height) node = inners_[node].children[0];
  insert_entry(root, node, 0, item, width);
}

void SequenceIndex::insert_entry(SequenceRoot& root, NodeRef node, std::uint32_t at, ItemRef item,
                                 std::uint32_t width) {
  if (leaves_[node].count == Leaf::kMost) {
    // Appending leaves full nodes behind; anything else splits in the middle.
    const std::uint32_t keep = at == Leaf::kMost ? Leaf::kMost : Leaf::kMost / 2;
    const NodeRef right = split_leaf(root, node, keep);
    if (at >= keep) {
      node = right;
      at -= keep;
    }
  }
  Leaf& leaf = leaves_[node];
  leaf.insert(at, item, width, !items_[item].deleted);
  items_[item].leaf = node;
  near_[0] = at;
  add_upward(root, node, leaf.measure(at));
}

NodeRef SequenceIndex::split_leaf(SequenceRoot& root, NodeRef node, std::uint32_t keep) {
  const NodeRef fresh = leaves_.make();
  Leaf& right = leaves_[fresh];
  leaves_[node].move_tail(keep, right);
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
    root.node = parent;
    root.height = height + 1;
    insert_child(parent, 0, left, height);
    insert_child(parent, 1, right, height);
    return;
  }
  const std::uint32_t at = child_of(inners_[parent], left, height + 1);
  inners_[parent].set(at, sum(left, height));
  if (inners_[parent].count < Inner::kMost) {
    insert_child(parent, at + 1, right, height);
    return;
  }
  const std::uint32_t keep = at == Inner::kMost - 1 ? Inner::kMost : Inner::kMost / 2;
  const NodeRef fresh = inners_.make();
  Inner& to = inners_[fresh];
  inners_[parent].move_tail(keep, to);
  for (std::uint32_t i = 0; i < to.count; ++i) set_parent(to.children[i], height, fresh);
  if (at >= keep || keep == Inner::kMost) {
    insert_child(fresh, keep == Inner::kMost ? 0 : at - keep + 1, right, height);
  } else {
    insert_child(parent, at + 1, right, height);
  }
  add_sibling(root, parent, fresh, height + 1);
}

void SequenceIndex::insert_child(NodeRef node, std::uint32_t at, NodeRef child,
                                 std::uint32_t height) {
  inners_[node].insert(at, child, sum(child, height));
  set_parent(child, height, node);
}

void SequenceIndex::erase(SequenceRoot& root, ItemRef item) {
  const NodeRef node = items_[item].leaf;
  Leaf& leaf = leaves_[node];
  const std::uint32_t at = entry_of(leaf, item);
  Measure delta;
  delta -= leaf.measure(at);
  add_upward(root, node, delta);
  leaf.erase(at);
  items_[item].leaf = 0;
  if (at > 0) near_[0] = at - 1;
  if (leaf.parent != 0 && leaf.count < Leaf::kMost / 4 + 1) join_leaves(root, node);
}

// Moves the few entries of `node` into a sibling that has room, so that nodes stay filled.
void SequenceIndex::join_leaves(SequenceRoot& root, NodeRef node) {
  const NodeRef parent = leaves_[node].parent;
  Inner& inner = inners_[parent];
  const std::uint32_t at = child_of(inner, node, 1);
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
  if (left.count + right.count > Leaf::kMost * 3 / 4) return;
  for (std::uint32_t i = 0; i < right.count; ++i) items_[right.items[i]].leaf = left_node;
  right.move_tail(0, left);
  inner.add(left_at, inner.measure(left_at + 1));
  leaves_.release(right_node);
  remove_child(root, parent, left_at + 1, 1);
}

// Takes the child at `at` out of an inner node of `height`; its sum is already that of its
// parent's.
void SequenceIndex::remove_child(SequenceRoot& root, NodeRef node, std::uint32_t at,
                                 std::uint32_t height) {
  Inner& inner = inners_[node];
  inner.erase(at);
  const NodeRef parent = inner.parent;
  if (inner.count == 0 && parent != 0) {
    inners_.release(node);
    remove_child(root, parent, child_of(inners_[parent], node, height + 1), height + 1);
    return;
  }
  // The child that is left may be an inner node with one child itself.
  while (root.height > 0 && inners_[root.node].count == 1) {
    const NodeRef old = root.node;
    root.node = inners_[old].children[0];
    --root.height;
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
    YCPP_VERIFY(leaf.count <= Leaf::kMost);
    for (std::uint32_t i = 0; i < leaf.count; ++i) {
      YCPP_VERIFY(leaf.items[i] == expected);
      const Item& item = items_[expected];
      YCPP_VERIFY(item.leaf == node);
      YCPP_VERIFY(leaf.is_live(i) == !item.deleted);
      m += leaf.measure(i);
      expected = item.right;
    }
    for (std::uint32_t i = leaf.count; i < Leaf::kMost; ++i)
      YCPP_VERIFY(leaf.items[i] == 0 && !leaf.is_live(i));
    return m;
  }
  const Inner& inner = inners_[node];
  YCPP_VERIFY(inner.count > 0 && inner.count <= Inner::kMost);
  for (std::uint32_t i = 0; i < inner.count; ++i) {
    YCPP_VERIFY(parent_of(inner.children[i], height - 1) == node);
    const Measure child = verify_node(inner.children[i], height - 1, expected);
    YCPP_VERIFY(child == inner.measure(i));
    m += child;
  }
  return m;
}

void SequenceIndex::verify(const SequenceRoot& root, ItemRef head) const {
  YCPP_VERIFY(parent_of(root.node, root.height) == 0);
  YCPP_VERIFY(verify_node(root.node, root.height, head).width == root.width);
  YCPP_VERIFY(head == 0);
}

// NOLINTEND(misc-no-recursion)

}  // namespace ycpp::store

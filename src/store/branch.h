// branch.h -- Branch: a shared type as the store knows it; Slot: one list of items in it.
//
// A branch has one list slot (its sequence: text, array elements, XML children) and one slot for
// every map key or attribute ever set. The items of a key's slot are the key's history: the last
// one is the value, all others are deleted. An item knows its slot, a slot its branch: no item
// repeats the key.
//
// A branch has no observers and does not know what its kind means.
#pragma once

#include <cstdint>
#include <string>

#include "store/item.h"

namespace ycpp::store {

struct Slot {
  BranchRef branch = 0;
  SlotRef next = 0;              ///< next key of the branch, in order of first appearance
  ItemRef head = 0;              ///< leftmost item
  ItemRef tail = 0;              ///< rightmost item; for a key the current value
  std::uint64_t changed_in = 0;  ///< number of the last transaction that changed it
  bool is_list = false;
  std::string key;
};

/// The root of a branch's sequence index; see sequence.h. No index while node is 0.
struct SequenceRoot {
  NodeRef node = 0;
  std::uint32_t height = 0;  ///< 0: the root is a leaf
  std::uint64_t width = 0;   ///< of all items
};

struct Branch {
  ItemRef item = 0;  ///< the item that holds it; 0 for a root
  TypeRef type = TypeRef::undefined;
  bool has_format = false;  ///< a formatting mark was ever in its list
  bool collected = false;   ///< its items are gone; `item` may be another one by now
  SlotRef list = 0;
  SlotRef first_key = 0;
  SlotRef last_key = 0;
  SequenceRoot sequence;
  std::string name;  ///< root name, node name or hook name

  bool is_root() const { return item == 0; }
};

}  // namespace ycpp::store

// conflict.h -- what is remembered of a place where many inserted without seeing each other.
#pragma once

#include <cstdint>
#include <map>

#include "store/item.h"

namespace ycpp::store {

/// The last long scan of a list or a key; see conflicts.cpp for why it can be built upon.
struct Conflict {
  // Items with these origins, which stand in the order of their clients' ids; by that id.
  LocalId origin;
  LocalId right_origin;
  std::map<std::uint64_t, ItemRef> kin;

  // The item that was placed last, and after which one, while nothing else has been put into the
  // list since.
  ItemRef last = 0;
  ItemRef last_left = 0;

  bool is_kin(const Item& item) const {
    return item.origin() == origin && item.right_origin() == right_origin;
  }
};

}  // namespace ycpp::store

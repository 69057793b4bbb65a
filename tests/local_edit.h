// local_edit.h -- what a person at a keyboard does to a text, for tests that stand on a bare Store.
#pragma once

#include <string_view>

#include "store/store.h"

namespace ycpp {

/// The place before unit `unit` of a list; cuts an item if it has to.
inline store::Gap gap_at(store::Store& store, store::BranchRef branch, std::uint64_t unit) {
  if (unit == store.length(branch)) return {store.slot(store.list_slot(branch)).tail, 0};
  const auto found = store.locate(branch, unit);
  store::ItemRef right = found.item;
  if (found.offset > 0)
    right = store.split(right, store.to_utf16(store.item(right), found.offset).value());
  return {store.item(right).left, right};
}

/// Types ASCII text as `client` (a wire id); returns the item that ends with it.
inline store::ItemRef type_at(store::Store& store, std::uint64_t client, store::BranchRef branch,
                              std::uint64_t unit, std::string_view text) {
  const store::Gap gap = gap_at(store, branch, unit);
  return store.insert_text(store.client(client), store.list_slot(branch), gap, text,
                           static_cast<std::uint32_t>(text.size()));
}

/// Removes `count` units of a list of ASCII text.
inline void remove_at(store::Store& store, store::BranchRef branch, std::uint64_t unit,
                      std::uint64_t count) {
  store::ItemRef i = gap_at(store, branch, unit).right;
  while (count > 0) {
    if (!store.item(i).deleted && store.item(i).countable()) {
      if (store.item(i).length() > count) store.split(i, count);
      count -= store.item(i).length();
      store.remove(i);
    }
    i = store.item(i).right;
  }
}

}  // namespace ycpp

// attributes.h -- Attributes: the formatting that holds at a place in a text.
//
// Formatting is made of marks: items in the text that say "from here on, key has this value"; null
// ends it. Values are `any` bytes. Keys keep the order in which they were set, because it shows on
// the wire; where Yjs has an object in the place of a Map, they have to be ordered besides.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/item.h"

namespace ycpp::store {

class Attributes {
 public:
  using Entry = std::pair<std::string, Bytes>;

  /// From an `any` object, in the order of its keys.
  static Attributes from_any(BytesView object);

  /// The value of `key`; null (the value) when there is none.
  BytesView get(std::string_view key) const;
  bool contains(std::string_view key) const { return find(key) != entries_.size(); }
  void set(std::string_view key, BytesView value);
  void erase(std::string_view key);
  /// What passing a mark does: null erases the key.
  void pass(std::string_view key, BytesView value);

  /// Gives the keys the order of a JavaScript object: array indices come first, ascending.
  void order_keys();

  bool empty() const { return entries_.empty(); }
  const std::vector<Entry>& entries() const { return entries_; }
  /// An `any` object, with its keys in JavaScript's order.
  Bytes to_any() const;

 private:
  std::size_t find(std::string_view key) const;
  std::vector<Entry> entries_;
};

bool is_null(BytesView value);

/// True when two values of a mark are the same to Yjs: equal primitives, or objects and arrays of
/// one level with equal members. Values that nest deeper never equal anything.
bool same_attribute(BytesView a, BytesView b);

/// True for equal primitives only: the objects of two marks are never the identical one.
bool identical_attribute(BytesView a, BytesView b);

}  // namespace ycpp::store

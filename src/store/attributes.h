// attributes.h -- Attributes: the formatting that holds at a place in a text.
//
// Formatting is made of marks: items in the text that say "from here on, key has this value"; null
// ends it. Values are `any` bytes. Keys keep the order in which they were set, because it shows on
// the wire; where Yjs has an object in the place of a Map, they have to be ordered besides.
//
// A few keys are searched one after the other; peers may also send thousands, and so many have an
// index: everything here is O(log keys).
#pragma once

#include <map>
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

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The entries in order.
  class Iterator {
   public:
    Iterator(const Entry* at, const Entry* end) : at_(at), end_(end) { skip(); }
    const Entry& operator*() const { return *at_; }
    Iterator& operator++() {
      ++at_;
      skip();
      return *this;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    void skip() {
      while (at_ != end_ && at_->second.empty()) ++at_;
    }
    const Entry* at_;
    const Entry* end_;
  };
  Iterator begin() const { return {entries_.data(), entries_.data() + entries_.size()}; }
  Iterator end() const {
    const Entry* const end = entries_.data() + entries_.size();
    return {end, end};
  }

  /// An `any` object, with its keys in JavaScript's order.
  Bytes to_any() const;

 private:
  static constexpr std::size_t kMostScanned = 16;

  std::size_t find(std::string_view key) const;  // entries_.size() when there is none
  void compact();
  void make_index();

  std::vector<Entry> entries_;  // erased ones stay for a while, without a value
  std::size_t size_ = 0;        // of those that are not erased
  std::map<std::string, std::size_t, std::less<>> index_;  // while there are many entries
};

bool is_null(BytesView value);

/// True when two values of a mark are the same to Yjs: equal primitives, or objects and arrays of
/// one level with equal members. Values that nest deeper never equal anything.
bool same_attribute(BytesView a, BytesView b);

/// True for equal primitives only: the objects of two marks are never the identical one.
bool identical_attribute(BytesView a, BytesView b);

}  // namespace ycpp::store

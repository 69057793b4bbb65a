// key_order.h -- the order that JavaScript gives to the keys of an object.
//
// Keys that are array indices ("0" .. "4294967294", no leading zeros) come first, ascending; the
// others follow in order of insertion. A key that comes twice keeps its first place and its last
// value. Yjs writes objects in this order, so bytes depend on it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ycpp {

/// The number a canonical array-index key stands for.
inline std::optional<std::uint32_t> array_index(std::string_view key) {
  if (key.empty() || key.size() > 10 || key[0] < '0' || key[0] > '9') return std::nullopt;
  if (key[0] == '0' && key.size() > 1) return std::nullopt;
  std::uint64_t n = 0;
  for (const char c : key) {
    if (c < '0' || c > '9') return std::nullopt;
    n = n * 10 + static_cast<std::uint64_t>(c - '0');
  }
  if (n > 4294967294) return std::nullopt;
  return static_cast<std::uint32_t>(n);
}

/// A sink that watches the keys go by. in_order() is true when it is certain that every object has
/// its keys once and in JavaScript's order. It holds 32 keys in 16 open objects and does not
/// allocate; where that is not enough it says false, and the caller takes the road that sorts.
class KeyOrder {
 public:
  bool in_order() const { return in_order_; }

  void begin_object(std::size_t = 0) {
    if (depth_ == kMaxObjects) {
      in_order_ = false;
      return;
    }
    objects_[depth_++] = Object{keys_in_use_, -1, 0};
  }

  void key(std::string_view key) {
    if (!in_order_) return;
    Object& object = objects_[depth_ - 1];
    if (may_be_index(key) && index_key(object, key)) return;
    const std::uint64_t bit = name_bit(key);
    if (keys_in_use_ == kMaxKeys || ((object.names_seen & bit) != 0 && seen(object, key)))
        [[unlikely]] {
      in_order_ = false;
      return;
    }
    object.names_seen |= bit;
    keys_[keys_in_use_++] = {key.data(), key.size()};
  }

  void end_object() {
    if (in_order_) keys_in_use_ = objects_[--depth_].first_key;
  }

  void undefined() {}
  void null() {}
  void boolean(bool) {}
  void number(double) {}
  void big_int(std::int64_t) {}
  template <class Text>
  void string(Text) {}
  template <class View>
  void bytes(View) {}
  void begin_array(std::size_t = 0) {}
  void end_array() {}

 private:
  static constexpr std::uint32_t kMaxKeys = 32;
  static constexpr std::uint32_t kMaxObjects = 16;

  struct Object {
    std::uint32_t first_key;
    std::int64_t last_index;
    std::uint64_t names_seen;  // one bit for each of 64 classes of names: a new class is a new name
  };

  struct Key {  // a view that need not be initialised
    const char* data;
    std::size_t size;
  };

  static std::uint64_t name_bit(std::string_view key) {
    if (key.empty()) return 1;
    const auto first = static_cast<std::uint8_t>(key.front());
    const auto last = static_cast<std::uint8_t>(key.back());
    return std::uint64_t{1} << ((first * 7 + last * 3 + key.size()) & 63);
  }

  static bool may_be_index(std::string_view key) {
    return !key.empty() && key[0] >= '0' && key[0] <= '9';
  }

  /// Takes note of a key if it is an array index. Rare, like the next one, hence not in line.
  [[gnu::noinline]] bool index_key(Object& object, std::string_view key) {
    const auto index = array_index(key);
    if (!index) return false;
    in_order_ = object.names_seen == 0 && *index > object.last_index;
    object.last_index = *index;
    return true;
  }

  [[gnu::noinline]] bool seen(const Object& object, std::string_view key) const {
    for (std::uint32_t i = object.first_key; i < keys_in_use_; ++i)
      if (std::string_view(keys_[i].data, keys_[i].size) == key) return true;
    return false;
  }

  std::array<Object, kMaxObjects> objects_;  // uninitialised above depth_
  std::array<Key, kMaxKeys> keys_;           // uninitialised above keys_in_use_
  std::uint32_t depth_ = 0;
  std::uint32_t keys_in_use_ = 0;
  bool in_order_ = true;
};

}  // namespace ycpp

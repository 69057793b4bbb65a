// client_log.h -- ClientLog: everything a document holds of one client.
//
// Text and values are appended in clock order, so what one client wrote in one go lies together:
// splitting an item divides a range, and joining two is arithmetic. They stay where they are until
// most of them belongs to no item any more; see pack.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/deleted_ranges.h"
#include "store/id_index.h"

namespace ycpp::store {

/// Canonical `any` values, one after the other, each found by its number.
class ValueLog {
 public:
  std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.size()); }
  BytesView value(std::uint32_t n) const { return values(n, 1); }
  /// `count` values as they stand, for copying onto the wire.
  BytesView values(std::uint32_t first, std::uint64_t count) const {
    const std::size_t begin = starts_[first];
    const std::size_t after = first + static_cast<std::size_t>(count);
    const std::size_t end = after < starts_.size() ? starts_[after] : bytes_.size();
    return BytesView(bytes_).subspan(begin, end - begin);
  }
  void push(BytesView value) {
    starts_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }
  /// `count` values, one after the other.
  void push_all(BytesView values, std::uint64_t count);

  std::size_t size_bytes() const { return bytes_.size(); }
  std::size_t memory_bytes() const {
    return starts_.capacity() * sizeof(starts_[0]) + bytes_.capacity();
  }

 private:
  Bytes bytes_;
  std::vector<std::uint32_t> starts_;
};

struct ClientLog {
  std::uint64_t id = 0;          ///< the client id on the wire
  std::uint64_t state = 0;       ///< the next clock
  std::uint64_t before = 0;      ///< `state` when the transaction began, if it touched this client
  std::uint64_t touched_in = 0;  ///< number of the last transaction that added items
  IdIndex index;
  std::string text;
  ValueLog values;
  std::uint64_t unused_bytes = 0;  ///< of text and values that no item refers to
  bool is_to_be_packed = false;
  mutable DeletedRanges deletions;  ///< kept from the first export on

  /// Of a string.
  std::string_view text_of(const Item& item) const {
    return {text.data() + item.content.text.start, item.content.text.bytes};
  }
};

}  // namespace ycpp::store

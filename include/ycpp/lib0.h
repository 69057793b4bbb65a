// lib0.h -- Reader and Writer: bytes <-> numbers, strings and byte buffers, as lib0 codes them.
//
// The bytes a Reader sees come from a peer; nothing about them is trusted. The first read that
// fails latches an error and empties the cursor; every later read returns 0 or nothing. A decoder
// therefore reads a whole record as straight-line code and asks ok() once at the end.
//
// Numbers are at most 2^53 - 1, because every other peer holds them in a double.
#pragma once

#include <bit>
#include <cstring>
#include <string_view>

#include "ycpp/result.h"

namespace ycpp {

/// The largest clock, client id or length on the wire: 2^53 - 1.
inline constexpr std::uint64_t kMaxSafeInteger = (std::uint64_t{1} << 53) - 1;

/// A signed variable-length integer; lib0 has a negative zero, and the column codings use it.
struct VarInt {
  std::uint64_t magnitude = 0;
  bool negative = false;
};

/// A number as it was read or written last, by its bytes: client ids are long and come again.
struct RepeatedNumber {
  std::uint64_t bytes = 1;  // with mask 0, nothing equals it
  std::uint64_t mask = 0;
  std::uint64_t value = 0;
  std::uint8_t count = 0;
};

class Reader {
 public:
  explicit Reader(BytesView bytes)
      : begin_(bytes.data()), cur_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool ok() const { return !failed_; }
  bool at_end() const { return cur_ == end_; }
  std::size_t remaining() const { return static_cast<std::size_t>(end_ - cur_); }
  /// Index of the next byte, or of the byte that could not be read.
  std::size_t offset() const {
    return failed_ ? error_offset_ : static_cast<std::size_t>(cur_ - begin_);
  }
  /// Only after !ok().
  Error error() const { return Error{code_, error_offset_, {}}; }

  /// Latches an error at the cursor; the first one stays.
  void fail(Errc code) { fail_at(code, static_cast<std::size_t>(cur_ - begin_)); }
  void fail_at(Errc code, std::size_t offset) {
    if (failed_) return;
    failed_ = true;
    code_ = code;
    error_offset_ = offset;
    cur_ = end_;
  }

  std::uint8_t u8() {
    if (cur_ == end_) {
      fail(Errc::unexpected_end);
      return 0;
    }
    return *cur_++;
  }

  /// lib0 varUint: 7 bits a byte, low bits first, at most 2^53 - 1. Overlong forms are accepted.
  ///   01 -> 1    ac 02 -> 300    80 80 01 -> 16384
  std::uint64_t var_uint() {
    if (cur_ != end_ && *cur_ < 0x80) [[likely]]
      return *cur_++;
    return var_uint_long();
  }

  /// var_uint() where the number often is that of the last time: one comparison then.
  std::uint64_t var_uint(RepeatedNumber& last) {
    if (remaining() >= 8) [[likely]] {
      std::uint64_t next = 0;
      std::memcpy(&next, cur_, 8);
      if ((next & last.mask) == last.bytes) {
        cur_ += last.count;
        return last.value;
      }
    }
    return var_uint_new(last);
  }

  /// lib0 varInt: the first byte holds a sign bit (40) and 6 bits.
  ///   3f -> 63    41 -> -1    80 01 -> 64    40 -> -0
  /// `max` is the largest magnitude that is accepted, below 2^55.
  VarInt var_int(std::uint64_t max = kMaxSafeInteger) {
    if (remaining() >= 2) [[likely]] {
      const bool negative = (cur_[0] & 0x40) != 0;
      if (cur_[0] < 0x80) return {*cur_++ & 0x3fU, negative};
      const std::uint64_t magnitude = (cur_[0] & 0x3fU) | std::uint64_t{cur_[1]} << 6;
      if (cur_[1] < 0x80 && magnitude <= max) {
        cur_ += 2;
        return {magnitude, negative};
      }
    }
    return var_int_long(max);
  }

  /// Varuint length, then that many bytes; a view into the input.
  BytesView var_bytes() {
    const std::uint64_t n = var_uint();
    return bytes(n);
  }

  /// A varint-framed string, refused unless it is well-formed UTF-8; a view into the input.
  std::string_view var_string() {
    bool is_ascii = false;
    return var_string(is_ascii);
  }
  /// Says also whether all of it is ASCII.
  std::string_view var_string(bool& is_ascii);

  BytesView bytes(std::uint64_t n) {
    if (n > remaining()) {
      fail(Errc::unexpected_end);
      return {};
    }
    const BytesView out(cur_, static_cast<std::size_t>(n));
    cur_ += n;
    return out;
  }

  /// An element count. Refused unless that many elements of `min_size` bytes can still follow, so a
  /// ten-byte message cannot make us reserve a gigabyte.
  std::size_t count(std::size_t min_size) {
    const std::size_t at = static_cast<std::size_t>(cur_ - begin_);
    const std::uint64_t n = var_uint();
    if (n > remaining() / min_size) {
      fail_at(Errc::count_too_large, at);
      return 0;
    }
    return static_cast<std::size_t>(n);
  }

  /// Big-endian IEEE 754 and two's complement, as lib0's `any` uses them.
  double float32();
  double float64();
  std::int64_t big_int64();

  /// The bytes from `from` (an earlier offset()) up to the cursor.
  BytesView since(std::size_t from) const {
    return ok() ? BytesView(begin_ + from, cur_) : BytesView{};
  }

 private:
  VarInt var_int_long(std::uint64_t max);
  std::uint64_t var_uint_long();
  std::uint64_t var_uint_slow();
  std::uint64_t var_uint_new(RepeatedNumber& last);

  const std::uint8_t* begin_;
  const std::uint8_t* cur_;
  const std::uint8_t* end_;
  std::size_t error_offset_ = 0;
  Errc code_{};
  bool failed_ = false;
};

/// Appends lib0 codings to a growing buffer. clear() keeps the memory, so a Writer can be reused.
class Writer {
 public:
  Writer() = default;

  void u8(std::uint8_t byte) {
    *room(1) = byte;
    ++size_;
  }

  void var_uint(std::uint64_t n) { wrote(put_var_uint(room(kMaxVarUint), n)); }

  /// The same where the number often is that of the last time: one copy then.
  void var_uint(std::uint64_t n, RepeatedNumber& last) {
    wrote(put_var_uint(room(kMaxVarUint), n, last));
  }

  /// Several numbers at once, with one look at how much room there is: put_var_uint() into room()
  /// of kMaxVarUint bytes for each, then wrote() up to where the last one ends.
  static constexpr std::size_t kMaxVarUint = 10;
  std::uint8_t* room(std::size_t n) {
    if (buffer_.size() - size_ < n) [[unlikely]]
      grow(n);
    return buffer_.data() + size_;
  }
  void wrote(const std::uint8_t* end) { size_ = static_cast<std::size_t>(end - buffer_.data()); }
  /// These return where the number ends.
  static std::uint8_t* put_var_uint(std::uint8_t* p, std::uint64_t n) {
    while (n >= 0x80) {
      *p++ = static_cast<std::uint8_t>(n) | 0x80;
      n >>= 7;
    }
    *p++ = static_cast<std::uint8_t>(n);
    return p;
  }
  static std::uint8_t* put_var_uint(std::uint8_t* p, std::uint64_t n, RepeatedNumber& last) {
    if (n != last.value || last.count == 0) [[unlikely]]
      return put_new_var_uint(p, n, last);
    std::memcpy(p, &last.bytes, 8);
    return p + last.count;
  }
  static std::uint8_t* put_var_int(std::uint8_t* p, VarInt v) {
    const unsigned sign = v.negative ? 0x40 : 0;
    const bool more = v.magnitude >= 0x40;
    *p++ = static_cast<std::uint8_t>((more ? 0x80U : 0U) | sign | (v.magnitude & 0x3f));
    return more ? put_var_uint(p, v.magnitude >> 6) : p;
  }

  void var_int(VarInt v) { wrote(put_var_int(room(kMaxVarUint), v)); }

  void bytes(BytesView b) {
    if (b.empty()) return;
    std::memcpy(room(b.size()), b.data(), b.size());
    size_ += b.size();
  }
  void bytes(std::string_view s) { bytes(as_bytes(s)); }

  void var_bytes(BytesView b) {
    var_uint(b.size());
    bytes(b);
  }
  void var_string(std::string_view s) { var_bytes(as_bytes(s)); }

  void float32(float v);
  void float64(double v);
  void big_int64(std::int64_t v);

  std::size_t size() const { return size_; }
  BytesView view() const { return {buffer_.data(), size_}; }
  void clear() { size_ = 0; }
  void truncate(std::size_t size) { size_ = size; }
  void reserve(std::size_t n) { (void)room(n); }

  /// Moves the bytes out and leaves the writer empty.
  Bytes take() {
    buffer_.resize(size_);
    size_ = 0;
    return std::exchange(buffer_, {});
  }

  static BytesView as_bytes(std::string_view s) {
    return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
  }

 private:
  void grow(std::size_t n);
  static std::uint8_t* put_new_var_uint(std::uint8_t* p, std::uint64_t n, RepeatedNumber& last);

  Bytes buffer_;  // its size is the capacity; size_ counts what is written
  std::size_t size_ = 0;
};

/// A view of bytes as text; no check is made.
inline std::string_view as_text(BytesView b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}

}  // namespace ycpp

// columns.h -- the column codings of update v2: values of one kind, written one after the other.
//
// A column is good at what updates are full of: the same number again and again, or numbers that
// grow by the same step. Encoders hold back the run they are in; finish() writes it, says how many
// bytes the column has, and must come last. move_to() then appends them and leaves none.
//
// Decoders read a column that somebody else wrote. They latch the first error, as Reader does, and
// return 0 from then on. Reading on after the last value is an error. (Yjs reads zeros then, so an
// update that was cut in the middle can look like another one.) Memory: none, whatever a run
// claims; whoever reads must bound how much he reads, because a run of 2^53 values is a few bytes.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "ycpp/lib0.h"

namespace ycpp {

/// The bytes of a column that is being written, in pieces: growing copies none of them, and what is
/// moved out is given back piece by piece.
class ColumnBytes {
 public:
  /// Where to write next: a few numbers, or a string.
  Writer& next() {
    if (last_.size() > kPiece - kSpare) [[unlikely]]
      start_piece();
    return last_;
  }
  std::size_t size() const { return full_size_ + last_.size(); }
  void move_to(Writer& out);

 private:
#ifdef YCPP_CHECKED
  static constexpr std::size_t kPiece = 64;
#else
  static constexpr std::size_t kPiece = std::size_t{1} << 16;
#endif
  static constexpr std::size_t kSpare = 2 * Writer::kMaxVarUint;
  void start_piece();

  std::vector<Bytes> full_;
  std::size_t full_size_ = 0;
  Writer last_;
};

/// Bytes in runs: the value, then the length of the run less one; the length of the last run is not
/// written: it has no end.
///   1 1 1 7 -> 01 02 07    5 5 5 -> 05    1 2 1 -> 01 00 02 00 01
class RleEncoder {
 public:
  void write(std::uint8_t value) {
    if (count_ > 0 && value == value_) {
      ++count_;
      return;
    }
    Writer& out = bytes_.next();
    if (count_ > 0) out.var_uint(count_ - 1);
    out.u8(value);
    value_ = value;
    count_ = 1;
  }
  std::size_t finish() { return bytes_.size(); }
  void move_to(Writer& out) { bytes_.move_to(out); }

 private:
  ColumnBytes bytes_;
  std::uint64_t count_ = 0;
  std::uint8_t value_ = 0;
};

class RleDecoder {
 public:
  explicit RleDecoder(BytesView bytes = {}) : in_(bytes) {}

  std::uint8_t read() {
    if (left_ == 0) start_run();
    skip(1);
    return value_;
  }
  /// How many more times read() gives the value that it gave last, before it has to look further.
  std::uint64_t run() const { return left_; }
  /// As `n` times read(); n <= run().
  void skip(std::uint64_t n) {
    if (left_ != kEndless) left_ -= n;
  }

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }

 private:
  static constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();
  void start_run();

  Reader in_;
  std::uint64_t left_ = 0;
  std::uint8_t value_ = 0;
};

/// Unsigned integers in runs: a signed integer whose sign says that a length follows, less two.
/// Zero needs lib0's negative zero for that.
///   0 -> 00    0 0 0 -> 40 01    1 2 3 3 3 -> 01 02 43 01
class UintOptRleEncoder {
 public:
  void write(std::uint64_t value) {
    if (value == value_) {
      ++count_;
      return;
    }
    flush();
    value_ = value;
    count_ = 1;
  }
  std::size_t finish() {
    flush();
    return bytes_.size();
  }
  void move_to(Writer& out) { bytes_.move_to(out); }

 private:
  void flush();

  ColumnBytes bytes_;
  std::uint64_t value_ = 0;
  std::uint64_t count_ = 0;
};

class UintOptRleDecoder {
 public:
  explicit UintOptRleDecoder(BytesView bytes = {}) : in_(bytes) {}

  std::uint64_t read() {
    if (left_ == 0) start_run();
    --left_;
    return value_;
  }
  /// See RleDecoder.
  std::uint64_t run() const { return left_; }
  void skip(std::uint64_t n) { left_ -= n; }

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }

 private:
  void start_run();

  Reader in_;
  std::uint64_t value_ = 0;
  std::uint64_t left_ = 0;
};

/// Unsigned integers by their differences, and the differences in runs: a signed integer of which
/// the lowest bit says that a length follows, less two, and the rest is the difference, which
/// starts from 0.
///   5 10 15 20 -> 0b 02    1 2 3 2 -> 03 01 42    10 5 0 -> 14 49 00
class IntDiffOptRleEncoder {
 public:
  void write(std::uint64_t value) {
    const std::int64_t step = static_cast<std::int64_t>(value - last_);
    last_ = value;
    if (step == step_) {
      ++count_;
      return;
    }
    flush();
    step_ = step;
    count_ = 1;
  }
  std::size_t finish() {
    flush();
    return bytes_.size();
  }
  void move_to(Writer& out) { bytes_.move_to(out); }

 private:
  void flush();

  ColumnBytes bytes_;
  std::uint64_t last_ = 0;
  std::int64_t step_ = 0;
  std::uint64_t count_ = 0;
};

class IntDiffOptRleDecoder {
 public:
  explicit IntDiffOptRleDecoder(BytesView bytes = {}) : in_(bytes) {}

  std::uint64_t read();

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }

 private:
  void start_run();

  Reader in_;
  std::uint64_t last_ = 0;
  std::int64_t step_ = 0;
  std::uint64_t left_ = 0;
};

/// Strings: all of them joined into one, then a UintOptRle column of their lengths in UTF-16 units.
///   "a" "b" "cde" -> 05 6162636465 41 00 03
class StringEncoder {
 public:
  void write(std::string_view s);
  /// The same for who knows the length already.
  void write(std::string_view s, std::uint64_t utf16_units) {
    text_.next().bytes(s);
    lengths_.write(utf16_units);
  }
  std::size_t finish();
  void move_to(Writer& out);

 private:
  ColumnBytes text_;
  UintOptRleEncoder lengths_;
};

class StringDecoder {
 public:
  StringDecoder() : StringDecoder(BytesView(kEmpty, 1)) {}
  explicit StringDecoder(BytesView bytes);

  struct String {
    std::string_view text;
    std::uint64_t utf16_units = 0;
  };
  /// The next string: a view of the column. But JavaScript may have cut one between the two halves
  /// of a surrogate pair; then each half is U+FFFD, and the string is put into `arena`.
  String read(Arena& arena);

  bool ok() const { return text_in_.ok() && lengths_.ok(); }
  Error error() const;

 private:
  static constexpr std::uint8_t kEmpty[] = {0};
  std::string_view cut(std::uint64_t units, Arena& arena);

  Reader text_in_;  // the whole column; only its frame is read
  UintOptRleDecoder lengths_;
  std::size_t lengths_at_ = 0;
  std::string_view rest_;
  std::uint64_t units_left_ = 0;
  bool is_ascii_ = false;
  bool inside_pair_ = false;  // the first half of what `rest_` begins with was read
};

}  // namespace ycpp

// columns.cpp -- see columns.h.
#include "lib0/columns.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/utf8.h"

namespace ycpp {

void ColumnBytes::start_piece() {
  full_size_ += last_.size();
  full_.push_back(last_.take());
  last_.reserve(kPiece);
}

void ColumnBytes::move_to(Writer& out) {
  for (Bytes& piece : full_) out.bytes(std::exchange(piece, {}));
  full_.clear();
  out.bytes(last_.view());
  last_ = {};
  full_size_ = 0;
}

namespace {

// What the value says of the length of a run, and the length.
void put_run(ColumnBytes& bytes, VarInt value, std::uint64_t count) {
  Writer& out = bytes.next();
  std::uint8_t* p = Writer::put_var_int(out.room(2 * Writer::kMaxVarUint), value);
  if (count > 1) p = Writer::put_var_uint(p, count - 2);
  out.wrote(p);
}

}  // namespace

void RleDecoder::start_run() {
  value_ = in_.u8();
  left_ = in_.at_end() ? kEndless : in_.var_uint() + 1;
  if (!in_.ok()) value_ = 0;
}

void UintOptRleEncoder::flush() {
  if (count_ > 0) put_run(bytes_, {value_, count_ > 1}, count_);
}

void UintOptRleDecoder::start_run() {
  const VarInt v = in_.var_int();
  value_ = v.magnitude;
  left_ = v.negative ? in_.var_uint() + 2 : 1;
  if (in_.ok()) return;
  value_ = 0;
  left_ = 1;
}

void IntDiffOptRleEncoder::flush() {
  if (count_ == 0) return;
  const std::int64_t coded = step_ * 2 + (count_ > 1 ? 1 : 0);
  put_run(bytes_, {static_cast<std::uint64_t>(coded < 0 ? -coded : coded), coded < 0}, count_);
}

void IntDiffOptRleDecoder::start_run() {
  // A difference of 53 bits and the bit for the length.
  const VarInt v = in_.var_int(kMaxSafeInteger * 2 + 1);
  const auto magnitude = static_cast<std::int64_t>(v.magnitude);
  step_ = (v.negative ? -magnitude : magnitude) >> 1;  // rounds down: -3 is -2 and the bit
  left_ = (v.magnitude & 1) != 0 ? in_.var_uint() + 2 : 1;
}

std::uint64_t IntDiffOptRleDecoder::read() {
  if (left_ == 0) start_run();
  --left_;
  last_ += static_cast<std::uint64_t>(step_);
  if (last_ > kMaxSafeInteger) in_.fail(Errc::clock_overflow);  // below zero, too
  if (in_.ok()) return last_;
  last_ = 0;
  step_ = 0;
  left_ = 0;
  return 0;
}

void StringEncoder::write(std::string_view s) { write(s, utf8::count_utf16(s)); }

std::size_t StringEncoder::finish() {
  std::uint8_t frame[Writer::kMaxVarUint];
  const std::uint8_t* const end = Writer::put_var_uint(frame, text_.size());
  return static_cast<std::size_t>(end - frame) + text_.size() + lengths_.finish();
}

void StringEncoder::move_to(Writer& out) {
  out.var_uint(text_.size());
  text_.move_to(out);
  lengths_.move_to(out);
}

StringDecoder::StringDecoder(BytesView bytes) : text_in_(bytes) {
  rest_ = text_in_.var_string();
  lengths_at_ = text_in_.offset();
  units_left_ = utf8::count_utf16(rest_);
  is_ascii_ = utf8::ascii_prefix(rest_) == rest_.size();
  lengths_ = UintOptRleDecoder(text_in_.bytes(text_in_.remaining()));
}

Error StringDecoder::error() const {
  if (!text_in_.ok()) return text_in_.error();
  Error error = lengths_.error();
  error.offset += lengths_at_;
  return error;
}

StringDecoder::String StringDecoder::read(Arena& arena) {
  const std::uint64_t units = lengths_.read();
  if (units > units_left_) text_in_.fail_at(Errc::unexpected_end, lengths_at_);
  if (!ok()) return {};
  units_left_ -= units;
  if (!is_ascii_) return {cut(units, arena), units};
  const std::string_view text = rest_.substr(0, units);
  rest_.remove_prefix(units);
  return {text, units};
}

std::string_view StringDecoder::cut(std::uint64_t units, Arena& arena) {
  if (units == 0) return {};
  const bool lead_half = std::exchange(inside_pair_, false);
  if (lead_half) {
    rest_.remove_prefix(4);
    --units;
  }
  const utf8::Utf16Position end = utf8::find_utf16(rest_, units);
  const std::string_view whole = rest_.substr(0, end.bytes);
  rest_.remove_prefix(end.bytes);
  inside_pair_ = end.inside_pair;
  if (!lead_half && !inside_pair_) return whole;
  std::string text(lead_half ? utf8::kReplacement : "");
  text += whole;
  if (inside_pair_) text += utf8::kReplacement;
  return as_text(arena.copy(Writer::as_bytes(text)));
}

}  // namespace ycpp

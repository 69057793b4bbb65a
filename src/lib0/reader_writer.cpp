// reader_writer.cpp -- the parts of Reader and Writer that are not on the one-byte fast path.
#include "base/utf8.h"
#include "ycpp/lib0.h"

namespace ycpp {

// All bytes of the number at once: their low seven bits are moved together in three steps.
std::uint64_t Reader::var_uint_long() {
  if constexpr (std::endian::native != std::endian::little) return var_uint_slow();
  if (remaining() < 8) return var_uint_slow();
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, cur_, 8);
  const std::uint64_t ends = ~bytes & 0x8080808080808080ULL;
  if (ends == 0) return var_uint_slow();
  const int count = std::countr_zero(ends) / 8 + 1;
  std::uint64_t n = bytes & (~std::uint64_t{0} >> (64 - 8 * count));
  n = (n & 0x7f007f007f007f00ULL) >> 1 | (n & 0x007f007f007f007fULL);
  n = (n & 0x3fff00003fff0000ULL) >> 2 | (n & 0x00003fff00003fffULL);
  n = (n & 0x0fffffff00000000ULL) >> 4 | (n & 0x000000000fffffffULL);
  if (n > kMaxSafeInteger) return var_uint_slow();
  cur_ += count;
  return n;
}

// One byte after the other: what is refused, overlong, or close to the end.
std::uint64_t Reader::var_uint_slow() {
  const std::size_t at = static_cast<std::size_t>(cur_ - begin_);
  std::uint64_t n = 0;
  for (int i = 0; i < 10; ++i) {
    if (cur_ == end_) {
      fail(Errc::unexpected_end);
      return 0;
    }
    const std::uint8_t byte = *cur_++;
    const std::uint64_t bits = byte & 0x7f;
    // Byte 8 (i == 7) brings bits 49..55, of which only 49..52 fit; later bytes may only pad.
    if (bits != 0 && (i > 7 || (i == 7 && bits > 0x0f))) {
      fail_at(Errc::integer_too_large, at);
      return 0;
    }
    if (i <= 7) n |= bits << (7 * i);
    if (byte < 0x80) return n;
  }
  fail_at(Errc::integer_too_large, at);
  return 0;
}

namespace {

void remember(RepeatedNumber& last, std::uint64_t n, const std::uint8_t* bytes, std::size_t count) {
  last = {};
  if (count > 8) return;
  last.bytes = 0;
  std::memcpy(&last.bytes, bytes, count);
  std::memset(&last.mask, 0xff, count);
  last.value = n;
  last.count = static_cast<std::uint8_t>(count);
}

}  // namespace

std::uint64_t Reader::var_uint_new(RepeatedNumber& last) {
  const std::uint8_t* const start = cur_;
  const std::uint64_t n = var_uint();
  if (ok()) remember(last, n, start, static_cast<std::size_t>(cur_ - start));
  return n;
}

std::uint8_t* Writer::put_new_var_uint(std::uint8_t* p, std::uint64_t n, RepeatedNumber& last) {
  std::uint8_t* const end = put_var_uint(p, n);
  remember(last, n, p, static_cast<std::size_t>(end - p));
  return end;
}

VarInt Reader::var_int_long(std::uint64_t max) {
  const std::size_t at = static_cast<std::size_t>(cur_ - begin_);
  std::uint8_t byte = u8();
  VarInt v{static_cast<std::uint64_t>(byte & 0x3f), (byte & 0x40) != 0};
  // 6 bits came first, so byte i brings bits 6 + 7(i-1) .. ; those above `max` must stay clear.
  for (int i = 1; byte >= 0x80; ++i) {
    if (i > 9) {
      fail_at(Errc::integer_too_large, at);
      return {};
    }
    byte = u8();
    if (!ok()) return {};
    const std::uint64_t bits = byte & 0x7f;
    const int shift = 6 + 7 * (i - 1);
    if (bits != 0 && (shift > 54 || (v.magnitude | bits << shift) > max)) {
      fail_at(Errc::integer_too_large, at);
      return {};
    }
    if (shift <= 54) v.magnitude |= bits << shift;
  }
  return v;
}

std::string_view Reader::var_string(bool& is_ascii) {
  const std::uint64_t n = var_uint();
  const std::size_t at = static_cast<std::size_t>(cur_ - begin_);
  const std::string_view s = as_text(bytes(n));
  is_ascii = utf8::is_ascii(s);
  if (!is_ascii && !utf8::valid(s)) {
    fail_at(Errc::invalid_utf8, at);
    return {};
  }
  return s;
}

namespace {

template <class U>
U big_endian(BytesView b) {
  U v = 0;
  for (const std::uint8_t byte : b) v = static_cast<U>(v << 8) | byte;
  return v;
}

template <class U>
void put_big_endian(Writer& out, U v) {
  for (int shift = static_cast<int>(sizeof(U)) * 8 - 8; shift >= 0; shift -= 8)
    out.u8(static_cast<std::uint8_t>(v >> shift));
}

}  // namespace

double Reader::float32() { return std::bit_cast<float>(big_endian<std::uint32_t>(bytes(4))); }
double Reader::float64() { return std::bit_cast<double>(big_endian<std::uint64_t>(bytes(8))); }
std::int64_t Reader::big_int64() {
  return static_cast<std::int64_t>(big_endian<std::uint64_t>(bytes(8)));
}

void Writer::float32(float v) { put_big_endian(*this, std::bit_cast<std::uint32_t>(v)); }
void Writer::float64(double v) { put_big_endian(*this, std::bit_cast<std::uint64_t>(v)); }
void Writer::big_int64(std::int64_t v) { put_big_endian(*this, static_cast<std::uint64_t>(v)); }

void Writer::grow(std::size_t n) {
  std::size_t capacity = buffer_.size() < 32 ? 64 : buffer_.size() * 2;
  if (capacity < size_ + n) capacity = size_ + n;
  buffer_.resize(capacity);
}

}  // namespace ycpp

// json_shape.cpp -- see json_shape.h.
#include "lib0/json_shape.h"

#include <cstring>

#include "base/utf8.h"
#include "lib0/json_tokens.h"

namespace ycpp {
namespace {

bool same(const char* a, const char* b, std::size_t n) {
  const auto differ = [&](std::size_t i) {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    std::memcpy(&x, a + i, 8);
    std::memcpy(&y, b + i, 8);
    return x != y;
  };
  if (n < 8) {
    for (; n > 0; --n)
      if (a[n - 1] != b[n - 1]) return false;
    return true;
  }
  for (std::size_t i = 0; i + 8 < n; i += 8)
    if (differ(i)) return false;
  return !differ(n - 8);  // overlaps the last step of the loop
}

// Behind the string without escapes that begins at `p`, where a quote has to follow; null when it
// is not UTF-8.
const char* past_string(const char* p, const char* end) {
  const char* const stop = past_plain(p, end);
  const std::string_view text(p, static_cast<std::size_t>(stop - p));
  return utf8::is_ascii(text) || utf8::valid(text) ? stop : nullptr;
}

// Behind the number at `p` when JSON.stringify prints it as it stands, else null.
const char* past_number(const char* p, const char* end) {
  const char* stop = p;
  while (stop != end && is_digit(*stop)) ++stop;
  const auto digits = static_cast<std::size_t>(stop - p);
  const bool is_whole = digits > 0 && stop != end && (*stop == ',' || *stop == '}');
  if (is_whole) return digits <= kSafeDigits && (*p != '0' || digits == 1) ? stop : nullptr;
  JsonNumber number;
  return read_number(p, end, number) && number.plainly_canonical() ? p : nullptr;
}

}  // namespace

bool JsonShape::matches(std::string_view text) const {
  if (!learned_) return false;
  const char* p = text.data();
  const char* const end = p + text.size();
  const auto left = [&] { return static_cast<std::size_t>(end - p); };
  for (std::size_t i = 0; i < size_; ++i) {
    const Value& value = values_[i];
    if (left() < value.size || !same(p, text_.data() + value.from, value.size)) return false;
    p += value.size;
    p = value.is_string ? past_string(p, end) : past_number(p, end);
    if (p == nullptr) return false;
  }
  const std::size_t size = text_.size() - rest_;
  return left() == size && same(p, text_.data() + rest_, size);
}

void JsonShape::begin(std::string_view text) {
  learned_ = false;
  size_ = kTooLarge;
  if (text.size() > kMostText) return;
  text_ = text;
  learning_ = text.data();
  rest_ = 0;
  size_ = 0;
}

void JsonShape::add(std::string_view value, bool is_string) {
  if (size_ == kMostValues) size_ = kTooLarge;
  if (size_ == kTooLarge) return;
  const auto at = static_cast<std::size_t>(value.data() - learning_);
  values_[size_++] = {static_cast<std::uint16_t>(rest_), static_cast<std::uint16_t>(at - rest_),
                      is_string};
  rest_ = at + value.size();
}

}  // namespace ycpp

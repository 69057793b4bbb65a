// json_number.cpp -- numbers between text and double, as JavaScript reads and prints them.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "lib0/json_scan.h"

namespace ycpp {
namespace {

// from_chars does not say which end of the range was left. The decimal exponent of the first
// significant digit does: beyond a double it is above 300 or below -300.
bool too_large(std::string_view text) {
  const std::size_t mantissa_end = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, mantissa_end);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  std::int64_t exponent = 0;
  if (mantissa_end != text.size()) {
    std::string_view digits = text.substr(mantissa_end + 1);
    const bool negative = digits.front() == '-';
    if (digits.front() == '+' || negative) digits.remove_prefix(1);
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    constexpr std::int64_t kHuge = std::int64_t{1} << 60;  // no text has that many digits
    if (digits.size() > 18)
      exponent = kHuge;
    else
      std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (negative) exponent = -exponent;
  }
  return exponent + static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) > 0;
}

// Digits d1 d2 .. dk of a number 0.d1d2..dk * 10^point, laid out by ECMAScript's Number::toString.
void append_digits(std::string& out, std::string_view digits, int point) {
  const int k = static_cast<int>(digits.size());
  if (k <= point && point <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(point - k), '0');
  } else if (0 < point && point <= 21) {
    out += digits.substr(0, static_cast<std::size_t>(point));
    out += '.';
    out += digits.substr(static_cast<std::size_t>(point));
  } else if (-6 < point && point <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-point), '0');
    out += digits;
  } else {
    out += digits[0];
    if (k > 1) {
      out += '.';
      out += digits.substr(1);
    }
    out += point > 0 ? "e+" : "e-";
    out += std::to_string(std::abs(point - 1));
  }
}

}  // namespace

double parse_json_number(std::string_view text) {
  double v = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), v);
  if (parsed.ec == std::errc{}) return v;
  v = too_large(text) ? std::numeric_limits<double>::infinity() : 0.0;
  return text.front() == '-' ? -v : v;
}

void append_json_number(std::string& out, double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53: integers below print digit by digit
  char buffer[40];
  if (!std::isfinite(value)) {
    out += "null";
  } else if (std::fabs(value) < kExact &&
             value == static_cast<double>(static_cast<std::int64_t>(value))) {
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, static_cast<std::int64_t>(value)).ptr;
    out.append(buffer, end);
  } else {
    // The shortest digits that read back as this number: d.ddde[+-]xx
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, std::fabs(value),
                                   std::chars_format::scientific)
                         .ptr;
    char* const e =
        static_cast<char*>(std::memchr(buffer, 'e', static_cast<std::size_t>(end - buffer)));
    int exponent = 0;
    std::from_chars(e[1] == '+' ? e + 2 : e + 1, end, exponent);
    std::string digits(1, buffer[0]);
    if (e - buffer > 2) digits.append(buffer + 2, e);
    if (value < 0) out += '-';
    append_digits(out, digits, exponent + 1);
  }
}

}  // namespace ycpp

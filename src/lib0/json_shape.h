// json_shape.h -- JsonShape: recognises a JSON text by the shape of another.
//
// Users of one program show presence of one shape: the keys are the same, and names, colours and
// numbers differ. Once one such text was scanned, the next needs only a comparison of what stands
// between the values and a look at these, several times faster than a scan.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ycpp {

class JsonShape {
 public:
  /// True when `text` is the text that was learned last with other values: strings without escapes,
  /// and numbers of 15 digits at most. As that one was canonical, so is this one, and it is
  /// well-formed UTF-8. False says nothing about `text`, which may be any bytes.
  /// Cost: one pass, 8 bytes a step.
  bool matches(std::string_view text) const;

  // Learning a text: begin(), its strings and numbers in order, and end() if it is canonical. One
  // that is long or has many values is not learned. Nothing matches until end().
  void begin(std::string_view text);
  void string(std::string_view raw) { add(raw, true); }
  void number(std::string_view digits) { add(digits, false); }
  void end() { learned_ = size_ != kTooLarge; }

 private:
  static constexpr std::size_t kMostText = 1024;
  static constexpr std::uint8_t kMostValues = 32;
  static constexpr std::uint8_t kTooLarge = 0xff;

  struct Value {
    std::uint16_t from = 0;  // where what stands before it begins, and its size
    std::uint16_t size = 0;
    bool is_string = false;
  };

  void add(std::string_view value, bool is_string);

  std::string text_;
  const char* learning_ = nullptr;  // the text that is learned, while it is
  std::size_t rest_ = 0;            // where what stands behind the last value begins
  std::array<Value, kMostValues> values_;
  std::uint8_t size_ = 0;
  bool learned_ = false;
};

}  // namespace ycpp

// delta_shadow.h -- a string that follows a Text by its events alone: after every transaction it has to
// be the text.
#pragma once

#include <stdexcept>
#include <string>

#include "ycpp/text.h"

namespace ycpp::swarm {

class DeltaShadow {
 public:
  explicit DeltaShadow(OffsetKind unit) : unit_(unit) {}

  const std::string& text() const { return text_; }
  void reset(std::string text) { text_ = std::move(text); }

  void follow(const TextEvent& event) {
    std::size_t at = 0;  // in bytes
    for (const TextDelta& step : event.delta()) {
      if (step.kind == TextDelta::Kind::insert) {
        if (count(step.text, 0) != step.length) throw std::logic_error("length of an insert");
        text_.insert(at, step.text);
        at += step.text.size();
      } else if (step.kind == TextDelta::Kind::remove) {
        text_.erase(at, advance(at, step.length) - at);
      } else {
        at = advance(at, step.length);
      }
    }
  }

 private:
  std::size_t width(unsigned char lead) const {
    if (unit_ == OffsetKind::unicode) return 1;
    if (unit_ == OffsetKind::utf16) return lead >= 0xf0 ? 2 : 1;
    return bytes(lead);
  }
  static std::size_t bytes(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  }
  std::size_t advance(std::size_t at, std::size_t length) const {
    while (length > 0) {
      if (at >= text_.size()) throw std::logic_error("a step past the end");
      const auto lead = static_cast<unsigned char>(text_[at]);
      if (width(lead) > length) throw std::logic_error("a step into a character");
      length -= width(lead);
      at += bytes(lead);
    }
    return at;
  }
  std::size_t count(const std::string& text, std::size_t total) const {
    for (std::size_t at = 0; at < text.size(); at += bytes(static_cast<unsigned char>(text[at])))
      total += width(static_cast<unsigned char>(text[at]));
    return total;
  }

  OffsetKind unit_;
  std::string text_;
};

}  // namespace ycpp::swarm

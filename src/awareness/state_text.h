// state_text.h -- StateText: the text of a state, in as many bytes as it has.
//
// States come by the hundred thousand and are replaced by others of mostly the same length, so
// there is no room to grow, and memory of the right size is written over.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace ycpp::awareness {

class StateText {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  std::string_view view() const { return {text_.get(), size_}; }

  /// Without memory for the new text, the old one stays.
  void assign(std::string_view text) {
    if (text.size() != size_) {
      text_ = std::make_unique_for_overwrite<char[]>(text.size());
      size_ = text.size();
    }
    if (size_ != 0) std::memcpy(text_.get(), text.data(), size_);
  }
  /// Gives the memory back, too.
  void clear() {
    text_.reset();
    size_ = 0;
  }

 private:
  std::unique_ptr<char[]> text_;
  std::size_t size_ = 0;
};

}  // namespace ycpp::awareness

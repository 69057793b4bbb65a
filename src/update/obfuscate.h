// obfuscate.h -- Obfuscator: replaces what blocks hold and keeps how they hang together.
//
// Items are counted, from 0, and the count stands in for what is hidden. What was the same name,
// key or plain value of a mark before is the same afterwards: the first count that replaced it.
#pragma once

#include <map>
#include <string>

#include "update/block.h"
#include "ycpp/update.h"

namespace ycpp::update {

class Obfuscator {
 public:
  explicit Obfuscator(ObfuscateOptions options) : options_(options) {}

  /// The result views this object's memory, until the next call.
  Block hide(const Block& block);

 private:
  using Names = std::map<std::string, std::string, std::less<>>;

  void hide_content(Block& block);
  void hide_type(Block& block);
  void hide_mark(Block& block);
  std::string_view replaced(Names& names, std::string_view name, std::string_view prefix);

  ObfuscateOptions options_;
  std::uint64_t count_ = 0;
  Names keys_;
  Names nodes_;
  Names marks_;
  std::map<std::string, Bytes, std::less<>> mark_values_;  // by the value's bytes
  std::string text_;
  Writer value_;
};

}  // namespace ycpp::update

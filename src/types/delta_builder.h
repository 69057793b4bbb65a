// delta_builder.h -- DeltaBuilder: puts the steps of a text's delta together.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "store/attributes.h"
#include "ycpp/any.h"
#include "ycpp/text.h"

namespace ycpp::types {

/// Collects steps; steps of one kind that follow each other become one.
class DeltaBuilder {
 public:
  void retain(std::uint64_t length) {
    if (length > 0) step(TextDelta::Kind::retain).length += length;
  }
  void remove(std::uint64_t length) {
    if (length > 0) step(TextDelta::Kind::remove).length += length;
  }
  void insert(std::string_view text, std::uint64_t length) {
    if (length == 0) return;
    TextDelta& last = step(TextDelta::Kind::insert);
    last.text += text;
    last.length += length;
  }
  void embed(TextDelta embed) {
    flush();
    delta_.push_back(std::move(embed));
  }
  static TextDelta embed_of(const Content& content) {
    TextDelta step;
    step.kind = TextDelta::Kind::insert;
    step.length = 1;
    if (content.kind() == Content::Kind::shared)
      step.shared = content.shared();
    else
      step.embed = embedded(content);
    return step;
  }
  /// The step under construction is complete, with these attributes.
  void flush(const store::Attributes& attributes = {}) {
    if (open_ && !attributes.empty()) delta_.back().attributes = attributes.to_any();
    open_ = false;
  }
  bool is_open(TextDelta::Kind kind) const { return open_ && delta_.back().kind == kind; }
  std::vector<TextDelta> take() {
    while (!delta_.empty() && delta_.back().kind == TextDelta::Kind::retain &&
           delta_.back().attributes.empty())
      delta_.pop_back();
    return std::move(delta_);
  }
  std::vector<TextDelta>& steps() { return delta_; }

 private:
  TextDelta& step(TextDelta::Kind kind) {
    if (!is_open(kind)) {
      delta_.emplace_back().kind = kind;
      open_ = true;
    }
    return delta_.back();
  }
  static Bytes embedded(const Content& content) {
    Writer out;
    if (content.kind() == Content::Kind::binary) {
      out.u8(static_cast<std::uint8_t>(AnyTag::bytes));
      out.var_bytes(content.bytes());
    } else if (content.kind() == Content::Kind::value) {
      out.bytes(content.bytes());
    } else {
      out.u8(static_cast<std::uint8_t>(AnyTag::undefined));
    }
    return out.take();
  }

  std::vector<TextDelta> delta_;
  bool open_ = false;
};

}  // namespace ycpp::types

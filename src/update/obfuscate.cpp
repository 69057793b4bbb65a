// obfuscate.cpp -- see obfuscate.h.
#include "update/obfuscate.h"

#include "ycpp/any.h"

namespace ycpp::update {
namespace {

std::uint8_t tag_of(AnyTag tag) { return static_cast<std::uint8_t>(tag); }

// JavaScript finds a value again in a Map only if it is no object.
bool is_plain(BytesView any) {
  return any[0] != tag_of(AnyTag::object) && any[0] != tag_of(AnyTag::array) &&
         any[0] != tag_of(AnyTag::bytes);
}

// In a Map, 0 and -0 are the same.
std::string_view map_key(BytesView any) {
  static constexpr std::uint8_t kZero[] = {0x7d, 0x00};
  const bool is_negative_zero = any.size() == 2 && any[0] == kZero[0] && any[1] == 0x40;
  return as_text(is_negative_zero ? BytesView(kZero) : any);
}

}  // namespace

Block Obfuscator::hide(const Block& block) {
  if (block.kind == Kind::gc || block.kind == Kind::skip) return block;
  Block hidden = block;
  value_.clear();
  hide_content(hidden);
  if (hidden.has_key && !hidden.key.empty()) hidden.key = replaced(keys_, hidden.key, "");
  ++count_;
  return hidden;
}

void Obfuscator::hide_content(Block& block) {
  switch (block.kind) {
    case Kind::string:
      text_.assign(block.length, static_cast<char>('0' + count_ % 10));
      block.text = text_;
      break;
    case Kind::any:
    case Kind::json:
      for (std::uint64_t i = 0; i < block.length; ++i)
        write_any_number(value_, static_cast<double>(count_));
      block.value = value_.view();
      break;
    case Kind::binary:
      value_.u8(static_cast<std::uint8_t>(count_));
      block.value = value_.view();
      break;
    case Kind::embed:
      value_.u8(tag_of(AnyTag::object));
      value_.var_uint(0);
      block.value = value_.view();
      break;
    case Kind::doc:
      if (!options_.subdocuments) break;
      text_ = std::to_string(count_);
      block.text = text_;
      value_.u8(tag_of(AnyTag::object));
      value_.var_uint(0);
      block.value = value_.view();
      break;
    case Kind::type: hide_type(block); break;
    case Kind::format: hide_mark(block); break;
    case Kind::deleted:
    case Kind::gc:
    case Kind::skip: break;
  }
}

void Obfuscator::hide_type(Block& block) {
  if (!options_.xml_names) return;
  if (block.type_ref == TypeRef::xml_element) block.text = replaced(nodes_, block.text, "node-");
  if (block.type_ref == TypeRef::xml_hook) block.text = replaced(nodes_, block.text, "hook-");
}

// The end of a mark (null) stays one.
void Obfuscator::hide_mark(Block& block) {
  if (!options_.formatting) return;
  block.text = replaced(marks_, block.text, "");
  if (block.value[0] == tag_of(AnyTag::null)) return;
  const bool can_come_again = is_plain(block.value);
  if (can_come_again) {
    const auto known = mark_values_.find(map_key(block.value));
    if (known != mark_values_.end()) {
      block.value = known->second;
      return;
    }
  }
  value_.u8(tag_of(AnyTag::object));  // {"i": count}
  value_.var_uint(1);
  value_.var_string("i");
  write_any_number(value_, static_cast<double>(count_));
  if (can_come_again)
    mark_values_.emplace(map_key(block.value), Bytes(value_.view().begin(), value_.view().end()));
  block.value = value_.view();
}

std::string_view Obfuscator::replaced(Names& names, std::string_view name,
                                      std::string_view prefix) {
  auto it = names.find(name);
  if (it == names.end())
    it = names.emplace(name, std::string(prefix) + std::to_string(count_)).first;
  return it->second;
}

}  // namespace ycpp::update

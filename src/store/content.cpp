// content.cpp -- what an item holds: its text and values, its lengths, and itself as a Block.
#include "base/utf8.h"
#include "store/item_view.h"

namespace ycpp::store {
namespace {

// A string of which every unit is one byte: all three offset units agree.
bool is_ascii(const Item& item) {
  return item.content.text.bytes == item.units && !item.lead_half && !item.tail_half;
}

constexpr std::uint32_t kHalfBytes = 3;  // U+FFFD, which a half reads as, in UTF-8

void put_parent(update::Block& block, const ItemView& item) {
  block.key = item.key();
  if (item.parent_is_root()) {
    block.parent_kind = update::ParentKind::root;
    block.root = item.root();
  } else {
    block.parent_kind = update::ParentKind::item;
    block.parent = item.parent();
  }
}

void put_content(update::Block& block, const ItemView& item) {
  switch (block.kind) {
    case Kind::string: {
      const update::TextRun run = item.run();
      block.text = run.text;
      block.lead_half = run.lead_half;
      block.tail_half = run.tail_half;
      break;
    }
    case Kind::any:
    case Kind::json:
    case Kind::binary:
    case Kind::embed: block.value = item.value(); break;
    case Kind::format:
    case Kind::doc:
      block.text = item.name();
      block.value = item.value();
      break;
    case Kind::type:
      block.type_ref = item.type_ref();
      block.text = item.name();
      break;
    case Kind::gc:
    case Kind::deleted:
    case Kind::skip: break;
  }
}

}  // namespace

std::string_view Store::text(const Item& item) const { return clients_[item.client].text_of(item); }

std::uint32_t Store::measure(const Item& item) const {
  if (!item.countable()) return 0;
  if (item.kind() != Kind::string || is_ascii(item)) return item.units;
  const std::uint32_t halves = (item.lead_half ? 1U : 0U) + (item.tail_half ? 1U : 0U);
  switch (unit_) {
    case OffsetKind::utf16: return item.units;
    case OffsetKind::utf8: return item.content.text.bytes + halves * kHalfBytes;
    case OffsetKind::unicode: break;
  }
  return static_cast<std::uint32_t>(utf8::count_code_points(text(item))) + halves;
}

std::optional<std::uint32_t> Store::to_utf16(const Item& item, std::uint64_t offset) const {
  const auto units = static_cast<std::uint32_t>(offset);
  if (offset == 0 || item.kind() != Kind::string || is_ascii(item)) return units;
  const std::uint32_t lead_width = unit_ == OffsetKind::utf8 ? kHalfBytes : 1;
  if (item.lead_half && offset < lead_width) return std::nullopt;
  if (item.tail_half && offset == measure(item)) return item.units;
  const std::uint32_t lead = item.lead_half ? 1 : 0;
  const std::string_view s = text(item);
  std::size_t rest = offset - (item.lead_half ? lead_width : 0);
  std::size_t bytes = rest;
  if (unit_ == OffsetKind::utf16) {
    const utf8::Utf16Position p = utf8::find_utf16(s, rest);
    if (p.inside_pair) return std::nullopt;
    return units;
  }
  if (unit_ == OffsetKind::unicode) bytes = utf8::find_code_point(s, rest);
  if (bytes > s.size()) return std::nullopt;  // inside the half at the end
  if (bytes < s.size() && utf8::is_continuation(s[bytes])) return std::nullopt;
  return lead + static_cast<std::uint32_t>(utf8::count_utf16(s.substr(0, bytes)));
}

std::uint32_t Store::from_utf16(const Item& item, std::uint32_t utf16) const {
  if (utf16 >= item.units) return measure(item);
  if (item.kind() != Kind::string || is_ascii(item) || unit_ == OffsetKind::utf16) return utf16;
  std::uint32_t width = 0;
  if (item.lead_half && utf16 > 0) {
    width = unit_ == OffsetKind::utf8 ? kHalfBytes : 1;
    --utf16;
  }
  const std::string_view s = text(item);
  const std::uint32_t all = item.units - (item.lead_half ? 1 : 0) - (item.tail_half ? 1 : 0);
  const std::string_view before = s.substr(0, utf8::find_utf16(s, utf16, all).bytes);
  return width + static_cast<std::uint32_t>(
                     unit_ == OffsetKind::utf8 ? before.size() : utf8::count_code_points(before));
}

update::Block Store::block(ItemRef ref) const {
  const ItemView item(*this, items_[ref]);
  update::Block block;
  block.id = item.id();
  block.length = item.length();
  block.kind = item.kind();
  if (block.kind == Kind::gc) return block;
  block.has_origin = item.has_origin();
  block.has_right_origin = item.has_right_origin();
  block.has_key = item.has_key();
  if (block.has_origin) block.origin = item.origin();
  if (block.has_right_origin) block.right_origin = item.right_origin();
  if (!block.has_origin && !block.has_right_origin) put_parent(block, item);
  put_content(block, item);
  return block;
}

update::Block Store::block(ItemRef ref, std::uint64_t from) const {
  const Item& item = items_[ref];
  if (from == 0) return block(ref);
  if (item.kind() != Kind::any && item.kind() != Kind::json) return slice(block(ref), from);
  // Where each value starts is known here, and need not be counted.
  update::Block rest = block(ref);
  const auto first = static_cast<std::uint32_t>(from);
  rest.value = clients_[item.client].values.values(item.content.values + first, item.units - first);
  return slice_head(rest, from);
}

}  // namespace ycpp::store

// content.cpp -- what an item holds: its text and values, its lengths, and itself as a Block.
#include "base/utf8.h"
#include "store/store.h"

namespace ycpp::store {
namespace {

// A string of which every unit is one byte: all three offset units agree.
bool is_ascii(const Item& item) {
  return item.content.text.bytes == item.units && !item.lead_half && !item.tail_half;
}

constexpr std::uint32_t kHalfBytes = 3;  // U+FFFD, which a half reads as, in UTF-8

}  // namespace

std::string_view Store::text(const Item& item) const {
  return std::string_view(clients_[item.client].text)
      .substr(item.content.text.start, item.content.text.bytes);
}

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

void Store::put_parent(update::Block& block, const Slot& slot) const {
  block.key = slot.key;
  const Branch& parent = branches_[slot.branch];
  if (parent.is_root()) {
    block.parent_kind = update::ParentKind::root;
    block.root = parent.name;
  } else {
    const Item& holder = items_[parent.item];
    block.parent_kind = update::ParentKind::item;
    block.parent = {clients_[holder.client].id, holder.clock};
  }
}

update::Block Store::block(ItemRef ref) const {
  const Item& item = items_[ref];
  const ClientLog& log = clients_[item.client];
  update::Block block;
  block.id = {log.id, item.clock};
  block.length = item.length();
  block.kind = item.kind();
  if (item.is_gc()) return block;
  if (item.origin().exists()) {
    block.has_origin = true;
    block.origin = {clients_[item.origin_client].id, item.origin_clock};
  }
  if (item.right_origin().exists()) {
    block.has_right_origin = true;
    block.right_origin = {clients_[item.right_origin_client].id, item.right_origin_clock};
  }
  const Slot& slot = slots_[item.slot];
  block.has_key = !slot.is_list;
  if (!block.has_origin && !block.has_right_origin) put_parent(block, slot);
  switch (item.kind()) {
    case Kind::string:
      block.text = text(item);
      block.lead_half = item.lead_half;
      block.tail_half = item.tail_half;
      break;
    case Kind::any:
    case Kind::json: block.value = log.values.values(item.content.values, item.units); break;
    case Kind::binary:
    case Kind::embed: block.value = value(item); break;
    case Kind::format:
    case Kind::doc:
      block.text = as_text(value(item));
      block.value = value(item, 1);
      break;
    case Kind::type:
      block.type_ref = branches_[item.content.branch].type;
      block.text = branches_[item.content.branch].name;
      break;
    case Kind::gc:
    case Kind::deleted:
    case Kind::skip: break;
  }
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

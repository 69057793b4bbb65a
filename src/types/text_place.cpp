// text_place.cpp -- see text_place.h.
#include "types/text_place.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "base/utf8.h"

namespace ycpp::types {

using store::Item;
using store::Store;

namespace {

constexpr std::size_t kLongestInsert = std::size_t{1} << 30;

}  // namespace

void past_the_end(std::uint64_t index, std::uint64_t length) {
  throw std::out_of_range("position " + std::to_string(index) + " is past the end of the text, " +
                          "which has length " + std::to_string(length));
}

void inside_a_character(std::uint64_t index) {
  throw std::invalid_argument("position " + std::to_string(index) + " is inside a character");
}

Place place_at(doc::DocCore& core, store::BranchRef branch, std::uint64_t index) {
  const doc::Cursor& cursor = core.cursor();
  Store& store = core.store();
  if (cursor.branch == branch && cursor.index == index && cursor.version == store.version())
    return {cursor.item, static_cast<std::uint32_t>(store.item(cursor.item).length())};
  if (const std::uint64_t n = store.length(branch); index > n) past_the_end(index, n);
  if (index == 0) return {};
  const store::SequenceIndex::Found found = store.locate(branch, index - 1);
  const Item& item = store.item(found.item);
  if (found.offset + 1 == found.width) return {found.item, item.units};
  const auto offset = store.to_utf16(item, found.offset + 1);
  if (!offset) inside_a_character(index);
  return {found.item, *offset};
}

store::ItemRef cut(doc::DocCore& core, Place place) {
  if (place.item != 0 && place.offset < core.store().item(place.item).units)
    core.split(place.item, place.offset);
  return place.item;
}

std::uint64_t utf16_length(doc::DocCore& core, store::BranchRef branch, std::uint64_t index,
                           std::uint64_t length) {
  Store& store = core.store();
  if (store.unit() == OffsetKind::utf16) return length;
  std::uint64_t units = 0;
  store::SequenceIndex::Found found = store.locate(branch, index);
  std::uint64_t offset = found.offset;
  for (store::ItemRef ref = found.item; length > 0 && ref != 0;) {
    const Item& item = store.item(ref);
    const std::uint64_t width = store.width(ref);
    if (width > offset) {
      const std::uint64_t taken = std::min(length, width - offset);
      units += *store.to_utf16(item, offset + taken) - *store.to_utf16(item, offset);
      length -= taken;
      offset = 0;
    }
    ref = item.right;
    if (ref != 0 && store.item(ref).deleted) ref = store.next_live(branch, ref);
  }
  return units;
}

std::uint32_t checked_units(std::string_view text) {
  if (!utf8::valid(text)) throw std::invalid_argument("text is not valid UTF-8");
  const std::size_t units = utf8::count_utf16(text);
  if (text.size() > kLongestInsert) throw std::length_error("text of more than 2^30 bytes");
  return static_cast<std::uint32_t>(units);
}

}  // namespace ycpp::types

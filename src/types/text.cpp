// text.cpp -- reading and editing a Text. What it changes goes through the verbs of DocCore.
#include "ycpp/text.h"

#include <algorithm>

#include "base/utf8.h"
#include "doc/doc_core.h"
#include "types/content.h"
#include "types/text_delta.h"
#include "types/text_format.h"
#include "types/text_place.h"

namespace ycpp {
namespace {

using doc::DocCore;
using store::Gap;
using store::Item;
using store::ItemRef;
using store::Store;
using types::Place;
using update::Kind;

// Skips what does not separate the position from the next visible unit: deleted items, and marks
// that repeat the formatting that holds already.
Gap skip_invisible(Store& store, std::uint32_t branch, ItemRef left, store::SlotRef list) {
  while (true) {
    ItemRef right = left != 0 ? store.item(left).right : store.slot(list).head;
    if (right == 0) return {left, 0};
    if (store.item(right).deleted) {
      right = store.next_live(branch, right);
      left = right != 0 ? store.item(right).left : store.slot(list).tail;
    }
    if (right == 0 || store.item(right).kind() != Kind::format || !store.repeats_format(right))
      return {left, right};
    left = right;
  }
}

bool is_text_content(Kind kind) {
  return kind == Kind::string || kind == Kind::embed || kind == Kind::type;
}

// UTF-16 units before unit `offset` of `item`, where a removal begins or ends; `index` is that
// place in the text.
std::uint32_t boundary(const Store& store, ItemRef item, std::uint64_t offset,
                       std::uint64_t index) {
  const std::optional<std::uint32_t> units = store.to_utf16(store.item(item), offset);
  if (!units) types::inside_a_character(index);
  return *units;
}

// `begin` is where the removal begins in `first`, in UTF-16 units.
void remove_plain(DocCore& core, std::uint32_t branch, const store::SequenceIndex::Found& first,
                  std::uint32_t begin, std::uint64_t length) {
  Store& store = core.store();
  ItemRef ref = begin > 0 ? core.split(first.item, begin) : first.item;
  std::uint64_t width = first.width - first.offset;
  for (std::uint64_t left = length; ref != 0; width = store.width(ref)) {
    const Item& item = store.item(ref);
    if (!item.deleted && is_text_content(item.kind())) {
      // The end is no longer where it was checked if content that is not text was stepped over.
      while (left < width && !store.to_utf16(item, left)) ++left;
      if (width > left) core.split(ref, *store.to_utf16(item, left));
      core.remove(ref);
      if (left <= width) return;
      left -= width;
    }
    ref = store.item(ref).right;
    if (ref != 0 && store.item(ref).deleted) ref = store.next_live(branch, ref);
    if (ref == 0) return;
  }
}

}  // namespace

Text Doc::text(std::string_view name) {
  return Text(core_.get(), types::root_of(*core_, name, store::TypeRef::text));
}

std::size_t Text::length() const { return core_->store().length(branch_); }

void Text::check(std::size_t index) const {
  core_->check_writable(branch_);
  (void)types::place_at(*core_, branch_, index);
}

void Text::insert(std::size_t index, std::string_view value) {
  core_->check_writable(branch_);
  Store& store = core_->store();
  const Place place = types::place_at(*core_, branch_, index);
  const std::uint32_t units = types::checked_units(value);
  if (units == 0) return;

  doc::Operation operation(*core_);
  const store::SlotRef list = store.list_slot(branch_);
  const Gap gap = skip_invisible(store, branch_, types::cut(*core_, place), list);
  std::uint64_t width = value.size();
  if (store.unit() == OffsetKind::utf16) width = units;
  if (store.unit() == OffsetKind::unicode && units != value.size())
    width = utf8::count_code_points(value);
  core_->insert_text(list, gap, value, units, index + width);
  operation.end();
}

void Text::remove(std::size_t index, std::size_t length) {
  core_->check_writable(branch_);
  Store& store = core_->store();
  const std::uint64_t all = store.length(branch_);
  if (index > all) types::past_the_end(index, all);
  if (length > all - index) types::past_the_end(index + length, all);
  if (index == all) return;

  const store::SequenceIndex::Found first = store.locate(branch_, index);
  const std::uint32_t begin = boundary(store, first.item, first.offset, index);
  const std::uint64_t end = first.offset + length;
  if (end < first.width)
    (void)boundary(store, first.item, end, index + length);
  else if (end > first.width)
    (void)types::place_at(*core_, branch_, index + length);
  if (length == 0) return;

  doc::Operation operation(*core_);
  if (store.branch(branch_).has_format) {
    const std::uint64_t units = types::utf16_length(*core_, branch_, index, length);
    const Place place = types::place_at(*core_, branch_, index);
    types::FormatCursor(*core_, branch_, types::cut(*core_, place)).remove(units);
  } else {
    remove_plain(*core_, branch_, first, begin, length);
  }
  operation.end();
}

std::string Text::to_string() const { return core_->store().read_text(branch_); }

Subscription Text::observe(std::function<void(const TextEvent&)> callback) {
  return core_->observe_branch(
      branch_, [callback = std::move(callback)](const doc::BranchChange& change) {
        callback(TextEvent(types::text_delta(change), change.core.origin()));
      });
}

}  // namespace ycpp

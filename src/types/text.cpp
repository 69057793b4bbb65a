// text.cpp -- reading and editing a Text. What it changes goes through the verbs of DocCore.
#include "ycpp/text.h"

#include <stdexcept>

#include "base/utf8.h"
#include "doc/doc_core.h"
#include "types/attributes.h"
#include "types/text_delta.h"

namespace ycpp {
namespace {

using doc::DocCore;
using store::Gap;
using store::Item;
using store::ItemRef;
using store::Store;
using update::Kind;

/// A position between two units: `offset` UTF-16 units into `item`, or the front of the list.
struct Place {
  ItemRef item = 0;
  std::uint32_t offset = 0;
};

[[noreturn]] void inside_character(std::uint64_t index) {
  throw std::invalid_argument("position " + std::to_string(index) + " is inside a character");
}

[[noreturn]] void past_the_end(std::uint64_t index, std::uint64_t length) {
  throw std::out_of_range("position " + std::to_string(index) + " is past the end of the text, " +
                          "which has length " + std::to_string(length));
}

// The end of the unit before `index`: where an insertion at `index` attaches. index > 0.
Place place_after(DocCore& core, std::uint32_t branch, std::uint64_t index) {
  const doc::Cursor& cursor = core.cursor();
  Store& store = core.store();
  if (cursor.branch == branch && cursor.index == index && cursor.version == store.version())
    return {cursor.item, static_cast<std::uint32_t>(store.item(cursor.item).length())};
  const store::SequenceIndex::Found found = store.locate(branch, index - 1);
  const Item& item = store.item(found.item);
  if (found.offset + 1 == found.width) return {found.item, item.units};
  const auto offset = store.to_utf16(item, found.offset + 1);
  if (!offset) inside_character(index);
  return {found.item, *offset};
}

// Skips what does not separate the position from the next visible unit: deleted items, and marks that
// repeat the formatting that holds already.
Gap skip_invisible(Store& store, std::uint32_t branch, ItemRef left, store::SlotRef list) {
  while (true) {
    ItemRef right = left != 0 ? store.item(left).right : store.slot(list).head;
    if (right == 0) return {left, 0};
    if (store.item(right).deleted) {
      right = store.next_live(branch, right);
      left = right != 0 ? store.item(right).left : store.slot(list).tail;
    }
    if (right == 0 || store.item(right).kind() != Kind::format ||
        !types::repeats_format(store, right))
      return {left, right};
    left = right;
  }
}

bool is_text_content(Kind kind) {
  return kind == Kind::string || kind == Kind::embed || kind == Kind::type;
}

}  // namespace

Text Doc::text(std::string_view name) {
  Store& store = core_->store();
  const store::BranchRef branch = store.root(name);
  if (store.branch(branch).type == store::TypeRef::undefined)
    store.declare(branch, store::TypeRef::text);
  return Text(core_.get(), branch);
}

std::size_t Text::length() const { return core_->store().length(branch_); }

void Text::check(std::size_t index) const {
  core_->check_writable(branch_);
  if (const std::uint64_t n = length(); index > n) past_the_end(index, n);
  if (index > 0) (void)place_after(*core_, branch_, index);
}

void Text::insert(std::size_t index, std::string_view value) {
  core_->check_writable(branch_);
  Store& store = core_->store();
  if (const std::uint64_t n = store.length(branch_); index > n) past_the_end(index, n);
  if (!utf8::valid(value)) throw std::invalid_argument("text is not valid UTF-8");
  const Place place = index == 0 ? Place{} : place_after(*core_, branch_, index);
  if (value.empty()) return;
  const auto units = utf8::count_utf16(value);
  if (value.size() > types::kLongestInsert) throw std::length_error("text of more than 2^30 bytes");

  doc::Operation operation(*core_);
  const store::SlotRef list = store.list_slot(branch_);
  if (place.item != 0 && place.offset < store.item(place.item).units)
    core_->split(place.item, place.offset);
  const Gap gap = skip_invisible(store, branch_, place.item, list);
  std::uint64_t width = value.size();
  if (store.unit() == OffsetKind::utf16) width = units;
  if (store.unit() == OffsetKind::unicode && units != value.size())
    width = utf8::count_code_points(value);
  core_->insert_text(list, gap, value, static_cast<std::uint32_t>(units), index + width);
  operation.end();
}

void Text::remove(std::size_t index, std::size_t length) {
  core_->check_writable(branch_);
  Store& store = core_->store();
  const std::uint64_t total = store.length(branch_);
  if (index > total) past_the_end(index, total);
  if (length > total - index) past_the_end(index + length, total);
  if (length == 0) return;
  if (index > 0) (void)place_after(*core_, branch_, index);
  (void)place_after(*core_, branch_, index + length);

  doc::Operation operation(*core_);
  const store::SequenceIndex::Found first = store.locate(branch_, index);
  ItemRef ref = first.item;
  if (first.offset > 0) ref = core_->split(ref, *store.to_utf16(store.item(ref), first.offset));
  for (std::uint64_t left = length; left > 0 && ref != 0;) {
    const Item& item = store.item(ref);
    if (!item.deleted && is_text_content(item.kind())) {
      const std::uint32_t width = store.width(ref);
      // The end is no longer where it was checked if content that is not text was stepped over.
      while (left < width && !store.to_utf16(item, left)) ++left;
      if (width > left) core_->split(ref, *store.to_utf16(item, left));
      left -= std::min<std::uint64_t>(width, left);
      core_->remove(ref);
    }
    ref = store.item(ref).right;
    if (ref != 0 && store.item(ref).deleted) ref = store.next_live(branch_, ref);
  }
  operation.end();
}

std::string Text::to_string() const {
  const Store& store = core_->store();
  std::string out;
  const store::SlotRef list = store.branch(branch_).list;
  for (ItemRef i = list == 0 ? 0 : store.slot(list).head; i != 0; i = store.item(i).right) {
    const Item& item = store.item(i);
    if (item.deleted || item.kind() != Kind::string) continue;
    if (item.lead_half) out += utf8::kReplacement;
    out += store.text(item);
    if (item.tail_half) out += utf8::kReplacement;
  }
  return out;
}

Subscription Text::observe(std::function<void(const TextEvent&)> callback) {
  return core_->observe_branch(
      branch_, [callback = std::move(callback)](const doc::BranchChange& change) {
        callback(TextEvent(types::text_delta(change), change.core.origin()));
      });
}

}  // namespace ycpp

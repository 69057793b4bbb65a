// text_delta.cpp -- see text_delta.h.
#include "types/text_delta.h"

#include "base/utf8.h"

namespace ycpp::types {
namespace {

using doc::Piece;
using store::Item;
using store::Store;
using update::Kind;

/// Collects steps; steps of one kind that follow each other become one.
class DeltaBuilder {
 public:
  void retain(std::uint64_t length) {
    if (length > 0) step(TextDelta::Kind::retain).length += length;
  }
  void remove(std::uint64_t length) {
    if (length > 0) step(TextDelta::Kind::remove).length += length;
  }
  void insert(std::string text, std::uint64_t length) {
    TextDelta& last = step(TextDelta::Kind::insert);
    last.text += text;
    last.length += length;
  }
  void embed(BytesView value) {
    delta_.push_back({TextDelta::Kind::insert, 1, {}, Bytes(value.begin(), value.end()), {}});
  }
  std::vector<TextDelta> take() { return std::move(delta_); }

 private:
  TextDelta& step(TextDelta::Kind kind) {
    if (delta_.empty() || delta_.back().kind != kind || !delta_.back().embed.empty())
      delta_.push_back({kind, 0, {}, {}, {}});
    return delta_.back();
  }
  std::vector<TextDelta> delta_;
};

std::string text_of(const Store& store, const Item& item, const Piece& piece) {
  std::string whole;
  if (item.lead_half) whole += utf8::kReplacement;
  whole += store.text(item);
  if (item.tail_half) whole += utf8::kReplacement;
  if (piece.begin == 0) return whole;
  return whole.substr(utf8::find_utf16(whole, piece.begin).bytes);
}

std::uint64_t width_of(const Store& store, const Item& item, const Piece& piece) {
  if (item.kind() != Kind::string) return item.countable() ? piece.end - piece.begin : 0;
  return store.from_utf16(item, static_cast<std::uint32_t>(piece.end)) -
         store.from_utf16(item, static_cast<std::uint32_t>(piece.begin));
}

BytesView embedded(const Store& store, const Item& item) {
  static constexpr std::uint8_t kUndefined[] = {0x7f};
  return item.kind() == Kind::embed || item.kind() == Kind::any ? store.value(item)
                                                                : BytesView(kUndefined);
}

}  // namespace

std::vector<TextDelta> text_delta(const doc::BranchChange& change) {
  Store& store = change.core.store();
  const std::span<Piece> pieces = change.facts.of(store.branch(change.branch).list);
  doc::sort_by_position(store, pieces);
  DeltaBuilder delta;
  std::uint64_t done = 0;  // units of the new text that the steps so far make
  for (const Piece& piece : pieces) {
    const Item& item = store.item(piece.item);
    const std::uint64_t width = width_of(store, item, piece);
    if (width == 0) continue;
    std::uint64_t at = store.measure_before(piece.item).width;
    if (piece.added) at += store.from_utf16(item, static_cast<std::uint32_t>(piece.begin));
    delta.retain(at - done);
    done = at;
    if (!piece.added) {
      delta.remove(width);
      continue;
    }
    if (item.kind() == Kind::string)
      delta.insert(text_of(store, item, piece), width);
    else
      delta.embed(embedded(store, item));
    done += width;
  }
  return delta.take();
}

}  // namespace ycpp::types

// text_delta.cpp -- see text_delta.h.
//
// Without marks the steps come from the changed items alone. With marks the whole text is walked,
// because what a mark changes reaches to the next mark of its key.
#include "types/text_delta.h"

#include <algorithm>

#include "base/utf8.h"
#include "types/content.h"
#include "types/delta_builder.h"

namespace ycpp::types {
namespace {

using doc::Piece;
using store::Attributes;
using store::Item;
using store::ItemRef;
using store::Store;
using update::Kind;

// From `piece.begin` on; in `with_halves` if it is not all there as it stands.
std::string_view text_of(const Store& store, const Item& item, const Piece& piece,
                         std::string& with_halves) {
  std::string_view text = store.text(item);
  if (item.lead_half || item.tail_half) {
    if (item.lead_half) with_halves += utf8::kReplacement;
    with_halves += text;
    if (item.tail_half) with_halves += utf8::kReplacement;
    text = with_halves;
  }
  if (piece.begin > 0) text.remove_prefix(utf8::find_utf16(text, piece.begin).bytes);
  return text;
}

std::uint64_t width_of(const Store& store, const Item& item, const Piece& piece) {
  if (item.kind() != Kind::string) return item.countable() ? piece.end - piece.begin : 0;
  return store.from_utf16(item, static_cast<std::uint32_t>(piece.end)) -
         store.from_utf16(item, static_cast<std::uint32_t>(piece.begin));
}

void insert_piece(DeltaBuilder& delta, doc::DocCore& core, const Piece& piece) {
  const Item& item = core.store().item(piece.item);
  if (item.kind() == Kind::string) {
    std::string with_halves;
    delta.insert(text_of(core.store(), item, piece, with_halves),
                 width_of(core.store(), item, piece));
    return;
  }
  for (std::uint64_t n = piece.begin; n < piece.end; ++n)
    delta.embed(DeltaBuilder::embed_of(content_of(core, piece.item, n)));
}

std::vector<TextDelta> plain_delta(const doc::BranchChange& change, std::span<Piece> pieces) {
  Store& store = change.core.store();
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
    if (piece.added) {
      insert_piece(delta, change.core, piece);
      done += width;
    } else {
      delta.remove(width);
    }
  }
  return delta.take();
}

/// The walk over a text with marks: what held before the transaction, what holds after it, and what
/// the retain step under construction changes.
class FormattedDelta {
 public:
  explicit FormattedDelta(doc::DocCore& core) : core_(core), store_(core.store()) {}

  std::vector<TextDelta> walk(store::BranchRef branch) {
    const store::SlotRef list = store_.branch(branch).list;
    for (ItemRef i = list == 0 ? 0 : store_.slot(list).head; i != 0; i = store_.item(i).right) {
      if (store_.item(i).kind() == Kind::format)
        pass_mark(i);
      else
        pass_content(i);
    }
    flush();
    return delta_.take();
  }

 private:
  using Step = TextDelta::Kind;

  void flush() {
    if (delta_.is_open(Step::insert))
      delta_.flush(now_);
    else if (delta_.is_open(Step::retain))
      delta_.flush(changed_);
    else
      delta_.flush();
  }
  void want(Step kind) {
    if (!delta_.is_open(kind)) flush();
  }

  void pass_content(ItemRef ref) {
    const Item& item = store_.item(ref);
    if (!item.countable()) return;
    const store::ClientLog& log = store_.log(item.client);
    std::uint64_t old_end = item.length();
    if (log.touched_in == store_.changes.number && item.end() > log.before)
      old_end = item.clock < log.before ? log.before - item.clock : 0;
    if (old_end > 0) pass_old({0, ref, 0, old_end, false});
    if (old_end < item.length() && !item.deleted) {
      want(Step::insert);
      if (item.kind() != Kind::string) flush();
      const std::size_t before = delta_.steps().size();
      insert_piece(delta_, core_, {0, ref, old_end, item.length(), true});
      if (item.kind() == Kind::string) return;
      for (std::size_t i = before; i < delta_.steps().size(); ++i)
        if (!now_.empty()) delta_.steps()[i].attributes = now_.to_any();
    }
  }

  void pass_old(const Piece& piece) {
    const Item& item = store_.item(piece.item);
    const std::uint64_t width = width_of(store_, item, piece);
    if (!item.deleted) {
      want(Step::retain);
      delta_.retain(width);
    } else if (store_.changes.deletes(item.id())) {
      want(Step::remove);
      delta_.remove(width);
    }
  }

  // A mark that sets again what holds already does not part what is inserted around it: Yjs deletes
  // it here.
  void pass_mark(ItemRef ref) {
    const Item& mark = store_.item(ref);
    const std::string key(store_.mark_key(mark));
    const Bytes value(store_.mark_value(mark).begin(), store_.mark_value(mark).end());
    if (mark.deleted) {
      const bool was_there = !store_.is_new(mark.id()) && store_.changes.deletes(mark.id());
      if (was_there) pass_deleted_mark(key, value);
      return;
    }
    const bool repeats =
        store_.is_new(mark.id()) ? pass_new_mark(key, value) : pass_old_mark(key, value);
    if (repeats) return;
    if (delta_.is_open(Step::insert)) flush();
    now_.pass(key, value);
  }

  void end_retain() {
    if (delta_.is_open(Step::retain)) flush();
  }

  // These two return whether the mark repeats what holds.
  bool pass_new_mark(const std::string& key, const Bytes& value) {
    if (store::same_attribute(now_.get(key), value)) return !store::is_null(value);
    end_retain();
    if (store::same_attribute(value, before_.get(key)))
      changed_.erase(key);
    else
      changed_.set(key, value);
    return false;
  }
  bool pass_old_mark(const std::string& key, const Bytes& value) {
    before_.set(key, value);
    if (!changed_.contains(key)) return false;
    if (store::same_attribute(changed_.get(key), value)) return !store::is_null(value);
    end_retain();
    if (store::is_null(value))
      changed_.erase(key);
    else
      changed_.set(key, value);
    return false;
  }

  void pass_deleted_mark(const std::string& key, const Bytes& value) {
    before_.set(key, value);
    const Bytes now(now_.get(key).begin(), now_.get(key).end());
    if (store::same_attribute(now, value)) return;
    end_retain();
    changed_.set(key, now);
  }

  doc::DocCore& core_;
  Store& store_;
  DeltaBuilder delta_;
  Attributes now_, before_, changed_;
};

}  // namespace

std::vector<TextDelta> text_delta(const doc::BranchChange& change) {
  Store& store = change.core.store();
  const store::Branch& branch = store.branch(change.branch);
  if (branch.has_format) return FormattedDelta(change.core).walk(change.branch);
  return plain_delta(change, change.facts.of(branch.list));
}

std::vector<TextDelta> text_runs(doc::DocCore& core, store::BranchRef branch) {
  const Store& store = core.store();
  const store::SlotRef list = store.branch(branch).list;
  const ItemRef head = list == 0 ? 0 : store.slot(list).head;
  std::size_t most = 1;
  for (ItemRef i = head; i != 0; i = store.item(i).right)
    most += !store.item(i).deleted && store.item(i).kind() != Kind::string ? 1 : 0;
  DeltaBuilder runs;
  runs.steps().reserve(most);
  Attributes now;
  for (ItemRef i = head; i != 0; i = store.item(i).right) {
    const Item& item = store.item(i);
    if (item.deleted) continue;
    if (item.kind() == Kind::format) {
      runs.flush(now);
      now.pass(store.mark_key(item), store.mark_value(item));
      continue;
    }
    if (item.kind() != Kind::string) runs.flush(now);
    const std::size_t before = runs.steps().size();
    insert_piece(runs, core, {0, i, 0, item.length(), true});
    if (item.kind() == Kind::string) continue;
    for (std::size_t k = before; k < runs.steps().size(); ++k)
      if (!now.empty()) runs.steps()[k].attributes = now.to_any();
  }
  runs.flush(now);
  return runs.take();
}

}  // namespace ycpp::types

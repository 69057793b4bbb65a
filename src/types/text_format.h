// text_format.h -- edits of a text that has to mind formatting: insert with attributes, format,
// delete.
//
// The steps, and their order, are those of Yjs, because they show in the bytes: which marks an edit
// makes, where they go, and which it removes.
#pragma once

#include "doc/doc_core.h"
#include "store/attributes.h"

namespace ycpp::types {

/// A place in a text that moves to the right: its neighbours and the formatting that holds there.
class FormatCursor {
 public:
  /// Right after `left` (0: at the start).
  FormatCursor(doc::DocCore& core, store::BranchRef branch, store::ItemRef left);

  /// Inserts content that gets exactly `attributes`; null values mean "not". Returns its item.
  store::ItemRef insert(const update::Block& content, store::Attributes attributes);
  /// Inserts text that gets exactly `attributes`.
  void insert(std::string_view utf8, std::uint32_t units, store::Attributes attributes);
  /// Formats the next `units` UTF-16 units.
  void format(std::uint64_t units, const store::Attributes& attributes);
  /// Deletes the next `units` UTF-16 units, and marks that have no effect afterwards.
  void remove(std::uint64_t units);

  store::ItemRef left() const { return gap_.left; }
  const store::Attributes& current() const { return current_; }

 private:
  const store::Item& right() const { return store_.item(gap_.right); }
  bool right_is_mark() const { return store_.is_live_mark(gap_.right); }
  void forward();
  void skip_redundant(const store::Attributes& attributes);
  void put_mark(std::string_view key, BytesView value);
  store::Attributes begin(const store::Attributes& attributes);
  void end(store::Attributes negated);
  store::Attributes complete(store::Attributes attributes) const;
  void pass_formatted(std::uint64_t& units, const store::Attributes& attributes,
                      store::Attributes& negated);

  doc::DocCore& core_;
  store::Store& store_;
  store::SlotRef list_;
  store::Gap gap_;
  store::Attributes current_;
};

}  // namespace ycpp::types

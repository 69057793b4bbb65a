// sticky_index.h -- StickyIndex: a position in a text or array that stays where it is while others
// edit.
//
// It names the element next to it by its id, and so means the same place in every copy of the
// document: what a cursor or a comment refers to. Bytes and JSON are those of Yjs's relative
// positions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ycpp/id_set.h"
#include "ycpp/shared.h"

namespace ycpp {

/// The neighbour that a position sticks to: content inserted at the position goes to the other
/// side.
enum class Assoc : std::int8_t {
  after = 0,    ///< the element after it
  before = -1,  ///< the element before it
};

class StickyIndex {
 public:
  /// The place of a sticky index in a document.
  struct Place {
    Shared sequence;
    std::size_t index = 0;  ///< in the document's offset unit
  };

  /// The position `index` of a text or array. O(log n).
  /// @throws std::out_of_range `index` is past the end; std::invalid_argument `index` is inside a
  ///         character, or `sequence` has no positions
  static StickyIndex at(const Shared& sequence, std::size_t index, Assoc assoc = Assoc::after);

  /// Where this is in `doc` now; nothing if `doc` does not know the element or the type, or has
  /// forgotten it. Follows what an undo of this document brought back. O(log n).
  std::optional<Place> place(const Doc& doc) const;

  /// The index in `sequence`; nothing also when the place is in another type.
  std::optional<std::size_t> index_in(const Shared& sequence) const;

  Assoc assoc() const { return assoc_ < 0 ? Assoc::before : Assoc::after; }
  /// The element that this sticks to; nothing at an end of the type.
  const std::optional<ElementId>& item() const { return item_; }
  /// The type that this is in: a root by its name, another one by the id of the element that holds
  /// it. Of a decoded index only the most exact of item(), root() and type() is known.
  const std::optional<std::string>& root() const { return root_; }
  const std::optional<ElementId>& type() const { return type_; }

  ///   00 client clock assoc | 01 name assoc | 02 client clock assoc
  ///   00 ac02 04 00   before element 4 of client 300        01 01 74 00   the end of "t"
  Bytes encode() const;
  /// A missing assoc is 0; what follows is ignored.
  static Result<StickyIndex> decode(BytesView bytes);

  /// {"tname":"t","item":{"client":300,"clock":4},"assoc":0}, with "type" (an id) for a nested
  /// type.
  std::string to_json() const;
  static Result<StickyIndex> from_json(std::string_view json);

  friend bool operator==(const StickyIndex&, const StickyIndex&) = default;

 private:
  StickyIndex() = default;
  std::optional<Place> find(doc::DocCore& core) const;
  std::optional<Place> find_item(doc::DocCore& core) const;

  std::optional<ElementId> type_;
  std::optional<std::string> root_;
  std::optional<ElementId> item_;
  std::int64_t assoc_ =
      0;  // Yjs knows only its sign; other numbers go back onto the wire as they came
};

}  // namespace ycpp

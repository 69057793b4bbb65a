// text.h -- Text: a shared character sequence.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ycpp/id_set.h"
#include "ycpp/shared.h"

namespace ycpp {

class Snapshot;

/// One step of a change, read from left to right over the old text.
struct TextDelta {
  enum class Kind : std::uint8_t { retain, insert, remove };
  Kind kind = Kind::retain;
  std::size_t length = 0;  ///< in the document's offset unit
  std::string text;        ///< of an insert
  /// What was inserted, if it is not text: a value (bytes that are an `any`) or a shared type.
  Bytes embed;
  std::optional<Shared> shared;
  /// Of a step to apply: insert an empty shared type of this kind, with `text` as its tag.
  SharedKind make = SharedKind::undefined;
  /// Formatting as lib0 `any` object (keys to values, null removes); empty when there is none.
  Bytes attributes;
};

/// What a transaction did to one text. Valid only inside the observer.
class TextEvent {
 public:
  const std::vector<TextDelta>& delta() const { return delta_; }
  const Origin& origin() const { return *origin_; }

  TextEvent(std::vector<TextDelta> delta, const Origin& origin)
      : delta_(std::move(delta)), origin_(&origin) {}

 private:
  std::vector<TextDelta> delta_;
  const Origin* origin_;
};

/// What happened to a part of a text between two versions.
enum class PartChange : std::uint8_t { added, removed };

/// The versions of a text that are compared. As in Yjs, parts of text are marked, and what is
/// embedded has the mark of the text before it.
struct TextVersions {
  const Snapshot* snapshot = nullptr;  ///< what to show; null: the text as it is
  /// To show also what is only in this version, and to mark what is only in one of the two, with
  /// the attribute "ychange".
  const Snapshot* previous = nullptr;
  /// The value of "ychange" for a part that starts with `id`; by default {"type": "added"} or
  /// {"type": "removed"}. Parts that follow each other and have equal values become one.
  std::function<Value(PartChange change, const ElementId& id)> describe = {};
};

/// Positions count in the document's offset unit. Methods that change the text open a transaction
/// of their own unless one is open.
class Text : public Shared {
 public:
  /// Inserts `value` before position `index`. O(log n); O(1) at the place of the last edit.
  /// @throws std::out_of_range `index` is past the end; std::invalid_argument `index` is inside a
  ///         character or `value` is not UTF-8; ReadOnlyError while observers run.
  void insert(std::size_t index, std::string_view value);

  /// Inserts `value` with exactly these attributes: what holds at the position and is not among
  /// them does not hold for `value`. O(items before) in a text with formatting.
  void insert(std::size_t index, std::string_view value, const Value::Object& attributes);

  /// Inserts a value that counts as one unit.
  void insert_embed(std::size_t index, const Value& value, const Value::Object& attributes = {});
  /// Inserts an empty shared type that counts as one unit; see Array::insert_shared.
  Shared insert_embed(std::size_t index, SharedKind kind, const Value::Object& attributes = {},
                      std::string_view tag = {});

  /// Sets attributes of a range; a null value removes one. O(items before and in the range).
  /// @throws as insert().
  void format(std::size_t index, std::size_t length, const Value::Object& attributes);

  /// The text as runs of equal formatting: inserts that would make it. O(n).
  std::vector<TextDelta> to_delta() const;

  /// The text as it was, or what changed since. O(n + ranges of the snapshots).
  /// @throws std::invalid_argument the document collects what is deleted (DocOptions::gc)
  std::vector<TextDelta> to_delta(const TextVersions& versions) const;

  /// Applies steps as in to_delta() or an event, from the start of the text. Returns the shared
  /// types that it made, in order.
  /// @throws std::out_of_range a step goes past the end; std::invalid_argument a step ends inside a
  ///         character, or inserts what cannot be
  std::vector<Shared> apply_delta(std::span<const TextDelta> delta);

  /// The same with encoded attributes (an `any` object) and values: without the conversion.
  void insert_any(std::size_t index, std::string_view value, BytesView attributes);
  void insert_embed_any(std::size_t index, BytesView value, BytesView attributes);
  Shared insert_embed_any(std::size_t index, SharedKind kind, BytesView attributes,
                          std::string_view tag = {});
  void format_any(std::size_t index, std::size_t length, BytesView attributes);

  /// Appends `value`.
  void push(std::string_view value) { insert(length(), value); }

  /// Deletes `length` units from position `index`. O(log n + items deleted).
  /// @throws as insert().
  void remove(std::size_t index, std::size_t length);

  /// Throws what insert() would throw for `index`, and changes nothing. O(log n).
  void check(std::size_t index) const;

  /// The whole text as UTF-8. O(n).
  std::string to_string() const;

  /// In the document's offset unit. O(1).
  std::size_t length() const;

  /// Calls `callback` for every transaction that changed this text, before Doc's observers.
  Subscription observe(std::function<void(const TextEvent&)> callback);

  using Shared::Shared;
};

}  // namespace ycpp

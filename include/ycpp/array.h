// array.h -- Array: a shared sequence of values and shared types.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "ycpp/shared.h"

namespace ycpp {

/// One step of a change, read from left to right over the old array.
struct ArrayDelta {
  enum class Kind : std::uint8_t { retain, insert, remove };
  Kind kind = Kind::retain;
  std::size_t length = 0;
  std::vector<Content> values;  ///< of an insert; `length` many
};

/// What a transaction did to one array. Valid only inside the observer.
class ArrayEvent {
 public:
  ArrayEvent(Shared target, std::vector<ArrayDelta> delta, const Origin& origin)
      : target_(target), delta_(std::move(delta)), origin_(&origin) {}
  const Shared& target() const { return target_; }
  const std::vector<ArrayDelta>& delta() const { return delta_; }
  const Origin& origin() const { return *origin_; }

 private:
  Shared target_;
  std::vector<ArrayDelta> delta_;
  const Origin* origin_;
};

/// Methods that change the array open a transaction of their own unless one is open.
class Array : public Shared {
 public:
  /// O(1).
  std::size_t size() const;

  /// O(log n). @throws std::out_of_range `index` is past the end
  Entry get(std::size_t index) const { return content(index).entry(); }
  Content content(std::size_t index) const;

  /// Calls `visit` with every element in order. O(n).
  void each(const std::function<void(const Content&)>& visit) const;

  /// Inserts before position `index`. O(log n + values).
  /// @throws std::out_of_range `index` is past the end; std::invalid_argument a value is not valid;
  ///         ReadOnlyError while observers run
  void insert(std::size_t index, const Value& value);
  void insert_all(std::size_t index, std::span<const Value> values);
  /// Inserts `count` encoded values: what the other overloads do, without the conversion.
  void insert_any(std::size_t index, BytesView values, std::size_t count);
  void insert_binary(std::size_t index, BytesView bytes);

  /// Inserts a document as a value; see subdocs.h.
  /// @throws as insert(); std::invalid_argument also when it is a value somewhere already
  void insert_doc(std::size_t index, const Doc& document);

  /// Inserts an empty shared type and returns it. An element needs a tag, a hook a name.
  /// @throws also std::invalid_argument `kind` is undefined, or the tag is missing or not UTF-8
  Shared insert_shared(std::size_t index, SharedKind kind, std::string_view tag = {});
  Text insert_text(std::size_t index);
  Array insert_array(std::size_t index);
  Map insert_map(std::size_t index);

  /// Appends: after everything, also after what was deleted at the end.
  void push(const Value& value);
  void push_any(BytesView values, std::size_t count);

  /// Deletes `length` elements from position `index`. O(log n + items deleted).
  /// @throws std::out_of_range
  void remove(std::size_t index, std::size_t length = 1);

  /// Calls `callback` for every transaction that changed this array, before Doc's observers.
  Subscription observe(std::function<void(const ArrayEvent&)> callback);

  using Shared::Shared;
};

}  // namespace ycpp

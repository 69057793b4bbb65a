// map.h -- Map: shared values and shared types by name.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ycpp/shared.h"

namespace ycpp {

/// What happened to one key.
struct KeyChange {
  enum class Action : std::uint8_t { add, update, remove };
  std::string_view key;
  Action action = Action::add;
  Content old_value;  ///< of an update or remove
  Content new_value;  ///< of an add or update
};

/// What a transaction did to one map. Valid only inside the observer.
class MapEvent {
 public:
  MapEvent(Shared target, std::vector<KeyChange> keys, const Origin& origin)
      : target_(target), keys_(std::move(keys)), origin_(&origin) {}
  const Shared& target() const { return target_; }
  const std::vector<KeyChange>& keys() const { return keys_; }
  const Origin& origin() const { return *origin_; }

 private:
  Shared target_;
  std::vector<KeyChange> keys_;
  const Origin* origin_;
};

/// Of values that peers set at the same time, one wins, the same for all. Keys keep the order in
/// which this document saw them first. Methods that change the map open a transaction unless one is
/// open.
class Map : public Shared {
 public:
  /// Number of keys. O(keys ever set).
  std::size_t size() const;
  bool contains(std::string_view key) const { return content(key).kind() != Content::Kind::none; }

  /// The value; undefined if there is none. O(1).
  Entry get(std::string_view key) const { return content(key).entry(); }
  Content content(std::string_view key) const;

  /// Calls `visit` with every key and its value.
  void each(const std::function<void(std::string_view, const Content&)>& visit) const;

  /// O(1). @throws std::invalid_argument key or value is not valid; ReadOnlyError while observers
  /// run
  void set(std::string_view key, const Value& value);
  /// Sets an encoded value: what set() does, without the conversion.
  void set_any(std::string_view key, BytesView value);
  void set_binary(std::string_view key, BytesView bytes);

  /// Sets a document as a value; see subdocs.h.
  /// @throws as set(); std::invalid_argument also when it is a value somewhere already
  void set_doc(std::string_view key, const Doc& document);

  /// Sets an empty shared type and returns it; see Array::insert_shared.
  Shared set_shared(std::string_view key, SharedKind kind, std::string_view tag = {});
  Text set_text(std::string_view key);
  Array set_array(std::string_view key);
  Map set_map(std::string_view key);

  /// True if there was such a key.
  bool remove(std::string_view key);
  void clear();

  /// Calls `callback` for every transaction that changed this map, before Doc's observers.
  Subscription observe(std::function<void(const MapEvent&)> callback);

  using Shared::Shared;
};

}  // namespace ycpp

// shared.h -- Shared: a handle to a shared type of any kind; Entry: what a place in one can hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ycpp/doc.h"
#include "ycpp/value.h"

namespace ycpp {

class Array;
class Map;
class XmlElement;
class XmlFragment;
class XmlText;

enum class SharedKind : std::uint8_t {
  array,
  map,
  text,
  xml_element,
  xml_fragment,
  xml_hook,
  xml_text,
  undefined,  ///< a root whose kind nobody has said
};

/// One step of a path from a shared type down to another: a map key or a position.
using PathStep = std::variant<std::string, std::size_t>;
using Path = std::vector<PathStep>;

class Event;
struct ArrayDelta;
struct KeyChange;
struct TextDelta;

/// A handle to a shared type; cheap to copy. Must not outlive its document: keep a Doc of a
/// sub-document, which a peer may delete, as long as there are handles into it.
class Shared {
 public:
  SharedKind kind() const;
  /// False once the type, or one it lies in, was deleted.
  bool alive() const;

  /// This type as one of a kind; nothing if it is of another kind. An XmlText is a text, too, an
  /// XmlElement a fragment, and a hook a map.
  std::optional<Text> text() const;
  std::optional<Array> array() const;
  std::optional<Map> map() const;
  std::optional<XmlFragment> xml_fragment() const;
  std::optional<XmlElement> xml_element() const;
  std::optional<XmlText> xml_text() const;

  /// The shared type that this one lies in; nothing for a root, or once it was deleted. O(1).
  std::optional<Shared> parent() const;

  /// The content as compact JSON: text as a string, XML as one, byte strings as lists of numbers.
  /// O(n).
  std::string to_json() const;

  /// Calls `callback` for every transaction that changed this type, before Doc's observers.
  Subscription observe_any(std::function<void(const Event&)> callback) const;
  /// Calls `callback` for every transaction that changed this type or one that lies in it, with an
  /// event for each: those nearest to this type first.
  Subscription observe_deep(std::function<void(const std::vector<Event>&)> callback) const;

  friend bool operator==(const Shared&, const Shared&) = default;

  // For the shared types themselves and for bindings.
  Shared(doc::DocCore* core, std::uint32_t branch) : core_(core), branch_(branch) {}
  doc::DocCore* core() const { return core_; }
  std::uint32_t branch() const { return branch_; }

 protected:
  doc::DocCore* core_;
  std::uint32_t branch_;
};

/// What a transaction did to one shared type, of any kind. Valid only inside the observer.
class Event {
 public:
  const Shared& target() const { return target_; }
  const Origin& origin() const;
  /// From the observed type to the target: keys, and positions in the document's offset unit.
  /// O(depth).
  Path path() const;
  /// True when the sequence changed: text, elements or children. O(1).
  bool children_changed() const;
  /// Changes of the sequence, if the target is a text; see TextEvent.
  std::vector<TextDelta> text_delta() const;
  /// Changes of the sequence, if it is not; see ArrayEvent.
  std::vector<ArrayDelta> array_delta() const;
  /// Changes of keys or attributes; see MapEvent.
  std::vector<KeyChange> keys() const;

  // For Shared.
  Event(Shared target, std::uint32_t observed, const void* change)
      : target_(target), observed_(observed), change_(change) {}

 private:
  Shared target_;
  std::uint32_t observed_;
  const void* change_;  // a doc::BranchChange
};

/// What is at one place: plain data, a shared type, or another document.
using Entry = std::variant<Value, Shared, Doc>;

/// What is at one place, not yet converted: a view, valid until the document changes.
class Content {
 public:
  enum class Kind : std::uint8_t {
    none,      ///< nothing
    value,     ///< one lib0 `any`
    binary,    ///< the bytes of a byte string
    shared,    ///< a shared type
    document,  ///< a sub-document
  };

  Content() = default;
  Content(Kind kind, BytesView bytes) : kind_(kind), bytes_(bytes) {}
  explicit Content(Shared shared)
      : kind_(Kind::shared), core_(shared.core()), handle_(shared.branch()) {}
  Content(doc::DocCore* core, std::uint32_t item)
      : kind_(Kind::document), core_(core), handle_(item) {}

  Kind kind() const { return kind_; }
  BytesView bytes() const { return bytes_; }                ///< of a value or binary
  Shared shared() const { return Shared(core_, handle_); }  ///< only if kind() is shared
  /// Only if kind() is document, which is made if nobody has asked for it yet.
  Doc document() const;
  /// The name of that document, without making it.
  std::string guid() const;

  /// A copy that lives on. Undefined if there is nothing.
  /// @throws std::length_error a value from a peer is nested deeper than Value::kMaxDepth; its
  ///         bytes() can be read
  Entry entry() const;

 private:
  Kind kind_ = Kind::none;
  BytesView bytes_;
  doc::DocCore* core_ = nullptr;
  std::uint32_t handle_ = 0;  // of a branch, or of an item
};

}  // namespace ycpp

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

/// A handle to a shared type; cheap to copy. Must not outlive its Doc.
class Shared {
 public:
  SharedKind kind() const;
  /// False once the type, or one it lies in, was deleted.
  bool alive() const;

  /// This type as one of a kind; nothing if it is of another kind.
  std::optional<Text> text() const;
  std::optional<Array> array() const;
  std::optional<Map> map() const;

  friend bool operator==(const Shared&, const Shared&) = default;

  // For the shared types themselves and for bindings.
  Shared(doc::DocCore* core, std::uint32_t branch) : core_(core), branch_(branch) {}
  doc::DocCore* core() const { return core_; }
  std::uint32_t branch() const { return branch_; }

 protected:
  doc::DocCore* core_;
  std::uint32_t branch_;
};

/// What is at one place: plain data, or a shared type.
using Entry = std::variant<Value, Shared>;

/// What is at one place, not yet converted: a view, valid until the document changes.
class Content {
 public:
  enum class Kind : std::uint8_t {
    none,    ///< nothing
    value,   ///< one lib0 `any`
    binary,  ///< the bytes of a byte string
    shared,  ///< a shared type
  };

  Content() = default;
  Content(Kind kind, BytesView bytes) : kind_(kind), bytes_(bytes) {}
  explicit Content(Shared shared) : kind_(Kind::shared), shared_(shared) {}

  Kind kind() const { return kind_; }
  BytesView bytes() const { return bytes_; }  ///< of a value or binary
  const Shared& shared() const { return *shared_; }  ///< only if kind() is shared

  /// A copy that lives on. Undefined if there is nothing.
  Entry entry() const;

 private:
  Kind kind_ = Kind::none;
  BytesView bytes_;
  std::optional<Shared> shared_;
};

}  // namespace ycpp

// block.h -- Block: one element of an update, as a value. Decoders make it, encoders and the store
// consume it, and the store can show any of its items as one.
//
// A block names `length` consecutive ids of one client. It views memory of its update (or of the
// store) and is valid only as long as that is; it holds no other state.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "ycpp/lib0.h"

namespace ycpp::update {

struct Id {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  friend bool operator==(const Id&, const Id&) = default;
};

/// In the order of an update, where clients descend, no id comes after this one.
inline constexpr Id kLastId{0, kMaxSafeInteger};

/// The content reference: the low five bits of a block's info byte.
enum class Kind : std::uint8_t {
  gc = 0,       ///< collected: ids that nothing is known of any more
  deleted = 1,  ///< an item whose content is gone
  json = 2,     ///< values as JSON texts; legacy
  binary = 3,   ///< one byte string
  string = 4,   ///< text; a clock unit is a UTF-16 unit
  embed = 5,    ///< one value inside a text
  format = 6,   ///< a formatting mark: from here on, key has this value
  type = 7,     ///< a nested shared type
  any = 8,      ///< values
  doc = 9,      ///< a sub-document
  skip = 10,    ///< a hole: ids this update does not have
};
inline constexpr std::uint8_t kLastKind = 10;

/// False of what cannot be a parent; what is gone may have been a type.
constexpr bool can_hold_children(Kind kind) {
  return kind == Kind::type || kind == Kind::gc || kind == Kind::deleted || kind == Kind::skip;
}

/// The other bits of the info byte.
inline constexpr std::uint8_t kHasOrigin = 0x80;
inline constexpr std::uint8_t kHasRightOrigin = 0x40;
inline constexpr std::uint8_t kHasKey = 0x20;
inline constexpr std::uint8_t kKindBits = 0x1f;

/// The shared type that a `type` block makes.
enum class TypeRef : std::uint8_t {
  array = 0,
  map = 1,
  text = 2,
  xml_element = 3,
  xml_fragment = 4,
  xml_hook = 5,
  xml_text = 6,
  undefined = 15,  ///< a root that nobody has named the kind of; never on the wire
};
inline constexpr std::uint8_t kLastTypeRef = 6;

enum class ParentKind : std::uint8_t {
  inherited,  ///< same as that of the origin or right origin
  root,       ///< a root type, by name
  item,       ///< the shared type that an item holds
};

struct Block {
  // Written out, because a default constructor would first zero all 144 bytes with a slow loop.
  Block() noexcept {}

  Id id;
  std::uint64_t length = 0;
  Kind kind = Kind::gc;
  ParentKind parent_kind = ParentKind::inherited;
  TypeRef type_ref = TypeRef::undefined;
  bool has_origin = false;
  bool has_right_origin = false;
  bool has_key = false;
  // The text starts (ends) with one half of a surrogate pair that was cut. The half is counted in
  // `length`, is not in `text`, and is U+FFFD on the wire.
  bool lead_half = false;
  bool tail_half = false;

  Id origin;              ///< the element directly left when this one was made
  Id right_origin;        ///< the element directly right when this one was made
  Id parent;              ///< when parent_kind is item
  std::string_view root;  ///< when parent_kind is root
  std::string_view key;   ///< map key (parentSub), when has_key

  /// string: UTF-8 without the halves. format: the key. type: node or hook name. doc: the guid.
  std::string_view text;
  /// json, any: `length` canonical values, one after the other. embed, format, doc: one such value.
  /// binary: the bytes themselves.
  BytesView value;

  std::uint64_t end() const { return id.clock + length; }
};

/// Names the ids of `id.client` from `id.clock` to `end`, and nothing else: for gc and skip.
Block without_content(Kind kind, const Id& id, std::uint64_t end);

/// The block that has `id`, among some in the order of an update: clients descending, clocks
/// ascending. Null if there is none. O(log n).
const Block* find_block(std::span<const Block> blocks, const Id& id);

/// What the text of a block is on the wire.
struct TextRun {
  std::string_view text;     ///< without the halves
  std::uint64_t length = 0;  ///< in UTF-16 units, with them
  bool lead_half = false;
  bool tail_half = false;
};

/// The block without its first `offset` units (0 < offset < length). Its origin becomes the unit
/// before; a surrogate pair that is cut becomes a half.
Block slice(const Block& block, std::uint64_t offset);

/// The same for all but the content, which has to be cut already.
Block slice_head(const Block& block, std::uint64_t offset);

/// Its first `length` units (0 < length < block.length). A surrogate pair that is cut becomes a
/// half.
Block truncate(const Block& block, std::uint64_t length);

}  // namespace ycpp::update

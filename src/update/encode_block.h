// encode_block.h -- the grammar of a block, for writing; decode.cpp has the other direction.
//
// Written once, for both formats and for whatever can be asked like a block: a Block, or an item of
// a document, which need not be made into one first. Only what is written is asked for:
//
//   kind() length() has_origin() has_right_origin() has_key()    always
//   origin() right_origin()                                      where there is one
//   parent_is_root() root() parent() key()                       where there is neither
//   run() name() value() type_ref()                              as the kind has them
#pragma once

#include <string>

#include "update/block.h"
#include "ycpp/any.h"

namespace ycpp::update {

/// A Block, asked.
class BlockSource {
 public:
  explicit BlockSource(const Block& block) : block_(block) {}

  Kind kind() const { return block_.kind; }
  std::uint64_t length() const { return block_.length; }
  bool has_origin() const { return block_.has_origin; }
  bool has_right_origin() const { return block_.has_right_origin; }
  bool has_key() const { return block_.has_key; }
  const Id& origin() const { return block_.origin; }
  const Id& right_origin() const { return block_.right_origin; }
  bool parent_is_root() const { return block_.parent_kind == ParentKind::root; }
  std::string_view root() const { return block_.root; }
  const Id& parent() const { return block_.parent; }
  std::string_view key() const { return block_.key; }
  TextRun run() const { return {block_.text, block_.length, block_.lead_half, block_.tail_half}; }
  std::string_view name() const { return block_.text; }
  BytesView value() const { return block_.value; }
  TypeRef type_ref() const { return block_.type_ref; }

 private:
  const Block& block_;
};

template <class Fields, class Source>
void encode_parent(Fields& out, const Source& block) {
  const bool is_root = block.parent_is_root();
  out.parent_is_root(is_root);
  if (is_root)
    out.string(block.root());
  else
    out.parent_id(block.parent());
  if (block.has_key()) out.string(block.key());
}

template <class Fields>
void encode_json(Fields& out, BytesView value, std::uint64_t count) {
  out.length(count);
  Reader values(value);
  std::string json;
  for (; count > 0; --count) {
    json.clear();
    any_to_json(values, json);
    out.string(json);
  }
}

template <class Fields, class Source>
void encode_content(Fields& out, Kind kind, const Source& block) {
  switch (kind) {
    case Kind::any:
      out.length(block.length());
      out.rest().bytes(block.value());
      break;
    case Kind::json: encode_json(out, block.value(), block.length()); break;
    case Kind::binary: out.rest().var_bytes(block.value()); break;
    case Kind::format: out.key(block.name()); [[fallthrough]];
    case Kind::embed: out.value(block.value()); break;
    case Kind::type: {
      const TypeRef ref = block.type_ref();
      out.type_ref(ref);
      if (ref == TypeRef::xml_element || ref == TypeRef::xml_hook) out.key(block.name());
      break;
    }
    case Kind::doc:
      out.string(block.name());
      out.rest().bytes(block.value());
      break;
    case Kind::string:
    case Kind::deleted:  // written by encode_block_of()
    case Kind::gc:
    case Kind::skip: break;  // not items
  }
}

/// Writes one block as it stands inside its client's section. A key is written only without
/// origins; with one, bit 20 of the info byte still says that there is a key (a live document's
/// block has it, a decoded one has not: it does not know).
template <class Fields, class Source>
void encode_block_of(Fields& out, const Source& block) {
  const Kind kind = block.kind();
  if (kind == Kind::gc || kind == Kind::skip) {
    out.info(static_cast<std::uint8_t>(kind));
    if (kind == Kind::gc)
      out.length(block.length());
    else
      out.rest().var_uint(block.length());
    return;
  }
  const bool has_origin = block.has_origin();
  const bool has_right_origin = block.has_right_origin();
  const auto info = static_cast<std::uint8_t>(
      static_cast<unsigned>(kind) | (has_origin ? kHasOrigin : 0U) |
      (has_right_origin ? kHasRightOrigin : 0U) | (block.has_key() ? kHasKey : 0U));
  out.head(info, has_origin ? block.origin() : Id{},
           has_right_origin ? block.right_origin() : Id{});
  if (!has_origin && !has_right_origin) encode_parent(out, block);
  // Most blocks are one of these.
  if (kind == Kind::string)
    out.text(block.run());
  else if (kind == Kind::deleted)
    out.length(block.length());
  else
    encode_content(out, kind, block);
}

}  // namespace ycpp::update

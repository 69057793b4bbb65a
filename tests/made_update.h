// made_update.h -- updates put together block by block, for tests that need exactly these.
//
//   made_update({text_block({1, 0}, "ab").root("t"), text_block({2, 0}, "X").after({1, 0})})
//
// A block is what its fields say; nothing stops a test from making one that no peer would send.
#pragma once

#include <vector>

#include "update/encode.h"
#include "update/id_set.h"

namespace ycpp {

using update::Block;
using update::Id;
using update::IdRange;
using update::Kind;
using update::TypeRef;

/// A block whose place is named by what follows: `text_block({1, 0}, "a").root("t")`.
struct MadeBlock : Block {
  MadeBlock& root(std::string_view name) {
    parent_kind = update::ParentKind::root;
    Block::root = name;
    return *this;
  }
  MadeBlock& in(Id type_item) {
    parent_kind = update::ParentKind::item;
    parent = type_item;
    return *this;
  }
  MadeBlock& key(std::string_view name) {
    has_key = true;
    Block::key = name;
    return *this;
  }
  MadeBlock& after(Id left) {
    has_origin = true;
    origin = left;
    return *this;
  }
  MadeBlock& before(Id right) {
    has_right_origin = true;
    right_origin = right;
    return *this;
  }
};

inline MadeBlock block_of(Id id, Kind kind, std::uint64_t length) {
  MadeBlock block;
  block.id = id;
  block.kind = kind;
  block.length = length;
  return block;
}

/// Text of `units` UTF-16 units; ASCII when they are not given.
inline MadeBlock text_block(Id id, std::string_view text, std::uint64_t units = 0) {
  MadeBlock block = block_of(id, Kind::string, units == 0 ? text.size() : units);
  block.text = text;
  return block;
}
inline MadeBlock gc_block(Id id, std::uint64_t length) { return block_of(id, Kind::gc, length); }
inline MadeBlock skip_block(Id id, std::uint64_t length) {
  return block_of(id, Kind::skip, length);
}
inline MadeBlock deleted_block(Id id, std::uint64_t length) {
  return block_of(id, Kind::deleted, length);
}
inline MadeBlock type_block(Id id, TypeRef type) {
  MadeBlock block = block_of(id, Kind::type, 1);
  block.type_ref = type;
  return block;
}
/// `count` values; `bytes` must live as long as the block.
inline MadeBlock any_block(Id id, BytesView bytes, std::uint64_t count = 1) {
  MadeBlock block = block_of(id, Kind::any, count);
  block.value = bytes;
  return block;
}
inline MadeBlock format_block(Id id, std::string_view key, BytesView value) {
  MadeBlock block = block_of(id, Kind::format, 1);
  block.text = key;
  block.value = value;
  return block;
}

template <class Sections = update::SectionWriter>
Bytes made_update(const std::vector<Block>& blocks, const std::vector<IdRange>& deleted = {}) {
  Sections sections;
  for (const Block& block : blocks) sections.add(block);
  update::IdSet deletions;
  for (const IdRange& range : deleted) deletions.add(range.client, range.clock, range.length);
  return sections.finish(deletions);
}

}  // namespace ycpp

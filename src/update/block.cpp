// block.cpp -- making, finding and cutting blocks.
#include "update/block.h"

#include <algorithm>

#include "base/utf8.h"
#include "ycpp/any.h"

namespace ycpp::update {
namespace {

void slice_text(Block& block, std::uint64_t offset) {
  std::uint64_t units = block.length + offset;  // of the text alone, before the cut
  if (block.tail_half) --units;
  if (block.lead_half) {
    --units;
    block.lead_half = false;
    if (--offset == 0) return;
  }
  const utf8::Utf16Position cut = utf8::find_utf16(block.text, offset, units);
  block.lead_half = cut.inside_pair;
  block.text.remove_prefix(cut.bytes + (cut.inside_pair ? 4 : 0));
}

void slice_values(Block& block, std::uint64_t offset) {
  Reader values(block.value);
  for (; offset > 0; --offset) skip_any(values, LoneSurrogates::accept);
  block.value = block.value.subspan(values.offset());
}

void truncate_text(Block& block, std::uint64_t length) {
  const utf8::Utf16Position cut = utf8::find_utf16(block.text, length - (block.lead_half ? 1 : 0));
  block.tail_half = cut.inside_pair;
  block.text = block.text.substr(0, cut.bytes);
}

void truncate_values(Block& block, std::uint64_t length) {
  Reader values(block.value);
  for (; length > 0; --length) skip_any(values, LoneSurrogates::accept);
  block.value = block.value.first(values.offset());
}

}  // namespace

Block without_content(Kind kind, const Id& id, std::uint64_t end) {
  Block block;
  block.kind = kind;
  block.id = id;
  block.length = end - id.clock;
  return block;
}

const Block* find_block(std::span<const Block> blocks, const Id& id) {
  const auto after =
      std::upper_bound(blocks.begin(), blocks.end(), id, [](const Id& wanted, const Block& block) {
        return wanted.client != block.id.client ? wanted.client > block.id.client
                                                : wanted.clock < block.id.clock;
      });
  if (after == blocks.begin()) return nullptr;
  const Block& found = *(after - 1);
  return found.id.client == id.client && id.clock < found.end() ? &found : nullptr;
}

Block truncate(const Block& block, std::uint64_t length) {
  Block first = block;
  first.length = length;
  if (block.kind == Kind::string) truncate_text(first, length);
  if (block.kind == Kind::any || block.kind == Kind::json) truncate_values(first, length);
  return first;
}

Block slice_head(const Block& block, std::uint64_t offset) {
  Block rest = block;
  rest.id.clock += offset;
  rest.length -= offset;
  if (block.kind == Kind::gc || block.kind == Kind::skip) return rest;
  rest.origin = {block.id.client, block.id.clock + offset - 1};
  rest.has_origin = true;
  rest.parent_kind = ParentKind::inherited;
  return rest;
}

Block slice(const Block& block, std::uint64_t offset) {
  Block rest = slice_head(block, offset);
  if (block.kind == Kind::string) slice_text(rest, offset);
  if (block.kind == Kind::any || block.kind == Kind::json) slice_values(rest, offset);
  return rest;
}

}  // namespace ycpp::update

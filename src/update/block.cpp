// block.cpp -- cutting a block.
#include "update/block.h"

#include "base/utf8.h"
#include "ycpp/any.h"

namespace ycpp::update {
namespace {

void slice_text(Block& block, std::uint64_t offset) {
  if (block.lead_half) {
    block.lead_half = false;
    if (--offset == 0) return;
  }
  const utf8::Utf16Position cut = utf8::find_utf16(block.text, offset);
  block.lead_half = cut.inside_pair;
  block.text.remove_prefix(cut.bytes + (cut.inside_pair ? 4 : 0));
}

void slice_values(Block& block, std::uint64_t offset) {
  Reader values(block.value);
  for (; offset > 0; --offset) skip_any(values, LoneSurrogates::accept);
  block.value = block.value.subspan(values.offset());
}

}  // namespace

Block slice(const Block& block, std::uint64_t offset) {
  Block rest = block;
  rest.id.clock += offset;
  rest.length -= offset;
  if (block.kind == Kind::gc || block.kind == Kind::skip) return rest;
  rest.origin = {block.id.client, block.id.clock + offset - 1};
  rest.has_origin = true;
  rest.parent_kind = ParentKind::inherited;
  if (block.kind == Kind::string) slice_text(rest, offset);
  if (block.kind == Kind::any || block.kind == Kind::json) slice_values(rest, offset);
  return rest;
}

}  // namespace ycpp::update

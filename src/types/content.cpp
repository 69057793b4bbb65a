// content.cpp -- see content.h.
#include "types/content.h"

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace types {

using update::Block;
using update::Kind;

Content content_of(doc::DocCore& core, store::ItemRef ref, std::uint64_t n) {
  const store::Store& store = core.store();
  const store::Item& item = store.item(ref);
  switch (item.kind()) {
    case Kind::any:
    case Kind::json:
      return {Content::Kind::value, store.value(item, static_cast<std::uint32_t>(n))};
    case Kind::embed: return {Content::Kind::value, store.value(item)};
    case Kind::binary: return {Content::Kind::binary, store.value(item)};
    case Kind::type: return Content(Shared(&core, item.content.branch));
    case Kind::doc: return {&core, ref};
    default: return {};
  }
}

SharedKind kind_of(store::TypeRef type) {
  switch (type) {
    case store::TypeRef::array: return SharedKind::array;
    case store::TypeRef::map: return SharedKind::map;
    case store::TypeRef::text: return SharedKind::text;
    case store::TypeRef::xml_element: return SharedKind::xml_element;
    case store::TypeRef::xml_fragment: return SharedKind::xml_fragment;
    case store::TypeRef::xml_hook: return SharedKind::xml_hook;
    case store::TypeRef::xml_text: return SharedKind::xml_text;
    case store::TypeRef::undefined: break;
  }
  return SharedKind::undefined;
}

Block any_block(BytesView values, std::uint64_t count) {
  Block block;
  block.kind = Kind::any;
  block.length = count;
  block.value = values;
  return block;
}

Block binary_block(BytesView bytes) {
  Block block;
  block.kind = Kind::binary;
  block.length = 1;
  block.value = bytes;
  return block;
}

Block type_block(store::TypeRef type, std::string_view name) {
  Block block;
  block.kind = Kind::type;
  block.length = 1;
  block.type_ref = type;
  block.text = name;
  return block;
}

Shared shared_of(doc::DocCore& core, store::ItemRef item) {
  return {&core, core.store().item(item).content.branch};
}

}  // namespace types

Entry Content::entry() const {
  switch (kind_) {
    case Kind::none: return Value();
    case Kind::value: return Value::from_any(bytes_).value();
    case Kind::binary: return Value(Bytes(bytes_.begin(), bytes_.end()));
    case Kind::shared: return shared();
    case Kind::document: return document();
  }
  return Value();
}

Doc Content::document() const { return Doc(core_->subdocs().at(handle_)); }
std::string Content::guid() const { return core_->subdocs().guid_at(handle_); }

SharedKind Shared::kind() const { return types::kind_of(core_->store().branch(branch_).type); }

bool Shared::alive() const {
  const store::Store& store = core_->store();
  return !store.is_dead(store.branch(branch_));
}

std::optional<Text> Shared::text() const {
  if (kind() != SharedKind::text) return std::nullopt;
  return Text(core_, branch_);
}
std::optional<Array> Shared::array() const {
  if (kind() != SharedKind::array) return std::nullopt;
  return Array(core_, branch_);
}
std::optional<Map> Shared::map() const {
  if (kind() != SharedKind::map) return std::nullopt;
  return Map(core_, branch_);
}

}  // namespace ycpp

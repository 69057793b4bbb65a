// content.cpp -- see content.h.
#include "types/content.h"

#include <stdexcept>

#include "base/utf8.h"
#include "lib0/value_of.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"
#include "ycpp/xml.h"

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

Content last_of(doc::DocCore& core, store::ItemRef item) {
  return content_of(core, item, core.store().item(item).length() - 1);
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

std::string_view tag_of(const store::Branch& branch) {
  return branch.is_root() ? std::string_view("UNDEFINED") : std::string_view(branch.name);
}

store::BranchRef root_of(doc::DocCore& core, std::string_view name, store::TypeRef type) {
  store::Store& store = core.store();  // which a broken document refuses
  const store::BranchRef branch = core.root(name);
  if (store.branch(branch).type == store::TypeRef::undefined) store.declare(branch, type);
  return branch;
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

Block type_block(SharedKind kind, std::string_view tag) {
  using store::TypeRef;
  const auto plain = [](TypeRef type) { return type_block(type, {}); };
  switch (kind) {
    case SharedKind::array: return plain(TypeRef::array);
    case SharedKind::map: return plain(TypeRef::map);
    case SharedKind::text: return plain(TypeRef::text);
    case SharedKind::xml_fragment: return plain(TypeRef::xml_fragment);
    case SharedKind::xml_text: return plain(TypeRef::xml_text);
    case SharedKind::xml_element:
    case SharedKind::xml_hook: break;
    case SharedKind::undefined: throw std::invalid_argument("a shared type needs a kind");
  }
  if (tag.empty()) throw std::invalid_argument("an element needs a tag");
  if (!utf8::valid(tag)) throw std::invalid_argument("a tag is not valid UTF-8");
  return type_block(kind == SharedKind::xml_hook ? TypeRef::xml_hook : TypeRef::xml_element, tag);
}

Shared shared_of(doc::DocCore& core, store::ItemRef item) {
  return {&core, core.store().item(item).content.branch};
}

}  // namespace types

Entry Content::entry() const {
  switch (kind_) {
    case Kind::none: return Value();
    case Kind::value: return value_of(bytes_);
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

std::optional<Shared> Shared::parent() const {
  const store::Store& store = core_->store();
  const store::Branch& branch = store.branch(branch_);
  if (branch.is_root() || store.is_dead(branch)) return std::nullopt;
  return Shared(core_, store.slot(store.item(branch.item).slot).branch);
}

std::optional<Text> Shared::text() const {
  if (kind() != SharedKind::text && kind() != SharedKind::xml_text) return std::nullopt;
  return Text(core_, branch_);
}
std::optional<Array> Shared::array() const {
  if (kind() != SharedKind::array) return std::nullopt;
  return Array(core_, branch_);
}
std::optional<Map> Shared::map() const {
  if (kind() != SharedKind::map && kind() != SharedKind::xml_hook) return std::nullopt;
  return Map(core_, branch_);
}
std::optional<XmlFragment> Shared::xml_fragment() const {
  if (kind() != SharedKind::xml_fragment && kind() != SharedKind::xml_element) return std::nullopt;
  return XmlFragment(core_, branch_);
}
std::optional<XmlElement> Shared::xml_element() const {
  if (kind() != SharedKind::xml_element) return std::nullopt;
  return XmlElement(core_, branch_);
}
std::optional<XmlText> Shared::xml_text() const {
  if (kind() != SharedKind::xml_text) return std::nullopt;
  return XmlText(core_, branch_);
}

}  // namespace ycpp

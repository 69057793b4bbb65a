// encode.cpp -- see encode.h.
#include "update/encode.h"

#include <string>

#include "ycpp/any.h"

namespace ycpp::update {
namespace {

template <class Fields>
void put_parent(Fields& out, const Block& block) {
  out.parent_is_root(block.parent_kind == ParentKind::root);
  if (block.parent_kind == ParentKind::root)
    out.string(block.root);
  else
    out.left_id(block.parent);
  if (block.has_key) out.string(block.key);
}

template <class Fields>
void put_json(Fields& out, const Block& block) {
  out.length(block.length);
  Reader values(block.value);
  std::string json;
  for (std::uint64_t i = 0; i < block.length; ++i) {
    json.clear();
    any_to_json(values, json);
    out.string(json);
  }
}

template <class Fields>
void put_content(Fields& out, const Block& block) {
  switch (block.kind) {
    case Kind::deleted: out.length(block.length); break;
    case Kind::string: out.text(block); break;
    case Kind::any:
      out.length(block.length);
      out.rest().bytes(block.value);
      break;
    case Kind::json: put_json(out, block); break;
    case Kind::binary: out.rest().var_bytes(block.value); break;
    case Kind::format: out.key(block.text); [[fallthrough]];
    case Kind::embed: out.value(block.value); break;
    case Kind::type:
      out.type_ref(block.type_ref);
      if (block.type_ref == TypeRef::xml_element || block.type_ref == TypeRef::xml_hook)
        out.key(block.text);
      break;
    case Kind::doc:
      out.string(block.text);
      out.rest().bytes(block.value);
      break;
    case Kind::gc:
    case Kind::skip: break;  // not items
  }
}

}  // namespace

template <class Fields>
void encode_block(Fields& out, const Block& block) {
  if (block.kind == Kind::gc || block.kind == Kind::skip) {
    out.info(static_cast<std::uint8_t>(block.kind));
    if (block.kind == Kind::gc)
      out.length(block.length);
    else
      out.rest().var_uint(block.length);
    return;
  }
  out.info(static_cast<std::uint8_t>(
      static_cast<unsigned>(block.kind) | (block.has_origin ? 0x80U : 0U) |
      (block.has_right_origin ? 0x40U : 0U) | (block.has_key ? 0x20U : 0U)));
  if (block.has_origin) out.left_id(block.origin);
  if (block.has_right_origin) out.right_id(block.right_origin);
  if (!block.has_origin && !block.has_right_origin) put_parent(out, block);
  put_content(out, block);
}

template <class Fields>
void BasicSectionWriter<Fields>::add(const Block& block) {
  if (blocks_ > 0 && (client_ != block.id.client || next_ != block.id.clock)) close();
  if (blocks_ == 0) {
    client_ = block.id.client;
    fields_.client(client_);
    fields_.rest().var_uint(block.id.clock);
  }
  encode_block(fields_, block);
  next_ = block.end();
  ++blocks_;
}

template <class Fields>
void BasicSectionWriter<Fields>::close() {
  sections_.var_uint(blocks_);
  sections_.bytes(fields_.rest().view());
  fields_.rest().clear();
  blocks_ = 0;
  ++count_;
}

template <class Fields>
Bytes BasicSectionWriter<Fields>::finish(const IdSet& deletions) {
  if (blocks_ > 0) close();
  fields_.rest().var_uint(count_);
  fields_.rest().bytes(sections_.view());
  fields_.deletions(deletions);
  fields_.close();
  return out_.take();
}

template void encode_block(FieldWriterV1& out, const Block& block);
template void encode_block(FieldWriterV2& out, const Block& block);
template class BasicSectionWriter<FieldWriterV1>;
template class BasicSectionWriter<FieldWriterV2>;

}  // namespace ycpp::update

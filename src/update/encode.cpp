// encode.cpp -- see encode.h.
#include "update/encode.h"

#include <string>

#include "base/utf8.h"
#include "ycpp/any.h"

namespace ycpp::update {
namespace {

void put_id(Writer& out, const Id& id) {
  out.var_uint(id.client);
  out.var_uint(id.clock);
}

void put_text(Writer& out, const Block& block) {
  const std::size_t halves = (block.lead_half ? 1U : 0U) + (block.tail_half ? 1U : 0U);
  out.var_uint(block.text.size() + halves * utf8::kReplacement.size());
  if (block.lead_half) out.bytes(utf8::kReplacement);
  out.bytes(block.text);
  if (block.tail_half) out.bytes(utf8::kReplacement);
}

void put_json(Writer& out, Reader& values) {
  std::string json;
  any_to_json(values, json);
  out.var_string(json);
}

void put_content(Writer& out, const Block& block) {
  switch (block.kind) {
    case Kind::gc:
    case Kind::skip:
    case Kind::deleted: out.var_uint(block.length); break;
    case Kind::string: put_text(out, block); break;
    case Kind::any:
      out.var_uint(block.length);
      out.bytes(block.value);
      break;
    case Kind::json: {
      out.var_uint(block.length);
      Reader values(block.value);
      for (std::uint64_t i = 0; i < block.length; ++i) put_json(out, values);
      break;
    }
    case Kind::binary: out.var_bytes(block.value); break;
    case Kind::format: out.var_string(block.text); [[fallthrough]];
    case Kind::embed: {
      Reader value(block.value);
      put_json(out, value);
      break;
    }
    case Kind::type:
      out.var_uint(static_cast<std::uint64_t>(block.type_ref));
      if (block.type_ref == TypeRef::xml_element || block.type_ref == TypeRef::xml_hook)
        out.var_string(block.text);
      break;
    case Kind::doc:
      out.var_string(block.text);
      out.bytes(block.value);
      break;
  }
}

}  // namespace

void encode_block(Writer& out, const Block& block) {
  if (block.kind == Kind::gc || block.kind == Kind::skip) {
    out.u8(static_cast<std::uint8_t>(block.kind));
    out.var_uint(block.length);
    return;
  }
  out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(block.kind) |
                                   (block.has_origin ? 0x80U : 0U) |
                                   (block.has_right_origin ? 0x40U : 0U) |
                                   (block.has_key ? 0x20U : 0U)));
  if (block.has_origin) put_id(out, block.origin);
  if (block.has_right_origin) put_id(out, block.right_origin);
  if (!block.has_origin && !block.has_right_origin) {
    if (block.parent_kind == ParentKind::root) {
      out.u8(1);
      out.var_string(block.root);
    } else {
      out.u8(0);
      put_id(out, block.parent);
    }
    if (block.has_key) out.var_string(block.key);
  }
  put_content(out, block);
}

void SectionWriter::add(const Block& block) {
  if (blocks_ > 0 && (client_ != block.id.client || next_ != block.id.clock)) close();
  if (blocks_ == 0) {
    client_ = block.id.client;
    clock_ = block.id.clock;
  }
  encode_block(current_, block);
  next_ = block.end();
  ++blocks_;
}

void SectionWriter::close() {
  sections_.var_uint(blocks_);
  sections_.var_uint(client_);
  sections_.var_uint(clock_);
  sections_.bytes(current_.view());
  current_.clear();
  blocks_ = 0;
  ++count_;
}

void SectionWriter::finish(Writer& out) {
  if (blocks_ > 0) close();
  out.var_uint(count_);
  out.bytes(sections_.view());
}

}  // namespace ycpp::update

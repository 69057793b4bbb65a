// json.cpp -- shared types as JSON.
#include "types/content.h"
#include "ycpp/any.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

void append(const Shared& shared, std::string& out);

void append(const Content& content, std::string& out) {
  switch (content.kind()) {
    case Content::Kind::none: out += "null"; break;
    case Content::Kind::shared: append(content.shared(), out); break;
    case Content::Kind::document:
      out += R"({"guid":)";
      append_json_string(out, content.guid());
      out += '}';
      break;
    case Content::Kind::value: {
      Reader in(content.bytes());
      if (content.bytes()[0] == static_cast<std::uint8_t>(AnyTag::undefined))
        out += "null";
      else
        any_to_json(in, out);
      break;
    }
    case Content::Kind::binary:
      out += '[';
      for (const std::uint8_t byte : content.bytes()) {
        if (out.back() != '[') out += ',';
        out += std::to_string(byte);
      }
      out += ']';
      break;
  }
}

void append_array(const Array& array, std::string& out) {
  out += '[';
  bool first = true;
  array.each([&](const Content& element) {
    if (!std::exchange(first, false)) out += ',';
    append(element, out);
  });
  out += ']';
}

void append_map(const Map& map, std::string& out) {
  out += '{';
  bool first = true;
  map.each([&](std::string_view key, const Content& value) {
    if (!std::exchange(first, false)) out += ',';
    append_json_string(out, key);
    out += ':';
    append(value, out);
  });
  out += '}';
}

void append(const Shared& shared, std::string& out) {
  switch (shared.kind()) {
    case SharedKind::array: append_array(*shared.array(), out); break;
    case SharedKind::map: append_map(*shared.map(), out); break;
    case SharedKind::text: append_json_string(out, shared.text()->to_string()); break;
    default: out += "null"; break;
  }
}

}  // namespace

std::string Shared::to_json() const {
  std::string out;
  append(*this, out);
  return out;
}

}  // namespace ycpp

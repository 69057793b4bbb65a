// shown.cpp -- see shown.h. Recursive: how deep types nest is the tests' own choice.
#include "shown.h"

#include <algorithm>

#include "difference.h"
#include "hex.h"
#include "ycpp/any.h"

namespace ycpp::swarm {
namespace {

constexpr int kEverything = 100;

std::string marks(const Attributes& attributes) {
  std::string out;
  for (const auto& [name, value] : attributes) out += "<" + name + " " + value + ">";
  return out;
}

std::string show(const Shared& shared, int depth) {
  if (const auto text = shared.text()) return depth == 0 ? "text" : print(cells_of(*text));
  if (const auto map = shared.map()) return depth == 0 ? "map" : print(entries_of(*map, depth));
  const auto array = shared.array();
  require(array.has_value(), "a shared type is a text, a map or an array");
  return depth == 0 ? "array" : print(elements_of(*array, depth));
}

}  // namespace

std::string print(const std::vector<Cell>& cells) {
  std::string out = "'";
  const Attributes* attributes = nullptr;
  for (const Cell& cell : cells) {
    if (attributes == nullptr ? !cell.attributes.empty() : *attributes != cell.attributes)
      out += "|" + marks(cell.attributes);
    attributes = &cell.attributes;
    out += cell.content;
  }
  return out + "'";
}

std::string print(const std::vector<std::string>& elements) {
  std::string out = "[";
  for (const std::string& element : elements) out += element + ",";
  return out + "]";
}

std::string print(const std::map<std::string, std::string>& entries) {
  std::string out = "{";
  for (const auto& [key, value] : entries) out.append(key).append(":").append(value).append(",");
  return out + "}";
}

std::string json_of_any(BytesView any) {
  Reader in(any);
  std::string json;
  any_to_json(in, json);
  require(in.ok() && in.at_end(), "a value can be read");
  return json;
}

Attributes attributes_of_any(BytesView any) {
  Attributes attributes;
  if (any.empty()) return attributes;
  const Result<Value> value = Value::from_any(any);
  require(value.ok() && value->get_if<Value::Object>() != nullptr, "attributes are an object");
  for (const auto& [name, of] : value->as<Value::Object>()) attributes[name] = of.to_json();
  return attributes;
}

std::vector<std::string> characters_of(std::string_view utf8) {
  std::vector<std::string> characters;
  for (const char c : utf8) {
    if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) characters.emplace_back();
    characters.back() += c;
  }
  return characters;
}

std::vector<Cell> cells_of(const Text& text) {
  std::vector<Cell> cells;
  for (const TextDelta& run : text.to_delta()) {
    require(run.kind == TextDelta::Kind::insert, "a text is made of inserts");
    const Attributes attributes = attributes_of_any(run.attributes);
    if (!run.embed.empty()) cells.push_back({"{" + json_of_any(run.embed) + "}", attributes});
    for (std::string& c : characters_of(run.text)) cells.push_back({std::move(c), attributes});
  }
  return cells;
}

std::vector<std::string> elements_of(const Array& array, int depth) {
  std::vector<std::string> elements;
  array.each([&](const Content& content) { elements.push_back(show(content, depth)); });
  require(elements.size() == array.size(), "an array has as many elements as it says");
  return elements;
}

std::map<std::string, std::string> entries_of(const Map& map, int depth) {
  std::map<std::string, std::string> entries;
  map.each([&](std::string_view key, const Content& content) {
    entries.emplace(key, show(content, depth));
  });
  require(entries.size() == map.size(), "a map has as many keys as it says");
  return entries;
}

std::string show(const Content& content, int depth) {
  switch (content.kind()) {
    case Content::Kind::value: return json_of_any(content.bytes());
    case Content::Kind::binary: return "x" + to_hex(content.bytes());
    case Content::Kind::shared: return show(content.shared(), depth == 0 ? 0 : depth - 1);
    default: throw Difference("there is something at every place");
  }
}

std::string show(Doc& doc) {
  return print(cells_of(doc.text("t"))) + print(elements_of(doc.array("a"), kEverything)) +
         print(entries_of(doc.map("m"), kEverything));
}

}  // namespace ycpp::swarm

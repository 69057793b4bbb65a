// edits.cpp -- see edits.h.
//
// Positions are reduced to what is there, in the unit of the document; they stand between code
// points and embedded things.
#include "edits.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace interop {
namespace {

using ycpp::Array;
using ycpp::Map;
using ycpp::OffsetKind;
using ycpp::SharedKind;

using Arguments = Value::List;  // the kind of the edit, then its arguments

struct Range {
  std::size_t index;
  std::size_t length;
};

// The code point that starts with `byte` has this width; its further bytes have none.
std::size_t width(std::uint8_t byte, OffsetKind unit) {
  if ((byte & 0xc0) == 0x80) return 0;
  if (unit == OffsetKind::unicode) return 1;
  if (unit == OffsetKind::utf16) return byte < 0xf0 ? 1 : 2;
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

// The widths of what a position in a text can stand between: code points, embedded things.
std::vector<std::size_t> atoms_of(const Text& text, OffsetKind unit) {
  std::vector<std::size_t> atoms;
  for (const TextDelta& step : text.to_delta()) {
    if (step.shared || !step.embed.empty()) atoms.push_back(1);
    for (const char c : step.text)
      if (const std::size_t w = width(static_cast<std::uint8_t>(c), unit); w > 0)
        atoms.push_back(w);
  }
  return atoms;
}

std::size_t sum(std::span<const std::size_t> atoms) {
  return std::accumulate(atoms.begin(), atoms.end(), std::size_t{0});
}

// Where in a text: atoms `point` onwards, `count` at most.
Range range_in(Client& client, const Text& text, std::uint64_t point, std::uint64_t count) {
  const std::vector<std::size_t> atoms = atoms_of(text, client.doc().offset_kind());
  if (atoms.empty()) return {0, 0};
  const std::size_t start = point % atoms.size();
  const std::span all(atoms);
  return {sum(all.first(start)), sum(all.subspan(start, std::min(count, atoms.size() - start)))};
}

std::size_t place_in(ycpp::OffsetKind unit, const Text& text, std::uint64_t where) {
  const std::vector<std::size_t> atoms = atoms_of(text, unit);
  return sum(std::span(atoms).first(where % (atoms.size() + 1)));
}

Text text_at(Client& client, const Arguments& edit) {
  return *client.choose(number(edit[1]), {SharedKind::text, SharedKind::xml_text}).text();
}
Array array_at(Client& client, const Arguments& edit) {
  return *client.choose(number(edit[1]), {SharedKind::array}).array();
}
Map map_at(Client& client, const Arguments& edit) {
  return *client.choose(number(edit[1]), {SharedKind::map, SharedKind::xml_hook}).map();
}

// A shared type to be made.
struct Made {
  SharedKind kind;
  std::string tag;
};

// The shared type that a content asks for; nothing if it is a value.
std::optional<Made> made(const Value& content) {
  const auto* object = content.get_if<Value::Object>();
  if (object == nullptr || object->front().first != "new") return std::nullopt;
  const Value& tag = field(*object, "tag");
  return Made{kind_named(string(object->front().second)), tag.is_undefined() ? "" : string(tag)};
}

void insert(Client& client, const Arguments& edit) {
  Text text = text_at(client, edit);
  const std::size_t index = place_in(client.doc().offset_kind(), text, number(edit[2]));
  if (edit[4].is_null())
    text.insert(index, string(edit[3]));
  else
    text.insert(index, string(edit[3]), read_pairs(edit[4]));
}

Value::Object attributes_of(const Value& pairs) {
  return pairs.is_null() ? Value::Object{} : read_pairs(pairs);
}

void embed(Client& client, const Arguments& edit) {
  Text text = text_at(client, edit);
  const std::size_t index = place_in(client.doc().offset_kind(), text, number(edit[2]));
  text.insert_embed(index, read(edit[3]), attributes_of(edit[4]));
}

void embed_new(Client& client, const Arguments& edit) {
  Text text = text_at(client, edit);
  const std::size_t index = place_in(client.doc().offset_kind(), text, number(edit[2]));
  const Made type = made(edit[3]).value();
  text.insert_embed(index, type.kind, attributes_of(edit[4]), type.tag);
}

void format(Client& client, const Arguments& edit) {
  Text text = text_at(client, edit);
  const Range range = range_in(client, text, number(edit[2]), number(edit[3]));
  if (range.length > 0) text.format(range.index, range.length, read_pairs(edit[4]));
}

void erase(Client& client, const Arguments& edit) {
  Text text = text_at(client, edit);
  const Range range = range_in(client, text, number(edit[2]), number(edit[3]));
  if (range.length > 0) text.remove(range.index, range.length);
}

Bytes any_of(const Value& value) {
  ycpp::Writer out;
  value.to_any(out);
  return out.take();
}

Bytes attributes_in(const Arguments& step) {
  if (step.size() < 3 || step[2].is_null()) return {};
  return any_of(read_pairs(step[2]));
}

// The steps of a delta, as far as the text reaches.
void delta(Client& client, const Arguments& edit) {
  Text text = text_at(client, edit);
  const std::vector<std::size_t> atoms = atoms_of(text, client.doc().offset_kind());
  std::span<const std::size_t> rest(atoms);
  std::vector<TextDelta> steps;
  for (const Value& shown : edit[2].as<Value::List>()) {
    const auto& step = shown.as<Value::List>();
    TextDelta& made = steps.emplace_back();
    made.attributes = attributes_in(step);
    if (string(step[0]) == "text") {
      made.kind = TextDelta::Kind::insert;
      made.text = string(step[1]);
    } else if (string(step[0]) == "embed") {
      made.kind = TextDelta::Kind::insert;
      made.embed = any_of(read(step[1]));
    } else {
      if (string(step[0]) == "delete") made.kind = TextDelta::Kind::remove;
      const std::size_t count = std::min<std::size_t>(number(step[1]), rest.size());
      made.length = sum(rest.first(count));
      rest = rest.subspan(count);
      if (made.length == 0) steps.pop_back();
    }
  }
  text.apply_delta(steps);
}

// Runs of values at once, as Yjs inserts a list.
void put(Client& client, const Arguments& edit) {
  Array array = array_at(client, edit);
  std::size_t index = number(edit[2]) % (array.size() + 1);
  Value::List values;
  const auto flush = [&] {
    if (!values.empty()) array.insert_all(index, values);
    index += values.size();
    values.clear();
  };
  for (const Value& content : edit[3].as<Value::List>()) {
    const std::optional<Made> type = made(content);
    if (!type) {
      values.push_back(read(content));
      continue;
    }
    flush();
    array.insert_shared(index++, type->kind, type->tag);
  }
  flush();
}

void push(Client& client, const Arguments& edit) {
  Array array = array_at(client, edit);
  for (const Value& value : edit[2].as<Value::List>()) array.push(read(value));
}

void remove(Client& client, const Arguments& edit) {
  Array array = array_at(client, edit);
  if (array.size() == 0) return;
  const std::size_t index = number(edit[2]) % array.size();
  array.remove(index, std::min<std::size_t>(number(edit[3]), array.size() - index));
}

// Of a map, and of the attributes of a node.
template <class Keyed>
void set_in(Keyed keyed, const Arguments& edit) {
  const std::string& key = string(edit[2]);
  if (const std::optional<Made> type = made(edit[3]))
    keyed.set_shared(key, type->kind, type->tag);
  else
    keyed.set(key, read(edit[3]));
}

void set(Client& client, const Arguments& edit) { set_in(map_at(client, edit), edit); }
void unset(Client& client, const Arguments& edit) { map_at(client, edit).remove(string(edit[2])); }
void clear(Client& client, const Arguments& edit) { map_at(client, edit).clear(); }

ycpp::XmlFragment parent_at(Client& client, const Arguments& edit) {
  const Shared type =
      client.choose(number(edit[1]), {SharedKind::xml_fragment, SharedKind::xml_element});
  return *type.xml_fragment();
}

void grow(Client& client, const Arguments& edit) {
  ycpp::XmlFragment parent = parent_at(client, edit);
  std::size_t index = number(edit[2]) % (parent.size() + 1);
  for (const Value& node : edit[3].as<Value::List>()) {
    const auto& parts = node.as<Value::List>();
    if (string(parts[0]) == "element")
      parent.insert_element(index++, string(parts[1]));
    else
      parent.insert_text(index++, string(parts[1]));
  }
}

void prune(Client& client, const Arguments& edit) {
  ycpp::XmlFragment parent = parent_at(client, edit);
  if (parent.size() == 0) return;
  const std::size_t index = number(edit[2]) % parent.size();
  parent.remove(index, std::min<std::size_t>(number(edit[3]), parent.size() - index));
}

ycpp::XmlAttributes attributes_at(Client& client, const Arguments& edit) {
  return ycpp::XmlAttributes(
      client.choose(number(edit[1]), {SharedKind::xml_element, SharedKind::xml_text}));
}

void attribute(Client& client, const Arguments& edit) { set_in(attributes_at(client, edit), edit); }
void drop(Client& client, const Arguments& edit) {
  attributes_at(client, edit).remove(string(edit[2]));
}

}  // namespace

void edit_once(Client& client, const Value& edit) {
  static const std::map<std::string, void (*)(Client&, const Arguments&)> kEdits = {
      {"insert", insert}, {"embed", embed}, {"embed_new", embed_new},
      {"format", format}, {"erase", erase}, {"delta", delta},
      {"put", put},       {"push", push},   {"remove", remove},
      {"set", set},       {"unset", unset}, {"clear", clear},
      {"grow", grow},     {"prune", prune}, {"attribute", attribute},
      {"drop", drop}};
  const auto& arguments = edit.as<Value::List>();
  kEdits.at(string(arguments[0]))(client, arguments);
}

Position position_for(Client& client, std::uint64_t at, std::uint64_t where) {
  const Shared type = client.choose(at, {SharedKind::text, SharedKind::xml_text, SharedKind::array,
                                         SharedKind::xml_fragment, SharedKind::xml_element});
  if (const auto text = type.text())
    return {type, place_in(client.doc().offset_kind(), *text, where)};
  const auto array = type.array();
  return {type, where % ((array ? array->size() : type.xml_fragment()->size()) + 1)};
}

}  // namespace interop

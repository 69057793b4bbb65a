// shown.cpp -- see shown.h.
#include "shown.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace interop {
namespace {

using ycpp::SharedKind;

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Value tagged(const char* tag, Value value) { return Value::Object{{tag, std::move(value)}}; }

Value show_double(double number) {
  if (std::isnan(number)) return tagged("number", "NaN");
  if (std::isinf(number)) return tagged("number", number > 0 ? "Infinity" : "-Infinity");
  if (number == 0 && std::signbit(number)) return tagged("number", "-0");
  return number;
}

Value read_number(const std::string& name) {
  return std::stod(name);  // it knows NaN, Infinity and -0
}

// Values in histories and documents are a few levels deep.
Value show_value(const Value& value);

Value show_pairs(const Value::Object& object) {
  Value::List pairs;
  for (const auto& [key, value] : object) pairs.emplace_back(Value::List{key, show_value(value)});
  return pairs;
}

Value show_value(const Value& value) {
  if (value.is_undefined()) return tagged("undefined", true);
  if (const auto* integer = value.get_if<std::int64_t>()) {
    if (std::abs(static_cast<double>(*integer)) >= 0x1p53)
      return tagged("bigint", std::to_string(*integer));
  } else if (const auto* floating = value.get_if<double>()) {
    return show_double(*floating);
  } else if (const auto* bytes = value.get_if<Bytes>()) {
    return tagged("bytes", base64(*bytes));
  } else if (const auto* list = value.get_if<Value::List>()) {
    Value::List shown;
    for (const Value& element : *list) shown.push_back(show_value(element));
    return shown;
  } else if (const auto* object = value.get_if<Value::Object>()) {
    return tagged("object", show_pairs(*object));
  }
  return value;
}

Value show_any(BytesView any) {
  const ycpp::Result<Value> value = Value::from_any(any);
  if (!value) throw std::runtime_error(value.error().message());
  return show_value(*value);
}

constexpr std::pair<SharedKind, std::string_view> kKinds[] = {
    {SharedKind::text, "text"},
    {SharedKind::array, "array"},
    {SharedKind::map, "map"},
    {SharedKind::xml_text, "xmltext"},
    {SharedKind::xml_element, "element"},
    {SharedKind::xml_fragment, "fragment"},
    {SharedKind::xml_hook, "hook"},
};

Value show(const Shared& type, Detail detail) {
  return detail == Detail::whole ? tree(type) : tagged("type", kind_name(type.kind()));
}

// The entries of a map, or the attributes of an XML node.
template <class Keyed>
Value::List show_entries(const Keyed& keyed) {
  Value::List entries;
  keyed.each([&](std::string_view key, const Content& content) {
    entries.emplace_back(Value::List{key, interop::show(content, Detail::whole)});
  });
  return entries;
}

}  // namespace

const Value& field(const Value::Object& object, std::string_view name) {
  static const Value undefined;
  for (const auto& [key, value] : object)
    if (key == name) return value;
  return undefined;
}

std::uint64_t number(const Value& value) {
  return static_cast<std::uint64_t>(value.as<std::int64_t>());
}

const std::string& string(const Value& value) { return value.as<std::string>(); }

bool is_set(const Value& value) {
  const bool* flag = value.get_if<bool>();
  return flag != nullptr && *flag;
}

Value base64(BytesView bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = bytes[i] << 16U;
    if (n > 1) bits |= static_cast<std::uint32_t>(bytes[i + 1] << 8U);
    if (n > 2) bits |= bytes[i + 2];
    for (std::size_t k = 0; k < 4; ++k) text += k <= n ? kDigits[bits >> (18 - 6 * k) & 63U] : '=';
  }
  return text;
}

Bytes bytes_of(const Value& base64) {
  Bytes bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char digit : string(base64)) {
    if (digit == '=') break;
    bits = bits << 6U | static_cast<std::uint32_t>(kDigits.find(digit));
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> static_cast<unsigned>(count)));
  }
  return bytes;
}

Value read(const Value& shown) {
  if (const auto* list = shown.get_if<Value::List>()) {
    Value::List values;
    for (const Value& element : *list) values.push_back(read(element));
    return values;
  }
  const auto* object = shown.get_if<Value::Object>();
  if (object == nullptr) return shown;
  const auto& [tag, content] = object->front();
  if (tag == "object") return read_pairs(content);
  if (tag == "bytes") return bytes_of(content);
  if (tag == "bigint") return std::int64_t{std::stoll(string(content))};
  if (tag == "number") return read_number(string(content));
  return {};
}

Value::Object read_pairs(const Value& pairs) {
  Value::Object object;
  for (const Value& pair : pairs.as<Value::List>()) {
    const auto& both = pair.as<Value::List>();
    object.emplace_back(string(both[0]), read(both[1]));
  }
  return object;
}

Value show(const Content& content, Detail detail) {
  switch (content.kind()) {
    case Content::Kind::none: return nullptr;
    case Content::Kind::value: return show_any(content.bytes());
    case Content::Kind::binary: return tagged("bytes", base64(content.bytes()));
    case Content::Kind::shared: return show(content.shared(), detail);
    case Content::Kind::document: return tagged("document", content.guid());
  }
  throw std::logic_error("a content of no kind");
}

Value show_attributes(BytesView any) {
  if (any.empty()) return nullptr;
  const ycpp::Result<Value> value = Value::from_any(any);
  if (!value) throw std::runtime_error(value.error().message());
  const auto& object = value->as<Value::Object>();
  return object.empty() ? Value(nullptr) : show_pairs(object);
}

Value show_insert(const TextDelta& step, Detail detail) {
  Value attributes = show_attributes(step.attributes);
  if (step.shared) return Value::List{"type", show(*step.shared, detail), std::move(attributes)};
  if (!step.embed.empty()) return Value::List{"embed", show_any(step.embed), std::move(attributes)};
  return Value::List{"text", step.text, std::move(attributes)};
}

std::string_view kind_name(SharedKind kind) {
  for (const auto& [known, name] : kKinds)
    if (known == kind) return name;
  throw std::logic_error("a shared type of no kind");
}

SharedKind kind_named(std::string_view name) {
  for (const auto& [kind, known] : kKinds)
    if (known == name) return kind;
  throw std::invalid_argument("an unknown kind: " + std::string(name));
}

Value tree(const Shared& type) {
  const std::string kind(kind_name(type.kind()));
  Value::Object shown;
  Value::List contents;
  const auto add = [&](const Content& content) {
    contents.push_back(show(content, Detail::whole));
  };
  if (const auto text = type.text()) {
    for (const TextDelta& step : text->to_delta())
      contents.push_back(show_insert(step, Detail::whole));
  } else if (const auto map = type.map()) {
    contents = show_entries(*map);
  } else if (const auto array = type.array()) {
    array->each(add);
  } else {
    type.xml_fragment()->each(add);
  }
  shown.emplace_back(kind, std::move(contents));
  if (const auto text = type.xml_text()) {
    shown.emplace_back("attributes", show_entries(text->attributes()));
    shown.emplace_back("printed", text->to_string());
  } else if (const auto element = type.xml_element()) {
    shown.emplace_back("attributes", show_entries(element->attributes()));
    shown.emplace_back("tag", element->tag());
    shown.emplace_back("printed", element->to_string());
  } else if (const auto fragment = type.xml_fragment()) {
    shown.emplace_back("printed", fragment->to_string());
  }
  return shown;
}

std::vector<Shared> children(const Shared& type) {
  std::vector<Shared> types;
  const auto add = [&](const Content& content) {
    if (content.kind() == Content::Kind::shared) types.push_back(content.shared());
  };
  if (const auto text = type.text()) {
    for (const TextDelta& step : text->to_delta())
      if (step.shared) types.push_back(*step.shared);
  } else if (const auto array = type.array()) {
    array->each(add);
  } else if (const auto fragment = type.xml_fragment()) {
    fragment->each(add);
  }
  std::map<std::string, Shared> keyed;
  const auto add_keyed = [&](std::string_view key, const Content& content) {
    if (content.kind() == Content::Kind::shared) keyed.emplace(key, content.shared());
  };
  if (const auto map = type.map()) map->each(add_keyed);
  if (const auto text = type.xml_text()) text->attributes().each(add_keyed);
  if (const auto element = type.xml_element()) element->attributes().each(add_keyed);
  for (const auto& [key, child] : keyed) types.push_back(child);
  return types;
}

}  // namespace interop

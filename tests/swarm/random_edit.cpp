// random_edit.cpp -- see random_edit.h.
#include "random_edit.h"

#include <algorithm>
#include <array>

#include "difference.h"
#include "hex.h"

namespace ycpp::swarm {
namespace {

constexpr int kDeepest = 3;       // a type in a type in a root
constexpr std::size_t kMost = 6;  // removed or formatted at once

using Cells = std::vector<Cell>;

Value random_value(Dice& dice) {
  switch (dice.below(7)) {
    case 0: return Value(static_cast<std::int64_t>(dice.below(256)) - 100);
    case 1: return Value(true);
    case 2: return Value(nullptr);
    case 3: return Value(0.5);
    case 4: return Value(Value::Object{{"k", Value(1)}});
    case 5: return Value(Value::List{Value("x"), Value(2)});
    default: return Value("word");
  }
}

struct Span {
  std::size_t from;
  std::size_t to;
  auto of(auto& list) const { return std::pair{list.begin() + from, list.begin() + to}; }
};

Span random_span(std::size_t size, Dice& dice) {
  const std::size_t from = dice.below(size + 1);
  return {from, from + dice.below(std::min(size - from, kMost) + 1)};
}

// --- texts ---------------------------------------------------------------------------------------

class TextEdit {
 public:
  TextEdit(const Text& text, OffsetKind unit, Dice& dice)
      : text_(text), unit_(unit), dice_(dice), cells_(cells_of(text)) {}

  void run() {
    const std::size_t action = dice_.below(8);
    if (action < 3) insert(false);
    if (action == 3) insert(true);
    if (action == 4) embed();
    if (action == 5) format();
    if (action > 5) remove();
    require_equal(print(cells_of(text_)), print(cells_), "a text after an edit");
  }

 private:
  std::size_t index_of(std::size_t cell) const {
    std::size_t index = 0;
    for (std::size_t i = 0; i < cell; ++i) index += width(cells_[i].content);
    return index;
  }
  std::size_t width(const std::string& content) const {
    if (content.size() > 1 && content[0] == '{') return 1;
    if (unit_ == OffsetKind::utf8) return content.size();
    return unit_ == OffsetKind::utf16 && content.size() == 4 ? 2 : 1;
  }
  auto iterator(std::size_t cell) { return cells_.begin() + static_cast<std::ptrdiff_t>(cell); }

  Value::Object random_attributes() {
    Value::Object attributes;
    static const std::array<const char*, 3> kNames = {"b", "i", "link"};
    for (const char* name : kNames) {
      if (!dice_.one_in(2)) continue;
      const std::size_t value = dice_.below(4);
      attributes.emplace_back(name, value == 0   ? Value(nullptr)
                                    : value == 1 ? Value("u")
                                                 : Value(true));
    }
    return attributes;
  }

  static void set(Attributes& attributes, const Value::Object& values) {
    for (const auto& [name, value] : values) {
      attributes[name] = value.to_json();
      if (value.is_null()) attributes.erase(name);
    }
  }

  void insert(bool with_attributes) {
    static const std::array<const char*, 6> kWords = {
        "a", "bc", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "word "};
    const std::size_t at = dice_.below(cells_.size() + 1);
    const char* word = kWords[dice_.below(kWords.size())];
    Attributes attributes;
    if (with_attributes) {
      const Value::Object values = random_attributes();
      text_.insert(index_of(at), word, values);
      set(attributes, values);
    } else {
      text_.insert(index_of(at), word);
      if (at > 0) attributes = cells_[at - 1].attributes;
    }
    Cells inserted;
    for (std::string& character : characters_of(word))
      inserted.push_back({std::move(character), attributes});
    cells_.insert(iterator(at), inserted.begin(), inserted.end());
  }

  void embed() {
    const std::size_t at = dice_.below(cells_.size() + 1);
    const Value::Object values = dice_.one_in(2) ? random_attributes() : Value::Object{};
    const Value value(static_cast<std::int64_t>(dice_.below(10)));
    text_.insert_embed(index_of(at), value, values);
    Cell cell{"{" + value.to_json() + "}", {}};
    set(cell.attributes, values);
    cells_.insert(iterator(at), cell);
  }

  void format() {
    const Span span = random_span(cells_.size(), dice_);
    const Value::Object values = random_attributes();
    const std::size_t index = index_of(span.from);
    text_.format(index, index_of(span.to) - index, values);
    for (std::size_t i = span.from; i < span.to; ++i) set(cells_[i].attributes, values);
  }

  void remove() {
    const Span span = random_span(cells_.size(), dice_);
    const std::size_t index = index_of(span.from);
    text_.remove(index, index_of(span.to) - index);
    cells_.erase(iterator(span.from), iterator(span.to));
  }

  Text text_;
  OffsetKind unit_;
  Dice& dice_;
  Cells cells_;
};

// --- arrays and maps -----------------------------------------------------------------------------

void edit_array(Array array, int depth, Dice& dice) {
  constexpr int kEverything = 100;
  std::vector<std::string> elements = elements_of(array, kEverything);
  const auto insert = [&](std::size_t at, const std::string& element) {
    elements.insert(elements.begin() + static_cast<std::ptrdiff_t>(at), element);
  };
  const std::size_t action = dice.below(depth < kDeepest ? 10 : 7);
  const std::size_t at = dice.below(elements.size() + 1);
  if (action < 2) {
    const std::array<Value, 2> values = {random_value(dice), random_value(dice)};
    array.insert_all(at, values);
    insert(at, values[1].to_json());
    insert(at, values[0].to_json());
  } else if (action == 2) {
    const Value value = random_value(dice);
    array.push(value);
    insert(elements.size(), value.to_json());
  } else if (action == 3) {
    const Bytes bytes{1, 2};
    array.insert_binary(at, bytes);
    insert(at, "x0102");
  } else if (action < 7) {
    const Span span = random_span(elements.size(), dice);
    array.remove(span.from, span.to - span.from);
    elements.erase(elements.begin() + static_cast<std::ptrdiff_t>(span.from),
                   elements.begin() + static_cast<std::ptrdiff_t>(span.to));
  } else if (action == 7) {
    array.insert_text(at).insert(0, "new");
    insert(at, "'new'");
  } else if (action == 8) {
    array.insert_array(at).push(Value(1));
    insert(at, "[1,]");
  } else {
    array.insert_map(at).set("k", Value(1));
    insert(at, "{k:1,}");
  }
  require_equal(print(elements_of(array, kEverything)), print(elements), "an array after an edit");
}

void edit_map(Map map, int depth, Dice& dice) {
  constexpr int kEverything = 100;
  static const std::array<const char*, 3> kKeys = {"k", "l", "m"};
  std::map<std::string, std::string> entries = entries_of(map, kEverything);
  const std::string key = kKeys[dice.below(kKeys.size())];
  const std::size_t action = dice.below(depth < kDeepest ? 10 : 7);
  if (action < 4) {
    const Value value = random_value(dice);
    map.set(key, value);
    entries[key] = value.to_json();
  } else if (action < 6) {
    require(map.remove(key) == (entries.erase(key) > 0), "removing says whether there was a key");
  } else if (action == 6) {
    if (dice.one_in(2)) {
      map.clear();
      entries.clear();
    }
  } else if (action == 7) {
    map.set_text(key).insert(0, "new");
    entries[key] = "'new'";
  } else if (action == 8) {
    map.set_array(key).push(Value(1));
    entries[key] = "[1,]";
  } else {
    map.set_map(key).set("k", Value(1));
    entries[key] = "{k:1,}";
  }
  require_equal(print(entries_of(map, kEverything)), print(entries), "a map after an edit");
}

// --- which one -----------------------------------------------------------------------------------

// One of the types in `type`, or itself.
Shared descend(Shared type, int& depth, Dice& dice) {
  for (; !dice.one_in(2); ++depth) {
    std::vector<Shared> inner;
    const auto look = [&](const Content& content) {
      if (content.kind() == Content::Kind::shared) inner.push_back(content.shared());
    };
    if (const auto array = type.array()) array->each(look);
    if (const auto map = type.map())
      map->each([&](std::string_view, const Content& content) { look(content); });
    if (inner.empty()) return type;
    type = inner[dice.below(inner.size())];
  }
  return type;
}

}  // namespace

void edit_once(Doc& doc, Dice& dice) {
  const std::size_t root = dice.below(4);
  int depth = 1;
  const Shared type = root < 2    ? Shared(doc.text("t"))
                      : root == 2 ? descend(doc.array("a"), depth, dice)
                                  : descend(doc.map("m"), depth, dice);
  if (const auto text = type.text())
    TextEdit(*text, doc.offset_kind(), dice).run();
  else if (const auto array = type.array())
    edit_array(*array, depth, dice);
  else
    edit_map(*type.map(), depth, dice);
}

}  // namespace ycpp::swarm

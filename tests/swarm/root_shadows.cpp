// root_shadows.cpp -- see root_shadows.h.
#include "root_shadows.h"

#include "difference.h"

namespace ycpp::swarm {
namespace {

std::size_t units_of(const std::string& utf8, OffsetKind unit) {
  if (unit == OffsetKind::utf8) return utf8.size();
  std::size_t units = 0;
  for (const std::string& character : characters_of(utf8))
    units += unit == OffsetKind::utf16 && character.size() == 4 ? 2 : 1;
  return units;
}

}  // namespace

void RootShadows::watch(Doc& doc) {
  subscriptions_.clear();
  unit_ = doc.offset_kind();
  cells_.clear();
  elements_.clear();
  entries_.clear();
  subscriptions_.push_back(doc.text("t").observe([this](const TextEvent& e) { follow(e); }));
  subscriptions_.push_back(doc.array("a").observe([this](const ArrayEvent& e) { follow(e); }));
  subscriptions_.push_back(doc.map("m").observe([this](const MapEvent& e) { follow(e); }));
}

void RootShadows::check(Doc& doc) const {
  require_equal(print(cells_), print(cells_of(doc.text("t"))), "a text as its events tell it");
  require_equal(print(elements_), print(elements_of(doc.array("a"), 0)),
                "an array as its events tell it");
  require_equal(print(entries_), print(entries_of(doc.map("m"), 0)), "a map as its events tell it");
}

std::size_t RootShadows::width(const Cell& cell) const {
  const bool embedded = cell.content.size() > 1 && cell.content[0] == '{';
  return embedded ? 1 : units_of(cell.content, unit_);
}

// How many cells from `at` are `length` units.
std::size_t RootShadows::cells_in(std::size_t at, std::size_t length) const {
  std::size_t count = 0;
  for (; length > 0; ++count) {
    require(at + count < cells_.size(), "a step of a delta ends inside the text");
    const std::size_t units = width(cells_[at + count]);
    require(units <= length, "a step of a delta ends between characters");
    length -= units;
  }
  return count;
}

void RootShadows::follow(const TextEvent& event) {
  std::size_t at = 0;
  const auto place = [&] { return cells_.begin() + static_cast<std::ptrdiff_t>(at); };
  for (const TextDelta& step : event.delta()) {
    const Attributes attributes = attributes_of_any(step.attributes);
    if (step.kind == TextDelta::Kind::insert) {
      std::vector<Cell> inserted;
      if (!step.embed.empty())
        inserted.push_back({"{" + json_of_any(step.embed) + "}", attributes});
      for (std::string& c : characters_of(step.text))
        inserted.push_back({std::move(c), attributes});
      require(step.length == (step.embed.empty() ? units_of(step.text, unit_) : 1),
              "an insert says how long it is");
      cells_.insert(place(), inserted.begin(), inserted.end());
      at += inserted.size();
      continue;
    }
    const std::size_t count = cells_in(at, step.length);
    if (step.kind == TextDelta::Kind::remove) {
      cells_.erase(place(), place() + static_cast<std::ptrdiff_t>(count));
      continue;
    }
    for (std::size_t i = 0; i < count; ++i, ++at) {
      for (const auto& [name, value] : attributes) {
        cells_[at].attributes[name] = value;
        if (value == "null") cells_[at].attributes.erase(name);
      }
    }
  }
}

void RootShadows::follow(const ArrayEvent& event) {
  auto at = elements_.begin();
  for (const ArrayDelta& step : event.delta()) {
    if (step.kind == ArrayDelta::Kind::insert) {
      require(step.length == step.values.size(), "an insert says how long it is");
      for (const Content& value : step.values) at = elements_.insert(at, show(value, 0)) + 1;
      continue;
    }
    require(step.length <= static_cast<std::size_t>(elements_.end() - at),
            "a step of a delta ends inside the array");
    const auto end = at + static_cast<std::ptrdiff_t>(step.length);
    at = step.kind == ArrayDelta::Kind::remove ? elements_.erase(at, end) : end;
  }
}

void RootShadows::follow(const MapEvent& event) {
  for (const KeyChange& change : event.keys()) {
    const std::string key(change.key);
    const bool is_new = change.action == KeyChange::Action::add;
    require(entries_.contains(key) != is_new, "a key is new exactly if it is said to be added");
    entries_.erase(key);
    if (change.action != KeyChange::Action::remove) entries_[key] = show(change.new_value, 0);
  }
}

}  // namespace ycpp::swarm

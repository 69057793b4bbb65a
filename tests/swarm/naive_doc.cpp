// naive_doc.cpp -- see naive_doc.h.
#include "naive_doc.h"

#include <algorithm>

#include "difference.h"

namespace ycpp::swarm {
namespace {

using Kind = NaiveUnit::Kind;

// The numbers that kinds of types have on the wire.
constexpr std::uint64_t kArray = 0;
constexpr std::uint64_t kMap = 1;
constexpr std::uint64_t kText = 2;

NaivePlace inside(const NaiveUnit& holder) { return {{}, holder.id, {}}; }

bool is_low_half(char16_t c) { return (c >> 10) == 0x37; }
bool is_high_half(char16_t c) { return (c >> 10) == 0x36; }

std::string to_utf8(std::uint32_t cp) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((cp >> shift) & 0x3f)); };
  if (cp < 0x80) return {static_cast<char>(cp)};
  if (cp < 0x800) return {static_cast<char>(0xc0 | (cp >> 6)), tail(0)};
  if (cp < 0x10000) return {static_cast<char>(0xe0 | (cp >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | (cp >> 18)), tail(12), tail(6), tail(0)};
}

}  // namespace

// --- taking updates in ---------------------------------------------------------------------------

void NaiveDoc::receive(BytesView bytes) {
  NaiveUpdate update = read_naively(bytes);
  for (NaiveUnit& unit : update.units)
    if (!knows(unit.id)) waiting_.emplace(unit.id, std::move(unit));
  waiting_deletions_.insert(update.deletions.begin(), update.deletions.end());
  while (integrate_some()) {
  }
  std::erase_if(waiting_, [&](const auto& waiting) { return knows(waiting.first); });
  std::erase_if(waiting_deletions_, [&](const NaiveId& id) {
    if (!knows(id)) return false;
    remove(id);
    return true;
  });
}

bool NaiveDoc::knows(const NaiveId& id) const {
  const auto it = states_.find(id.client);
  return it != states_.end() && id.clock < it->second;
}

bool NaiveDoc::is_ready(const NaiveUnit& unit) const {
  if (unit.id.clock > 0 && !knows({unit.id.client, unit.id.clock - 1})) return false;
  for (const NaiveOrigin& needed :
       {unit.left, unit.right, unit.place ? unit.place->type : std::nullopt})
    if (needed && !knows(*needed)) return false;
  return !knows(unit.id);
}

bool NaiveDoc::integrate_some() {
  bool some = false;
  for (const auto& [id, unit] : waiting_) {
    if (!is_ready(unit)) continue;
    integrate(unit);
    some = true;
  }
  return some;
}

void NaiveDoc::integrate(NaiveUnit unit) {
  states_[unit.id.client] = unit.id.clock + 1;
  if (unit.kind == Kind::collected || !find_place(unit)) {
    collected_.insert(unit.id);
    return;
  }
  places_.emplace(unit.id, *unit.place);
  Chain& chain = chains_[*unit.place];
  put(chain, std::move(unit));
}

// Its place, or that of what it was put beside. False if there is no such place any more.
bool NaiveDoc::find_place(NaiveUnit& unit) const {
  for (const NaiveOrigin& beside : {unit.left, unit.right}) {
    if (!beside) continue;
    if (collected_.contains(*beside)) return false;
    if (!unit.place) unit.place = places_.at(*beside);
  }
  const NaiveOrigin& type = unit.place->type;
  return !type || (!collected_.contains(*type) && at(*type).kind == Kind::type);
}

// Where `unit` goes among others that were put between the same two.
std::size_t NaiveDoc::position(const Chain& chain, const NaiveUnit& unit) {
  const auto index_of = [&](const NaiveId& id) {
    const auto is_it = [&](const NaiveUnit& other) { return other.id == id; };
    return static_cast<std::size_t>(std::find_if(chain.begin(), chain.end(), is_it) -
                                    chain.begin());
  };
  std::size_t place = unit.left ? index_of(*unit.left) + 1 : 0;
  const std::size_t end = unit.right ? index_of(*unit.right) : chain.size();
  std::set<NaiveId> seen;
  std::set<NaiveId> conflicting;
  for (std::size_t i = place; i < end; ++i) {
    const NaiveUnit& other = chain[i];
    seen.insert(other.id);
    conflicting.insert(other.id);
    bool passes = false;
    if (other.left == unit.left) {
      passes = other.id.client < unit.id.client;
      if (!passes && other.right == unit.right) break;
    } else if (other.left && seen.contains(*other.left)) {
      passes = !conflicting.contains(*other.left);
    } else {
      break;
    }
    if (!passes) continue;
    place = i + 1;
    conflicting.clear();
  }
  return place;
}

void NaiveDoc::put(Chain& chain, NaiveUnit unit) {
  const NaiveId id = unit.id;
  const NaiveOrigin type = unit.place->type;
  const bool has_key = unit.place->key.has_value();
  const std::size_t at_index = position(chain, unit);
  const bool is_last = at_index == chain.size();
  bool dead = unit.kind == Kind::deleted || (has_key && !is_last);
  if (type) dead = dead || at(*type).deleted;
  const NaiveOrigin replaced =
      has_key && is_last && at_index > 0 ? NaiveOrigin(chain[at_index - 1].id) : std::nullopt;
  chain.insert(chain.begin() + static_cast<std::ptrdiff_t>(at_index), std::move(unit));
  if (replaced) remove(*replaced);
  if (dead) remove(id);
}

// Deletes a unit, and what lies in it, however deep.
void NaiveDoc::remove(NaiveId first) {
  std::vector<NaiveId> doomed{first};
  while (!doomed.empty()) {
    const NaiveId id = doomed.back();
    doomed.pop_back();
    if (collected_.contains(id)) continue;
    NaiveUnit& unit = at(id);
    if (unit.deleted) continue;
    unit.deleted = true;
    if (unit.kind != Kind::type) continue;
    for (auto it = chains_.lower_bound(inside(unit));
         it != chains_.end() && it->first.type == NaiveOrigin(id); ++it)
      for (const NaiveUnit& child : it->second) doomed.push_back(child.id);
  }
}

NaiveUnit& NaiveDoc::at(const NaiveId& id) {
  Chain& chain = chains_.at(places_.at(id));
  return *std::find_if(chain.begin(), chain.end(),
                       [&](const NaiveUnit& unit) { return unit.id == id; });
}

// --- what it shows -------------------------------------------------------------------------------

IdSet NaiveDoc::deletions() const {
  std::set<NaiveId> ids = collected_;
  for (const auto& [place, chain] : chains_)
    for (const NaiveUnit& unit : chain)
      if (unit.deleted) ids.insert(unit.id);
  IdSet set;
  for (const NaiveId& id : ids) set.add(id.client, id.clock, 1);
  return set;
}

const NaiveDoc::Chain& NaiveDoc::chain(const NaivePlace& place) const {
  static const Chain kNothing;
  const auto it = chains_.find(place);
  return it == chains_.end() ? kNothing : it->second;
}

std::vector<Cell> NaiveDoc::cells(const Chain& chain) const {
  std::vector<Cell> cells;
  Attributes attributes;
  std::uint32_t high_half = 0;
  for (const NaiveUnit& unit : chain) {
    if (unit.deleted) continue;
    if (unit.kind == Kind::mark) {
      attributes[unit.name] = unit.value;
      if (unit.value == "null") attributes.erase(unit.name);
    } else if (unit.kind == Kind::character && is_high_half(unit.character)) {
      high_half = unit.character;
    } else if (unit.kind == Kind::character) {
      std::uint32_t cp = unit.character;
      if (is_low_half(unit.character)) cp = ((high_half - 0xd7c0U) << 10) + (cp - 0xdc00U);
      cells.push_back({to_utf8(cp), attributes});
    } else {
      cells.push_back({"{" + show_unit(unit) + "}", attributes});
    }
  }
  return cells;
}

std::string NaiveDoc::show_unit(const NaiveUnit& unit) const {
  return unit.kind == Kind::type ? show_type(inside(unit), unit.type) : unit.value;
}

std::string NaiveDoc::show_type(const NaivePlace& type, std::uint64_t kind) const {
  if (kind == kText) return print(cells(chain(type)));
  if (kind == kArray) {
    std::vector<std::string> elements;
    for (const NaiveUnit& unit : chain(type))
      if (!unit.deleted) elements.push_back(show_unit(unit));
    return print(elements);
  }
  require(kind == kMap, "a type is a text, an array or a map");
  std::map<std::string, std::string> entries;
  for (const auto& [place, units] : chains_)
    if (place.root == type.root && place.type == type.type && place.key && !units.back().deleted)
      entries.emplace(*place.key, show_unit(units.back()));
  return print(entries);
}

std::string NaiveDoc::show() const {
  return show_type({"t", {}, {}}, kText) + show_type({"a", {}, {}}, kArray) +
         show_type({"m", {}, {}}, kMap);
}

}  // namespace ycpp::swarm

// naive_text.h -- a shared text as its specification says it, one UTF-16 unit at a time, with nothing
// done for speed: what the engine is compared with.
//
// Every unit ever typed is in one vector, in order. A unit has an id, the unit it was typed after and the
// unit it was typed before. It goes between these two; among others that were typed there too, the rules
// are those of YATA: lower client ids to the left, and lines of origins do not cross.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ycpp::swarm {

struct UnitId {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  friend auto operator<=>(const UnitId&, const UnitId&) = default;
};
using Origin = std::optional<UnitId>;

struct Unit {
  UnitId id;
  Origin left;   ///< what it was typed after
  Origin right;  ///< what it was typed before
  char16_t value = 0;
  bool deleted = false;
};

/// What peers tell each other: what was typed, and what was deleted.
struct Message {
  std::vector<Unit> typed;
  std::set<UnitId> deleted;
  void add(const Message& other) {
    typed.insert(typed.end(), other.typed.begin(), other.typed.end());
    deleted.insert(other.deleted.begin(), other.deleted.end());
  }
};

class NaiveText {
 public:
  std::u16string text() const {
    std::u16string out;
    for (const Unit& unit : units_)
      if (!unit.deleted) out += unit.value;
    return out;
  }

  std::uint64_t state(std::uint64_t client) const {
    const auto it = states_.find(client);
    return it == states_.end() ? 0 : it->second;
  }
  const std::map<std::uint64_t, std::uint64_t>& states() const { return states_; }

  /// True when something that was received waits for something that was not.
  bool waits() const { return !waiting_.typed.empty() || !waiting_.deleted.empty(); }

  /// Types `value` before visible unit `index`: right after what precedes it and what was deleted there.
  Message insert(std::uint64_t client, std::size_t index, const std::u16string& value) {
    std::size_t at = position_after(index);
    while (at < units_.size() && units_[at].deleted) ++at;
    Origin left = at == 0 ? Origin{} : units_[at - 1].id;
    const Origin right = at == units_.size() ? Origin{} : units_[at].id;
    Message message;
    for (const char16_t c : value) {
      const UnitId id{client, state(client) + message.typed.size()};
      message.typed.push_back({id, left, right, c, false});
      left = id;
    }
    receive(message);
    return message;
  }

  Message remove(std::size_t index, std::size_t length) {
    Message message;
    std::size_t visible = 0;
    for (const Unit& unit : units_) {
      if (unit.deleted) continue;
      if (visible >= index && visible < index + length) message.deleted.insert(unit.id);
      ++visible;
    }
    receive(message);
    return message;
  }

  void receive(const Message& message) {
    waiting_.add(message);
    while (integrate_some()) {
    }
    std::erase_if(waiting_.typed, [&](const Unit& unit) { return knows(unit.id); });
    std::erase_if(waiting_.deleted, [&](const UnitId& id) {
      if (!knows(id)) return false;
      units_[find(id)].deleted = true;
      return true;
    });
  }

  /// Everything received so far, also what waits.
  Message everything() const {
    Message all = waiting_;
    for (const Unit& unit : units_) {
      all.typed.push_back(unit);
      all.typed.back().deleted = false;
      if (unit.deleted) all.deleted.insert(unit.id);
    }
    return all;
  }

 private:
  bool knows(const UnitId& id) const { return id.clock < state(id.client); }
  bool knows(const Origin& origin) const { return !origin || knows(*origin); }

  std::size_t find(const UnitId& id) const {
    const auto is_it = [&](const Unit& unit) { return unit.id == id; };
    return static_cast<std::size_t>(std::find_if(units_.begin(), units_.end(), is_it) -
                                    units_.begin());
  }

  // Index after the visible unit that comes before visible unit `index`.
  std::size_t position_after(std::size_t index) const {
    std::size_t at = 0;
    for (; index > 0; ++at) index -= units_[at].deleted ? 0 : 1;
    return at;
  }

  bool integrate_some() {
    bool moved = false;
    for (const Unit& unit : waiting_.typed) {
      if (unit.id.clock != state(unit.id.client) || !knows(unit.left) || !knows(unit.right)) continue;
      integrate(unit);
      moved = true;
    }
    return moved;
  }

  void integrate(const Unit& unit) {
    const std::size_t begin = unit.left ? find(*unit.left) + 1 : 0;
    const std::size_t end = unit.right ? find(*unit.right) : units_.size();
    std::size_t place = begin;
    std::set<UnitId> seen;
    std::set<UnitId> conflicting;
    for (std::size_t i = begin; i < end; ++i) {
      const Unit& other = units_[i];
      seen.insert(other.id);
      conflicting.insert(other.id);
      if (other.left == unit.left) {
        if (other.id.client < unit.id.client) {
          place = i + 1;
          conflicting.clear();
        } else if (other.right == unit.right) {
          break;
        }
      } else if (other.left && seen.contains(*other.left)) {
        if (!conflicting.contains(*other.left)) {
          place = i + 1;
          conflicting.clear();
        }
      } else {
        break;
      }
    }
    units_.insert(units_.begin() + static_cast<std::ptrdiff_t>(place), unit);
    states_[unit.id.client] = unit.id.clock + 1;
  }

  std::vector<Unit> units_;
  std::map<std::uint64_t, std::uint64_t> states_;
  Message waiting_;
};

}  // namespace ycpp::swarm

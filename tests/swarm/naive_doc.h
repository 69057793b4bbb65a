// naive_doc.h -- a document as its specification says it, one element at a time, with nothing done
// for speed: what the engine is compared with.
//
// It reads the same updates as the engine, but shares no code with it beyond the reading of
// numbers, strings and values. Everything ever inserted stays: a list of units for every sequence
// and for every key of a map, in order. A unit has an id, the unit it was put after and the unit it
// was put before. It goes between these two; among others that were put there too, the rules are
// those of YATA: lower client ids to the left, and lines of origins do not cross. Of the units of
// one key, the last one is the value and the others are deleted.
//
// Has no edits: what a document does is read from the update that tells others of it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shown.h"
#include "ycpp/id_set.h"

namespace ycpp::swarm {

struct NaiveId {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  friend auto operator<=>(const NaiveId&, const NaiveId&) = default;
};
using NaiveOrigin = std::optional<NaiveId>;

/// Where units lie: in a root, by its name, or in the type that a unit holds; there in the
/// sequence, or under a key.
struct NaivePlace {
  std::string root;
  NaiveOrigin type;  ///< not a root, if there is one
  std::optional<std::string> key;
  friend auto operator<=>(const NaivePlace&, const NaivePlace&) = default;
};

struct NaiveUnit {
  enum class Kind : std::uint8_t { collected, deleted, value, character, embed, mark, type };
  NaiveId id;
  NaiveOrigin left;                 ///< what it was put after
  NaiveOrigin right;                ///< what it was put before
  std::optional<NaivePlace> place;  ///< not on the wire if there is a left or right
  Kind kind = Kind::collected;
  std::string name;   ///< of a mark
  std::string value;  ///< as JSON
  char16_t character = 0;
  std::uint64_t type = 0;
  bool deleted = false;
};

class NaiveDoc {
 public:
  /// Takes an update in the v1 encoding. What lacks something waits.
  void receive(BytesView update);

  /// The same as shown.h makes of a document.
  std::string show() const;
  std::map<std::uint64_t, std::uint64_t> states() const { return states_; }
  IdSet deletions() const;
  /// True when something that was received waits for something that was not.
  bool waits() const { return !waiting_.empty() || !waiting_deletions_.empty(); }

 private:
  using Chain = std::vector<NaiveUnit>;

  bool knows(const NaiveId& id) const;
  bool is_ready(const NaiveUnit& unit) const;
  bool integrate_some();
  bool find_place(NaiveUnit& unit) const;
  void integrate(NaiveUnit unit);
  static std::size_t position(const Chain& chain, const NaiveUnit& unit);
  void put(Chain& chain, NaiveUnit unit);
  void remove(NaiveId id);
  NaiveUnit& at(const NaiveId& id);
  const NaiveUnit& at(const NaiveId& id) const { return const_cast<NaiveDoc*>(this)->at(id); }

  const Chain& chain(const NaivePlace& place) const;
  std::string show_type(const NaivePlace& type, std::uint64_t kind) const;
  std::string show_unit(const NaiveUnit& unit) const;
  std::vector<Cell> cells(const Chain& chain) const;

  std::map<NaivePlace, Chain> chains_;
  std::map<NaiveId, NaivePlace> places_;  // of all units but those that are collected
  std::set<NaiveId> collected_;
  std::map<std::uint64_t, std::uint64_t> states_;
  std::map<NaiveId, NaiveUnit> waiting_;
  std::set<NaiveId> waiting_deletions_;
};

/// The units and deleted ids of an update in the v1 encoding, which has to be valid.
struct NaiveUpdate {
  std::vector<NaiveUnit> units;
  std::vector<NaiveId> deletions;
};
NaiveUpdate read_naively(BytesView update);

}  // namespace ycpp::swarm

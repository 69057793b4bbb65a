// id_map.h -- IdMap: element ids with named values attached, such as who wrote what, and when.
//
// It is an IdSet whose ranges carry attributes. Bytes are those of Yjs's attribution maps.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "ycpp/id_set.h"
#include "ycpp/value.h"

namespace ycpp {

/// A named value that is attached to ids. Two are equal when name and value are; the order of the
/// keys of objects does not matter. Cheap to copy: copies share what they are.
class ContentAttribute {
 public:
  /// @throws std::invalid_argument a string is not UTF-8, or as Value::to_any
  ContentAttribute(std::string name, const Value& value);
  /// The same with an encoded value, an `any`.
  static Result<ContentAttribute> from_any(std::string name, BytesView value);

  const std::string& name() const { return parts_->name->text; }
  /// @throws std::bad_variant_access it nests deeper than Value::kMaxDepth
  Value value() const { return Value::from_any(parts_->value).value(); }
  /// The value as `any`.
  BytesView any() const { return parts_->value; }
  /// O(1).
  std::size_t hash() const { return parts_->hash; }

  /// O(1) for different ones and for copies, else the size of both.
  friend bool operator==(const ContentAttribute& a, const ContentAttribute& b);

 private:
  friend class IdMap;
  struct Name {
    std::string text;
    std::size_t hash;
  };
  struct Parts {
    std::shared_ptr<const Name> name;
    Bytes value;
    std::string key;  // the value with the keys of objects sorted: equal for equal values
    std::size_t hash;
  };
  static std::shared_ptr<const Name> shared_name(std::string name);
  ContentAttribute(std::shared_ptr<const Name> name, Bytes value);

  std::shared_ptr<const Parts> parts_;
};

class IdMap {
 public:
  /// Ids of one client with the same attributes.
  struct Range : IdRange {
    std::vector<std::uint32_t> attributes;  ///< indices into IdMap::attributes(); each once
    friend bool operator==(const Range&, const Range&) = default;
  };

  bool empty() const { return clients_.empty(); }
  /// Every attribute that was ever attached to an id of this map.
  const std::vector<ContentAttribute>& attributes() const { return attributes_; }
  /// All ranges, ascending; those that touch have different attributes. O(size).
  std::vector<Range> ranges() const;
  /// O(log ranges).
  bool contains(std::uint64_t client, std::uint64_t clock) const;
  /// What is attached to the clocks [clock, clock + length) of a client: ranges that cover all of
  /// them, without attributes where there is nothing. O(log ranges + those in it).
  std::vector<Range> at(std::uint64_t client, std::uint64_t clock, std::uint64_t length) const;

  /// Attaches attributes to ids, after those that they have. No attributes, or a length of 0, add
  /// nothing. O(log ranges + those in it).
  /// @throws std::invalid_argument the range goes past 2^53 - 1
  void insert(std::uint64_t client, std::uint64_t clock, std::uint64_t length,
              std::span<const ContentAttribute> attributes);
  /// Takes ids out of the map. O(log ranges + those in it).
  void remove(std::uint64_t client, std::uint64_t clock, std::uint64_t length);

  /// Adds all ids of `other`; one in both has the attributes of both.
  void merge(const IdMap& other);
  /// Keeps the ids that `other` has, too, with the attributes of both.
  void intersect(const IdMap& other);
  /// Takes out all ids that `other` has, whatever their attributes.
  void subtract(const IdMap& other);
  void subtract(const IdSet& other);
  /// The ranges for which `keep` returns true.
  IdMap filter(const std::function<bool(const Range&)>& keep) const;

  /// The ids without their attributes.
  IdSet ids() const;
  /// All ids of a set with the same attributes, which may be none.
  static IdMap from_set(const IdSet& ids, std::span<const ContentAttribute> attributes);

  /// Clients ascend, each as the difference to the one before; an attribute and its name are
  /// written where they are first used, and are a number from then on:
  ///   01 01 01 00 05 01 00 00 01 61 7d 01   client 1, clocks 0 to 4: a = 1
  Bytes encode() const;
  /// Ranges have to ascend, as in what encode() writes.
  static Result<IdMap> decode(BytesView bytes);

  /// The same ids with the same attributes, whatever their order.
  friend bool operator==(const IdMap& a, const IdMap& b);

 private:
  using Attributes = std::vector<std::uint32_t>;
  struct Span {
    std::uint64_t end = 0;
    Attributes attributes;
  };
  using Spans = std::map<std::uint64_t, Span>;  // by their first clock; they do not overlap
  class Decoder;

  std::uint32_t number_of(const ContentAttribute& attribute);
  Attributes numbers_of(std::span<const ContentAttribute> attributes);
  Attributes translate(const Attributes& theirs, const IdMap& other,
                       std::unordered_map<std::uint32_t, std::uint32_t>& known);
  static Spans::iterator cut(Spans& spans, std::uint64_t clock);
  static void attach(Spans& spans, std::uint64_t from, std::uint64_t to, const Attributes& added);
  static void join(Spans& spans, std::uint64_t from, std::uint64_t to);
  static bool same_set(const Attributes& a, const Attributes& b);

  std::vector<ContentAttribute> attributes_;
  struct Hash {
    std::size_t operator()(const ContentAttribute& attribute) const { return attribute.hash(); }
  };
  std::unordered_map<ContentAttribute, std::uint32_t, Hash> numbers_;  // of the attributes
  std::map<std::uint64_t, Spans> clients_;                             // none of them is empty
};

}  // namespace ycpp

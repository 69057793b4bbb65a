// id_map.cpp -- the ranges of an IdMap and what can be done with them; its bytes are in
// id_map_codec.cpp.
//
// Ranges are always in order, do not overlap, and touch only where their attributes differ. Every
// change first cuts at both of its ends, works on whole ranges, and joins again.
#include "ycpp/id_map.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

#include "base/utf8.h"
#include "lib0/any_scan.h"
#include "lib0/value_sinks.h"
#include "lib0/value_tree.h"

namespace ycpp {
namespace {

using Numbers = std::vector<std::uint32_t>;

void check_range(std::uint64_t client, std::uint64_t clock, std::uint64_t length) {
  if (client > kMaxSafeInteger || clock > kMaxSafeInteger || length > kMaxSafeInteger - clock)
    throw std::invalid_argument("an id past 2^53 - 1");
}

Bytes encoded(const Value& value) {
  Writer out;
  value.to_any(out);
  return out.take();
}

// `more` behind what `numbers` has; each number once.
void unite(Numbers& numbers, const Numbers& more) {
  constexpr std::size_t kFew = 16;
  if (numbers.size() + more.size() <= kFew) {
    for (const std::uint32_t n : more)
      if (std::find(numbers.begin(), numbers.end(), n) == numbers.end()) numbers.push_back(n);
    return;
  }
  std::unordered_set<std::uint32_t> seen(numbers.begin(), numbers.end());
  for (const std::uint32_t n : more)
    if (seen.insert(n).second) numbers.push_back(n);
}

}  // namespace

// --- attributes

std::shared_ptr<const ContentAttribute::Name> ContentAttribute::shared_name(std::string name) {
  const std::size_t hash = std::hash<std::string>{}(name);
  return std::make_shared<const Name>(Name{std::move(name), hash});
}

ContentAttribute::ContentAttribute(std::shared_ptr<const Name> name, Bytes value) {
  Reader in(value);
  ValueTree tree;
  scan_any(in, tree, LoneSurrogates::refuse);
  Writer sorted;
  AnySink sink(sorted);
  tree.write_to(sink, KeySorting::bytewise);
  std::string key(as_text(sorted.view()));
  const std::size_t hash = name->hash * 31 + std::hash<std::string>{}(key);
  parts_ =
      std::make_shared<const Parts>(Parts{std::move(name), std::move(value), std::move(key), hash});
}

ContentAttribute::ContentAttribute(std::string name, const Value& value)
    : ContentAttribute(shared_name(std::move(name)), encoded(value)) {
  if (!utf8::valid(this->name())) throw std::invalid_argument("a name is not valid UTF-8");
}

Result<ContentAttribute> ContentAttribute::from_any(std::string name, BytesView value) {
  if (!utf8::valid(name)) return Error{Errc::invalid_utf8, 0, "the name of an attribute"};
  Reader in(value);
  Writer canonical;
  transcode_any(in, canonical);
  if (!in.ok()) return in.error();
  return ContentAttribute(shared_name(std::move(name)), canonical.take());
}

bool operator==(const ContentAttribute& a, const ContentAttribute& b) {
  const ContentAttribute::Parts& x = *a.parts_;
  const ContentAttribute::Parts& y = *b.parts_;
  if (&x == &y) return true;
  return x.hash == y.hash && x.key == y.key && (x.name == y.name || x.name->text == y.name->text);
}

std::uint32_t IdMap::number_of(const ContentAttribute& attribute) {
  const auto [it, is_new] =
      numbers_.emplace(attribute, static_cast<std::uint32_t>(attributes_.size()));
  if (is_new) attributes_.push_back(attribute);
  return it->second;
}

IdMap::Attributes IdMap::numbers_of(std::span<const ContentAttribute> attributes) {
  Attributes all;
  for (const ContentAttribute& attribute : attributes) all.push_back(number_of(attribute));
  Attributes once;
  unite(once, all);
  return once;
}

// The attributes of another map, which may be new to this one.
IdMap::Attributes IdMap::translate(const Attributes& theirs, const IdMap& other,
                                   std::unordered_map<std::uint32_t, std::uint32_t>& known) {
  Attributes ours;
  for (const std::uint32_t n : theirs) {
    auto it = known.find(n);
    if (it == known.end()) it = known.emplace(n, number_of(other.attributes_[n])).first;
    ours.push_back(it->second);
  }
  return ours;
}

bool IdMap::same_set(const Attributes& a, const Attributes& b) {
  if (a.size() != b.size()) return false;
  if (a == b) return true;
  Attributes x = a;
  Attributes y = b;
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  return x == y;
}

// --- the ranges of one client

// The first range at or behind `clock`, after the one that contains it was cut there.
IdMap::Spans::iterator IdMap::cut(Spans& spans, std::uint64_t clock) {
  const auto after = spans.lower_bound(clock);
  if (after == spans.begin()) return after;
  const auto before = std::prev(after);
  if (before->second.end <= clock) return after;
  const auto tail = spans.emplace_hint(after, clock, before->second);
  before->second.end = clock;
  return tail;
}

void IdMap::attach(Spans& spans, std::uint64_t from, std::uint64_t to, const Attributes& added) {
  cut(spans, to);
  auto it = cut(spans, from);
  for (std::uint64_t clock = from; clock < to; ++it) {
    if (it == spans.end() || it->first > clock) {
      const std::uint64_t end = it == spans.end() ? to : std::min(to, it->first);
      it = spans.emplace_hint(it, clock, Span{end, added});
    } else {
      unite(it->second.attributes, added);
    }
    clock = it->second.end;
  }
  join(spans, from, to);
}

// Joins ranges from the one before `from` to the one behind `to`.
void IdMap::join(Spans& spans, std::uint64_t from, std::uint64_t to) {
  auto left = spans.lower_bound(from);
  if (left != spans.begin()) --left;
  while (left != spans.end() && left->first <= to) {
    const auto right = std::next(left);
    if (right == spans.end()) return;
    if (left->second.end == right->first &&
        same_set(left->second.attributes, right->second.attributes)) {
      left->second.end = right->second.end;
      spans.erase(right);
    } else {
      left = right;
    }
  }
}

// --- the map

std::vector<IdMap::Range> IdMap::ranges() const {
  std::vector<Range> all;
  for (const auto& [client, spans] : clients_)
    for (const auto& [clock, span] : spans)
      all.push_back({{client, clock, span.end - clock}, span.attributes});
  return all;
}

bool IdMap::contains(std::uint64_t client, std::uint64_t clock) const {
  const auto known = clients_.find(client);
  if (known == clients_.end()) return false;
  const auto after = known->second.upper_bound(clock);
  return after != known->second.begin() && clock < std::prev(after)->second.end;
}

std::vector<IdMap::Range> IdMap::at(std::uint64_t client, std::uint64_t clock,
                                    std::uint64_t length) const {
  check_range(client, clock, length);
  const std::uint64_t end = clock + length;
  if (length == 0) return {{{client, clock, 0}, {}}};
  std::vector<Range> found;
  std::uint64_t done = clock;
  const auto cover = [&](std::uint64_t to, Attributes attributes) {
    if (done < to) found.push_back({{client, done, to - done}, std::move(attributes)});
    done = std::max(done, to);
  };
  if (const auto known = clients_.find(client); known != clients_.end()) {
    auto it = known->second.upper_bound(clock);
    if (it != known->second.begin()) --it;
    for (; it != known->second.end() && it->first < end; ++it) {
      if (it->second.end <= clock) continue;
      cover(it->first, {});
      cover(std::min(it->second.end, end), it->second.attributes);
    }
  }
  cover(end, {});
  return found;
}

void IdMap::insert(std::uint64_t client, std::uint64_t clock, std::uint64_t length,
                   std::span<const ContentAttribute> attributes) {
  check_range(client, clock, length);
  if (length == 0 || attributes.empty()) return;
  attach(clients_[client], clock, clock + length, numbers_of(attributes));
}

void IdMap::remove(std::uint64_t client, std::uint64_t clock, std::uint64_t length) {
  const auto known = clients_.find(client);
  if (known == clients_.end() || clock > kMaxSafeInteger || length == 0) return;
  Spans& spans = known->second;
  const std::uint64_t end = clock + std::min(length, kMaxSafeInteger + 1 - clock);
  cut(spans, end);
  spans.erase(cut(spans, clock), spans.lower_bound(end));
  if (spans.empty()) clients_.erase(known);
}

void IdMap::merge(const IdMap& other) {
  if (&other == this) return;
  std::unordered_map<std::uint32_t, std::uint32_t> known;
  for (const auto& [client, spans] : other.clients_) {
    Spans& mine = clients_[client];
    for (const auto& [clock, span] : spans)
      attach(mine, clock, span.end, translate(span.attributes, other, known));
  }
}

void IdMap::intersect(const IdMap& other) {
  if (&other == this) return;
  std::unordered_map<std::uint32_t, std::uint32_t> known;
  std::map<std::uint64_t, Spans> common;
  for (const auto& [client, mine] : clients_) {
    const auto theirs = other.clients_.find(client);
    if (theirs == other.clients_.end()) continue;
    Spans both;
    auto a = mine.begin();
    auto b = theirs->second.begin();
    while (a != mine.end() && b != theirs->second.end()) {
      const std::uint64_t from = std::max(a->first, b->first);
      const std::uint64_t to = std::min(a->second.end, b->second.end);
      if (from < to) {
        Span& span = both.emplace_hint(both.end(), from, Span{to, a->second.attributes})->second;
        unite(span.attributes, translate(b->second.attributes, other, known));
      }
      a->second.end < b->second.end ? void(++a) : void(++b);
    }
    if (both.empty()) continue;
    join(both, 0, kMaxSafeInteger);
    common.emplace(client, std::move(both));
  }
  clients_ = std::move(common);
}

void IdMap::subtract(const IdMap& other) {
  if (&other == this) return clients_.clear();
  for (const auto& [client, spans] : other.clients_)
    for (const auto& [clock, span] : spans) remove(client, clock, span.end - clock);
}

void IdMap::subtract(const IdSet& other) {
  for (const IdSet::Client& client : other.clients())
    for (const IdRange& range : client.ranges) remove(range.client, range.clock, range.length);
}

IdMap IdMap::filter(const std::function<bool(const Range&)>& keep) const {
  IdMap kept;
  kept.attributes_ = attributes_;
  kept.numbers_ = numbers_;
  for (const Range& range : ranges())
    if (keep(range)) {
      Spans& spans = kept.clients_[range.client];
      spans.emplace_hint(spans.end(), range.clock, Span{range.end(), range.attributes});
    }
  return kept;
}

IdSet IdMap::ids() const {
  IdSet ids;
  for (const auto& [client, spans] : clients_)
    for (const auto& [clock, span] : spans) ids.add(client, clock, span.end - clock);
  return ids;
}

IdMap IdMap::from_set(const IdSet& ids, std::span<const ContentAttribute> attributes) {
  IdMap map;
  const Attributes numbers = map.numbers_of(attributes);
  for (const IdRange& range : ids.ranges())
    attach(map.clients_[range.client], range.clock, range.end(), numbers);
  return map;
}

bool operator==(const IdMap& a, const IdMap& b) {
  // The attributes of `b` by their numbers in `a`; those that it has not are different from all.
  std::vector<std::uint32_t> numbers;
  for (const ContentAttribute& attribute : b.attributes_) {
    const auto it = a.numbers_.find(attribute);
    numbers.push_back(it == a.numbers_.end() ? ~std::uint32_t{0} : it->second);
  }
  const auto same_spans = [&](const auto& x, const auto& y) {
    IdMap::Attributes theirs = y.second.attributes;
    for (std::uint32_t& n : theirs) n = numbers[n];
    return x.first == y.first && x.second.end == y.second.end &&
           IdMap::same_set(x.second.attributes, theirs);
  };
  const auto same_clients = [&](const auto& x, const auto& y) {
    return x.first == y.first && std::equal(x.second.begin(), x.second.end(), y.second.begin(),
                                            y.second.end(), same_spans);
  };
  return std::equal(a.clients_.begin(), a.clients_.end(), b.clients_.begin(), b.clients_.end(),
                    same_clients);
}

}  // namespace ycpp

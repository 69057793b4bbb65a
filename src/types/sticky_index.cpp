// sticky_index.cpp -- making and finding sticky indices, and their bytes.
#include "ycpp/sticky_index.h"

#include <stdexcept>

#include "base/utf8.h"
#include "types/text_place.h"
#include "ycpp/value.h"

namespace ycpp {
namespace {

using store::Item;
using store::ItemRef;
using store::Store;

// What an index is relative to, in this order of exactness. The numbers are those on the wire.
enum class Scope : std::uint8_t { item = 0, root = 1, type = 2 };

ElementId element(const Store& store, store::LocalId id) {
  return {store.log(id.client).id, id.clock};
}

void check_has_positions(SharedKind kind) {
  if (kind == SharedKind::map || kind == SharedKind::xml_hook)
    throw std::invalid_argument("a type of this kind has no positions");
}

// The id with the dense client of this document; nothing when there is no such element yet.
std::optional<store::LocalId> known(const Store& store, const ElementId& id) {
  if (id.clock >= store.state(id.client)) return std::nullopt;
  return store::LocalId{store.find_client(id.client), id.clock};
}

void put_id(Writer& out, Scope scope, const ElementId& id) {
  out.u8(static_cast<std::uint8_t>(scope));
  out.var_uint(id.client);
  out.var_uint(id.clock);
}

ElementId read_id(Reader& in) {
  const std::uint64_t client = in.var_uint();
  return {client, in.var_uint()};
}

Value to_value(const ElementId& id) {
  return Value::Object{{"client", static_cast<std::int64_t>(id.client)},
                       {"clock", static_cast<std::int64_t>(id.clock)}};
}

const Value* member(const Value::Object& object, std::string_view key) {
  for (const auto& [name, value] : object)
    if (name == key) return value.is_null() ? nullptr : &value;
  return nullptr;
}

std::optional<std::uint64_t> natural(const Value* value) {
  const auto* n = value == nullptr ? nullptr : value->get_if<std::int64_t>();
  if (n == nullptr || *n < 0 || static_cast<std::uint64_t>(*n) > kMaxSafeInteger)
    return std::nullopt;
  return static_cast<std::uint64_t>(*n);
}

// False when there is a value that is not an id.
bool read_id(const Value* value, std::optional<ElementId>& out) {
  if (value == nullptr) return true;
  const auto* object = value->get_if<Value::Object>();
  if (object == nullptr) return false;
  const auto client = natural(member(*object, "client"));
  const auto clock = natural(member(*object, "clock"));
  if (!client || !clock) return false;
  out = ElementId{*client, *clock};
  return true;
}

Error not_a_sticky_index() { return {Errc::invalid_json, 0, "not a sticky index"}; }

}  // namespace

StickyIndex StickyIndex::at(const Shared& sequence, std::size_t index, Assoc assoc) {
  check_has_positions(sequence.kind());
  Store& store = sequence.core()->store();
  const store::Branch& branch = store.branch(sequence.branch());
  const types::Place place = types::place_at(*sequence.core(), sequence.branch(), index);
  StickyIndex made;
  made.assoc_ = static_cast<std::int64_t>(assoc);
  if (branch.is_root())
    made.root_ = branch.name;
  else
    made.type_ = element(store, store.item(branch.item).id());
  if (assoc == Assoc::before) {
    if (index == 0) return made;
    const Item& item = store.item(place.item);
    made.item_ = element(store, {item.client, item.clock + place.offset - 1});
  } else if (index < store.length(sequence.branch())) {
    const store::SequenceIndex::Found found = store.locate(sequence.branch(), index);
    const Item& item = store.item(found.item);
    made.item_ = element(store, {item.client, item.clock + *store.to_utf16(item, found.offset)});
  }
  return made;
}

std::optional<StickyIndex::Place> StickyIndex::place(const Doc& doc) const {
  return find(*doc.core());
}

std::optional<std::size_t> StickyIndex::index_in(const Shared& sequence) const {
  const std::optional<Place> found = find(*sequence.core());
  if (!found || found->sequence != sequence) return std::nullopt;
  return found->index;
}

std::optional<StickyIndex::Place> StickyIndex::find(doc::DocCore& core) const {
  if (item_) return find_item(core);
  Store& store = core.store();
  store::BranchRef branch = 0;
  if (root_) {
    branch = store.find_root(*root_);
  } else if (const auto id = known(store, *type_)) {
    const Item& holder = store.item(store.follow_redone(*id).item);
    if (holder.kind() == store::Kind::type) branch = holder.content.branch;
  }
  if (branch == 0) return std::nullopt;
  return Place{{&core, branch}, assoc_ < 0 ? 0 : store.length(branch)};
}

std::optional<StickyIndex::Place> StickyIndex::find_item(doc::DocCore& core) const {
  Store& store = core.store();
  const auto id = known(store, *item_);
  if (!id) return std::nullopt;
  const store::Incarnation found = store.follow_redone(*id);
  const Item& item = store.item(found.item);
  if (item.is_gc() || !store.slot(item.slot).is_list) return std::nullopt;
  const store::BranchRef branch = store.slot(item.slot).branch;
  Place place{{&core, branch}, 0};
  if (store.is_dead(store.branch(branch))) return place;
  place.index = store.measure_before(found.item).width;
  if (item.deleted || !item.countable()) return place;
  const auto units = static_cast<std::uint32_t>(found.offset) + (assoc_ < 0 ? 1 : 0);
  place.index += store.from_utf16(item, units);
  return place;
}

Bytes StickyIndex::encode() const {
  Writer out;
  if (item_) {
    put_id(out, Scope::item, *item_);
  } else if (root_) {
    out.u8(static_cast<std::uint8_t>(Scope::root));
    out.var_string(*root_);
  } else {
    put_id(out, Scope::type, *type_);
  }
  out.var_int({static_cast<std::uint64_t>(assoc_ < 0 ? -assoc_ : assoc_), assoc_ < 0});
  return out.take();
}

Result<StickyIndex> StickyIndex::decode(BytesView bytes) {
  Reader in(bytes);
  StickyIndex index;
  const std::uint64_t scope = in.var_uint();
  if (scope == static_cast<std::uint64_t>(Scope::item))
    index.item_ = read_id(in);
  else if (scope == static_cast<std::uint64_t>(Scope::root))
    index.root_ = in.var_string();
  else if (scope == static_cast<std::uint64_t>(Scope::type))
    index.type_ = read_id(in);
  else
    in.fail_at(Errc::invalid_tag, 0);
  if (in.ok() && !in.at_end()) {
    const VarInt assoc = in.var_int();
    const auto magnitude = static_cast<std::int64_t>(assoc.magnitude);
    index.assoc_ = assoc.negative ? -magnitude : magnitude;
  }
  if (!in.ok()) return in.error();
  return index;
}

std::string StickyIndex::to_json() const {
  Value::Object json;
  if (type_) json.emplace_back("type", to_value(*type_));
  if (root_) json.emplace_back("tname", *root_);
  if (item_) json.emplace_back("item", to_value(*item_));
  json.emplace_back("assoc", assoc_);
  return Value(std::move(json)).to_json();
}

Result<StickyIndex> StickyIndex::from_json(std::string_view json) {
  const Result<Value> parsed = Value::from_json(json);
  if (!parsed) return parsed.error();
  const auto* object = parsed->get_if<Value::Object>();
  if (object == nullptr) return not_a_sticky_index();
  StickyIndex index;
  if (!read_id(member(*object, "type"), index.type_)) return not_a_sticky_index();
  if (!read_id(member(*object, "item"), index.item_)) return not_a_sticky_index();
  if (const Value* root = member(*object, "tname")) {
    const auto* name = root->get_if<std::string>();
    if (name == nullptr || !utf8::valid(*name)) return not_a_sticky_index();
    index.root_ = *name;
  }
  if (const Value* assoc = member(*object, "assoc")) {
    const auto* n = assoc->get_if<std::int64_t>();
    constexpr auto kMost = static_cast<std::int64_t>(kMaxSafeInteger);
    if (n == nullptr || *n > kMost || *n < -kMost) return not_a_sticky_index();
    index.assoc_ = *n;
  }
  if (!index.item_ && !index.root_ && !index.type_) return not_a_sticky_index();
  return index;
}

}  // namespace ycpp

// map.cpp -- reading and editing a Map.
#include "ycpp/map.h"

#include <stdexcept>

#include "base/utf8.h"
#include "types/content.h"
#include "types/key_changes.h"
#include "ycpp/array.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

using doc::DocCore;
using store::ItemRef;
using store::Store;

void check_key(DocCore& core, std::uint32_t branch, std::string_view key) {
  core.check_writable(branch);
  if (!utf8::valid(key)) throw std::invalid_argument("a key is not valid UTF-8");
}

// A new value goes after the key's history; the one before it is deleted by that.
ItemRef put(DocCore& core, std::uint32_t branch, std::string_view key,
            const update::Block& content) {
  check_key(core, branch, key);
  doc::Operation operation(core);
  const store::SlotRef slot = core.key_slot(branch, key);
  const ItemRef item = core.insert(slot, {core.store().slot(slot).tail, 0}, content);
  operation.end();
  return item;
}

// The current value, or 0.
ItemRef current(const Store& store, const store::Slot& slot) {
  return slot.tail != 0 && !store.item(slot.tail).deleted ? slot.tail : 0;
}

}  // namespace

Map Doc::map(std::string_view name) {
  return Map(core_.get(), types::root_of(*core_, name, store::TypeRef::map));
}

std::size_t Map::size() const {
  const Store& store = core_->store();
  std::size_t n = 0;
  for (store::SlotRef s = store.branch(branch_).first_key; s != 0; s = store.slot(s).next)
    n += current(store, store.slot(s)) != 0 ? 1 : 0;
  return n;
}

Content Map::content(std::string_view key) const {
  const Store& store = core_->store();
  const store::SlotRef slot = store.find_key_slot(branch_, key);
  const ItemRef item = slot == 0 ? 0 : current(store, store.slot(slot));
  return item == 0 ? Content{} : types::last_of(*core_, item);
}

void Map::each(const std::function<void(std::string_view, const Content&)>& visit) const {
  const Store& store = core_->store();
  for (store::SlotRef s = store.branch(branch_).first_key; s != 0; s = store.slot(s).next)
    if (const ItemRef item = current(store, store.slot(s)); item != 0)
      visit(store.slot(s).key, types::last_of(*core_, item));
}

void Map::set(std::string_view key, const Value& value) {
  if (const Bytes* bytes = value.get_if<Bytes>()) return set_binary(key, *bytes);
  Writer any;
  value.to_any(any);
  set_any(key, any.view());
}

void Map::set_any(std::string_view key, BytesView value) {
  put(*core_, branch_, key, types::any_block(value, 1));
}
void Map::set_binary(std::string_view key, BytesView bytes) {
  put(*core_, branch_, key, types::binary_block(bytes));
}

void Map::set_doc(std::string_view key, const Doc& document) {
  check_key(*core_, branch_, key);
  const Bytes options = core_->check_nestable(*document.core());
  doc::Operation operation(*core_);
  const store::SlotRef slot = core_->key_slot(branch_, key);
  core_->insert_subdoc(slot, {core_->store().slot(slot).tail, 0}, document.shared_core(), options);
  operation.end();
}

Shared Map::set_shared(std::string_view key, SharedKind kind, std::string_view tag) {
  return types::shared_of(*core_, put(*core_, branch_, key, types::type_block(kind, tag)));
}
Text Map::set_text(std::string_view key) { return *set_shared(key, SharedKind::text).text(); }
Array Map::set_array(std::string_view key) { return *set_shared(key, SharedKind::array).array(); }
Map Map::set_map(std::string_view key) { return *set_shared(key, SharedKind::map).map(); }

bool Map::remove(std::string_view key) {
  core_->check_writable(branch_);
  const Store& store = core_->store();
  const store::SlotRef slot = store.find_key_slot(branch_, key);
  const ItemRef item = slot == 0 ? 0 : current(store, store.slot(slot));
  if (item == 0) return false;
  doc::Operation operation(*core_);
  core_->remove(item);
  operation.end();
  return true;
}

void Map::clear() {
  core_->check_writable(branch_);
  const Store& store = core_->store();
  doc::Operation operation(*core_);
  for (store::SlotRef s = store.branch(branch_).first_key; s != 0; s = store.slot(s).next)
    if (const ItemRef item = current(store, store.slot(s)); item != 0) core_->remove(item);
  operation.end();
}

Subscription Map::observe(std::function<void(const MapEvent&)> callback) {
  return core_->observe_branch(
      branch_, [callback = std::move(callback)](const doc::BranchChange& change) {
        callback(MapEvent(Shared(&change.core, change.branch), types::key_changes(change),
                          change.core.origin()));
      });
}

}  // namespace ycpp

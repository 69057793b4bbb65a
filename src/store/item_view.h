// item_view.h -- ItemView: an item, asked as an encoder asks a block (update/encode_block.h).
//
// It answers from the document's own memory, so that writing an item makes no Block of it first,
// and looks up only what is written. Valid until the document changes.
#pragma once

#include "store/store.h"

namespace ycpp::store {

class ItemView {
 public:
  ItemView(const Store& store, const Item& item) : ItemView(store, store.log(item.client), item) {}
  /// The same for who knows already what there is of the item's client.
  ItemView(const Store& store, const ClientLog& log, const Item& item)
      : store_(store), log_(log), item_(item) {}

  Kind kind() const { return item_.kind(); }
  std::uint64_t length() const { return item_.length(); }
  bool has_origin() const { return item_.origin().exists(); }
  bool has_right_origin() const { return item_.right_origin().exists(); }
  bool has_key() const { return !slot().is_list; }
  update::Id id() const { return {log_.id, item_.clock}; }
  update::Id origin() const { return global(item_.origin()); }
  update::Id right_origin() const { return global(item_.right_origin()); }

  bool parent_is_root() const { return parent_branch().is_root(); }
  std::string_view root() const { return parent_branch().name; }
  update::Id parent() const { return global(store_.item(parent_branch().item).id()); }
  std::string_view key() const { return slot().key; }

  update::TextRun run() const {
    return {log_.text_of(item_), item_.units, item_.lead_half != 0, item_.tail_half != 0};
  }
  /// Of a mark its key, of a type its node name, of a sub-document its guid.
  std::string_view name() const {
    return kind() == Kind::type ? std::string_view(branch().name) : as_text(values(0, 1));
  }
  BytesView value() const {
    switch (kind()) {
      case Kind::any:
      case Kind::json: return values(0, item_.units);
      case Kind::format:
      case Kind::doc: return values(1, 1);
      default: return values(0, 1);
    }
  }
  TypeRef type_ref() const { return branch().type; }

 private:
  const Slot& slot() const { return store_.slot(item_.slot); }
  const Branch& parent_branch() const { return store_.branch(slot().branch); }
  const Branch& branch() const { return store_.branch(item_.content.branch); }
  BytesView values(std::uint32_t first, std::uint64_t count) const {
    return log_.values.values(item_.content.values + first, count);
  }
  // Most ids in a client's items are its own.
  update::Id global(const LocalId& id) const {
    return {id.client == item_.client ? log_.id : store_.log(id.client).id, id.clock};
  }

  const Store& store_;
  const ClientLog& log_;
  const Item& item_;
};

}  // namespace ycpp::store

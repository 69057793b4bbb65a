// nesting.cpp -- a document as a value in another one: putting it there, loading it, giving it up.
#include <algorithm>

#include "base/utf8.h"
#include "doc/doc_core.h"
#include "doc/subdoc_options.h"

namespace ycpp::doc {
namespace {

void give_up(DocCore& parent, store::ItemRef item, Errors& errors) {
  try {
    parent.subdocs().give_up(item);
  } catch (const ObserverError& error) {
    errors.insert(errors.end(), error.errors().begin(), error.errors().end());
  }
}

}  // namespace

Bytes DocCore::check_nestable(const DocCore& child) const {
  if (child.is_subdoc())
    throw std::invalid_argument(
        "the document is a value in another one already; a second Doc may have the same guid");
  for (const DocCore* doc = this; doc != nullptr;
       doc = doc->is_subdoc() ? doc->place_->parent : nullptr)
    if (doc == &child) throw std::invalid_argument("a document cannot be a value in itself");
  if (!utf8::valid(child.guid_)) throw std::invalid_argument("a guid is not valid UTF-8");
  return write_subdoc_options(child.gc_, child.auto_load_, child.meta_);
}

void DocCore::insert_subdoc(store::SlotRef slot, store::Gap gap,
                            const std::shared_ptr<DocCore>& child, BytesView options) {
  subdocs().catch_up();
  update::Block block;
  block.kind = update::Kind::doc;
  block.length = 1;
  block.text = child->guid_;
  block.value = options;
  change([&] { subdocs().join(insert(slot, gap, block), child); });
}

void DocCore::load() {
  if (!std::exchange(should_load_, true) && is_subdoc()) place_->parent->subdocs().load(*place_);
}

void DocCore::destroy() {
  const std::shared_ptr<DocCore> self = shared_from_this();
  Errors errors;
  give_up_subdocs(errors);
  if (is_subdoc()) give_up(*place_->parent, place_->item, errors);
  if (!errors.empty()) throw ObserverError(std::move(errors));
}

// The innermost first, and one after the other: how deep they lie in each other is data.
void DocCore::give_up_subdocs(Errors& errors) {
  std::vector<Subdocs::Place> open;
  std::vector<Subdocs::Place> order;
  const auto append_places = [&open](const DocCore& doc) {
    if (doc.has_subdocs()) doc.subdocs_->append_places(open);
  };
  for (append_places(*this); !open.empty();) {
    order.push_back(std::move(open.back()));
    open.pop_back();
    if (order.back().doc != nullptr) append_places(*order.back().doc);
  }
  for (auto place = order.rbegin(); place != order.rend(); ++place)
    give_up(*place->parent, place->item, errors);
}

// Both go on as one peer: an id is unique among all that edit a document, not among documents. What
// the caller promised of the parent's id is not promised here: a document that was given up may
// come back from a peer, with what was written under this id before.
void DocCore::adopt_client_id(const DocCore& parent) {
  client_id_ = parent.client_id_;
  client_id_is_given_ = false;
  client_ = store::kNoClient;
}

}  // namespace ycpp::doc

// subdocs.cpp -- see subdocs.h.
#include "doc/subdocs.h"

#include <set>

#include "base/assert.h"
#include "doc/doc_core.h"
#include "doc/subdoc_options.h"

namespace ycpp::doc {

using store::ItemRef;

// Those that nobody else holds end with this document, and theirs with them: one after the other,
// because how deep documents lie in each other is data.
Subdocs::~Subdocs() {
  std::vector<std::shared_ptr<DocCore>> ending;
  const auto release = [&ending](Subdocs& from) {
    for (Subdoc& subdoc : from.entries_) {
      if (subdoc.doc == nullptr) continue;
      subdoc.doc->settle(nullptr);
      ending.push_back(std::move(subdoc.doc));
    }
  };
  for (release(*this); !ending.empty();) {
    const std::shared_ptr<DocCore> doc = std::move(ending.back());
    ending.pop_back();
    if (doc.use_count() == 1 && doc->has_subdocs()) release(doc->subdocs());
  }
}

std::shared_ptr<DocCore> Subdocs::at(ItemRef item) {
  catch_up();
  if (const auto it = by_item_.find(item); it != by_item_.end()) return made(*it->second);
  // Deleted before this transaction and kept: a document that is nowhere a value.
  return std::make_shared<DocCore>(read_options(item));
}

std::string Subdocs::guid_at(ItemRef item) {
  catch_up();
  const auto it = by_item_.find(item);
  return it != by_item_.end() ? guid(*it->second) : *read_options(item).guid;
}

const std::shared_ptr<DocCore>& Subdocs::made(Subdoc& subdoc) {
  if (subdoc.doc == nullptr) {
    subdoc.doc = std::make_shared<DocCore>(options(subdoc));
    subdoc.doc->settle(&subdoc);
    subdoc.doc->adopt_client_id(parent_);
    subdoc.options.reset();
  }
  return subdoc.doc;
}

const std::string& Subdocs::guid(Subdoc& subdoc) {
  return subdoc.doc != nullptr ? subdoc.doc->guid() : *options(subdoc).guid;
}

DocOptions Subdocs::read_options(ItemRef ref) const {
  const store::Store& store = parent_.store();
  const store::Item& item = store.item(ref);
  DocOptions options = read_subdoc_options(as_text(store.value(item)), store.value(item, 1));
  options.client_id = parent_.client_id();
  options.offset_kind = store.unit();
  options.limits = parent_.limits();
  return options;
}

const DocOptions& Subdocs::options(Subdoc& subdoc) {
  if (subdoc.options == nullptr) {
    subdoc.options = std::make_unique<DocOptions>(read_options(subdoc.item));
    if (subdoc.is_replacement) subdoc.options->should_load = false;
  }
  return *subdoc.options;
}

void Subdocs::join(ItemRef item, const std::shared_ptr<DocCore>& doc) { take_changes(item, doc); }

void Subdocs::catch_up() {
  if (!parent_.store().changes.subdocs.empty()) parent_.change([&] { take_changes(0, nullptr); });
}

void Subdocs::take_changes(ItemRef joining, const std::shared_ptr<DocCore>& doc) {
  std::vector<store::SubdocChange>& changes = parent_.store().changes.subdocs;
  if (changes.empty()) return;
  for (const store::SubdocChange& change : std::exchange(changes, {})) {
    if (!change.added) {
      remove(change.item);
      continue;
    }
    Subdoc& subdoc = add(change.item, change.item == joining ? doc : nullptr);
    const bool to_be_loaded =
        subdoc.doc != nullptr ? subdoc.doc->should_load() : read_options(subdoc.item).should_load;
    if (to_be_loaded) loaded_.push_back(&subdoc);
  }
}

Subdoc& Subdocs::add(ItemRef item, std::shared_ptr<DocCore> doc) {
  Subdoc& subdoc = entries_.emplace_back();
  subdoc.parent = &parent_;
  subdoc.item = item;
  subdoc.doc = std::move(doc);
  if (subdoc.doc != nullptr) subdoc.doc->settle(&subdoc);
  by_item_.insert_or_assign(item, std::prev(entries_.end()));
  added_.push_back(&subdoc);
  return subdoc;
}

void Subdocs::remove(ItemRef item) {
  const Entries::iterator entry = by_item_.at(item);
  if (entry->is_new)
    entry->is_cancelled = true;
  else
    removed_.push_back(&*entry);
  retire(entry);
}

// Its content may be collected before observers are told.
void Subdocs::retire(Entries::iterator entry) {
  entry->is_gone = true;
  if (entry->doc == nullptr) (void)options(*entry);
  gone_.push_back(entry);
}

void Subdocs::load(Subdoc& subdoc) {
  catch_up();
  loaded_.push_back(&subdoc);
  announce();
}

void Subdocs::give_up(ItemRef item) {
  catch_up();
  const auto it = by_item_.find(item);
  if (it == by_item_.end() || it->second->is_gone) return;
  const Entries::iterator entry = it->second;
  entry->is_given_up = true;
  removed_.push_back(&*entry);
  retire(entry);
  add(item, nullptr).is_replacement = true;
  announce();
}

// In a transaction of its own, unless one is open: then with the rest of that one.
void Subdocs::announce() {
  if (parent_.is_open() || parent_.is_observing()) return;
  parent_.begin();
  parent_.end();
}

// Told here, observers may load others or give them up, which is told next.
void Subdocs::tell(Errors& errors) {
  while (has_news()) {
    const std::vector<Entries::iterator> gone = std::exchange(gone_, {});
    const SubdocsEvent event = take_news();
    if (!event.added_.empty() || !event.removed_.empty() || !event.loaded_.empty())
      observers_.notify(event, errors);
    for (const Entries::iterator entry : gone) let_go(entry, errors);
  }
}

SubdocsEvent Subdocs::take_news() {
  SubdocsEvent event(parent_.origin(), parent_.local());
  for (Subdoc* subdoc : std::exchange(added_, {})) {
    subdoc->is_new = false;
    if (subdoc->is_cancelled) continue;
    if (subdoc->doc != nullptr) subdoc->doc->adopt_client_id(parent_);
    event.added_.emplace_back(subdoc);
  }
  for (Subdoc* subdoc : std::exchange(removed_, {})) event.removed_.emplace_back(subdoc);
  for (Subdoc* subdoc : std::exchange(loaded_, {})) event.loaded_.emplace_back(subdoc);
  return event;
}

void Subdocs::let_go(Entries::iterator entry, Errors& errors) {
  const std::shared_ptr<DocCore> doc = std::move(entry->doc);
  const bool was_deleted = !entry->is_given_up && !entry->is_cancelled;
  if (const auto it = by_item_.find(entry->item); it != by_item_.end() && it->second == entry)
    by_item_.erase(it);
  entries_.erase(entry);
  if (doc == nullptr) return;
  doc->settle(nullptr);
  if (was_deleted) doc->give_up_subdocs(errors);
}

std::vector<std::shared_ptr<DocCore>> Subdocs::all() {
  std::vector<std::shared_ptr<DocCore>> docs;
  for (Subdoc& subdoc : entries_)
    if (!subdoc.is_new) docs.push_back(made(subdoc));
  return docs;
}

std::vector<std::string> Subdocs::guids() const {
  std::vector<std::string> guids;
  std::set<std::string> seen;
  for (const Subdoc& subdoc : entries_) {
    if (subdoc.is_new) continue;
    std::string guid = subdoc.doc != nullptr       ? subdoc.doc->guid()
                       : subdoc.options != nullptr ? *subdoc.options->guid
                                                   : *read_options(subdoc.item).guid;
    if (seen.insert(guid).second) guids.push_back(std::move(guid));
  }
  return guids;
}

void Subdocs::append_places(std::vector<Place>& out) const {
  for (const Subdoc& subdoc : entries_)
    if (!subdoc.is_new && !subdoc.is_gone)
      out.push_back({parent_.shared_from_this(), subdoc.item, subdoc.doc});
}

void Subdocs::verify() const {
  const store::Store& store = parent_.store();
  std::size_t count = 0;
  for (store::ClientRef c = 0; c < store.client_count(); ++c) {
    const store::IdIndex& index = store.log(c).index;
    if (index.empty()) continue;
    for (auto p = index.first_position();; p = index.next(p)) {
      const store::Item& item = store.item(index.at(p));
      if (item.kind() == update::Kind::doc && !item.deleted) {
        ++count;
        const auto it = by_item_.find(index.at(p));
        YCPP_VERIFY(it != by_item_.end() && it->second->item == index.at(p));
        YCPP_VERIFY(!it->second->is_gone && !it->second->is_new);
      }
      if (index.is_last(p)) break;
    }
  }
  YCPP_VERIFY(count == by_item_.size() && count == entries_.size());
}

}  // namespace ycpp::doc

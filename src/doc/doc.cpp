// doc.cpp -- Doc, Transaction and TransactionEvent: the public face of DocCore.
#include "ycpp/doc.h"

#include "doc/doc_core.h"
#include "doc/randomness.h"
#include "ycpp/subdocs.h"
#include "ycpp/update.h"

namespace ycpp {
namespace doc {

DocCore::DocCore(DocOptions options)
    : store_(options.offset_kind),
      client_id_is_given_(options.client_id.has_value()),
      gc_(options.gc),
      auto_load_(options.auto_load),
      should_load_(options.should_load),
      limits_(options.limits),
      meta_(std::move(options.meta)) {
  if (options.client_id > kMaxSafeInteger)
    throw std::invalid_argument("client_id cannot overflow 53 bits");
  if (!options.guid || !options.client_id) {
    Identity identity = random_identity();
    if (!options.guid) options.guid = std::move(identity.guid);
    if (!options.client_id) options.client_id = identity.client_id;
  }
  guid_ = std::move(*options.guid);
  client_id_ = *options.client_id;
}

}  // namespace doc

Doc::Doc(DocOptions options) : core_(std::make_shared<doc::DocCore>(std::move(options))) {}

std::uint64_t Doc::client_id() const { return core_->client_id(); }
const std::string& Doc::guid() const { return core_->guid(); }
OffsetKind Doc::offset_kind() const { return core_->store().unit(); }
bool Doc::gc() const { return core_->gc(); }
const Limits& Doc::limits() const { return core_->limits(); }

Transaction Doc::transact(Origin origin) {
  core_->begin(std::move(origin));
  return Transaction(core_.get());
}

Bytes Doc::state_vector() const {
  Writer out;
  core_->store().state_vector().encode(out);
  return out.take();
}

Result<Bytes> Doc::update(BytesView state_vector, Encoding encoding) const {
  update::StateVector known;
  if (!state_vector.empty()) {
    Reader in(state_vector);
    known = update::StateVector::decode(in);
    if (!in.ok()) return in.error();
  }
  return core_->store().encode_all(known, encoding);
}

Result<void> Doc::apply_update(BytesView update, Origin origin, Encoding encoding) {
  return core_->apply_update(update, std::move(origin), encoding);
}

Result<void> Doc::apply_updates(std::span<const BytesView> updates, Origin origin,
                                Encoding encoding) {
  return core_->apply_updates(updates, std::move(origin), encoding);
}

bool Doc::has_pending() const { return core_->store().has_pending(); }

Subscription Doc::observe(std::function<void(const TransactionEvent&)> callback) {
  return core_->observe(std::move(callback));
}

bool Doc::is_observing() const { return core_->is_observing(); }
void Doc::verify() const {
  core_->store().verify();
  core_->subdocs().verify();
}
std::size_t Doc::item_count() const { return core_->store().item_count(); }
std::size_t Doc::memory_bytes() const { return core_->store().memory_bytes(); }

bool Doc::auto_load() const { return core_->auto_load(); }
bool Doc::should_load() const { return core_->should_load(); }
const Value& Doc::meta() const { return core_->meta(); }
bool Doc::is_subdoc() const { return core_->is_subdoc(); }
void Doc::load() { core_->load(); }
void Doc::destroy() { core_->destroy(); }

std::vector<Doc> Doc::subdocs() const {
  std::vector<Doc> docs;
  for (std::shared_ptr<doc::DocCore>& core : core_->subdocs().all())
    docs.emplace_back(std::move(core));
  return docs;
}

std::vector<std::string> Doc::subdoc_guids() const { return core_->subdocs().guids(); }

Subscription Doc::observe_subdocs(std::function<void(const SubdocsEvent&)> callback) {
  return core_->subdocs().observe(std::move(callback));
}

const std::string& SubdocView::guid() const { return subdoc_->parent->subdocs().guid(*subdoc_); }
Doc SubdocView::document() const { return Doc(subdoc_->parent->subdocs().made(*subdoc_)); }
bool SubdocView::is_made() const { return subdoc_->doc != nullptr; }

std::vector<std::string> Doc::root_names() const {
  std::vector<std::string> names;
  for (const store::BranchRef root : core_->store().roots())
    names.push_back(core_->store().branch(root).name);
  return names;
}

Transaction::Transaction(doc::DocCore* core) : core_(core) {}

Transaction::~Transaction() noexcept(false) {
  if (core_ == nullptr) return;
  if (std::uncaught_exceptions() == unwinding_) {
    commit();
    return;
  }
  try {
    commit();
  } catch (...) {  // the exception that is on its way says more
  }
}

void Transaction::commit() {
  if (doc::DocCore* core = std::exchange(core_, nullptr)) core->end();
}

BytesView TransactionEvent::update() const { return core_.update_of_transaction(Encoding::v1); }
BytesView TransactionEvent::update_v2() const { return core_.update_of_transaction(Encoding::v2); }

Bytes TransactionEvent::after_state() const {
  Writer out;
  core_.store().state_vector().encode(out);
  return out.take();
}

Bytes TransactionEvent::before_state() const {
  const store::Store& store = core_.store();
  update::StateVector sv;
  for (store::ClientRef c = 0; c < store.client_count(); ++c) {
    const store::ClientLog& log = store.log(c);
    const std::uint64_t before = log.touched_in == store.changes.number ? log.before : log.state;
    if (before > 0) sv.set(log.id, before);
  }
  sv.seal();
  Writer out;
  sv.encode(out);
  return out.take();
}

Bytes TransactionEvent::delete_set() const {
  Writer out;
  core_.store().deletions_of_changes().encode(out);
  return out.take();
}

const Origin& TransactionEvent::origin() const { return core_.origin(); }
bool TransactionEvent::local() const { return core_.local(); }

}  // namespace ycpp

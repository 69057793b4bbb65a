// doc.cpp -- Doc, Transaction and TransactionEvent: the public face of DocCore.
#include "ycpp/doc.h"

#include "doc/doc_core.h"
#include "doc/randomness.h"

namespace ycpp {
namespace doc {

DocCore::DocCore(DocOptions options)
    : store_(options.offset_kind),
      guid_(options.guid ? std::move(*options.guid) : random_guid()),
      client_id_(options.client_id ? *options.client_id : random_client_id()),
      client_id_is_given_(options.client_id.has_value()),
      gc_(options.gc) {
  if (client_id_ > kMaxSafeInteger)
    throw std::invalid_argument("client_id cannot overflow 53 bits");
}

}  // namespace doc

Doc::Doc(DocOptions options) : core_(std::make_unique<doc::DocCore>(std::move(options))) {}
Doc::~Doc() = default;
Doc::Doc(Doc&&) noexcept = default;
Doc& Doc::operator=(Doc&&) noexcept = default;

std::uint64_t Doc::client_id() const { return core_->client_id(); }
const std::string& Doc::guid() const { return core_->guid(); }
OffsetKind Doc::offset_kind() const { return core_->store().unit(); }
bool Doc::gc() const { return core_->gc(); }

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

bool Doc::has_pending() const { return core_->store().has_pending(); }

Subscription Doc::observe(std::function<void(const TransactionEvent&)> callback) {
  return core_->observe(std::move(callback));
}

bool Doc::is_observing() const { return core_->is_observing(); }
void Doc::verify() const { core_->store().verify(); }
std::size_t Doc::memory_bytes() const { return core_->store().memory_bytes(); }

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

// snapshot.cpp -- taking snapshots, their bytes, and the documents that they name.
#include "ycpp/snapshot.h"

#include <stdexcept>

#include "base/assert.h"
#include "doc/doc_core.h"

namespace ycpp {
namespace {

update::StateVector to_state_vector(
    const std::vector<std::pair<std::uint64_t, std::uint64_t>>& state) {
  update::StateVector vector;
  for (const auto& [client, clock] : state) vector.set(client, clock);
  vector.seal();
  return vector;
}

IdSet to_id_set(update::IdSet ranges) {
  Writer out;
  ranges.normalize();
  ranges.encode(out);
  return IdSet::decode(out.view()).value();
}

update::IdSet to_ranges(const IdSet& ids) {
  update::IdSet ranges;
  for (const IdRange& range : ids.ranges()) ranges.add(range.client, range.clock, range.length);
  return ranges;
}

}  // namespace

Snapshot Snapshot::of(const Doc& doc) {
  const store::Store& store = doc.core()->store();
  Snapshot snapshot;
  snapshot.deletions_ = to_id_set(store.all_deletions());
  snapshot.state_ = store.state_vector().entries();
  return snapshot;
}

Bytes Snapshot::encode() const {
  Writer out;
  out.bytes(deletions_.encode());
  to_state_vector(state_).encode(out);
  return out.take();
}

Result<Snapshot> Snapshot::decode(BytesView bytes) {
  Reader in(bytes);
  update::IdSet deletions = update::IdSet::decode(in);
  const update::StateVector state = update::StateVector::decode(in);
  if (!in.ok()) return in.error();
  Snapshot snapshot;
  snapshot.deletions_ = to_id_set(std::move(deletions));
  snapshot.state_ = state.entries();
  return snapshot;
}

Bytes Snapshot::update(const Doc& doc) const {
  if (doc.gc()) throw std::invalid_argument("the document does not keep what is deleted (gc)");
  const store::Store& store = doc.core()->store();
  for (const auto& [client, clock] : state_)
    if (clock > store.state(client))
      throw std::invalid_argument("the document lacks work that the snapshot names");
  Writer out;
  store.encode_past(to_state_vector(state_), to_ranges(deletions_), out);
  return out.take();
}

Doc Snapshot::restore(const Doc& doc, DocOptions options) const {
  const Bytes content = update(doc);
  Doc past(std::move(options));
  const Result<void> applied = past.apply_update(content, "snapshot");
  YCPP_VERIFY(applied.ok());
  return past;
}

Result<bool> Snapshot::contains_update(BytesView update) const {
  const update::StateVector state = to_state_vector(state_);
  bool contains = true;
  update::BlockReader in(update);
  for (; in.current() != nullptr; in.next())
    contains = contains && in.current()->end() <= state.get(in.current()->id.client);
  const update::IdSet more = in.deletions();
  if (!in.ok()) return in.error();
  update::IdSet deletions = to_ranges(deletions_);
  deletions.normalize();
  const std::vector<IdRange> before = deletions.ranges();
  deletions.append(more);
  deletions.normalize();
  return contains && deletions.ranges() == before;
}

}  // namespace ycpp

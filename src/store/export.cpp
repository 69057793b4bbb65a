// export.cpp -- the document, or what a transaction did to it, as an update.
#include <algorithm>
#include <array>

#include "store/item_view.h"
#include "update/encode_block.h"
#include "update/formats.h"
#include "update/merge.h"

namespace ycpp::store {
namespace {

constexpr std::size_t kSectionBytes = 16;  // of one short block, as a rule
constexpr std::size_t kManyBlocks = 8;     // from here on it pays to look how long they will be

// A little more than what the blocks will take in v1: two ids of this client each, and their text
// and values.
std::size_t expected_bytes(const ClientLog& log, std::size_t blocks) {
  std::uint8_t bytes[Writer::kMaxVarUint];
  const auto width = [&bytes](std::uint64_t n) {
    return static_cast<std::size_t>(Writer::put_var_uint(bytes, n) - bytes);
  };
  const std::size_t heads = blocks * (2 + 2 * (width(log.id) + width(log.state)));
  return heads + log.text.size() + log.values.size_bytes();
}

// Adds a deleted item to the ranges of those before it.
void add_deleted(std::vector<ClockRange>& ranges, const Item& item) {
  if (!ranges.empty() && ranges.back().end() == item.clock)
    ranges.back().length += item.length();
  else
    ranges.push_back({item.clock, item.length()});
}

}  // namespace

// Clients go on the wire in descending order.
void Store::sort_descending(std::vector<Section>& sections) {
  if (sections.size() < 2) return;
  std::sort(sections.begin(), sections.end(),
            [](const auto& a, const auto& b) { return a.id > b.id; });
}

template <class Fields>
void Store::encode_blocks(ClientRef client, std::uint64_t from, Fields& out,
                          bool keeps_deletions) const {
  const ClientLog& log = clients_[client];
  IdIndex::Position p = from == 0 ? log.index.first_position() : log.index.find(from);
  std::size_t n = log.index.count_from(p);
  if (Fields::kEncoding == Encoding::v1 && from == 0 && n >= kManyBlocks)
    out.rest().reserve(expected_bytes(log, n));
  out.rest().var_uint(n);
  out.client(log.id);
  out.rest().var_uint(from);
  if (from != 0 && from != log.index.clock_at(p)) {
    encode_block(out, block(log.index.at(p), from - log.index.clock_at(p)));
    if (--n == 0) return;
    p = log.index.next(p);
  }
  if (!keeps_deletions || from != 0 || log.deletions.is_kept()) {
    log.index.for_each_from(
        p, [&](ItemRef ref) { encode_block_of(out, ItemView(*this, log, items_[ref])); });
    return;
  }
  // All deletions are going to be written, too, and here is every item at hand.
  std::vector<ClockRange> deleted;
  log.index.for_each_from(p, [&](ItemRef ref) {
    const Item& item = items_[ref];
    if (item.deleted) add_deleted(deleted, item);
    encode_block_of(out, ItemView(*this, log, item));
  });
  log.deletions.keep(std::move(deleted));
}

template <class Fields>
void Store::encode_sections(std::span<const Section> sections, Fields& out,
                            bool keeps_deletions) const {
  out.rest().reserve(sections.size() * kSectionBytes);
  out.rest().var_uint(sections.size());
  for (const Section& s : sections) encode_blocks(s.client, s.from, out, keeps_deletions);
}

template <class Fields>
void Store::encode_state(const update::StateVector& known, Fields& out) const {
  std::vector<Section> sections;
  const auto& states = state_vector().entries();
  if (known.entries().empty()) sections.reserve(states.size());
  const std::vector<ClientRef>& clients = clients_descending();
  // A client that is only referred to has no state; mostly there is none such.
  const bool same_clients = clients.size() == states.size();
  auto next = known.entries().rbegin();
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto& [id, state] = states[states.size() - 1 - i];
    while (next != known.entries().rend() && next->first > id) ++next;
    const bool is_known = next != known.entries().rend() && next->first == id;
    const std::uint64_t from = is_known ? next->second : 0;
    if (state > from) sections.push_back({id, same_clients ? clients[i] : find_client(id), from});
  }
  encode_sections(sections, out, true);
  out.deletions(encoded_deletions(Fields::kEncoding));
}

void Store::encode_past(const update::StateVector& state, const update::IdSet& deletions,
                        Writer& out) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sections;
  for (const auto& [id, clock] : state.entries())
    if (clock > 0) sections.emplace_back(id, clock);
  out.var_uint(sections.size());
  update::FieldWriterV1 fields(out);
  for (auto it = sections.rbegin(); it != sections.rend(); ++it) {
    const auto& [id, end] = *it;
    const IdIndex& index = clients_[find_client(id)].index;
    IdIndex::Position p = index.first_position();
    std::size_t n = index.count_from(p) - index.count_from(index.find(end - 1)) + 1;
    out.var_uint(n);
    out.var_uint(id);
    out.var_uint(0);
    for (; n > 1; --n, p = index.next(p))
      update::encode_block_of(fields, ItemView(*this, items_[index.at(p)]));
    const update::Block last = block(index.at(p));
    encode_block(fields, last.end() > end ? truncate(last, end - last.id.clock) : last);
  }
  deletions.encode(out);
}

std::vector<ClockRange> Store::collect_deletions(const ClientLog& log) const {
  std::vector<ClockRange> ranges;
  if (log.index.empty()) return ranges;
  log.index.for_each_from(log.index.first_position(), [&](ItemRef ref) {
    if (items_[ref].deleted) add_deleted(ranges, items_[ref]);
  });
  return ranges;
}

const Bytes& Store::encoded_deletions(Encoding encoding) const {
  Bytes& encoded = encoded_deletions_[static_cast<std::size_t>(encoding)];
  if (!encoded.empty()) return encoded;
  Writer out;
  if (encoding == Encoding::v1)
    all_deletions().encode(out);
  else
    all_deletions().encode_v2(out);
  return encoded = out.take();
}

const std::vector<ClockRange>& Store::deletions(const ClientLog& log) const {
  if (!log.deletions.is_kept()) log.deletions.keep(collect_deletions(log));
  return log.deletions.ranges();
}

update::IdSet Store::all_deletions() const {
  update::IdSet set;
  for (const ClientRef c : clients_descending())
    for (const ClockRange& range : deletions(clients_[c]))
      set.add(clients_[c].id, range.clock, range.length);
  return set;
}

Bytes Store::encode_all(const update::StateVector& known, Encoding encoding) const {
  Writer out;
  update::in_format(encoding, [&](auto format) {
    typename decltype(format)::Fields fields(out);
    encode_state(known, fields);
    fields.close();
  });
  if (!has_pending()) return out.take();
  const Bytes state = out.take();
  const auto known_kind = [this](const update::Id& id, std::span<const update::Block> blocks) {
    return kind_of(id, blocks);
  };
  const Bytes waiting = pending_->encode(encoding, known_kind);
  // Ours and well-formed, so neither can fail.
  const Bytes parked = update::diff(waiting, known, encoding, update::kTrusted).value();
  const std::array<BytesView, 2> both{BytesView(state), BytesView(parked)};
  return update::merge(both, encoding, update::kTrusted).value();
}

void Store::encode_changes(Writer& out, Encoding encoding) const {
  update::in_format(encoding, [&](auto format) {
    typename decltype(format)::Fields fields(out);
    encode_changes(fields);
    fields.close();
  });
}

template <class Fields>
void Store::encode_changes(Fields& out) const {
  std::vector<Section> sections;
  for (const ClientRef c : changes.clients)
    sections.push_back({clients_[c].id, c, clients_[c].before});
  sort_descending(sections);
  encode_sections(sections, out, false);
  out.deletions(deletions_of_changes());
}

update::IdSet Store::deletions_of_changes() const {
  update::IdSet set;
  for (const LocalRange& r : changes.deleted) set.add(clients_[r.client].id, r.clock, r.length);
  return set;
}

}  // namespace ycpp::store

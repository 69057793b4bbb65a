// export.cpp -- the document, or what a transaction did to it, as an update.
#include <algorithm>
#include <array>

#include "store/store.h"
#include "update/formats.h"
#include "update/merge.h"

namespace ycpp::store {
namespace {

struct Section {
  std::uint64_t id;
  ClientRef client;
  std::uint64_t from;
};

// Clients go on the wire in descending order.
void sort_descending(std::vector<Section>& sections) {
  if (sections.size() < 2) return;
  std::sort(sections.begin(), sections.end(),
            [](const Section& a, const Section& b) { return a.id > b.id; });
}

}  // namespace

template <class Fields>
void Store::encode_blocks(ClientRef client, std::uint64_t from, Fields& out) const {
  const ClientLog& log = clients_[client];
  IdIndex::Position p = log.index.find(from);
  std::size_t n = log.index.count_from(p);
  out.rest().var_uint(n);
  out.client(log.id);
  out.rest().var_uint(from);
  encode_block(out, block(log.index.at(p), from - log.index.clock_at(p)));
  while (--n > 0) {
    p = log.index.next(p);
    encode_block(out, block(log.index.at(p)));
  }
}

template <class Fields>
void Store::encode_state(const update::StateVector& known, Fields& out) const {
  std::vector<Section> sections;
  for (ClientRef c = 0; c < clients_.size(); ++c) {
    const std::uint64_t from = known.get(clients_[c].id);
    if (clients_[c].state > from) sections.push_back({clients_[c].id, c, from});
  }
  sort_descending(sections);
  out.rest().var_uint(sections.size());
  for (const Section& s : sections) encode_blocks(s.client, s.from, out);
  out.deletions(all_deletions());
}

void Store::encode_past(const update::StateVector& state, const update::IdSet& deletions,
                        Writer& out) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> sections;
  for (const auto& [id, clock] : state.entries())
    if (clock > 0) sections.emplace_back(id, clock);
  out.var_uint(sections.size());
  for (auto it = sections.rbegin(); it != sections.rend(); ++it) {
    const auto& [id, end] = *it;
    const IdIndex& index = clients_[find_client(id)].index;
    IdIndex::Position p = index.first_position();
    std::size_t n = index.count_from(p) - index.count_from(index.find(end - 1)) + 1;
    out.var_uint(n);
    out.var_uint(id);
    out.var_uint(0);
    for (; n > 1; --n, p = index.next(p)) encode_block(out, block(index.at(p)));
    const update::Block last = block(index.at(p));
    encode_block(out, last.end() > end ? truncate(last, end - last.id.clock) : last);
  }
  deletions.encode(out);
}

update::IdSet Store::all_deletions() const {
  std::vector<Section> sections;
  for (ClientRef c = 0; c < clients_.size(); ++c) sections.push_back({clients_[c].id, c, 0});
  sort_descending(sections);
  update::IdSet set;
  for (const Section& s : sections) {
    const IdIndex& index = clients_[s.client].index;
    if (index.empty()) continue;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    for (IdIndex::Position p = index.first_position();; p = index.next(p)) {
      const Item& item = items_[index.at(p)];
      if (item.deleted) {
        if (from == to) from = item.clock;
        to = item.end();
      }
      const bool last = index.is_last(p);
      if (from < to && (last || !item.deleted)) {
        set.add(s.id, from, to - from);
        from = to;
      }
      if (last) break;
    }
  }
  return set;
}

Bytes Store::encode_all(const update::StateVector& known, Encoding encoding) const {
  Writer out;
  update::in_format(encoding, [&](auto format) {
    typename decltype(format)::Fields fields(out);
    encode_state(known, fields);
    fields.close();
  });
  if (pending_.empty()) return out.take();
  const Bytes state = out.take();
  // Ours and well-formed, so neither can fail.
  constexpr auto kOwn = update::Source::own;
  const Bytes parked = update::diff(pending_.encode(encoding), known, encoding, kOwn).value();
  const std::array<BytesView, 2> both{BytesView(state), BytesView(parked)};
  return update::merge(both, encoding, kOwn).value();
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
  out.rest().var_uint(sections.size());
  for (const Section& s : sections) encode_blocks(s.client, s.from, out);
  out.deletions(deletions_of_changes());
}

update::IdSet Store::deletions_of_changes() const {
  update::IdSet set;
  for (const LocalRange& r : changes.deleted) set.add(clients_[r.client].id, r.clock, r.length);
  return set;
}

}  // namespace ycpp::store

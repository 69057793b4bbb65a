// awareness.cpp -- the rules of the awareness protocol.
//
// An update is  count, then count x (client, clock, JSON text as var_string):
//   01 07 02 04 6e756c6c    client 7 left, at its clock 2
// It is read twice: once to check every byte, once to apply, so that a malformed one changes
// nothing and neither pass needs memory of its own.
#include "ycpp/awareness.h"

#include <algorithm>

#include "awareness/client_table.h"
#include "awareness/observers.h"
#include "base/over_limit.h"
#include "lib0/json_renumbered.h"
#include "lib0/json_scan.h"
#include "lib0/json_shape.h"

namespace ycpp {

using awareness::Changes;
using awareness::Client;
using awareness::ClientTable;

namespace {

constexpr std::string_view kNull = "null";
constexpr std::uint32_t kOwn = ClientTable::kOwn;
constexpr std::int64_t kForgetAfter = 10;  // timeouts
constexpr std::size_t kSmallestEntry = 4;  // client, clock, length, one character
constexpr std::size_t kEntryNumbers = 24;  // client, clock and length at most; null fits in, too

// Clocks end at 2^53 - 1. A client that is forced there stays there rather than send what nobody
// reads.
std::uint64_t next_clock(std::uint64_t clock) { return std::min(clock + 1, kMaxSafeInteger); }

void write_entry(Writer& out, const Client& client) {
  out.var_uint(client.id);
  out.var_uint(client.clock);
  out.var_string(client.present() ? client.state.view() : kNull);
}

// json_equal for canonical texts. Those of equal values differ in the order of keys at most, so
// they have the same bytes in some order; a look at their sum spares nearly every comparison of
// unequal states.
bool same_value(std::string_view a, std::string_view b) {
  const auto sum = [](std::string_view s) {
    std::uint32_t total = 0;
    for (const char c : s) total += static_cast<std::uint8_t>(c);
    return total;
  };
  return a == b || (a.size() == b.size() && sum(a) == sum(b) && json_equal(a, b));
}

Error state_error(std::uint64_t client, std::size_t offset, const JsonScan& scan) {
  return {scan.code, offset + scan.offset, "in the state of client " + std::to_string(client)};
}

Error state_too_long(std::uint64_t client, std::uint64_t size, std::uint64_t limit,
                     std::size_t offset) {
  const std::string what = "the state of client " + std::to_string(client) + " has";
  return over_limit("state_bytes", limit, what.c_str(), size, offset);
}

// A caller's state as it is kept; nothing for none or null.
std::optional<std::string> canonical_state(std::optional<std::string_view> json, const char* what) {
  if (!json) return std::nullopt;
  std::string state;
  if (const auto result = canonical_json(*json, state); !result)
    throw std::invalid_argument(std::string(what) + ": " + result.error().message());
  if (state == kNull) return std::nullopt;
  return state;
}

}  // namespace

Awareness::Awareness(std::uint64_t client_id, std::int64_t now, std::int64_t timeout,
                     AwarenessLimits limits)
    : timeout_(timeout), limits_(limits) {
  if (client_id > kMaxSafeInteger) throw std::invalid_argument("client id above 2^53 - 1");
  if (timeout <= 0) throw std::invalid_argument("timeout must be positive");
  clients_ = std::make_unique<ClientTable>(client_id);
  observers_ = std::make_unique<awareness::Observers>();
  shape_ = std::make_unique<JsonShape>();
  clients_->arrive(kOwn, "{}", now);
}

Awareness::~Awareness() = default;
Awareness::Awareness(Awareness&&) noexcept = default;
Awareness& Awareness::operator=(Awareness&&) noexcept = default;

std::uint64_t Awareness::client_id() const { return (*clients_)[kOwn].id; }

std::optional<std::string_view> Awareness::local_state() const { return state(client_id()); }

std::optional<std::string_view> Awareness::state(std::uint64_t client) const {
  const std::uint32_t index = clients_->find(client);
  if (index == kNoIndex || !(*clients_)[index].present()) return std::nullopt;
  return (*clients_)[index].state.view();
}

std::optional<AwarenessMeta> Awareness::meta(std::uint64_t client) const {
  const std::uint32_t index = clients_->find(client);
  if (index == kNoIndex) return std::nullopt;
  return AwarenessMeta{(*clients_)[index].clock, (*clients_)[index].last_updated};
}

std::vector<std::uint64_t> Awareness::clients() const {
  std::vector<std::uint64_t> ids;
  ids.reserve(client_count());
  clients_->for_each_present([&](const Client& client) { ids.push_back(client.id); });
  return ids;
}

std::vector<std::uint64_t> Awareness::known_clients() const {
  std::vector<std::uint64_t> ids;
  ids.reserve(known_client_count());
  clients_->for_each_known([&](const Client& client) { ids.push_back(client.id); });
  return ids;
}

std::size_t Awareness::client_count() const { return clients_->present_count(); }
std::size_t Awareness::known_client_count() const { return clients_->known_count(); }

void Awareness::set_local_state(std::optional<std::string_view> json, std::int64_t now) {
  const std::optional<std::string> state = canonical_state(json, "local state");
  Changes changes;
  set_local(state, now, changes);
  notify(changes, "local");
}

void Awareness::set_local(std::optional<std::string_view> state, std::int64_t now,
                          Changes& changes) {
  Client& own = (*clients_)[kOwn];
  own.clock = next_clock(own.clock);
  own.last_updated = now;
  if (state) {
    put_state(kOwn, *state, now, changes);
  } else {
    clients_->leave(kOwn, now);
    changes.removed.push_back(own.id);
  }
}

// Gives a known client a state and lists it.
void Awareness::put_state(std::uint32_t index, std::string_view state, std::int64_t now,
                          Changes& changes) {
  const Client& client = (*clients_)[index];
  if (!client.present()) {
    clients_->arrive(index, state, now);
    changes.added.push_back(client.id);
    return;
  }
  clients_->touch(index, now);
  changes.updated.push_back(client.id);
  if (client.state.view() == state) return;
  if (observers_->wants(AwarenessTopic::change) && !same_value(client.state.view(), state))
    changes.changed.push_back(client.id);
  clients_->replace(index, state);
}

void Awareness::remove_states(std::span<const std::uint64_t> clients, const Origin& origin,
                              std::int64_t now) {
  Changes changes;
  for (const std::uint64_t id : clients) {
    const std::uint32_t index = clients_->find(id);
    if (index == kNoIndex || !(*clients_)[index].present()) continue;
    clients_->leave(index, now);
    changes.removed.push_back(id);
    if (index != kOwn) continue;
    Client& own = (*clients_)[kOwn];
    own.clock = next_clock(own.clock);
    own.last_updated = now;
  }
  notify(changes, origin);
}

Bytes Awareness::encode_update(std::span<const std::uint64_t> clients) const {
  Writer out;
  encode_update(clients, out);
  return out.take();
}

void Awareness::encode_update(std::span<const std::uint64_t> clients, Writer& out) const {
  std::size_t size = kEntryNumbers;
  for (const std::uint64_t id : clients) {
    const std::uint32_t index = clients_->find(id);
    if (index == kNoIndex) throw std::out_of_range("unknown client " + std::to_string(id));
    size += kEntryNumbers + (*clients_)[index].state.size();
  }
  out.reserve(size);
  out.var_uint(clients.size());
  for (const std::uint64_t id : clients) write_entry(out, (*clients_)[clients_->find(id)]);
}

Bytes Awareness::encode_all() const {
  Writer out;
  out.reserve(clients_->state_bytes() + clients_->present_count() * kEntryNumbers + kEntryNumbers);
  out.var_uint(clients_->present_count());
  clients_->for_each_present([&](const Client& client) { write_entry(out, client); });
  return out.take();
}

void Awareness::restore(std::uint64_t client, AwarenessMeta meta,
                        std::optional<std::string_view> json) {
  const std::optional<std::string> state = canonical_state(json, "restored state");
  if (client > kMaxSafeInteger || meta.clock > kMaxSafeInteger)
    throw std::invalid_argument("client id or clock above 2^53 - 1");
  std::uint32_t index = clients_->find(client);
  if (index == kNoIndex) index = clients_->add(client);
  Client& record = (*clients_)[index];
  record.clock = meta.clock;
  record.last_updated = meta.last_updated;
  if (!state) {
    clients_->leave(index, meta.last_updated);
  } else if (record.present()) {
    clients_->touch(index, meta.last_updated);
    clients_->replace(index, *state);
  } else {
    clients_->arrive(index, *state, meta.last_updated);
  }
}

void Awareness::forget_client(std::uint64_t client) {
  const std::uint32_t index = clients_->find(client);
  if (index == kOwn) throw std::invalid_argument("a client cannot forget itself");
  if (index == kNoIndex) return;
  clients_->leave(index, 0);
  clients_->forget(index);
}

Result<void> Awareness::apply_update(BytesView update, const Origin& origin, std::int64_t now) {
  const Result<bool> canonical = check(update);
  if (!canonical) return canonical.error();
  Changes changes;
  std::string text;
  Reader in(update);
  for (std::uint64_t n = in.var_uint(); n > 0; --n) {
    const std::uint64_t client = in.var_uint();
    const std::uint64_t clock = in.var_uint();
    std::string_view state = as_text(in.var_bytes());
    if (!*canonical) {
      text.clear();
      (void)canonical_json(state, text);  // it was checked
      state = text;
    }
    if (state == kNull)
      accept_null(client, clock, now, changes);
    else
      accept(client, clock, state, now, changes);
  }
  notify(changes, origin);
  return {};
}

// Reads a state that has the shape of another's, or is what the client showed before, but for
// numbers. Most of them are.
inline bool Awareness::is_familiar(std::uint64_t client, Reader& in) const {
  Reader ahead = in;
  const std::string_view text = as_text(ahead.var_bytes());
  if (!ahead.ok() || text.size() > limits_.state_bytes) return false;
  if (!(shape_->matches(text) || is_renewed(client, text))) return false;
  in = ahead;
  return true;
}

// Checks every byte of an update, and the limits. True when all of its states are canonical JSON.
Result<bool> Awareness::check(BytesView update) {
  if (update.size() > limits_.update_bytes) return too_long(update, limits_.update_bytes);
  bool canonical = true;
  Reader in(update);
  for (std::size_t n = in.count(kSmallestEntry); n > 0 && in.ok(); --n) {
    const std::uint64_t client = in.var_uint();
    in.var_uint();
    if (is_familiar(client, in)) continue;
    const std::string_view text = in.var_string();
    if (!in.ok()) break;
    const std::size_t begin = in.offset() - text.size();
    if (text.size() > limits_.state_bytes)
      return state_too_long(client, text.size(), limits_.state_bytes, begin);
    const JsonScan scan = scan_json(text, *shape_);
    if (!scan.ok) return state_error(client, begin, scan);
    canonical = canonical && scan.canonical;
  }
  if (!in.ok()) return in.error();
  if (limits_.clients != kNoLimit)
    if (const Result<void> checked = check_room(update); !checked) return checked.error();
  return canonical;
}

// Whether all clients of an update could be known. One that is new counts as often as it is named.
Result<void> Awareness::check_room(BytesView update) const {
  Reader in(update);
  std::uint64_t n = in.var_uint();
  std::uint64_t known = known_client_count();
  for (; n > 0; --n) {
    if (clients_->find(in.var_uint()) == kNoIndex) ++known;
    in.var_uint();
    (void)in.var_bytes();
  }
  if (known <= std::max<std::uint64_t>(limits_.clients, known_client_count())) return {};
  return over_limit("clients", limits_.clients, "with those of the update there would be", known);
}

bool Awareness::is_renewed(std::uint64_t client, std::string_view text) const {
  const std::uint32_t index = clients_->find(client);
  return index != kNoIndex && (*clients_)[index].present() &&
         is_renumbered((*clients_)[index].state.view(), text);
}

void Awareness::accept(std::uint64_t client, std::uint64_t clock, std::string_view state,
                       std::int64_t now, Changes& changes) {
  std::uint32_t index = clients_->find(client);
  const std::uint64_t known = index == kNoIndex ? 0 : (*clients_)[index].clock;
  if (clock <= known) return;
  if (index == kNoIndex) {
    index = clients_->add_present(client, state, now);
    changes.added.push_back(client);
  } else {
    put_state(index, state, now, changes);
  }
  // Last: without memory for the state, the peer may say it again.
  (*clients_)[index].clock = clock;
}

void Awareness::accept_null(std::uint64_t client, std::uint64_t clock, std::int64_t now,
                            Changes& changes) {
  std::uint32_t index = clients_->find(client);
  const bool known = index != kNoIndex;
  const bool present = known && (*clients_)[index].present();
  const std::uint64_t known_clock = known ? (*clients_)[index].clock : 0;
  if (clock < known_clock || (clock == known_clock && !present)) return;
  if (!known) index = clients_->add(client);
  Client& record = (*clients_)[index];
  record.last_updated = now;
  if (index == kOwn && present) {
    record.clock = next_clock(clock);  // above the peer's, so that what we send next is news to it
  } else {
    record.clock = clock;
    clients_->leave(index, now);
  }
  if (known) changes.removed.push_back(client);
}

void Awareness::tick(std::int64_t now) {
  std::vector<std::exception_ptr> errors;
  const Client& own = (*clients_)[kOwn];
  if (own.present() && now - own.last_updated >= timeout_ - timeout_ / 2) {
    Changes renewed;
    const std::string state(own.state.view());
    set_local(state, now, renewed);
    observers_->deliver(renewed, "local", errors);
  }
  Changes expired;
  expire(now, expired);
  observers_->deliver(expired, "timeout", errors);
  forget(now);
  if (!errors.empty()) throw ObserverError(std::move(errors));
}

// The longest silent are found first; they are listed in the order in which they became known,
// which mostly is the same.
void Awareness::expire(std::int64_t now, Changes& changes) {
  bool in_order = true;
  std::uint64_t last_number = 0;
  for (;;) {
    const std::uint32_t index = clients_->longest_silent();
    if (index == kNoIndex || now - (*clients_)[index].last_updated < timeout_) break;
    const Client& client = (*clients_)[index];
    in_order = in_order && client.number > last_number;
    last_number = client.number;
    changes.removed.push_back(client.id);
    clients_->leave(index, now);
  }
  if (!in_order) clients_->sort_as_known(changes.removed.view());
}

void Awareness::forget(std::int64_t now) {
  for (;;) {
    const std::uint32_t index = clients_->first_departed();
    if (index == kNoIndex || (now - (*clients_)[index].left_at) / kForgetAfter < timeout_) return;
    clients_->forget(index);
  }
}

void Awareness::notify(const Changes& changes, const Origin& origin) {
  std::vector<std::exception_ptr> errors;
  observers_->deliver(changes, origin, errors);
  if (!errors.empty()) throw ObserverError(std::move(errors));
}

Subscription Awareness::observe(std::function<void(const AwarenessEvent&)> callback,
                                AwarenessTopic topics) {
  return observers_->observe(std::move(callback), topics);
}

}  // namespace ycpp

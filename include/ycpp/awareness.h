// awareness.h -- Awareness: who is here, and what they show of themselves.
//
// Every client has one state, a JSON value such as {"user":{"name":"Ann"},"cursor":4}. It is not
// part of any document, is sent whole, and is forgotten when its client falls silent. Bytes and
// clock rules are those of y-protocols.
//
// No clock and no thread: the time, in milliseconds since any fixed moment, is an argument. It
// should not run backwards; where it does, silent clients are noticed late, never early. An
// Awareness may be used from any thread, by one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ycpp/errors.h"
#include "ycpp/lib0.h"
#include "ycpp/limits.h"
#include "ycpp/origin.h"
#include "ycpp/result.h"
#include "ycpp/subscription.h"

namespace ycpp {

class JsonShape;
namespace awareness {
class ClientTable;
class Observers;
struct Changes;
}  // namespace awareness

/// What an observer is told about, in the order of delivery. Combine with |.
enum class AwarenessTopic : std::uint8_t {
  add = 1,     ///< clients appeared
  remove = 2,  ///< clients left
  change = 4,  ///< the value of any state changed
  update = 8,  ///< anything was received or set, renewals included: what a provider forwards
};
constexpr AwarenessTopic operator|(AwarenessTopic a, AwarenessTopic b) {
  return static_cast<AwarenessTopic>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
inline constexpr AwarenessTopic kAllAwarenessTopics =
    AwarenessTopic::add | AwarenessTopic::remove | AwarenessTopic::change | AwarenessTopic::update;

/// One delivery to an observer. Valid only inside it. For `add` only `added` is filled, for
/// `remove` only `removed`; `change` lists in `updated` the clients whose value differs, `update`
/// all that were set.
struct AwarenessEvent {
  AwarenessTopic topic;
  std::span<const std::uint64_t> added;
  std::span<const std::uint64_t> updated;
  std::span<const std::uint64_t> removed;
  const Origin& origin;
};

struct AwarenessMeta {
  std::uint64_t clock = 0;        ///< counts the states of this client
  std::int64_t last_updated = 0;  ///< when the last one arrived
};

class Awareness {
 public:
  static constexpr std::int64_t kDefaultTimeout = 30'000;

  /// The local state is {} at clock 0. Other clients first hear of a state at clock 1, so a client
  /// that wants to be seen calls set_local_state().
  /// @throws std::invalid_argument client_id above 2^53 - 1, or timeout not positive
  Awareness(std::uint64_t client_id, std::int64_t now, std::int64_t timeout = kDefaultTimeout,
            AwarenessLimits limits = {});
  ~Awareness();
  Awareness(Awareness&&) noexcept;
  Awareness& operator=(Awareness&&) noexcept;

  std::uint64_t client_id() const;
  /// Milliseconds without a word after which a client counts as gone.
  std::int64_t timeout() const { return timeout_; }

  /// This client's state as JSON, or nothing once cleared. Views are valid until the next change.
  std::optional<std::string_view> local_state() const;

  /// Sets this client's state, any JSON text, or clears it (nothing, or null). Origin "local".
  /// @throws std::invalid_argument `json` is not JSON, and nothing is changed; ObserverError
  void set_local_state(std::optional<std::string_view> json, std::int64_t now);

  /// A client's state as JSON.stringify prints it; nothing when it has none.
  std::optional<std::string_view> state(std::uint64_t client) const;
  /// Clock and time of a client; also of one that left, until it is forgotten.
  std::optional<AwarenessMeta> meta(std::uint64_t client) const;

  /// The clients with a state: this one first, then in order of arrival. O(n).
  std::vector<std::uint64_t> clients() const;
  /// The clients with metadata, in the same order. O(n).
  std::vector<std::uint64_t> known_clients() const;
  std::size_t client_count() const;
  std::size_t known_client_count() const;

  /// Removes states, for example those of a closed connection. Clients without a state are ignored;
  /// this client's clock advances when its own is removed.
  /// @throws ObserverError
  void remove_states(std::span<const std::uint64_t> clients, const Origin& origin,
                     std::int64_t now);

  /// The states of `clients`, null for those that left, as an update for peers.
  /// @throws std::out_of_range naming a client without metadata
  Bytes encode_update(std::span<const std::uint64_t> clients) const;
  /// The same, appended to `out`, whose memory can be used again; nothing when it throws.
  void encode_update(std::span<const std::uint64_t> clients, Writer& out) const;
  /// All states, as an update for a peer that just connected.
  Bytes encode_all() const;

  /// Puts a client in place exactly as given, whatever its clock was, and tells no observer: for
  /// restoring saved presence. No state, or null, is a client that left at `meta.last_updated`.
  /// A client restored with a time before that of others may be noticed late as silent.
  /// @throws std::invalid_argument `json` is not JSON, or a number is above 2^53 - 1
  void restore(std::uint64_t client, AwarenessMeta meta, std::optional<std::string_view> json);
  /// Drops all that is known of another client, and tells no observer. Unknown ones are ignored.
  /// @throws std::invalid_argument it is this client
  void forget_client(std::uint64_t client);

  /// Takes in a peer's update: all of it, or nothing, where bytes are malformed or beyond the
  /// limits. An entry counts if its
  /// clock is newer, or equal with a null for a client that is here. A null for this client keeps
  /// the state and advances the clock (it is listed as removed all the same), so that the next
  /// update proves it alive; any other newer state for this client replaces it. Cost: one pass to
  /// check, one to apply; per client a table lookup and a scan of its JSON, or a comparison when it
  /// differs from the state before, or from that of another client, in strings and numbers only.
  /// When memory runs out, clients are as before or as after, observers are not told, and the same
  /// update does the rest when it comes again.
  /// @throws ObserverError
  Result<void> apply_update(BytesView update, const Origin& origin, std::int64_t now);

  /// The periodic work; call it every tenth of the timeout. Renews this client's state when it is
  /// older than half the timeout (topic `update` only, origin "local"); removes clients silent for
  /// the timeout (origin "timeout"); forgets the metadata of those that left ten timeouts ago.
  /// Cost: O(1) and O(1) for each client that goes.
  /// @throws ObserverError
  void tick(std::int64_t now);

  /// Calls `callback` for every delivery of `topics`. Observing and unobserving inside a callback
  /// is allowed, as are changes; a new observer hears of later changes only.
  Subscription observe(std::function<void(const AwarenessEvent&)> callback,
                       AwarenessTopic topics = kAllAwarenessTopics);

 private:
  Result<bool> check(BytesView update);
  Result<void> check_room(BytesView update) const;
  bool is_familiar(std::uint64_t client, Reader& in) const;
  bool is_renewed(std::uint64_t client, std::string_view text) const;
  void accept(std::uint64_t client, std::uint64_t clock, std::string_view state, std::int64_t now,
              awareness::Changes& changes);
  void accept_null(std::uint64_t client, std::uint64_t clock, std::int64_t now,
                   awareness::Changes& changes);
  void put_state(std::uint32_t index, std::string_view state, std::int64_t now,
                 awareness::Changes& changes);
  void set_local(std::optional<std::string_view> state, std::int64_t now,
                 awareness::Changes& changes);
  void expire(std::int64_t now, awareness::Changes& changes);
  void forget(std::int64_t now);
  void notify(const awareness::Changes& changes, const Origin& origin);

  std::int64_t timeout_;
  AwarenessLimits limits_;
  std::unique_ptr<awareness::ClientTable> clients_;
  std::unique_ptr<awareness::Observers> observers_;
  std::unique_ptr<JsonShape> shape_;  // of the states that came last
};

/// True when `message` says that exactly one client left: an awareness update with one null state,
/// as it is, with its length in front, or as a whole message (01, length, update). False for
/// anything else.
bool is_disconnect_message(BytesView message);

}  // namespace ycpp

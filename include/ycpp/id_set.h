// id_set.h -- ElementId, and IdSet: a set of them as ranges, such as what a transaction inserted or
// deleted.
#pragma once

#include <cstdint>
#include <vector>

#include "ycpp/result.h"

namespace ycpp {

/// The id of an element: unique in a document, and the same for all peers.
struct ElementId {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  friend bool operator==(const ElementId&, const ElementId&) = default;
};

/// The clocks [clock, clock + length) of one client.
struct IdRange {
  std::uint64_t client = 0;
  std::uint64_t clock = 0;
  std::uint64_t length = 0;
  std::uint64_t end() const { return clock + length; }
  friend bool operator==(const IdRange&, const IdRange&) = default;
};

/// The ranges of a client are sorted and do not touch. Clients stay in the order in which they
/// came: undo goes through them in that order, and it shows in the ids that it makes.
class IdSet {
 public:
  struct Client {
    std::uint64_t id = 0;
    std::vector<IdRange> ranges;
    friend bool operator==(const Client&, const Client&) = default;
  };

  bool empty() const { return clients_.empty(); }
  const std::vector<Client>& clients() const { return clients_; }
  /// All ranges, client by client.
  std::vector<IdRange> ranges() const;
  /// O(clients + log ranges).
  bool contains(std::uint64_t client, std::uint64_t clock) const;

  /// Adds a range; one of length 0 adds nothing. O(clients) behind the last range of the client,
  /// else O(clients + ranges).
  /// @throws std::invalid_argument the range goes past 2^53 - 1
  void add(std::uint64_t client, std::uint64_t clock, std::uint64_t length);
  /// Adds all of `other`.
  void merge(const IdSet& other);

  /// As in updates: clients descending.
  ///   01 01 01 02 03   client 1, one range: clocks 2, 3 and 4
  Bytes encode() const;
  static Result<IdSet> decode(BytesView bytes);

  /// The same ids, whatever the order of clients.
  friend bool operator==(const IdSet& a, const IdSet& b);

 private:
  const Client* find(std::uint64_t client) const;

  std::vector<Client> clients_;
};

}  // namespace ycpp

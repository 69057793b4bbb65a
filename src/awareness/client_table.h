// client_table.h -- the clients, their states and clocks, in the orders in which they are needed.
//
// Records live in one vector and are named by index; an index stays valid until its client is
// forgotten, a reference only until the next add(). Record 0 is this client: always known, first in
// every listing, never expired. The others are in two lists: all of them by arrival, and, by time,
// either the present ones (the one longest silent first) or the departed ones (the one that left
// first, first). So finding who has expired is looking at the head of a list.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "awareness/state_text.h"
#include "base/id_table.h"
#include "base/index_list.h"

namespace ycpp::awareness {

struct Client {
  std::uint64_t id = 0;
  std::uint64_t clock = 0;
  std::int64_t last_updated = 0;
  std::int64_t left_at = 0;  // only of departed clients
  std::uint64_t number = 0;  // counts the clients in the order in which they became known
  StateText state;           // canonical JSON, not null; empty while absent
  IndexLinks by_arrival;
  IndexLinks by_time;

  bool present() const { return !state.empty(); }
};

class ClientTable {
 public:
  static constexpr std::uint32_t kOwn = 0;

  explicit ClientTable(std::uint64_t own_id);

  Client& operator[](std::uint32_t index) { return clients_[index]; }
  const Client& operator[](std::uint32_t index) const { return clients_[index]; }

  /// kNoIndex when the client is not known.
  std::uint32_t find(std::uint64_t id) const {
    return ids_.find(id, [this](std::uint32_t index) { return clients_[index].id; });
  }

  /// Makes an unknown client known. It must arrive() or leave() next.
  std::uint32_t add(std::uint64_t id);
  /// add() and arrive() in one. Without memory for the state, the client stays unknown.
  std::uint32_t add_present(std::uint64_t id, std::string_view state, std::int64_t now);
  /// Gives a state to a client that has none, and the last place in the order of arrival.
  void arrive(std::uint32_t index, std::string_view state, std::int64_t now);
  /// Gives another state to a client that has one.
  void replace(std::uint32_t index, std::string_view state);
  /// A sign of life of a present client.
  void touch(std::uint32_t index, std::int64_t now);
  /// Takes the state of a client away, if it has one.
  void leave(std::uint32_t index, std::int64_t now);
  /// Puts clients into the order in which they became known.
  void sort_as_known(std::span<std::uint64_t> ids) const;
  /// Forgets a departed client.
  void forget(std::uint32_t index);

  /// The peer longest silent; the one that left first. kNoIndex when there is none.
  std::uint32_t longest_silent() const { return silent_.first(); }
  std::uint32_t first_departed() const { return departed_.first(); }

  std::size_t known_count() const { return ids_.size(); }
  std::size_t present_count() const { return present_; }
  std::size_t state_bytes() const { return state_bytes_; }

  template <class Body>
  void for_each_known(Body&& body) const {
    body(clients_[kOwn]);
    for (std::uint32_t i = arrivals_.first(); i != kNoIndex; i = arrivals_.after(clients_, i))
      body(clients_[i]);
  }
  template <class Body>
  void for_each_present(Body&& body) const {
    for_each_known([&](const Client& client) {
      if (client.present()) body(client);
    });
  }

 private:
  std::uint32_t make_record(std::uint64_t id);

  using ByTime = IndexList<Client, &Client::by_time>;

  std::vector<Client> clients_;
  std::vector<std::uint32_t> free_;
  IdTable ids_;
  std::uint64_t last_number_ = 0;
  IndexList<Client, &Client::by_arrival> arrivals_;
  ByTime silent_;
  ByTime departed_;
  std::size_t present_ = 0;
  std::size_t state_bytes_ = 0;
};

}  // namespace ycpp::awareness

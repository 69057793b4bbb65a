// pending.h -- Pending: blocks and deletions that wait for something that has not arrived.
//
// Blocks are kept decoded, per client in clock order, with the bytes they need. The first block of
// each client waits for exactly one thing: that the state of some client passes a clock. So an
// arriving update wakes only those that waited for it, O(log n) each, and nothing is ever encoded
// again.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "update/block.h"
#include "update/id_set.h"
#include "ycpp/encoding.h"

namespace ycpp::store {

class Pending {
 public:
  bool empty() const { return clients_.empty() && deletions_.empty(); }
  /// O(1).
  std::size_t memory_bytes() const;

  /// Keeps a copy of `block`.
  void add(const update::Block& block);
  /// The first block of `client`, or null.
  const update::Block* first(std::uint64_t client) const;
  void drop_first(std::uint64_t client);
  /// Forgets what is before `clock`, which is inside of the first block.
  void cut_first(std::uint64_t client, std::uint64_t clock);
  /// The blocks of `client` wait until the state of `need.client` is above `need.clock`.
  void wait(std::uint64_t client, update::Id need);
  /// A client that waited for `arrived` to get to `state`, taken off the list; none if there is
  /// none.
  std::optional<std::uint64_t> woken_by(std::uint64_t arrived, std::uint64_t state);

  /// Keeps the deletion of ids that are not known yet.
  void add_deletion(const update::IdRange& range);
  /// Takes the deletions of `client` off the list.
  std::vector<update::IdRange> take_deletions(std::uint64_t client);

  /// The kind of what is in the document or else among the blocks; nothing if it is in neither.
  using KindOf =
      std::function<std::optional<update::Kind>(const update::Id&, std::span<const update::Block>)>;
  /// Everything, as an update with holes. Where a parent turned out to be no type, a block is
  /// written as collected: that is what becomes of it, and an update in which both stand as they
  /// are would be refused.
  Bytes encode(Encoding encoding, const KindOf& kind_of) const;

 private:
  template <class Sections>
  Bytes encode_with(const KindOf& kind_of) const;
  std::vector<update::Block> blocks() const;
  struct Parked {
    update::Block block;
    Bytes storage;  // what the block views
  };
  struct Client {
    std::map<std::uint64_t, Parked> blocks;  // by clock
    std::optional<update::Id> need;
  };
  struct Need {
    std::uint64_t client;
    std::uint64_t clock;
    std::uint64_t waiting;
    friend auto operator<=>(const Need&, const Need&) = default;
  };
  void put(Parked parked);
  Parked take_first(Client& client);
  void stop_waiting(Client& client, std::uint64_t id);

  std::map<std::uint64_t, Client> clients_;
  std::set<Need> needs_;
  std::size_t block_count_ = 0;
  std::size_t storage_bytes_ = 0;
  std::size_t range_count_ = 0;
  std::map<std::uint64_t, std::map<std::uint64_t, std::uint64_t>> deletions_;  // client, clock, end
};

}  // namespace ycpp::store

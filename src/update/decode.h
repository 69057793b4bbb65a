// decode.h -- bytes of an update (v1) -> blocks. Total: any bytes give blocks or an error, never both.
//
//   update      := varuint clients, client*, delete set          (what follows is ignored)
//   client      := varuint n, varuint client, varuint clock, block{n}
//   block       := 00 len | 0a len | info [origin] [right origin] [parent [key]] content
//   01 01 01 00 04 01 01 74 03 616263 00     client 1 wrote "abc" at the start of root "t"
//
// Also refused, because no peer that keeps the rules writes it: a block that refers to itself or to a
// later block of its client. Blocks of length 0 are dropped: nothing can refer to them.
#pragma once

#include <vector>

#include "base/arena.h"
#include "update/block.h"
#include "update/id_set.h"

namespace ycpp::update {

/// Reads an update block by block, in the order they have in the bytes.
class BlockReader {
 public:
  explicit BlockReader(BytesView bytes) : in_(bytes), clients_left_(in_.count(3)) { next(); }

  /// The current block, or null after the last one and after an error.
  const Block* current() const { return at_block_ ? &block_ : nullptr; }
  void next();

  /// The delete set; only once current() is null.
  IdSet deletions() { return IdSet::decode(in_); }

  /// True while no client came after a lower one, or twice: the order that every encoder writes.
  bool ordered() const { return ordered_; }

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }

 private:
  bool read_block();
  void read_item(std::uint8_t info);
  void read_content();
  void read_values(Kind kind);
  void read_json_value();
  Id read_reference();

  Reader in_;
  std::size_t clients_left_;
  std::size_t blocks_left_ = 0;
  std::uint64_t client_ = kMaxSafeInteger + 1;
  std::uint64_t clock_ = 0;
  bool ordered_ = true;
  bool at_block_ = false;
  Block block_;
  Writer scratch_;
  Arena arena_;  // values whose canonical form is not in the input
};

/// A whole update in memory. Blocks are grouped by client, clients descending, clocks ascending.
class Update {
 public:
  static Result<Update> parse(BytesView bytes);

  /// The blocks [begin, end) of one client.
  struct Client {
    std::uint64_t client;
    std::size_t begin;
    std::size_t end;
  };

  const std::vector<Client>& clients() const { return clients_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  const IdSet& deletions() const { return deletions_; }

 private:
  void group();

  std::vector<Block> blocks_;
  std::vector<Client> clients_;
  IdSet deletions_;
  std::unique_ptr<BlockReader> reader_;  // owns the values that are not in the input
};

}  // namespace ycpp::update

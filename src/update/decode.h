// decode.h -- bytes of an update -> blocks. Total: any bytes give blocks or an error, never both.
//
//   update      := clients, client*, delete set          (what follows is ignored)
//   client      := n, client, clock, block{n}
//   block       := gc len | skip len | info [origin] [right origin] [parent [key]] content
//   01 01 01 00 04 01 01 74 03 616263 00     client 1 wrote "abc" at the start of root "t"; v1
//
// The grammar is the same in both formats; fields_v1.h and fields_v2.h know where each field is.
//
// Also refused, because no peer that keeps the rules writes it: a block that refers to itself or to
// a later block of its client. Blocks of length 0 are dropped: nothing can refer to them.
#pragma once

#include <vector>

#include "base/arena.h"
#include "update/block.h"
#include "update/fields_v1.h"
#include "update/fields_v2.h"
#include "update/id_set.h"

namespace ycpp::update {

/// Reads an update block by block, in the order they have in the bytes.
template <class Fields>
class BasicBlockReader {
 public:
  explicit BasicBlockReader(BytesView bytes, Source source = Source::peer)
      : in_(bytes, source), clients_left_(in_.sections()) {
    next();
  }

  /// The current block, or null after the last one and after an error.
  const Block* current() const { return at_block_ ? &block_ : nullptr; }
  void next();

  /// The delete set; only once current() is null.
  IdSet deletions() { return in_.deletions(); }
  /// The memory that blocks view, apart from the bytes themselves; takes it away from the reader.
  Arena take_memory() { return std::move(arena_); }

  /// True while no client came after a lower one, or twice: the order that every encoder writes.
  bool ordered() const { return ordered_; }

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }

 private:
  void start_section();
  bool read_block();
  void read_gc(std::size_t at);
  void read_item(std::uint8_t info);
  void read_content();
  void read_type();
  void read_subdocument();
  void read_values();
  void read_json();
  Id checked(Id reference, std::size_t at);

  Fields in_;
  std::size_t clients_left_;
  std::uint64_t blocks_left_ = 0;
  std::uint64_t client_ = kMaxSafeInteger + 1;
  std::uint64_t clock_ = 0;
  bool ordered_ = true;
  bool at_block_ = false;
  Block block_;
  Writer scratch_;
  Arena arena_;  // what cannot be a view of the input
};

extern template class BasicBlockReader<FieldReaderV1>;
extern template class BasicBlockReader<FieldReaderV2>;
using BlockReader = BasicBlockReader<FieldReaderV1>;
using BlockReaderV2 = BasicBlockReader<FieldReaderV2>;

/// A whole update in memory. Blocks are grouped by client, clients descending, clocks ascending.
class Update {
 public:
  static Result<Update> parse(BytesView bytes, Encoding encoding = Encoding::v1);

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
  template <class Reader>
  static Result<Update> parse_with(BytesView bytes);
  void group();

  std::vector<Block> blocks_;
  std::vector<Client> clients_;
  IdSet deletions_;
  Arena memory_;
};

}  // namespace ycpp::update

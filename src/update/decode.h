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
  explicit BasicBlockReader(BytesView bytes, std::uint64_t free_blocks = kFreeBlocks)
      : BasicBlockReader(bytes, free_blocks, Keep{}) {
    next();
  }
  /// Without a current block yet, for read().
  struct Keep {};
  BasicBlockReader(BytesView bytes, std::uint64_t free_blocks, Keep)
      : in_(bytes, free_blocks), clients_left_(in_.sections()) {}

  /// The current block, or null after the last one and after an error.
  const Block* current() const { return at_block_ ? &block_ : nullptr; }
  void next() {
    block_ = Block{};
    at_block_ = read(block_);
  }
  /// Whoever keeps the blocks reads all of them with this, each into a new one, which has to be in
  /// its initial state: false after the last one and after an error.
  bool read(Block& block);

  /// The delete set; only once current() is null.
  IdSet deletions() { return in_.deletions(); }
  /// The memory that blocks view, apart from the bytes themselves; takes it away from the reader.
  Arena take_memory() { return std::move(arena_); }

  /// True while no client came after a lower one, or twice: the order that every encoder writes.
  bool ordered() const { return ordered_; }

  /// How many blocks the current section still has, as its writer says.
  std::uint64_t announced() const { return blocks_left_; }

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }

 private:
  void start_section();
  bool read_block(Block& block);
  void read_gc(Block& block, std::size_t at);
  void read_item(Block& block, std::uint8_t info);
  void read_content(Block& block);
  void read_type(Block& block);
  void read_subdocument(Block& block);
  void read_values(Block& block);
  void read_json(Block& block);
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
  static Result<Update> parse(BytesView bytes, Encoding encoding = Encoding::v1,
                              std::uint64_t free_blocks = kFreeBlocks);

  /// The blocks [begin, end) of one client.
  struct Client {
    std::uint64_t client;
    std::size_t begin;
    std::size_t end;
  };

  const std::vector<Client>& clients() const { return clients_; }
  const std::vector<Block>& blocks() const { return blocks_; }
  /// The indices of the blocks that name their parent.
  const std::vector<std::size_t>& parented() const { return parented_; }
  const IdSet& deletions() const { return deletions_; }
  /// Of the texts and values of its blocks.
  std::uint64_t content_bytes() const { return content_bytes_; }

 private:
  template <class Reader>
  static Result<Update> parse_with(BytesView bytes, std::uint64_t free_blocks);
  template <class Reader>
  void take_blocks(Reader& in, std::uint64_t expected);
  void note(std::size_t i);
  void sort();

  std::vector<Block> blocks_;
  std::vector<Client> clients_;
  std::vector<std::size_t> parented_;
  IdSet deletions_;
  Arena memory_;
  std::uint64_t content_bytes_ = 0;
};

}  // namespace ycpp::update

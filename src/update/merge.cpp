// merge.cpp -- merging updates without a document.
//
// It streams: a reader holds one block at a time, and is open only while the merge is between its
// first block and its last. Items are never joined, because without a document nobody knows whether
// they are neighbours. The bytes are those of Yjs.
//
// Memory: the result, 24 bytes for each update, and the open readers: one, where each update goes
// on where another ends.
#include "update/merge.h"

#include <algorithm>
#include <deque>
#include <optional>

#include "base/over_limit.h"
#include "update/formats.h"
#include "ycpp/update.h"

namespace ycpp {
namespace update {
namespace {

// `error`, with the index of the update that has it.
Error in_update(std::size_t index, Error error) {
  error.detail =
      "update " + std::to_string(index) + (error.detail.empty() ? "" : ": " + error.detail);
  return error;
}

struct Merged {
  Bytes bytes;
  bool ordered =
      true;  // false: some update has its clients in an order of its own, and so have these
};

// Merges k sorted streams of blocks. The heap holds the stream whose block comes first: clients
// descending, clocks ascending. Of streams at the same id, the one that was advanced last comes
// first (and before any advance, the one given first): the order that a stable sort of all streams
// in every round would give, at O(log k) a round.
//
// Yjs does sort, and its comparison says "less" both ways when one of two has an item where the
// other has collected ids. So each round of sorting swaps such a pair: see first_of_pair().
template <class Format>
class Merge {
 public:
  using BlockReader = typename Format::Reader;

  Merge(std::span<const BytesView> updates, std::uint64_t free_blocks)
      : updates_(updates), free_blocks_(free_blocks) {
    waiting_.reserve(updates.size());
    for (const BytesView bytes : updates)
      waiting_.push_back({Format::FieldReader::begin(bytes), waiting_.size()});
    if (!std::is_sorted(waiting_.begin(), waiting_.end(), opens_before))
      std::sort(waiting_.begin(), waiting_.end(), opens_before);
  }

  Result<Merged> run() {
    for (round_ = 0; open_what_is_next(); ++round_) {
      Stream stream = pop();
      if (!heap_.empty() && is_pair(stream, heap_.front())) stream = first_of_pair(stream);
      step(stream);
      if ((*stream.reader)->current() == nullptr) {
        close(stream);
        continue;
      }
      stream.sorted = round_ + 1;
      push(stream);
    }
    if (failed_) return failed_->second;
    if (pending_) sections_.add(*pending_);
    deletions_.normalize();
    return Merged{sections_.finish(deletions_), ordered_};
  }

 private:
  // An update that is not open yet, and the id that none of its blocks comes before.
  struct Waiting {
    Id begin;
    std::size_t update;
  };
  using Slot = std::optional<BlockReader>;
  struct Stream {
    Slot* reader;
    std::int64_t sorted;  // the round in which it was last put in its place; its turn, if negative
    std::size_t update;
  };

  static bool opens_before(const Waiting& a, const Waiting& b) {
    if (a.begin.client != b.begin.client) return a.begin.client > b.begin.client;
    if (a.begin.clock != b.begin.clock) return a.begin.clock < b.begin.clock;
    return a.update < b.update;
  }

  // Opens all updates that may have a block as early as the first of those that are open. False
  // when there is no block any more.
  bool open_what_is_next() {
    for (; opened_ < waiting_.size(); ++opened_) {
      const auto& [begin, update] = waiting_[opened_];
      if (!heap_.empty()) {
        const Id& first = block(heap_.front()).id;
        if (begin.client < first.client) break;
        if (begin.client == first.client && begin.clock > first.clock) break;
      }
      open(update);
    }
    return !heap_.empty();
  }

  void open(std::size_t update) {
    if (free_.empty()) free_.push_back(&readers_.emplace_back());
    Stream stream{free_.back(), -1 - static_cast<std::int64_t>(update), update};
    free_.pop_back();
    stream.reader->emplace(updates_[update], free_blocks_);
    if (skip_holes(stream))
      push(stream);
    else
      close(stream);
  }

  void close(const Stream& s) {
    BlockReader& reader = **s.reader;
    ordered_ = ordered_ && reader.ordered();
    if (reader.ok()) deletions_.append(reader.deletions());
    if (!reader.ok()) fail(s.update, reader.error());
    if (pending_reader_ == s.reader) {
      pending_memory_ = reader.take_memory();
      pending_reader_ = nullptr;
    }
    s.reader->reset();
    free_.push_back(s.reader);
  }

  // The first of the updates that fail is the one to be named.
  void fail(std::size_t update, Error error) {
    if (failed_ && failed_->first < update) return;
    failed_.emplace(update, in_update(update, std::move(error)));
  }

  static const Block& block(const Stream& s) { return *(*s.reader)->current(); }

  static bool later(const Stream& a, const Stream& b) {
    const auto& x = block(a).id;
    const auto& y = block(b).id;
    if (x.client != y.client) return x.client < y.client;
    if (x.clock != y.clock) return x.clock > y.clock;
    return a.sorted < b.sorted;
  }

  void push(const Stream& s) {
    heap_.push_back(s);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  Stream pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Stream s = heap_.back();
    heap_.pop_back();
    return s;
  }

  static bool is_pair(const Stream& a, const Stream& b) {
    return block(a).id == block(b).id && (block(a).kind == Kind::gc) != (block(b).kind == Kind::gc);
  }

  // Which of `newer`, which is off the heap, and the stream on top of it comes first: they changed
  // places in every round since they met, this one included.
  Stream first_of_pair(const Stream& newer) {
    const std::int64_t met = std::max<std::int64_t>(newer.sorted, 0);
    if ((round_ - met) % 2 != 0) return newer;
    const Stream older = pop();
    push(newer);
    return older;
  }

  // Moves to a block that is not a hole; false at the end.
  static bool skip_holes(Stream& s) {
    while ((*s.reader)->current() != nullptr && block(s).kind == Kind::skip) (*s.reader)->next();
    return (*s.reader)->current() != nullptr;
  }
  static bool advance(Stream& s) {
    (*s.reader)->next();
    return skip_holes(s);
  }

  // A block views the input, and memory that its reader keeps until it is closed, when what is
  // pending takes it over.
  void write_and_replace(const Block& next, const Slot* reader) {
    if (pending_) sections_.add(*pending_);
    pending_ = next;
    pending_reader_ = reader;
    pending_memory_ = Arena();
  }

  void step(Stream& s) {
    const std::uint64_t client = block(s).id.client;
    if (!pending_) {
      write_and_replace(block(s), s.reader);
      advance(s);
    } else if (!place(s, client)) {
      return;
    }
    while ((*s.reader)->current() != nullptr && block(s).id.client == client &&
           block(s).id.clock == pending_->end()) {
      write_and_replace(block(s), s.reader);
      advance(s);
    }
  }

  // Brings the stream's block together with the pending one; false when the streams have to be
  // ordered again first.
  bool place(Stream& s, std::uint64_t client) {
    bool skipped = false;
    while (block(s).id.client == pending_->id.client && block(s).end() <= pending_->end()) {
      skipped = true;
      if (!advance(s)) return false;
    }
    if (block(s).id.client != client) return false;
    if (skipped && block(s).id.clock > pending_->end()) return false;
    if (client != pending_->id.client) {
      write_and_replace(block(s), s.reader);
      advance(s);
    } else if (pending_->end() < block(s).id.clock) {
      open_hole(block(s));
    } else {
      join(s);
    }
    return true;
  }

  // Between what is pending and `next` ids are missing: a skip stands for them.
  void open_hole(const Block& next) {
    if (pending_->kind == Kind::skip) {
      pending_->length = next.end() - pending_->id.clock;
      return;
    }
    const Id from{next.id.client, pending_->end()};
    write_and_replace(without_content(Kind::skip, from, next.id.clock), nullptr);
  }

  void join(Stream& s) {
    Block next = block(s);
    const std::uint64_t overlap = pending_->end() - next.id.clock;
    if (overlap > 0) {
      if (pending_->kind == Kind::skip)
        pending_->length -= overlap;  // a hole gives way: the block knows more
      else
        next = slice(next, overlap);
    }
    if (pending_->kind == Kind::gc && next.kind == Kind::gc) {
      pending_->length += next.length;
      return;
    }
    write_and_replace(next, s.reader);
    advance(s);
  }

  std::span<const BytesView> updates_;
  std::uint64_t free_blocks_;
  std::vector<Waiting> waiting_;  // in the order in which they are opened
  std::size_t opened_ = 0;        // so many of them were
  std::deque<Slot> readers_;
  std::vector<Slot*> free_;
  std::vector<Stream> heap_;
  std::int64_t round_ = 0;
  std::optional<Block> pending_;
  const Slot* pending_reader_ = nullptr;  // whose memory it views, while that is open
  Arena pending_memory_;
  typename Format::Sections sections_;
  IdSet deletions_;
  bool ordered_ = true;
  std::optional<std::pair<std::size_t, Error>> failed_;  // which update, and how
};

// An update with the same blocks, in the order that merging stands on. Each block is a section, as
// the blocks of a client need not follow each other.
template <class Format>
Bytes in_order(BytesView bytes, Encoding encoding) {
  const Result<Update> parsed =
      Update::parse(bytes, encoding, kTrusted);  // read once already: it cannot fail
  Writer out;
  typename Format::Fields fields(out);
  fields.rest().var_uint(parsed->blocks().size());
  for (const Block& block : parsed->blocks()) {
    fields.rest().var_uint(1);
    fields.client(block.id.client);
    fields.rest().var_uint(block.id.clock);
    encode_block(fields, block);
  }
  fields.deletions(parsed->deletions());
  fields.close();
  return out.take();
}

template <class Format>
Result<Bytes> merge_as(std::span<const BytesView> updates, Encoding encoding,
                       std::uint64_t free_blocks) {
  Result<Merged> merged = Merge<Format>(updates, free_blocks).run();
  if (!merged) return merged.error();
  if (merged->ordered) return std::move(merged->bytes);
  // The streams came together wrongly. In the copies each block is a section, in the right order.
  std::vector<Bytes> copies;
  for (const BytesView bytes : updates) copies.push_back(in_order<Format>(bytes, encoding));
  const std::vector<BytesView> views(copies.begin(), copies.end());
  merged = Merge<Format>(views, kTrusted).run();
  return std::move(merged->bytes);
}

}  // namespace

Result<Bytes> merge(std::span<const BytesView> updates, Encoding encoding,
                    std::uint64_t free_blocks) {
  return in_format(encoding, [&](auto format) {
    return merge_as<decltype(format)>(updates, encoding, free_blocks);
  });
}

}  // namespace update

Result<Bytes> merge_updates(std::span<const BytesView> updates, Encoding encoding,
                            const Limits& limits) {
  for (std::size_t i = 0; i < updates.size(); ++i)
    if (updates[i].size() > limits.update_bytes)
      return update::in_update(i, too_long(updates[i], limits.update_bytes));
  if (updates.size() != 1) return update::merge(updates, encoding, limits.free_blocks);
  const Result<void> valid = validate_update(updates[0], encoding, limits);
  if (!valid) return valid.error();
  return Bytes(updates[0].begin(), updates[0].end());
}

}  // namespace ycpp

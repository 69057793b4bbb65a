// merge.cpp -- updates without a document: merge, diff, state vector.
//
// All three stream: a reader holds one block at a time, and items are never joined, because without a
// document nobody knows whether they are neighbours. The bytes are those of Yjs.
#include <algorithm>
#include <deque>
#include <optional>

#include "update/decode.h"
#include "update/encode.h"
#include "update/state_vector.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using update::Block;
using update::BlockReader;
using update::Kind;
using update::SectionWriter;
using update::StateVector;

Bytes finish(SectionWriter& sections, const update::IdSet& deletions) {
  Writer out;
  sections.finish(out);
  deletions.encode(out);
  return out.take();
}

// Merges k sorted streams of blocks. The heap holds the stream whose block comes first: clients
// descending, clocks ascending. Of streams at the same id, the one that was advanced last comes first
// (and before any advance, the one given first): the order that a stable re-sort of all streams after
// every step would give, at O(log k) a step.
class Merge {
 public:
  explicit Merge(std::deque<BlockReader>& readers) {
    std::int64_t stamp = 0;
    for (BlockReader& reader : readers) heap_.push_back({&reader, --stamp});
    std::erase_if(heap_, [](Stream& s) { return !skip_holes(s); });
    std::make_heap(heap_.begin(), heap_.end(), later);
  }

  void run() {
    while (!heap_.empty()) {
      std::pop_heap(heap_.begin(), heap_.end(), later);
      Stream stream = heap_.back();
      heap_.pop_back();
      step(stream);
      if (stream.reader->current() == nullptr) continue;
      stream.stamp = ++stamp_;
      heap_.push_back(stream);
      std::push_heap(heap_.begin(), heap_.end(), later);
    }
    if (pending_) sections_.add(*pending_);
  }

  SectionWriter& sections() { return sections_; }

 private:
  struct Stream {
    BlockReader* reader;
    std::int64_t stamp;
  };

  static const Block& block(const Stream& s) { return *s.reader->current(); }

  static bool later(const Stream& a, const Stream& b) {
    const auto& x = block(a).id;
    const auto& y = block(b).id;
    if (x.client != y.client) return x.client < y.client;
    if (x.clock != y.clock) return x.clock > y.clock;
    return a.stamp < b.stamp;
  }

  // Moves to a block that is not a hole; false at the end.
  static bool skip_holes(Stream& s) {
    while (s.reader->current() != nullptr && block(s).kind == Kind::skip) s.reader->next();
    return s.reader->current() != nullptr;
  }
  static bool advance(Stream& s) {
    s.reader->next();
    return skip_holes(s);
  }

  // A block views its reader's memory only until the reader moves on, so what is pending is written
  // or kept before that; the input bytes and the reader's arena outlive the merge.
  void write_and_replace(const Block& next) {
    if (pending_) sections_.add(*pending_);
    pending_ = next;
  }

  void step(Stream& s) {
    const std::uint64_t client = block(s).id.client;
    if (!pending_) {
      pending_ = block(s);
      advance(s);
    } else if (!place(s, client)) {
      return;
    }
    while (s.reader->current() != nullptr && block(s).id.client == client &&
           block(s).id.clock == pending_->end()) {
      write_and_replace(block(s));
      advance(s);
    }
  }

  // Brings the stream's block together with the pending one; false when the streams have to be
  // ordered again first.
  bool place(Stream& s, std::uint64_t client) {
    bool skipped = false;
    while (block(s).id.client >= pending_->id.client && block(s).end() <= pending_->end()) {
      skipped = true;
      if (!advance(s)) return false;
    }
    if (block(s).id.client != client) return false;
    if (skipped && block(s).id.clock > pending_->end()) return false;
    if (client != pending_->id.client) {
      write_and_replace(block(s));
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
    Block hole;
    hole.kind = Kind::skip;
    hole.id = {next.id.client, pending_->end()};
    hole.length = next.id.clock - hole.id.clock;
    write_and_replace(hole);
  }

  void join(Stream& s) {
    Block next = block(s);
    const std::uint64_t overlap = pending_->end() - next.id.clock;
    if (overlap > 0) {
      if (pending_->kind == Kind::skip)
        pending_->length -= overlap;  // a hole gives way: the block knows more
      else
        next = update::slice(next, overlap);
    }
    if (pending_->kind == Kind::gc && next.kind == Kind::gc) {
      pending_->length += next.length;
      return;
    }
    write_and_replace(next);
    advance(s);
  }

  std::vector<Stream> heap_;
  std::int64_t stamp_ = 0;
  std::optional<Block> pending_;
  SectionWriter sections_;
};

}  // namespace

Result<Bytes> merge_updates(std::span<const BytesView> updates) {
  if (updates.empty()) return Bytes{0, 0};
  if (updates.size() == 1) {
    if (Result<void> valid = validate_update(updates[0]); !valid) return valid.error();
    return Bytes(updates[0].begin(), updates[0].end());
  }
  std::deque<BlockReader> readers;
  for (const BytesView bytes : updates) readers.emplace_back(bytes);
  Merge merge(readers);
  merge.run();
  update::IdSet deletions;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    if (readers[i].ok()) deletions.append(readers[i].deletions());
    if (readers[i].ok()) continue;
    Error error = readers[i].error();
    error.detail = "update " + std::to_string(i);
    return error;
  }
  deletions.normalize();
  return finish(merge.sections(), deletions);
}

Result<Bytes> diff_update(BytesView update, BytesView state_vector) {
  Reader sv_bytes(state_vector);
  const StateVector sv = StateVector::decode(sv_bytes);
  if (!sv_bytes.ok()) return sv_bytes.error();
  BlockReader in(update);
  SectionWriter sections;
  // Within a client, everything after the first block that is kept is kept too.
  std::optional<std::uint64_t> open_client;
  for (; in.current() != nullptr; in.next()) {
    const Block& block = *in.current();
    const std::uint64_t client = block.id.client;
    if (open_client == client) {
      sections.add(block);
      continue;
    }
    open_client.reset();
    const std::uint64_t known = sv.get(client);
    if (block.kind == Kind::skip || block.end() <= known) continue;
    sections.add(known > block.id.clock ? slice(block, known - block.id.clock) : block);
    open_client = client;
  }
  const update::IdSet deletions = in.deletions();
  if (!in.ok()) return in.error();
  return finish(sections, deletions);
}

Result<Bytes> state_vector_from_update(BytesView update) {
  BlockReader in(update);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> found;  // in order of appearance
  std::optional<std::uint64_t> client;
  bool contiguous = false;
  for (; in.current() != nullptr; in.next()) {
    const Block& block = *in.current();
    if (client != block.id.client) {
      client = block.id.client;
      contiguous = block.id.clock == 0;
      if (contiguous && block.kind != Kind::skip) found.emplace_back(*client, 0);
    }
    if (block.kind == Kind::skip) contiguous = false;
    if (contiguous) found.back().second = block.end();
  }
  (void)in.deletions();
  if (!in.ok()) return in.error();
  Writer out;
  out.var_uint(found.size());
  for (const auto& [id, clock] : found) {
    out.var_uint(id);
    out.var_uint(clock);
  }
  return out.take();
}

Result<void> validate_update(BytesView update) {
  BlockReader in(update);
  while (in.current() != nullptr) in.next();
  if (in.ok()) (void)in.deletions();
  if (!in.ok()) return in.error();
  return {};
}

Result<void> validate_state_vector(BytesView state_vector) {
  Reader in(state_vector);
  (void)StateVector::decode(in);
  if (!in.ok()) return in.error();
  return {};
}

}  // namespace ycpp

// id_index.cpp -- see id_index.h.
#include "store/id_index.h"

#include <algorithm>

namespace ycpp::store {

namespace {

// The last of `clocks` that is at most `clock`, which the first is. Without a branch on what is
// compared: in documents that were edited here and there it could not be predicted.
template <class Clock>
std::size_t last_at_most(const std::vector<Clock>& clocks, Clock clock) {
  const Clock* first = clocks.data();
  for (std::size_t n = clocks.size(); n > 1;) {
    const std::size_t half = n / 2;
    first += half & (std::size_t{0} - static_cast<std::size_t>(first[half] <= clock));
    n -= half;
  }
  return static_cast<std::size_t>(first - clocks.data());
}

// The answer if it is entry `near` or one of the next two; kElsewhere if not.
constexpr std::size_t kElsewhere = ~std::size_t{0};
std::size_t last_at_most_near(const std::vector<std::uint32_t>& clocks, std::size_t near,
                              std::uint32_t clock) {
  if (clocks[near] > clock) return kElsewhere;
  for (std::size_t i = near; i < near + 3; ++i)
    if (i + 1 == clocks.size() || clocks[i + 1] > clock) return i;
  return kElsewhere;
}

// Where `clock` would be if all items were equally long: right where each is one unit.
std::size_t guess(const std::vector<std::uint32_t>& clocks, std::uint32_t clock) {
  const std::uint32_t span = clocks.back();
  if (clock >= span) return clocks.size() - 1;
  if (span == clocks.size() - 1) return clock;
  return static_cast<std::size_t>(static_cast<double>(clock) / static_cast<double>(span) *
                                  static_cast<double>(clocks.size() - 1));
}

}  // namespace

IdIndex::Position IdIndex::find(std::uint64_t clock) const {
  if (clock >= firsts_.back() + chunks_.back().clocks.back()) return last_position();
  std::uint32_t chunk = found_.chunk;
  const bool is_same = chunk < chunks_.size() && clock >= firsts_[chunk] &&
                       (chunk + 1 == chunks_.size() || clock < firsts_[chunk + 1]);
  if (!is_same) chunk = static_cast<std::uint32_t>(last_at_most(firsts_, clock));
  const auto& clocks = chunks_[chunk].clocks;
  const auto sought = static_cast<std::uint32_t>(std::min(clock - firsts_[chunk], kFurthest));
  std::size_t entry = kElsewhere;
  if (is_same && found_.entry < clocks.size())
    entry = last_at_most_near(clocks, found_.entry, sought);
  if (entry == kElsewhere) entry = last_at_most_near(clocks, guess(clocks, sought), sought);
  if (entry == kElsewhere) entry = last_at_most(clocks, sought);
  return found_ = {chunk, static_cast<std::uint32_t>(entry)};
}

void IdIndex::push_back(std::uint64_t clock, ItemRef item) {
  if (chunks_.empty() || chunks_.back().items.size() == kChunk ||
      clock - firsts_.back() > kFurthest) {
    const auto end = static_cast<std::uint32_t>(chunks_.size());
    insert_chunk(end, clock, item);
    if (end > 0) {  // many clients have few items
      chunks_.back().clocks.reserve(kChunk);
      chunks_.back().items.reserve(kChunk);
    }
    return;
  }
  chunks_.back().clocks.push_back(static_cast<std::uint32_t>(clock - firsts_.back()));
  chunks_.back().items.push_back(item);
  ++size_;
}

void IdIndex::insert_chunk(std::uint32_t at, std::uint64_t first, ItemRef item) {
  chunks_.insert(chunks_.begin() + at, Chunk{{0}, {item}});
  firsts_.insert(firsts_.begin() + at, first);
  ++size_;
}

void IdIndex::insert_after(Position p, std::uint64_t clock, ItemRef item) {
  if (is_last(p)) {
    push_back(clock, item);
    return;
  }
  if (chunks_[p.chunk].items.size() == kChunk) {
    split(p.chunk);
    const auto half = static_cast<std::uint32_t>(chunks_[p.chunk].items.size());
    if (p.entry >= half) p = {p.chunk + 1, p.entry - half};
  }
  const std::uint64_t since = clock - firsts_[p.chunk];
  if (since > kFurthest) {  // a very long item was cut, the last of its chunk
    insert_chunk(p.chunk + 1, clock, item);
    return;
  }
  Chunk& chunk = chunks_[p.chunk];
  chunk.clocks.insert(chunk.clocks.begin() + p.entry + 1, static_cast<std::uint32_t>(since));
  chunk.items.insert(chunk.items.begin() + p.entry + 1, item);
  ++size_;
}

void IdIndex::split(std::uint32_t index) {
  Chunk right;
  Chunk& left = chunks_[index];
  const auto half = static_cast<std::ptrdiff_t>(left.items.size() / 2);
  right.clocks.reserve(kChunk);
  right.items.reserve(kChunk);
  right.clocks.assign(left.clocks.begin() + half, left.clocks.end());
  right.items.assign(left.items.begin() + half, left.items.end());
  left.clocks.resize(static_cast<std::size_t>(half));
  left.items.resize(static_cast<std::size_t>(half));
  firsts_.insert(firsts_.begin() + index + 1, firsts_[index]);
  chunks_.insert(chunks_.begin() + index + 1, std::move(right));
  start_with_first(index + 1);
}

// Makes the clocks of a chunk relative to that of its first entry.
void IdIndex::start_with_first(std::uint32_t chunk) {
  const std::uint32_t first = chunks_[chunk].clocks.front();
  firsts_[chunk] += first;
  for (std::uint32_t& clock : chunks_[chunk].clocks) clock -= first;
}

bool IdIndex::can_join_chunks(std::uint32_t left) const {
  const Chunk& right = chunks_[left + 1];
  return chunks_[left].items.size() + right.items.size() <= kChunk / 2 &&
         firsts_[left + 1] + right.clocks.back() - firsts_[left] <= kFurthest;
}

IdIndex::Position IdIndex::erase(Position p) {
  const Position before = previous(p);
  Chunk& chunk = chunks_[p.chunk];
  chunk.clocks.erase(chunk.clocks.begin() + p.entry);
  chunk.items.erase(chunk.items.begin() + p.entry);
  --size_;
  if (chunk.items.empty()) {
    chunks_.erase(chunks_.begin() + p.chunk);
    firsts_.erase(firsts_.begin() + p.chunk);
    return before;
  }
  if (p.entry == 0) start_with_first(p.chunk);
  // Joining small neighbours keeps the number of chunks proportional to the number of entries.
  if (p.chunk == 0 || !can_join_chunks(p.chunk - 1)) return before;
  Chunk& left = chunks_[p.chunk - 1];
  const std::size_t moved_to = left.items.size();
  const auto between = static_cast<std::uint32_t>(firsts_[p.chunk] - firsts_[p.chunk - 1]);
  for (std::uint32_t& clock : chunk.clocks) clock += between;
  left.clocks.insert(left.clocks.end(), chunk.clocks.begin(), chunk.clocks.end());
  left.items.insert(left.items.end(), chunk.items.begin(), chunk.items.end());
  chunks_.erase(chunks_.begin() + p.chunk);
  firsts_.erase(firsts_.begin() + p.chunk);
  if (before.chunk < p.chunk) return before;
  return {p.chunk - 1, static_cast<std::uint32_t>(moved_to + before.entry)};
}

std::size_t IdIndex::count_from(Position p) const {
  std::size_t n = chunks_[p.chunk].items.size() - p.entry;
  for (std::size_t i = p.chunk + 1; i < chunks_.size(); ++i) n += chunks_[i].items.size();
  return n;
}

std::size_t IdIndex::memory_bytes() const {
  std::size_t bytes = chunks_.capacity() * sizeof(Chunk) + firsts_.capacity() * sizeof(firsts_[0]);
  for (const Chunk& c : chunks_)
    bytes += c.clocks.capacity() * sizeof(c.clocks[0]) + c.items.capacity() * sizeof(ItemRef);
  return bytes;
}

}  // namespace ycpp::store

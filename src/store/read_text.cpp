// read_text.cpp -- the visible text of a list as one string.
//
// A text that was edited consists of thousands of short pieces, and nearly all of the cost is
// waiting for items to come from memory. The index knows the items ahead and fetches them. Without
// one the list is followed from both ends at once: two misses at a time instead of one after the
// other. What is found are views; copying them is a second step, in blocks of one size, of which
// what is too much is overwritten by the next.
#include <cstring>
#include <vector>

#include "base/utf8.h"
#include "store/store.h"

namespace ycpp::store {
namespace {

constexpr std::size_t kBlock = 32;

struct Piece {
  const char* data;
  std::uint32_t bytes;
  bool ends_buffer;  // fewer than kBlock bytes can be read
};

std::string join(const std::vector<Piece>& front, const std::vector<Piece>& back) {
  std::size_t size = 0;
  for (const Piece& piece : front) size += piece.bytes;
  for (const Piece& piece : back) size += piece.bytes;
  std::string text(size + kBlock, '\0');
  char* to = text.data();
  const auto copy = [&to](const Piece& piece) {
    if (piece.bytes <= kBlock && !piece.ends_buffer)
      std::memcpy(to, piece.data, kBlock);
    else
      std::memcpy(to, piece.data, piece.bytes);
    to += piece.bytes;
  };
  for (const Piece& piece : front) copy(piece);
  for (auto piece = back.rbegin(); piece != back.rend(); ++piece) copy(*piece);
  text.resize(size);
  return text;
}

}  // namespace

std::string Store::read_text(BranchRef ref) const {
  std::vector<Piece> front;
  std::vector<Piece> back;  // from right to left
  const auto add = [&](ItemRef i, std::vector<Piece>& pieces) {
    const Item& item = items_[i];
    if (item.deleted || item.kind() != Kind::string) return;
    const Piece half{utf8::kReplacement.data(), utf8::kReplacement.size(), true};
    const bool before = &pieces == &front ? item.lead_half : item.tail_half;
    const bool after = &pieces == &front ? item.tail_half : item.lead_half;
    const std::string& log = clients_[item.client].text;
    const auto [start, bytes] = item.content.text;
    if (before) pieces.push_back(half);
    pieces.push_back({log.data() + start, bytes, log.size() - start < kBlock});
    if (after) pieces.push_back(half);
  };
  const Branch& branch = branches_[ref];
  if (branch.sequence.node != 0) {
    sequence_.each_live(branch.sequence, [&](ItemRef i) { add(i, front); });
  } else if (branch.list != 0) {
    ItemRef left = slots_[branch.list].head;
    ItemRef right = slots_[branch.list].tail;
    while (left != right) {
      add(left, front);
      add(right, back);
      const ItemRef next = items_[left].right;
      if (next == right) return join(front, back);
      right = items_[right].left;
      left = next;
    }
    if (left != 0) add(left, front);
  }
  return join(front, back);
}

}  // namespace ycpp::store

// positions.cpp -- positions in a list: through its sequence index, or, while it is short, by
// looking at its few items.
//
// Most lists of a document are short: cells, attributes, paragraphs. An index for each would cost
// more memory than their items.
#include "store/store.h"

namespace ycpp::store {
namespace {

constexpr std::uint32_t kMostScanned = 8;         // items
constexpr std::uint32_t kMostCountedBytes = 256;  // of text in one of them that has to be counted

// Text whose units it takes long to count.
bool is_costly(const Item& item) {
  return item.kind() == Kind::string && item.content.text.bytes != item.units &&
         item.content.text.bytes > kMostCountedBytes;
}

}  // namespace

// Calls `visit` with the items of a list until it returns true. False as soon as the list turns out
// to be too long for that.
template <class Visit>
bool Store::visit_short(BranchRef branch, Visit visit) const {
  ItemRef i = first_of(branch);
  for (std::uint32_t n = 0; i != 0; ++n, i = items_[i].right) {
    if (n == kMostScanned || is_costly(items_[i])) return false;
    if (visit(i)) break;
  }
  return true;
}

// Null while the list is short and has no index. It gets one when it has grown, and keeps it up to
// date from then on.
SequenceRoot* Store::index_of(BranchRef ref) {
  Branch& branch = branches_[ref];
  if (branch.sequence.node != 0) return &branch.sequence;
  if (visit_short(ref, [](ItemRef) { return false; })) return nullptr;
  const ItemRef head = slots_[branch.list].head;
  try {
    for (ItemRef i = head; i != 0; i = items_[i].right)
      sequence_.push_back(branch.sequence, i, width_of(items_[i]));
  } catch (...) {  // no memory: as if nobody had asked; the nodes end with the document
    for (ItemRef i = head; i != 0; i = items_[i].right) items_[i].leaf = 0;
    branch.sequence = {};
    throw;
  }
  return &branch.sequence;
}

std::uint32_t Store::width_of(const Item& item) const { return item.deleted ? 0 : measure(item); }

std::uint64_t Store::length(BranchRef branch) {
  if (branches_[branch].sequence.node == 0) {
    std::uint64_t sum = 0;
    const auto add = [&](ItemRef i) {
      sum += width_of(items_[i]);
      return false;
    };
    if (visit_short(branch, add)) return sum;
  }
  return index_of(branch)->width;
}

SequenceIndex::Found Store::locate(BranchRef branch, std::uint64_t unit) {
  if (branches_[branch].sequence.node == 0) {
    SequenceIndex::Found found{0, unit, 0};
    const auto is_there = [&](ItemRef i) {
      const std::uint32_t width = width_of(items_[i]);
      if (found.offset >= width) {
        found.offset -= width;
        return false;
      }
      found.item = i;
      found.width = width;
      return true;
    };
    if (visit_short(branch, is_there)) return found;
  }
  const SequenceRoot* const root = index_of(branch);
  return unit < root->width ? sequence_.find(*root, unit) : SequenceIndex::Found{};
}

Measure Store::measure_before(ItemRef ref) {
  if (const SequenceRoot* root = index_of(slots_[items_[ref].slot].branch))
    return sequence_.before(*root, ref);
  Measure sum;
  for (ItemRef i = items_[ref].left; i != 0; i = items_[i].left)
    sum += {width_of(items_[i]), items_[i].deleted ? 0U : 1U, 1U, is_live_mark(i) ? 1U : 0U};
  return sum;
}

ItemRef Store::previous_mark(ItemRef before) const {
  if (items_[before].leaf != 0)
    return sequence_.previous_mark(branches_[slots_[items_[before].slot].branch].sequence, before);
  ItemRef i = items_[before].left;
  while (i != 0 && !is_live_mark(i)) i = items_[i].left;
  return i;
}

std::uint32_t Store::width(ItemRef ref) {
  const bool is_indexed = index_of(slots_[items_[ref].slot].branch) != nullptr;
  return is_indexed ? sequence_.width(ref) : width_of(items_[ref]);
}

ItemRef Store::next_live(BranchRef branch, ItemRef after) {
  if (const SequenceRoot* root = index_of(branch)) return sequence_.next_live(*root, after);
  ItemRef i = after != 0 ? items_[after].right : first_of(branch);
  while (i != 0 && items_[i].deleted) i = items_[i].right;
  return i;
}

void Store::reindex(ItemRef ref) {
  const Item& item = items_[ref];
  if (item.leaf == 0) return;
  SequenceRoot& root = branches_[slots_[item.slot].branch].sequence;
  sequence_.update(root, ref, width_of(item));
}

}  // namespace ycpp::store

// sequence_test.cpp -- the tree over a list of items, compared with a vector.
#include "store/sequence.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ycpp::store {
namespace {

/// A list of items, its tree, and the same as a vector.
class Row {
 public:
  void insert(std::size_t at, std::uint32_t width, bool deleted = false) {
    const ItemRef ref = items_.make();
    items_[ref].deleted = deleted;
    const ItemRef left = at == 0 ? 0 : entries_[at - 1].item;
    if (entries_.empty() && root_.node == 0)
      index_.push_back(root_, ref, width);
    else
      index_.insert_after(root_, left, ref, width);
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), {ref, width});
    relink();
  }
  void push_back(std::uint32_t width) {
    const ItemRef ref = items_.make();
    index_.push_back(root_, ref, width);
    entries_.push_back({ref, width});
    relink();
  }
  void erase(std::size_t at) {
    index_.erase(root_, entries_[at].item);
    items_.release(entries_[at].item);
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
    relink();
  }
  void update(std::size_t at, std::uint32_t width, bool deleted) {
    items_[entries_[at].item].deleted = deleted;
    entries_[at].width = width;
    index_.update(root_, entries_[at].item, width);
  }
  void drop() {
    index_.drop(root_);
    for (const Entry& e : entries_) EXPECT_EQ(items_[e.item].leaf, 0U);
  }

  std::size_t size() const { return entries_.size(); }
  bool has_tree() const { return root_.node != 0; }
  std::uint32_t height() const { return root_.height; }
  void verify() const { index_.verify(root_, entries_.empty() ? 0 : entries_.front().item); }

  Measure measure(std::size_t end) const {
    Measure m;
    for (std::size_t i = 0; i < end; ++i)
      m +=
          {entries_[i].width, items_[entries_[i].item].deleted ? 0U : 1U, 1U, is_mark(i) ? 1U : 0U};
    return m;
  }
  bool is_mark(std::size_t i) const {
    return entries_[i].width == 0 && !items_[entries_[i].item].deleted;
  }
  ItemRef previous_mark(std::size_t before) const {
    while (before > 0 && !is_mark(before - 1)) --before;
    return before == 0 ? 0 : entries_[before - 1].item;
  }
  ItemRef next_live(std::size_t from) const {
    while (from < size() && items_[entries_[from].item].deleted) ++from;
    return from == size() ? 0 : entries_[from].item;
  }

  /// Asks the tree about entry `at`, and compares.
  void expect_right_at(std::size_t at) const {
    const auto [item, width] = entries_[at];
    const Measure before = measure(at);
    EXPECT_EQ(index_.before(root_, item), before);
    EXPECT_EQ(index_.width(item), width);
    EXPECT_EQ(index_.next_live(root_, item), next_live(at + 1));
    EXPECT_EQ(index_.previous_mark(root_, item), previous_mark(at));
    if (width == 0) return;
    for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{width} - 1}) {
      const auto found = index_.find(root_, before.width + offset);
      EXPECT_EQ(found.item, item);
      EXPECT_EQ(found.offset, offset);
      EXPECT_EQ(found.width, width);
    }
  }
  void expect_right() const {
    EXPECT_EQ(root_.width, measure(size()).width);
    EXPECT_EQ(index_.next_live(root_, 0), next_live(0));
    for (std::size_t i = 0; i < size(); ++i) expect_right_at(i);
  }

 private:
  struct Entry {
    ItemRef item;
    std::uint32_t width;
  };
  void relink() {
    for (std::size_t i = 0; i < entries_.size(); ++i)
      items_[entries_[i].item].right = i + 1 < entries_.size() ? entries_[i + 1].item : 0;
  }

  Slab<Item> items_;
  SequenceIndex index_{items_};
  SequenceRoot root_;
  std::vector<Entry> entries_;
};

TEST(SequenceIndex, FindSkipsWhatHasNoWidth) {
  Row row;
  row.insert(0, 3);
  row.insert(1, 0, true);
  row.insert(2, 0);
  row.insert(3, 2);
  row.verify();
  row.expect_right();
  EXPECT_EQ(row.measure(4), (Measure{5, 3, 4, 1}));
}

TEST(SequenceIndex, AppendingBuildsATreeOfSeveralFloors) {
  Row row;
  for (std::uint32_t i = 0; i < 1500; ++i) {
    row.push_back(i % 4);
    row.verify();
  }
  EXPECT_GE(row.height(), 2U);
  row.expect_right();
}

TEST(SequenceIndex, InsertingAtTheFrontKeepsTheOrder) {
  Row row;
  for (std::uint32_t i = 0; i < 1500; ++i) {
    row.insert(0, 1 + i % 3);
    row.verify();
  }
  row.expect_right();
}

TEST(SequenceIndex, NextLiveJumpsOverManyDeletedOnes) {
  Row row;
  for (std::size_t i = 0; i < 1500; ++i) row.insert(i, i % 700 == 699 ? 1 : 0, i % 700 != 699);
  row.expect_right();
  row.update(699, 0, true);
  row.update(1399, 0, true);
  row.verify();
  EXPECT_EQ(row.next_live(0), 0U);
  row.expect_right();
}

TEST(SequenceIndex, ATreeThatWasEmptiedIsFilledAgain) {
  for (const bool from_front : {true, false}) {
    Row row;
    for (int i = 0; i < 1500; ++i) row.push_back(1);
    while (row.size() > 0) {
      row.erase(from_front ? 0 : row.size() - 1);
      row.verify();
    }
    EXPECT_EQ(row.height(), 0U);
    for (std::uint32_t i = 0; i < 100; ++i) row.insert(0, i);
    row.verify();
    row.expect_right();
  }
}

TEST(SequenceIndex, DropForgetsTheTreeAndLeavesTheItems) {
  Row row;
  for (int i = 0; i < 1500; ++i) row.push_back(1);
  row.drop();
  EXPECT_FALSE(row.has_tree());
  row.drop();
  EXPECT_FALSE(row.has_tree());
}

TEST(SequenceIndex, AgreesWithAVectorAfterRandomChanges) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    const auto below = [&](std::size_t n) { return static_cast<std::uint32_t>(random() % n); };
    Row row;
    row.insert(0, 1);
    for (int step = 0; step < 4000; ++step) {
      // Swings between growing and shrinking.
      const unsigned growth = step / 1000 % 2 == 0 ? 6 : 1;
      const unsigned what = below(10);
      const std::size_t at = row.size() == 0 ? 0 : below(row.size());
      const bool deleted = below(3) == 0;
      const std::uint32_t width = deleted ? 0 : below(5);
      if (row.size() == 0 || what < growth)
        row.insert(below(row.size() + 1), width, deleted);
      else if (what < 8)
        row.erase(at);
      else
        row.update(at, width, deleted);
      row.verify();
      if (row.size() > 0) row.expect_right_at(below(row.size()));
      if (step % 250 == 0) row.expect_right();
    }
  }
}

}  // namespace
}  // namespace ycpp::store

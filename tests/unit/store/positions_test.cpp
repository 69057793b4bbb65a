// positions_test.cpp -- positions through the index, compared with a walk along the list.
#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"
#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

void expect_positions(store::Store& store, store::BranchRef branch) {
  store::Measure sum;
  store::ItemRef live = 0;
  store::ItemRef mark = 0;
  for (store::ItemRef i = store.slot(store.list_slot(branch)).head; i != 0;
       i = store.item(i).right) {
    const store::Item& item = store.item(i);
    const std::uint32_t width = item.deleted ? 0 : store.measure(item);
    EXPECT_EQ(store.measure_before(i), sum);
    EXPECT_EQ(store.width(i), width);
    for (std::uint32_t unit = 0; unit < width; ++unit) {
      const auto found = store.locate(branch, sum.width + unit);
      EXPECT_EQ(found.item, i);
      EXPECT_EQ(found.offset, unit);
    }
    if (!item.deleted) {
      EXPECT_EQ(store.next_live(branch, live), i);
      live = i;
    }
    EXPECT_EQ(store.previous_mark(i), mark);
    if (store.is_live_mark(i)) mark = i;
    sum += {width, item.deleted ? 0U : 1U, 1U, mark == i ? 1U : 0U};
  }
  EXPECT_EQ(store.next_live(branch, live), 0U);
  EXPECT_EQ(store.length(branch), sum.width);
}

TEST(Positions, AnEmptyListHasNone) {
  store::Store store(OffsetKind::utf16);
  const store::BranchRef t = store.root("t");
  EXPECT_EQ(store.length(t), 0U);
  EXPECT_EQ(store.next_live(t, 0), 0U);
  EXPECT_EQ(store.branch(t).sequence.node, 0U) << "and no index";
}

TEST(Positions, TheIndexOfALongListIsMadeWhenAPositionIsAskedFor) {
  constexpr std::uint64_t kItems = 20;
  StorePeer peer;
  std::vector<IdRange> every_other;
  for (std::uint64_t i = 0; i < kItems; i += 2) every_other.push_back({1, i, 1});
  const std::string letters(kItems, 'a');
  const MadeBlock text = text_block({1, 0}, letters).root("t");
  ASSERT_TRUE(peer.apply(made_update({text}, every_other)).ok());
  const store::BranchRef t = peer.store.find_root("t");
  EXPECT_EQ(peer.store.branch(t).sequence.node, 0U);
  EXPECT_EQ(peer.store.length(t), kItems / 2);
  EXPECT_NE(peer.store.branch(t).sequence.node, 0U);
  expect_positions(peer.store, t);
}

TEST(Positions, ARemoteChangeKeepsTheIndexRight) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abc").root("t")})).ok());
  const store::BranchRef t = peer.store.find_root("t");
  ASSERT_EQ(peer.store.length(t), 3U);
  ASSERT_TRUE(
      peer.apply(made_update({text_block({2, 0}, "XY").after({1, 0}).before({1, 1})}, {{1, 2, 1}}))
          .ok());
  EXPECT_EQ(peer.store.length(t), 4U);
  expect_positions(peer.store, t);
}

TEST(Positions, AreCountedInTheUnitOfTheDocument) {
  constexpr std::string_view kText = "\u00e9\U0001F600";
  const std::pair<OffsetKind, std::uint64_t> lengths[] = {
      {OffsetKind::unicode, 2}, {OffsetKind::utf16, 3}, {OffsetKind::utf8, 6}};
  for (const auto& [unit, length] : lengths) {
    store::Store store(unit);
    const store::BranchRef t = store.root("t");
    EXPECT_EQ(store.length(t), 0U);
    store.insert_text(store.client(1), store.list_slot(t), {}, kText, 3);
    EXPECT_EQ(store.length(t), length);
    expect_positions(store, t);
    store.split(store.slot(store.list_slot(t)).head, 2);  // through the pair
    expect_positions(store, t);
    store.verify();
  }
}

TEST(Positions, AgreeWithAWalkAfterRandomEdits) {
  for (const OffsetKind unit : {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8}) {
    std::mt19937 random(static_cast<unsigned>(unit) + 1);
    StorePeer peer(unit);
    const store::BranchRef t = peer.store.root("t");
    constexpr std::string_view kWords[] = {"a", "bcd", "\u00e9", "\U0001F600", "x\u20acy"};
    for (int step = 0; step < 500; ++step) {
      // A place between whole characters, which every unit can name.
      const std::uint64_t length = peer.store.length(t);
      std::uint64_t at = random() % (length + 1);
      while (at < length) {
        const auto found = peer.store.locate(t, at);
        if (peer.store.to_utf16(peer.store.item(found.item), found.offset)) break;
        ++at;
      }
      const store::Gap gap = gap_at(peer.store, t, at);
      const std::string_view word = kWords[random() % 5];
      if (gap.right != 0 && random() % 3 == 0)
        peer.store.remove(gap.right);
      else
        peer.store.insert_text(peer.store.client(1 + random() % 2), peer.store.list_slot(t), gap,
                               word, static_cast<std::uint32_t>(utf8::count_utf16(word)));
      if (random() % 3 == 0) peer.commit();
      if (step % 20 == 0) expect_positions(peer.store, t);
    }
    expect_positions(peer.store, t);
  }
}

}  // namespace
}  // namespace ycpp

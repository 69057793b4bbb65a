// apply_test.cpp -- a peer's update: what is integrated when, what waits, and what is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

TEST(Apply, TwiceIsOnce) {
  const Bytes update = made_update({text_block({1, 0}, "abc").root("t")}, {{1, 1, 1}});
  StorePeer peer;
  ASSERT_TRUE(peer.apply(update).ok());
  const Bytes state = peer.state();
  ASSERT_TRUE(peer.apply(update).ok());
  EXPECT_TRUE(peer.emitted.empty());
  EXPECT_EQ(to_hex(peer.state()), to_hex(state));
}

TEST(Apply, OfABlockThatIsKnownInPartTheRestIsTaken) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abc").root("t")})).ok());
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abcde").root("t")})).ok());
  EXPECT_EQ(peer.text("t"), "abcde");
  EXPECT_EQ(to_hex(peer.emitted), to_hex(made_update({text_block({1, 3}, "de").after({1, 2})})));
}

TEST(Apply, TheRestOfABlockNeedsOnlyWhatItNeedsOnTheWire) {
  StorePeer peer;
  const Bytes begin = made_update({gc_block({1, 0}, 2)});
  ASSERT_TRUE(peer.apply(begin).ok());
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abc").after({2, 0})})).ok());
  EXPECT_FALSE(peer.store.has_pending()) << "what is behind 1#1 does not wait for client 2";
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abcd").before({2, 0})})).ok());
  EXPECT_TRUE(peer.store.has_pending());
  EXPECT_EQ(peer.store.state(1), 3U);
  StorePeer copy;
  ASSERT_TRUE(copy.apply(peer.state()).ok());
  EXPECT_EQ(to_hex(copy.state()), to_hex(peer.state()));
  EXPECT_EQ(copy.store.state(1), 3U);
}

TEST(Apply, ABlockWaitsForWhatItRefersTo) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({2, 0}, "b").after({1, 0})})).ok());
  EXPECT_TRUE(peer.store.has_pending());
  EXPECT_EQ(peer.store.state(2), 0U);
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "a").root("t")})).ok());
  EXPECT_FALSE(peer.store.has_pending());
  EXPECT_EQ(peer.text("t"), "ab");
}

TEST(Apply, ADeletionWaitsForWhatItDeletes) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "ab").root("t")}, {{1, 1, 3}})).ok());
  EXPECT_EQ(peer.text("t"), "a");
  EXPECT_TRUE(peer.store.has_pending());
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 2}, "cde").after({1, 1})})).ok());
  EXPECT_EQ(peer.text("t"), "ae");
  EXPECT_FALSE(peer.store.has_pending());
}

TEST(Apply, AClientBecomesKnownWithItsFirstBlock) {  // as in Yjs; undo goes by this order
  StorePeer peer;
  const Bytes one = from_hex("7d01");
  ASSERT_TRUE(peer.apply(made_update({any_block({5, 0}, one).in({2, 0}),
                                      type_block({2, 0}, TypeRef::array).root("a")}))
                  .ok());
  EXPECT_EQ(peer.store.log(0).id, 2U) << "the block of client 5 comes first, but has to wait";
  EXPECT_EQ(peer.store.log(1).id, 5U);
}

TEST(Apply, DeletionsOfAnUpdateComeBeforeWhatWaited) {  // as in Yjs; cleaning goes by this order
  StorePeer peer;
  peer.collects = false;
  const Bytes one = from_hex("7d01");
  ASSERT_TRUE(peer.apply(made_update({text_block({2, 0}, "ab").root("t"),
                                      any_block({1, 0}, one).root("m").key("k")}))
                  .ok());
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 2}, "y").root("t")})).ok());
  ASSERT_TRUE(peer.store.has_pending());
  // The last block replaces the value of the key, but only after the one that waits already.
  const Bytes rest = made_update({text_block({1, 1}, "x").root("t"), skip_block({1, 2}, 1),
                                  any_block({1, 3}, one).after({1, 0})},
                                 {{2, 0, 1}});
  peer.store.apply(*update::Update::parse(rest));
  EXPECT_FALSE(peer.store.has_pending());
  peer.store.changes.normalize();
  ASSERT_EQ(peer.store.changes.deleted_clients().size(), 2U);
  EXPECT_EQ(peer.store.log(peer.store.changes.deleted_clients()[0]).id, 2U);
}

TEST(Apply, WaitingDeletionsComeBeforeWaitingBlocks) {  // as in Yjs; undo goes by this order
  StorePeer peer;
  peer.collects = false;
  ASSERT_TRUE(peer.apply(made_update({type_block({3, 0}, TypeRef::array).root("a")})).ok());
  ASSERT_TRUE(
      peer.apply(made_update({text_block({3, 2}, "x").in({3, 0})}, {{5, 0, 1}, {3, 0, 1}})).ok());
  const Bytes rest =
      made_update({text_block({5, 0}, "y").root("t"), text_block({3, 1}, "z").root("t")});
  peer.store.apply(*update::Update::parse(rest));
  peer.store.changes.normalize();
  std::vector<std::uint64_t> clients;
  for (const store::ClientRef c : peer.store.changes.deleted_clients())
    clients.push_back(peer.store.log(c).id);
  EXPECT_EQ(clients, (std::vector<std::uint64_t>{5, 3}));
}

TEST(Apply, ClientsThatNeedEachOtherInOneUpdateTakeTurns) {
  StorePeer peer;
  ASSERT_TRUE(
      peer.apply(made_update(
                     {text_block({2, 0}, "b").after({1, 0}), text_block({2, 1}, "d").after({1, 1}),
                      text_block({1, 0}, "a").root("t"), text_block({1, 1}, "c").after({2, 0})}))
          .ok());
  EXPECT_EQ(peer.text("t"), "abcd");
  EXPECT_FALSE(peer.store.has_pending());
}

TEST(Apply, AParentThatIsNoTypeIsRefusedAndNothingHappens) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abc").root("t")})).ok());
  const Bytes state = peer.state();
  const auto known = peer.apply(made_update({text_block({2, 0}, "x").in({1, 1})}));
  ASSERT_FALSE(known.ok());
  EXPECT_EQ(known.error().code, Errc::block_parent);
  const auto in_the_update = peer.apply(
      made_update({text_block({4, 0}, "x").in({3, 0}), text_block({3, 0}, "y").root("t")}));
  ASSERT_FALSE(in_the_update.ok());
  EXPECT_EQ(in_the_update.error().code, Errc::block_parent);
  EXPECT_EQ(to_hex(peer.state()), to_hex(state));
}

TEST(Apply, WhatWaitsForAParentThatIsNoTypeDoesNotSpoilTheState) {
  StorePeer peer;
  const Bytes one = from_hex("7d01");
  ASSERT_TRUE(peer.apply(made_update({any_block({1, 1}, one).in({2, 0})})).ok());
  ASSERT_TRUE(peer.apply(made_update({text_block({2, 0}, "a").after({3, 0})})).ok());
  StorePeer copy;
  ASSERT_TRUE(copy.apply(peer.state()).ok()) << "both wait";
  ASSERT_TRUE(peer.apply(made_update({text_block({3, 0}, "b").root("t")})).ok());
  ASSERT_TRUE(StorePeer().apply(peer.state()).ok()) << "the parent has come";
  for (StorePeer* one_of : {&peer, &copy}) {
    ASSERT_TRUE(one_of->apply(made_update({text_block({3, 0}, "b").root("t")})).ok());
    ASSERT_TRUE(one_of->apply(made_update({gc_block({1, 0}, 1)})).ok());
    EXPECT_FALSE(one_of->store.has_pending());
  }
  EXPECT_EQ(to_hex(copy.state()), to_hex(peer.state()));
}

TEST(Apply, RandomUpdatesInAnyOrderAndRepeatedGiveOneState) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    StorePeer peers[3];
    std::vector<Bytes> updates;
    for (int step = 0; step < 150; ++step) {
      const std::size_t who = random() % 3;
      StorePeer& peer = peers[who];
      const store::BranchRef t = peer.store.root("t");
      const std::uint64_t length = peer.store.length(t);
      const std::uint64_t at = random() % (length + 1);
      if (at < length && random() % 3 == 0)
        remove_at(peer.store, t, at, std::min<std::uint64_t>(length - at, 1 + random() % 4));
      else
        type_at(peer.store, who + 1, t, at, "xyz");
      peer.commit();
      updates.push_back(peer.emitted);
      if (random() % 2 == 0) {
        ASSERT_TRUE(peer.apply(updates[random() % updates.size()]).ok());
      }
    }
    StorePeer ordered;
    for (const Bytes& update : updates) ASSERT_TRUE(ordered.apply(update).ok());
    EXPECT_FALSE(ordered.store.has_pending());
    for (StorePeer& peer : peers) {
      std::shuffle(updates.begin(), updates.end(), random);
      for (std::size_t i = 0; i < updates.size(); ++i) {
        ASSERT_TRUE(peer.apply(updates[i]).ok());
        ASSERT_TRUE(peer.apply(updates[random() % (i + 1)]).ok());
      }
      EXPECT_FALSE(peer.store.has_pending());
      EXPECT_EQ(peer.text("t"), ordered.text("t"));
      EXPECT_EQ(peer.store.state_vector().entries(), ordered.store.state_vector().entries());
    }
  }
}

}  // namespace
}  // namespace ycpp

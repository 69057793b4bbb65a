// ordering_test.cpp -- who stands left of whom, when several write at one place at the same time.
#include <deque>
#include <random>

#include "together.h"

namespace ycpp {
namespace {

std::string list(const Client& client) { return client.array.to_json(); }

// Types one character at a time, each behind the one before.
void type(Client& client, std::size_t at, std::string_view text) {
  for (const char c : text) client.text.insert(at++, std::string(1, c));
}

// Types one character at a time, each in front of the one before.
void type_backwards(Client& client, std::size_t at, std::string_view text) {
  for (const char c : text) client.text.insert(at, std::string(1, c));
}

std::vector<Bytes> both(const Client& a, const Client& b) {
  std::vector<Bytes> all = a.sent;
  all.insert(all.end(), b.sent.begin(), b.sent.end());
  return all;
}

TEST(Ordering, TheLowerClientStandsLeft) {
  Client one(1), two(2);
  one.text.insert(0, "A");
  two.text.insert(0, "B");
  EXPECT_EQ(in_every_order({}, both(one, two)), Outcomes{"AB"});
  Client low(1), high(2);
  high.text.insert(0, "A");
  low.text.insert(0, "B");
  EXPECT_EQ(in_every_order({}, both(low, high)), Outcomes{"BA"});
}

TEST(Ordering, RunsTypedForwardsDoNotMix) {
  Client one(1), two(2);
  type(one, 0, "abc");
  type(two, 0, "XYZ");
  EXPECT_EQ(in_every_order({}, {one.doc.update().value(), two.doc.update().value()}),
            Outcomes{"abcXYZ"});
}

TEST(Ordering, RunsTypedBackwardsDoNotMix) {
  Client one(1), two(2);
  type_backwards(one, 0, "abc");
  type_backwards(two, 0, "XYZ");
  EXPECT_EQ(in_every_order({}, {one.doc.update().value(), two.doc.update().value()}),
            Outcomes{"cbaZYX"});
}

TEST(Ordering, ThreeBetweenTwoNeighboursStandInOrderOfTheirIds) {
  Client base(9);
  base.text.insert(0, "[]");
  Client one(1, base.sent), two(2, base.sent), three(3, base.sent);
  one.text.insert(1, "a");
  two.text.insert(1, "b");
  three.text.insert(1, "c");
  EXPECT_EQ(in_every_order(base.sent, {one.last(), two.last(), three.last()}), Outcomes{"[abc]"});
}

TEST(Ordering, AForwardRunAndABackwardRunDoNotMix) {
  Client base(9);
  base.text.insert(0, "xy");
  Client one(1, base.sent), two(2, base.sent);
  type(one, 1, "123");
  type_backwards(two, 1, "cba");
  EXPECT_EQ(in_every_order(base.sent, {one.doc.update().value(), two.doc.update().value()}),
            Outcomes{"x123abcy"});
}

TEST(Ordering, WhatWasInsertedOnBothSidesOfADeletedCharacterStaysThere) {
  Client base(9);
  base.text.insert(0, "abc");
  Client one(1, base.sent), two(2, base.sent), three(3, base.sent);
  one.text.remove(1, 1);
  two.text.insert(1, "Y");
  three.text.insert(2, "X");
  EXPECT_EQ(in_every_order(base.sent, {one.last(), two.last(), three.last()}), Outcomes{"aYXc"});
}

TEST(Ordering, AReplyStaysWithWhatItAnswers) {
  Client one(1), three(3);
  one.text.insert(0, "A");
  Client two(2, one.sent);
  two.text.insert(1, "c");
  three.text.insert(0, "B");
  EXPECT_EQ(in_every_order({}, {one.last(), two.last(), three.last()}), Outcomes{"AcB"});
}

TEST(Ordering, OneOriginAndSeveralRightNeighbours) {
  Client base(9);
  base.text.insert(0, "x");
  Client three(3, base.sent);
  base.text.insert(1, "y");
  Client one(1, base.sent), two(2, base.sent);
  one.text.insert(1, "A");
  two.text.insert(1, "B");
  three.text.insert(1, "C");
  EXPECT_EQ(in_every_order(base.sent, {one.last(), two.last(), three.last()}), Outcomes{"xABCy"});
}

// A shuffled network with what it repeats: everyone ends with the same bytes, and waits for
// nothing.
TEST(Ordering, RandomHistoriesEndAlikeInAnyOrderOfDelivery) {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    std::mt19937 random(seed);
    std::deque<Client> clients;
    for (const std::uint64_t id : {7, 3, 100, 12}) clients.emplace_back(id);
    std::vector<Bytes> updates;
    for (int step = 0; step < 40; ++step) {
      Client& client = clients[random() % 4];
      const std::size_t at = random() % (client.text.length() + 1);
      if (at < client.text.length() && random() % 4 == 0)
        client.text.remove(at, 1);
      else
        client.text.insert(at, "ab");
      updates.push_back(client.last());
      clients[random() % 4].receive(updates[random() % updates.size()]);
    }
    for (Client& client : clients) {
      std::shuffle(updates.begin(), updates.end(), random);
      client.receive(updates);
      EXPECT_FALSE(client.doc.has_pending());
      EXPECT_EQ(client.state(), clients.front().state()) << "seed " << seed;
    }
  }
}

TEST(Ordering, TextGoesBehindWhatWasDeletedWhereverItWas) {
  Client base(9);
  base.text.insert(0, "abc");
  for (const auto& [replacing, inserting] : {std::pair{1, 2}, std::pair{2, 1}}) {
    Client a(static_cast<std::uint64_t>(replacing), base.sent);
    Client b(static_cast<std::uint64_t>(inserting), base.sent);
    a.doc.transact([&] {
      a.text.remove(0, 3);
      a.text.insert(0, "NEW");
    });
    b.text.insert(1, "X");
    EXPECT_EQ(in_every_order(base.sent, both(a, b)), Outcomes{"XNEW"});
  }
}

TEST(Ordering, AnElementGoesInFrontOfWhatWasDeleted) {
  Client base(9);
  base.array.insert_all(0, std::vector<Value>{0, 1});
  for (const auto& [replacing, inserting] : {std::pair{1, 2}, std::pair{2, 1}}) {
    Client a(static_cast<std::uint64_t>(replacing), base.sent);
    Client b(static_cast<std::uint64_t>(inserting), base.sent);
    a.doc.transact([&] {
      a.array.remove(0, 2);
      a.array.insert(0, 9);
    });
    b.doc.transact([&] {
      b.array.insert(1, "b");
      b.array.insert(3, "c");
    });
    EXPECT_EQ(in_every_order(base.sent, both(a, b), list), Outcomes{R"([9,"b","c"])"});
  }
}

TEST(Ordering, ElementsPutAtBothEndsStandInOrderOfTheirClients) {
  Client base(9);
  base.array.push(0);
  Client one(1, base.sent), two(2, base.sent);
  const auto at_both_ends = [](Client& client, int n) {
    client.doc.transact([&] {
      client.array.push(n);
      client.array.insert(0, -n);
    });
  };
  at_both_ends(one, 1);
  at_both_ends(two, 2);
  EXPECT_EQ(in_every_order(base.sent, both(one, two), list), Outcomes{"[-1,-2,0,1,2]"});
}

TEST(Ordering, IdsCompareAsNumbersOf53Bits) {
  Client a((std::uint64_t{1} << 53) - 1), b(5), c(std::uint64_t{1} << 40);
  a.text.insert(0, "a");
  b.text.insert(0, "b");
  c.text.insert(0, "c");
  EXPECT_EQ(in_every_order({}, {a.last(), b.last(), c.last()}), Outcomes{"bca"});
}

}  // namespace
}  // namespace ycpp

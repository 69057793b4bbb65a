// cost_test.cpp -- updates that are made to be expensive: each costs about what its size says.
//
// A peer who sends half a megabyte must not be able to stop a server. Cost is the time of this
// thread, and is compared with that of an ordinary update of the same number of items; what grew
// with the square of the number took from 150 to 3000 times as long.
#include <gtest/gtest.h>

#include <ctime>
#include <list>

#include "made_update.h"
#include "ycpp/map.h"
#include "ycpp/shared.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

#ifdef YCPP_CHECKED
constexpr std::uint64_t kCount = 4000;  // small nodes, and everything is verified
#else
constexpr std::uint64_t kCount = 40000;
#endif
constexpr double kMostTimes = 40;

const Bytes kTrue{0x78};
const Bytes kNull{0x7e};

double seconds_of_this_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

template <class Body>
double cost(Body&& body) {
  const double start = seconds_of_this_thread();
  body();
  return seconds_of_this_thread() - start;
}

Doc fresh() {
  Doc doc({.client_id = 1, .guid = "d"});
  (void)doc.text("t");
  return doc;
}

double cost_of(Doc doc, const Bytes& update) {
  return cost([&] { ASSERT_TRUE(doc.apply_update(update).ok()); });
}

/// A letter each of clients whose ids are `step` apart.
Bytes letters_of_clients(std::uint64_t step) {
  std::vector<Block> blocks;
  for (std::uint64_t i = kCount; i > 0; --i)
    blocks.push_back(text_block({i * step, 0}, "a").root("t"));
  return made_update(blocks);
}

double ordinary() {
  static const double seconds = cost_of(fresh(), letters_of_clients(1));
  return seconds;
}

/// What one client wrote, one block after the other, each of length 1.
class Author {
 public:
  Author& add(MadeBlock block) {
    block.id = {2, clock_};
    blocks_.push_back(clock_ == 0 ? block.root("t") : block.after({2, clock_ - 1}));
    ++clock_;
    return *this;
  }
  Author& text() { return add(text_block({}, "a")); }
  Author& mark(const std::string& key, const Bytes& value) {
    keys_.push_back(key);
    return add(format_block({}, keys_.back(), value));
  }
  Bytes update() const { return made_update(blocks_); }

 private:
  std::vector<Block> blocks_;
  std::list<std::string> keys_;
  std::uint64_t clock_ = 0;
};

/// Marks of as many keys, then a letter.
Bytes many_keys(const Bytes& value) {
  Author author;
  for (std::uint64_t i = 0; i < kCount; ++i) author.mark("k" + std::to_string(i), value);
  return author.text().update();
}

TEST(Cost, ClientIdsThatCollideInATableOfStd) {
  // Multiples of the number of buckets that libstdc++ takes for so many.
  EXPECT_LT(cost_of(fresh(), letters_of_clients(kCount > 20000 ? 42043 : 5087)),
            ordinary() * kMostTimes);
}

TEST(Cost, ManyClientsAtOnePlaceInAnyOrder) {
  std::vector<Bytes> updates;
  for (std::uint64_t i = 0; i < kCount; ++i)
    updates.push_back(made_update({text_block({1 + i * 7919 % kCount, 0}, "a").root("t")}));
  Doc doc = fresh();
  // In one transaction, since checked builds verify the document after each.
  const double seconds = cost([&] {
    doc.transact([&] {
      for (const Bytes& update : updates) ASSERT_TRUE(doc.apply_update(update).ok());
    });
  });
  EXPECT_LT(seconds, ordinary() * kMostTimes);
  doc.verify();
}

TEST(Cost, WhatTwoClientsPutAtTheFront) {
  const auto at_the_front = [](std::uint64_t client) {
    std::vector<Block> blocks{text_block({client, 0}, "a").root("t")};
    for (std::uint64_t i = 1; i < kCount; ++i)
      blocks.push_back(text_block({client, i}, "a").before({client, i - 1}));
    return made_update(blocks);
  };
  Doc doc = fresh();
  ASSERT_TRUE(doc.apply_update(at_the_front(2)).ok());
  EXPECT_LT(cost_of(doc, at_the_front(3)), ordinary() * kMostTimes);
  doc.verify();
}

TEST(Cost, MarksOfManyKeys) {
  EXPECT_LT(cost_of(fresh(), many_keys(kTrue)), ordinary() * kMostTimes);
  EXPECT_LT(cost_of(fresh(), many_keys(kNull)), ordinary() * kMostTimes);
}

TEST(Cost, MarksOfManyKeysThatAreObserved) {
  Doc doc = fresh();
  std::size_t steps = 0;
  const Subscription kept =
      doc.text("t").observe([&](const TextEvent& event) { steps += event.delta().size(); });
  EXPECT_LT(cost_of(doc, many_keys(kTrue)), ordinary() * kMostTimes);
  EXPECT_EQ(steps, 1U);
}

TEST(Cost, EditingWhereManyKeysHold) {
  Doc doc = fresh();
  Text text = doc.text("t");
  ASSERT_TRUE(doc.apply_update(many_keys(kTrue)).ok());
  EXPECT_LT(cost([&] { (void)text.to_delta(); }), ordinary() * kMostTimes);
  EXPECT_LT(cost([&] { text.insert(1, "x", {{"k1", true}}); }), ordinary() * kMostTimes);
  EXPECT_LT(cost([&] { text.format(0, 1, {{"k2", 5}}); }), ordinary() * kMostTimes);
  EXPECT_LT(cost([&] { text.remove(0, 1); }), ordinary() * kMostTimes);
  doc.verify();
}

TEST(Cost, DeletionsBetweenMarks) {
  Author author;
  std::vector<IdRange> letters;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    author.text().mark("k", i % 2 == 0 ? kTrue : kNull);
    letters.push_back({2, 2 * i, 1});
  }
  Doc doc = fresh();
  ASSERT_TRUE(doc.apply_update(author.update()).ok());
  EXPECT_LT(cost_of(doc, made_update({}, letters)), ordinary() * kMostTimes);
  EXPECT_EQ(doc.text("t").to_string(), "");
}

TEST(Cost, DeletionsInOneText) {
  std::vector<IdRange> letters;
  for (std::uint64_t i = 0; i < kCount; ++i) letters.push_back({2, 2 * i, 1});
  const std::string text(2 * kCount, 'a');
  EXPECT_LT(cost_of(fresh(), made_update({text_block({2, 0}, text).root("t")}, letters)),
            ordinary() * kMostTimes);
}

// A fifth of the types are changed, all the way down, and one observer hears of all.
TEST(Cost, ChangesInManyTypesThatLieInEachOther) {
  std::vector<Block> blocks;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    MadeBlock type = type_block({2, i}, TypeRef::array);
    blocks.push_back(i == 0 ? type.root("m").key("k") : type.in({2, i - 1}));
  }
  for (std::uint64_t i = 4; i < kCount; i += 5) {
    blocks.push_back(text_block({3, i / 5}, "a").in({2, i}));
  }
  Doc doc = fresh();
  ASSERT_TRUE(doc.apply_update(made_update({blocks.begin(), blocks.begin() + kCount})).ok());
  std::size_t told = 0;
  const auto count = [&](const std::vector<Event>& events) { told += events.size(); };
  const Subscription kept = doc.map("m").observe_deep(count);
  EXPECT_LT(cost_of(doc, made_update({blocks.begin() + kCount, blocks.end()})),
            ordinary() * kMostTimes);
  EXPECT_EQ(told, kCount / 5);
}

}  // namespace
}  // namespace ycpp

// list_delta_test.cpp -- what observers of an array are told.
#include "types/list_delta.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

std::string shown(const Content& content) {
  if (content.kind() == Content::Kind::shared) return "type";
  return std::get<Value>(content.entry()).to_json();
}

// "=2 +1,2 -1": retain, insert, remove.
std::string steps(const std::vector<ArrayDelta>& delta) {
  std::string out;
  for (const ArrayDelta& step : delta) {
    if (!out.empty()) out += ' ';
    if (step.kind == ArrayDelta::Kind::retain) out += "=" + std::to_string(step.length);
    if (step.kind == ArrayDelta::Kind::remove) out += "-" + std::to_string(step.length);
    if (step.kind != ArrayDelta::Kind::insert) continue;
    EXPECT_EQ(step.length, step.values.size());
    for (const Content& value : step.values)
      out += (&value == &step.values.front() ? "+" : ",") + shown(value);
  }
  return out;
}

// What one transaction with `edit` tells about [0,1,2,3,4,5].
std::string told(const std::function<void(Array&)>& edit) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  for (int i = 0; i < 6; ++i) array.push(Value(i));
  std::string out = "nothing";
  const Subscription kept =
      array.observe([&](const ArrayEvent& event) { out = steps(event.delta()); });
  doc.transact([&] { edit(array); });
  return out;
}

TEST(ListDelta, TellsInsertionsAndRemovalsFromLeftToRight) {
  EXPECT_EQ(told([](Array& a) { a.insert(0, Value(9)); }), "+9");
  EXPECT_EQ(told([](Array& a) { a.push(Value(9)); }), "=6 +9");
  EXPECT_EQ(told([](Array& a) { a.remove(5); }), "=5 -1");
  EXPECT_EQ(told([](Array& a) {
              a.insert(5, Value("x"));
              a.remove(0, 2);
            }),
            "-2 =3 +\"x\"");
}

TEST(ListDelta, NeighbouringStepsOfOneKindAreOne) {
  EXPECT_EQ(told([](Array& a) {
              a.insert(2, Value(8));
              a.insert_map(3);
              a.insert(4, Value(9));
            }),
            "=2 +8,type,9");
  EXPECT_EQ(told([](Array& a) {
              a.remove(3);
              a.remove(2);
              a.remove(2);
            }),
            "=2 -3");
}

TEST(ListDelta, OfWhatCameAndWentTellsNothing) {
  EXPECT_EQ(told([](Array& a) {
              a.insert(3, Value(9));
              a.remove(3);
            }),
            "");
  EXPECT_EQ(told([](Array&) {}), "nothing");
}

TEST(ListDelta, AMirrorThatAppliesTheStepsHoldsTheSameValues) {
  std::mt19937 random(13);
  Doc doc = doc_with(1);
  Doc peer = doc_with(2);
  Array array = doc.array("a");
  Array other = peer.array("a");
  std::vector<std::string> mirror;
  const Subscription kept = array.observe([&](const ArrayEvent& event) {
    std::size_t at = 0;
    for (const ArrayDelta& step : event.delta()) {
      ASSERT_LE(at, mirror.size());
      const auto place = mirror.begin() + static_cast<std::ptrdiff_t>(at);
      if (step.kind == ArrayDelta::Kind::remove) {
        ASSERT_LE(at + step.length, mirror.size());
        mirror.erase(place, place + static_cast<std::ptrdiff_t>(step.length));
        continue;
      }
      if (step.kind == ArrayDelta::Kind::insert) {
        std::vector<std::string> values;
        for (const Content& value : step.values) values.push_back(shown(value));
        mirror.insert(place, values.begin(), values.end());
      }
      at += step.length;
    }
  });
  const auto edit = [&](Array& a, int value) {
    const std::size_t index = random() % (a.size() + 1);
    if (random() % 3 == 0)
      a.remove(index, (a.size() - index + 1) / 2);
    else
      a.insert_all(index, std::vector<Value>{Value(value), Value(value + 1)});
  };
  for (int round = 0; round < 200; ++round) {
    doc.transact([&] {
      for (int i = 0; i < 3; ++i) edit(array, round * 100 + i * 10);
    });
    for (int i = 5; i < 7; ++i) edit(other, round * 100 + i * 10);
    ASSERT_TRUE(doc.apply_update(peer.update(doc.state_vector()).value()).ok());
    ASSERT_TRUE(peer.apply_update(doc.update(peer.state_vector()).value()).ok());
    std::vector<std::string> held;
    array.each([&](const Content& value) { held.push_back(shown(value)); });
    ASSERT_EQ(mirror, held) << "round " << round;
    ASSERT_EQ(array.to_json(), other.to_json());
  }
  doc.verify();
}

}  // namespace
}  // namespace ycpp

// key_changes_test.cpp -- what observers of a map are told about each key.
#include "types/key_changes.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

std::string shown(const Content& content) {
  if (content.kind() == Content::Kind::none) return "";
  if (content.kind() == Content::Kind::shared) return "type";
  return std::get<Value>(content.entry()).to_json();
}

// "+k:new ~k:old>new -k:old"
std::string shown(const std::vector<KeyChange>& keys) {
  std::string out;
  for (const KeyChange& change : keys) {
    if (!out.empty()) out += ' ';
    out += change.action == KeyChange::Action::add      ? '+'
           : change.action == KeyChange::Action::update ? '~'
                                                        : '-';
    out += std::string(change.key) + ":" + shown(change.old_value);
    if (change.action == KeyChange::Action::update) out += '>';
    out += shown(change.new_value);
  }
  return out;
}

// What one transaction with `edit` tells about a map with a = 1 and b = 2.
std::string told(const std::function<void(Map&)>& edit) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  map.set("a", 1);
  map.set("b", 2);
  std::string out = "nothing";
  const Subscription kept = map.observe([&](const MapEvent& event) {
    EXPECT_EQ(event.target(), static_cast<const Shared&>(map));
    out = shown(event.keys());
  });
  doc.transact([&] { edit(map); });
  return out;
}

TEST(KeyChanges, TellWhatWasAddedUpdatedAndRemoved) {
  EXPECT_EQ(told([](Map& m) { m.set("c", 3); }), "+c:3");
  EXPECT_EQ(told([](Map& m) { m.set("a", 9); }), "~a:1>9");
  EXPECT_EQ(told([](Map& m) { m.remove("a"); }), "-a:1");
  EXPECT_EQ(told([](Map& m) { m.clear(); }), "-a:1 -b:2");
}

TEST(KeyChanges, TellOnlyTheFirstAndTheLastValue) {
  EXPECT_EQ(told([](Map& m) {
              m.set("a", 8);
              m.set("a", 9);
            }),
            "~a:1>9");
  EXPECT_EQ(told([](Map& m) {
              m.remove("a");
              m.set("a", 9);
            }),
            "~a:1>9");
  EXPECT_EQ(told([](Map& m) {
              m.set("a", 9);
              m.remove("a");
            }),
            "-a:1");
}

TEST(KeyChanges, AKeyThatCameAndWentIsNotTold) {
  EXPECT_EQ(told([](Map& m) {
              m.set("c", 3);
              m.remove("c");
              m.set("d", 4);
            }),
            "+d:4");
}

TEST(KeyChanges, KeysComeInTheOrderOfTheirFirstChange) {
  EXPECT_EQ(told([](Map& m) {
              m.set("z", 1);
              m.remove("b");
              m.set("a", 5);
              m.set("z", 2);
            }),
            "+z:2 -b:2 ~a:1>5");
}

TEST(KeyChanges, AKeyThatWasRemovedEarlierIsAdded) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  map.set("a", 1);
  map.remove("a");
  std::string out;
  const Subscription kept = map.observe([&](const MapEvent& event) { out = shown(event.keys()); });
  map.set("a", 2);
  EXPECT_EQ(out, "+a:2");
  map.set_text("a");
  EXPECT_EQ(out, "~a:2>type");
}

TEST(KeyChanges, AMirrorThatHearsThemHoldsWhatTheMapHolds) {
  std::mt19937 random(9);
  Doc doc = doc_with(1);
  Doc peer = doc_with(2);
  Map map = doc.map("m");
  std::map<std::string, std::string> mirror;
  const Subscription kept = map.observe([&](const MapEvent& event) {
    for (const KeyChange& change : event.keys()) {
      const std::string key(change.key);
      EXPECT_EQ(mirror.contains(key), change.action != KeyChange::Action::add);
      EXPECT_EQ(mirror.contains(key) ? mirror[key] : "", shown(change.old_value));
      mirror.erase(key);
      if (change.action != KeyChange::Action::remove) mirror[key] = shown(change.new_value);
    }
  });
  const auto edit = [&](Map m, int value) {
    const std::string key(1, static_cast<char>('a' + random() % 4));
    if (random() % 3 == 0)
      m.remove(key);
    else
      m.set(key, value);
  };
  for (int round = 0; round < 200; ++round) {
    doc.transact([&] {
      for (int i = 0; i < 3; ++i) edit(map, round * 10 + i);
    });
    for (int i = 5; i < 8; ++i) edit(peer.map("m"), round * 10 + i);
    ASSERT_TRUE(doc.apply_update(peer.update(doc.state_vector()).value()).ok());
    ASSERT_TRUE(peer.apply_update(doc.update(peer.state_vector()).value()).ok());
    std::map<std::string, std::string> held;
    map.each([&](std::string_view k, const Content& v) { held[std::string(k)] = shown(v); });
    ASSERT_EQ(mirror, held) << "round " << round;
  }
}

}  // namespace
}  // namespace ycpp

// event_test.cpp -- events of any kind: paths, what deep observers hear, and in which order.
#include <gtest/gtest.h>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, OffsetKind unit = OffsetKind::utf16) {
  return Doc({.client_id = client, .guid = "d", .offset_kind = unit});
}

// "/key/2"; the observed type itself is "/".
std::string path_of(const Event& event) {
  std::string out;
  for (const PathStep& step : event.path()) {
    out += '/';
    if (const auto* key = std::get_if<std::string>(&step))
      out += *key;
    else
      out += std::to_string(std::get<std::size_t>(step));
  }
  return out.empty() ? "/" : out;
}

using Paths = std::vector<std::string>;

TEST(Event, ThePathGoesThroughKeysAndPositions) {
  Doc doc = doc_with(1);
  Map root = doc.map("m");
  Array array = root.set_array("list");
  array.insert(0, Value(1));
  Text text = array.insert_text(1);
  Paths paths;
  const Subscription kept = root.observe_deep([&](const std::vector<Event>& events) {
    for (const Event& event : events) paths.push_back(path_of(event));
  });
  text.insert(0, "x");
  EXPECT_EQ(paths, (Paths{"/list/1"}));
  array.insert(0, Value(0));
  text.insert(0, "y");
  EXPECT_EQ(paths, (Paths{"/list/1", "/list", "/list/2"})) << "a position is that of now";
}

TEST(Event, APathThroughATextCountsInTheUnitOfTheDocument) {
  for (const auto& [unit, expected] :
       {std::pair{OffsetKind::unicode, "/1"}, std::pair{OffsetKind::utf16, "/2"},
        std::pair{OffsetKind::utf8, "/4"}}) {
    Doc doc = doc_with(1, unit);
    Text text = doc.text("t");
    text.insert(0, "\xf0\x9f\x98\x80");
    const Shared embedded = text.insert_embed(text.length(), SharedKind::map);
    std::string path;
    const Subscription kept = text.observe_deep(
        [&](const std::vector<Event>& events) { path = path_of(events.front()); });
    embedded.map()->set("k", 1);
    EXPECT_EQ(path, expected);
  }
}

TEST(Event, DeepObserversHearWhatIsNearestFirstAndOncePerTransaction) {
  Doc doc = doc_with(1);
  Map root = doc.map("m");
  Map inner = root.set_map("inner");
  Text deepest = inner.set_text("deepest");
  std::vector<Paths> calls;
  std::vector<Paths> inner_calls;
  const auto record = [](std::vector<Paths>& into) {
    return [&into](const std::vector<Event>& events) {
      Paths paths;
      for (const Event& event : events) paths.push_back(path_of(event));
      into.push_back(paths);
    };
  };
  const Subscription of_root = root.observe_deep(record(calls));
  const Subscription of_inner = inner.observe_deep(record(inner_calls));
  doc.transact([&] {
    deepest.insert(0, "x");
    inner.set("k", 1);
    root.set("k", 1);
    deepest.insert(1, "y");
  });
  EXPECT_EQ(calls, (std::vector<Paths>{{"/", "/inner", "/inner/deepest"}}));
  EXPECT_EQ(inner_calls, (std::vector<Paths>{{"/", "/deepest"}}));
  root.set("k", 2);
  EXPECT_EQ(calls.size(), 2U);
  EXPECT_EQ(inner_calls.size(), 1U) << "what is above does not concern it";
}

TEST(Event, DeepObserversBetweenTypesThatNobodyObserves) {
  Doc doc = doc_with(1);
  std::vector<Map> levels{doc.map("m")};
  for (int i = 1; i < 7; ++i) levels.push_back(levels.back().set_map("x"));
  std::vector<std::string> calls;
  std::vector<Subscription> kept;
  for (const int level : {5, 0, 2}) {
    kept.push_back(levels[level].observe_deep([&calls, level](const std::vector<Event>& events) {
      calls.push_back(std::to_string(level) + ":");
      for (const Event& event : events) calls.back() += " " + path_of(event);
    }));
  }
  doc.transact([&] {
    for (const int level : {6, 1, 4, 3}) levels[level].set("k", level);
  });
  EXPECT_EQ(calls, (std::vector<std::string>{"5: /x", "2: /x /x/x /x/x/x/x",
                                             "0: /x /x/x/x /x/x/x/x /x/x/x/x/x/x"}));
}

TEST(Event, AnEventOfAnyKindTellsItsOwnChanges) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  Array array = doc.array("a");
  Map map = doc.map("m");
  int calls = 0;
  const Subscription of_text = text.observe_any([&](const Event& event) {
    ++calls;
    EXPECT_EQ(event.target(), static_cast<const Shared&>(text));
    ASSERT_EQ(event.text_delta().size(), 1U);
    EXPECT_EQ(event.text_delta()[0].text, "abc");
    EXPECT_TRUE(event.path().empty());
    EXPECT_EQ(event.origin(), Origin("me"));
  });
  const Subscription of_array = array.observe_any([&](const Event& event) {
    ++calls;
    ASSERT_EQ(event.array_delta().size(), 1U);
    EXPECT_EQ(event.array_delta()[0].values.size(), 1U);
    EXPECT_TRUE(event.keys().empty());
  });
  const Subscription of_map = map.observe_any([&](const Event& event) {
    ++calls;
    ASSERT_EQ(event.keys().size(), 1U);
    EXPECT_EQ(event.keys()[0].key, "k");
    EXPECT_TRUE(event.array_delta().empty());
  });
  doc.transact(
      [&] {
        text.insert(0, "abc");
        array.push(Value(1));
        map.set("k", 1);
      },
      Origin("me"));
  EXPECT_EQ(calls, 3);
}

TEST(Event, WhatIsDeletedInTheSameTransactionIsNotTold) {
  Doc doc = doc_with(1);
  Map root = doc.map("m");
  Text text = root.set_text("text");
  int direct = 0;
  Paths paths;
  const Subscription of_text = text.observe_any([&](const Event&) { ++direct; });
  const Subscription deep = root.observe_deep([&](const std::vector<Event>& events) {
    for (const Event& event : events) paths.push_back(path_of(event));
  });
  doc.transact([&] {
    text.insert(0, "x");
    root.remove("text");
  });
  EXPECT_EQ(direct, 0);
  EXPECT_EQ(paths, (Paths{"/"}));
}

TEST(Event, AnObserverThatIsGoneHearsNothing) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  int calls = 0;
  Subscription any = array.observe_any([&](const Event&) { ++calls; });
  Subscription deep = array.observe_deep([&](const std::vector<Event>&) { ++calls; });
  array.push(Value(1));
  EXPECT_EQ(calls, 2);
  any.reset();
  deep.reset();
  array.push(Value(2));
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace ycpp

// UndoManager: which transactions become steps, and what the stacks tell.
#include "ycpp/undo.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

using Kind = StackEvent::Kind;
using Stack = StackEvent::Stack;

class UndoStacks : public ::testing::Test {
 protected:
  std::string words() { return text.to_string(); }
  void add(std::string_view word, const Origin& origin = {}) {
    doc.transact([&] { text.push(word); }, origin);
  }

  Doc doc{DocOptions{.client_id = 1, .guid = "d"}};
  Text text = doc.text("t");
  std::uint64_t now = 1000;
  UndoOptions timed{.clock = [this] { return now; }};
};

TEST_F(UndoStacks, GroupWhatFollowsSoon) {
  UndoManager undo(text, timed);
  add("a");
  now += 499;
  add("b");
  now += 499;  // since the last change, not since the first
  add("c");
  now += 500;
  add("d");
  EXPECT_EQ(undo.undo_stack().size(), 2U);
  undo.undo();
  EXPECT_EQ(words(), "abc");
  undo.undo();
  EXPECT_EQ(words(), "");
  EXPECT_FALSE(undo.undo());
}

TEST_F(UndoStacks, DoNotGroupWithoutAClock) {
  UndoManager undo(text);
  add("a");
  add("b");
  EXPECT_EQ(undo.undo_stack().size(), 2U);
}

TEST_F(UndoStacks, BringADocumentBackAsAnother) {
  Map map = doc.map("m");
  UndoManager undo(map);
  const Doc child({.guid = "child", .gc = false});
  map.set_doc("k", child);
  undo.reset();
  map.remove("k");
  undo.undo();
  const Doc anew = map.content("k").document();
  EXPECT_NE(anew, child);
  EXPECT_EQ(anew.guid(), "child");
  EXPECT_FALSE(anew.gc());
  EXPECT_FALSE(anew.should_load());
  EXPECT_EQ(doc.subdocs(), std::vector<Doc>{anew});
}

TEST_F(UndoStacks, StartAnewAfterReset) {
  UndoManager undo(text, timed);
  add("a");
  undo.reset();
  add("b");
  EXPECT_EQ(undo.undo_stack().size(), 2U);
}

TEST_F(UndoStacks, StartAnewAfterUndo) {
  UndoManager undo(text, timed);
  add("a");
  undo.reset();
  add("b");
  undo.undo();
  add("c");
  EXPECT_EQ(undo.undo_stack().size(), 2U);
}

TEST_F(UndoStacks, GroupWhenTheClockGoesBack) {
  UndoManager undo(text, timed);
  add("a");
  now -= 900;
  add("b");
  EXPECT_EQ(undo.undo_stack().size(), 1U);
}

TEST_F(UndoStacks, AskTheClockOncePerCapturedTransaction) {
  int calls = 0;
  UndoManager undo(text, {.clock = [&] { return static_cast<std::uint64_t>(++calls) * 1000; }});
  add("a");
  add("b");
  add("c", "untracked");
  undo.undo();
  undo.redo();
  EXPECT_EQ(calls, 4);
}

TEST_F(UndoStacks, ForgetRedoAtTheNextChange) {
  UndoManager undo(text);
  add("a");
  undo.undo();
  EXPECT_TRUE(undo.can_redo());
  add("b", "somebody else");
  EXPECT_TRUE(undo.can_redo());
  add("c");
  EXPECT_FALSE(undo.can_redo());
}

TEST_F(UndoStacks, TrackWhatHasNoOrigin) {
  UndoManager undo(text);
  add("a", "x");
  EXPECT_FALSE(undo.can_undo());
  const Bytes update = from_hex("01 01 02 00 84 0100 01 62 00");
  ASSERT_TRUE(doc.apply_update(update).ok());
  EXPECT_TRUE(undo.can_undo()) << "an update without origin counts as one's own";
}

TEST_F(UndoStacks, TrackIncludedOriginsOnly) {
  UndoManager undo(text);
  undo.include_origin("x");
  undo.include_origin("x");
  add("a");
  EXPECT_FALSE(undo.can_undo());
  add("b", "x");
  EXPECT_EQ(undo.undo_stack().size(), 1U);
  undo.include_origin({});
  add("c");
  EXPECT_EQ(undo.undo_stack().size(), 2U);
  undo.exclude_origin("x");
  add("d", "x");
  EXPECT_EQ(undo.undo_stack().size(), 2U);
  EXPECT_TRUE(undo.undo());
  EXPECT_TRUE(undo.can_redo()) << "its own transactions are always tracked";
}

TEST_F(UndoStacks, TrackWhatTheOptionsSay) {
  std::vector<std::string> asked;
  UndoManager undo(text, {.tracks = [&](const Origin& origin) {
                     asked.emplace_back(origin.name());
                     return origin.name().starts_with("me");
                   }});
  undo.include_origin("you");
  add("a", "me too");
  add("b", "you");
  add("c");
  EXPECT_EQ(undo.undo_stack().size(), 1U);
  EXPECT_TRUE(undo.undo());
  EXPECT_TRUE(undo.can_redo()) << "its own transactions are always tracked";
  EXPECT_EQ(asked, (std::vector<std::string>{"me too", "you", ""})) << "and not asked about";
}

TEST_F(UndoStacks, HaveTheOriginThatTheOptionsSay) {
  UndoManager undo(text, {.origin = "undo"});
  EXPECT_EQ(undo.origin(), Origin("undo"));
  std::vector<Origin> seen;
  Subscription events = doc.observe([&](const TransactionEvent& e) { seen.push_back(e.origin()); });
  add("a");
  undo.undo();
  undo.redo();
  EXPECT_EQ(seen, (std::vector<Origin>{{}, "undo", "undo"}));
  EXPECT_EQ(undo.undo_stack().size(), 1U);
}

TEST_F(UndoStacks, KeepToTheirScope) {
  UndoManager undo(text);
  doc.map("m").set("k", 1);
  EXPECT_FALSE(undo.can_undo());
  undo.expand_scope(doc.map("m"));
  doc.transact([&] {
    doc.map("m").set("k", 2);
    doc.array("a").push(1);
  });
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(doc.array("a").size(), 1U) << "what is out of the scope stays";
}

TEST_F(UndoStacks, SeeIntoNestedTypes) {
  Text nested = doc.array("a").insert_text(0);
  UndoManager undo(doc.array("a"));
  nested.insert(0, "x");
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(nested.to_string(), "");
}

TEST_F(UndoStacks, WatchAWholeDocument) {
  UndoManager undo(doc);
  doc.map("any").set("k", 1);
  doc.transact([] {});
  EXPECT_EQ(undo.undo_stack().size(), 1U) << "a transaction without changes is no step";
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(doc.map("any").size(), 0U);
}

TEST_F(UndoStacks, WatchSeveralDocuments) {
  Doc second({.client_id = 1, .guid = "second"});
  UndoManager undo(text, timed);
  undo.expand_scope(second);
  add("a");
  second.text("t").push("b");
  add("c");
  EXPECT_EQ(undo.undo_stack().size(), 3U) << "steps of two documents do not join";
  undo.undo();
  undo.undo();
  EXPECT_EQ(words(), "a");
  EXPECT_EQ(second.text("t").to_string(), "");
  undo.redo();
  EXPECT_EQ(second.text("t").to_string(), "b");
}

TEST_F(UndoStacks, TellWhatHappens) {
  UndoManager undo(text, timed);
  std::vector<std::tuple<Kind, Stack, bool>> seen;
  Subscription events = undo.observe([&](const StackEvent& event) {
    seen.emplace_back(event.kind, event.stack, event.origin == undo.origin());
    if (event.kind == Kind::added && event.stack == Stack::undo && !event.item.meta)
      event.item.meta = std::make_shared<int>(7);
    if (event.kind == Kind::popped && event.stack == Stack::undo) {
      ASSERT_NE(event.item.meta, nullptr);
      EXPECT_EQ(*static_cast<int*>(event.item.meta.get()), 7);
    }
  });
  add("a");
  add("b");
  undo.undo();
  undo.redo();
  const std::vector<std::tuple<Kind, Stack, bool>> expected{
      {Kind::added, Stack::undo, false}, {Kind::updated, Stack::undo, false},
      {Kind::added, Stack::redo, true},  {Kind::popped, Stack::undo, true},
      {Kind::added, Stack::undo, true},  {Kind::popped, Stack::redo, true}};
  EXPECT_EQ(seen, expected);
}

TEST_F(UndoStacks, ShowWhatStepsAreMadeOf) {
  UndoManager undo(text);
  add("abc");
  text.remove(1, 1);
  ASSERT_EQ(undo.undo_stack().size(), 2U);
  EXPECT_EQ(undo.undo_stack()[0].insertions.ranges(), (std::vector<IdRange>{{1, 0, 3}}));
  EXPECT_TRUE(undo.undo_stack()[0].deletions.empty());
  EXPECT_EQ(undo.undo_stack()[1].deletions.ranges(), (std::vector<IdRange>{{1, 1, 1}}));
  const StackItem both = StackItem::merge(undo.undo_stack()[0], undo.undo_stack()[1]);
  EXPECT_EQ(both.insertions.ranges().size(), 1U);
  EXPECT_EQ(both.deletions.ranges().size(), 1U);
}

TEST_F(UndoStacks, MoveToAnotherUndoManager) {
  auto first = std::make_unique<UndoManager>(text);
  add("abc");
  text.remove(1, 1);
  UndoOptions options{.undo_stack = first->undo_stack()};
  first.reset();
  UndoManager second(text, options);
  EXPECT_TRUE(second.undo());
  EXPECT_EQ(words(), "abc");
}

TEST_F(UndoStacks, ForgetWhenCleared) {
  UndoManager undo(text);
  add("abc");
  text.remove(0, 1);
  undo.undo();
  undo.clear(/*undo=*/false, /*redo=*/true);
  EXPECT_TRUE(undo.can_undo());
  EXPECT_FALSE(undo.can_redo());
  undo.clear();
  EXPECT_FALSE(undo.can_undo());
  doc.verify();
}

TEST_F(UndoStacks, KeepContentUntilItsTypeGoesAfterClear) {
  UndoManager undo(doc);
  Text nested = doc.array("a").insert_text(0);
  nested.insert(0, "abc");
  nested.remove(0, 1);
  undo.clear();
  doc.transact([&] { doc.array("a").remove(0); }, "untracked");
  EXPECT_EQ(to_hex(*doc.update()), "01020100010101610100030101010004") << "all of it is collected";
}

TEST_F(UndoStacks, KeepTheContentThatYjsKeepsAfterClear) {
  UndoManager undo(text);
  add("abc");
  text.remove(0, 1);
  undo.clear();
  EXPECT_EQ(to_hex(*doc.update()), "010201000401017401618401000262630101010001");
}

TEST_F(UndoStacks, RefuseInsideATransaction) {
  UndoManager undo(text);
  add("a");
  Transaction open = doc.transact();
  EXPECT_THROW(undo.undo(), OriginError);
  EXPECT_THROW(undo.redo(), OriginError);
  open.commit();
  EXPECT_EQ(undo.undo_stack().size(), 1U) << "the step is still there";
}

TEST_F(UndoStacks, RefuseInsideAnObserver) {
  UndoManager undo(text);
  int refused = 0;
  Subscription events = doc.observe([&](const TransactionEvent&) {
    EXPECT_THROW(undo.undo(), ReadOnlyError);
    EXPECT_THROW(undo.clear(), ReadOnlyError);
    ++refused;
  });
  add("a");
  EXPECT_EQ(refused, 1);
  EXPECT_TRUE(undo.can_undo());
}

TEST_F(UndoStacks, SurviveObserversThatThrow) {
  UndoManager undo(text);
  add("a");
  Subscription events =
      undo.observe([](const StackEvent&) { throw std::runtime_error("observer"); });
  EXPECT_THROW(undo.undo(), ObserverError);
  EXPECT_EQ(words(), "");
  EXPECT_TRUE(undo.can_redo());
  EXPECT_FALSE(undo.can_undo());
  events.reset();
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(words(), "a");
}

TEST_F(UndoStacks, CaptureTheCleaningOfFormatsToo) {
  // A peer's colour makes ours superfluous; removing our mark is a transaction without origin.
  Doc other({.client_id = 2, .guid = "d"});
  text.insert(0, "ab");
  ASSERT_TRUE(other.apply_update(*doc.update(), "r").ok());
  text.format(0, 2, {{"colour", "red"}});
  other.text("t").format(0, 2, {{"colour", "blue"}});
  UndoManager undo(text);
  ASSERT_TRUE(doc.apply_update(*other.update(doc.state_vector()), "r").ok());
  ASSERT_EQ(undo.undo_stack().size(), 1U);
  EXPECT_TRUE(undo.undo_stack().back().insertions.empty());
  EXPECT_EQ(undo.undo_stack().back().deletions.ranges(), (std::vector<IdRange>{{1, 2, 1}}));
}

TEST_F(UndoStacks, Move) {
  UndoManager undo(text);
  add("a");
  UndoManager moved = std::move(undo);
  add("b");
  EXPECT_EQ(moved.undo_stack().size(), 2U);
  EXPECT_TRUE(moved.undo());
  EXPECT_EQ(words(), "a");
}

}  // namespace
}  // namespace ycpp

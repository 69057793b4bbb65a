// undo_test.cpp -- undo and redo among the changes of others.
#include "ycpp/undo.h"
#include "together.h"

namespace ycpp {
namespace {

TEST(Undo, LeavesWhatOthersWroteInBetween) {
  Client me(1);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  Client other(2, me.sent);
  other.text.insert(1, "R");
  me.receive(other.sent);
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "R");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.words(), "aRbc");
}

TEST(Undo, BringsBackWhatWasDeletedAsANewItem) {
  Client me(1);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  me.text.remove(1, 1);
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(to_hex(me.last()), "01010103c401000101016200");
  EXPECT_EQ(me.state(), "0104010004010174016184010001628401010163c40100010101620101010101")
      << "the original is kept";
}

TEST(Undo, OfAKeyThatOthersSetHasNoEffectUnlessTold) {
  for (const bool ignores : {false, true}) {
    Client me(1);
    UndoManager undo(me.map, {.ignore_remote_map_changes = ignores});
    me.map.set("k", "a");
    me.map.set("k", "b");
    Client other(2, me.sent);
    other.map.set("k", "R");
    me.receive(other.sent);
    EXPECT_EQ(undo.undo(), ignores);
    EXPECT_EQ(me.value("k"), Value(ignores ? "a" : "R"));
    EXPECT_EQ(undo.undo_stack().size(), ignores ? 1U : 0U);
  }
}

TEST(Undo, InsideOfWhatOthersDeletedHasNoEffect) {
  Client me(1);
  Text nested = me.array.insert_text(0);
  UndoManager undo(nested);
  nested.insert(0, "abc");
  Client other(2, me.sent);
  other.array.remove(0);
  me.receive(other.sent);
  const std::string before = me.state();
  EXPECT_FALSE(undo.undo());
  EXPECT_EQ(me.state(), before);
}

// What came collected, without its place, comes late with it: its neighbours are cut, and joined
// again at the end, unless undo has copied them.
TEST(Undo, LeavesWhatItCopiedCutWhereALateItemBelongs) {
  Client me(1);
  UndoManager undo(me.array, {.capture_timeout_ms = 0});
  Text nested = me.array.insert_text(0);
  nested.insert(0, "abcd");
  Client other(2, me.sent);
  me.array.remove(0);
  EXPECT_TRUE(undo.undo());
  std::get<Shared>(other.array.get(0)).text()->insert(2, "R");
  other.receive({me.sent[2], me.sent[3]});
  me.receive(other.doc.update().value());
  EXPECT_EQ(
      me.state(),
      "0201020000010401000701016102040001000461626364470100020400010504616263640202010001010100"
      "05");
  for (int n = 0; n < 2; ++n) {
    me.receive(other.sent[0]);
    EXPECT_EQ(
        me.state(),
        "0201020000010501000701016102040001000261628401020263644701000204000105046162636402020"
        "1000101010005");
  }
}

// What is kept for undo, and what comes behind it, are one only from the end of the transaction on.
TEST(Undo, DoesNotKeepWhatIsAddedToItsCopies) {
  Client me(1);
  UndoManager undo(me.array);
  me.doc.transact([&] { me.array.insert(0, Value(1)); }, "untracked");
  me.array.remove(0);
  EXPECT_TRUE(undo.undo());
  me.doc.transact(
      [&] {
        me.array.insert(1, Value(2));
        me.array.remove(0, 2);
      },
      "untracked");
  EXPECT_EQ(to_hex(me.last()), "01010102c101010100010101010102") << "the second is collected";
}

TEST(Undo, FollowsACopyToItsCopies) {
  Client me(1);
  UndoManager undo(me.text);
  me.text.insert(0, "x");
  for (int n = 0; n < 2; ++n) {
    me.text.remove(0, 1);
    EXPECT_TRUE(undo.undo());
    EXPECT_EQ(me.words(), "x");
  }
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "");
  EXPECT_FALSE(undo.can_undo());
}

TEST(Undo, OfAnInsertionAndADeletionInOneRedoesOnlyWhatSurvived) {
  Client me(1);
  UndoManager undo(me.text);
  me.doc.transact([&] {
    me.text.insert(0, "abc");
    me.text.remove(1, 1);
  });
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.words(), "ac");
}

}  // namespace
}  // namespace ycpp

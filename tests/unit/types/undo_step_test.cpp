// What undo and redo do to a document. The bytes are those of Yjs for the same histories.
#include "types/undo_step.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"
#include "ycpp/undo.h"

namespace ycpp {
namespace {

struct Peer {
  explicit Peer(std::uint64_t id)
      : doc({.client_id = id, .guid = "d", .offset_kind = OffsetKind::utf16}) {}
  void receive(const Peer& from) {
    ASSERT_TRUE(doc.apply_update(*from.doc.update(doc.state_vector()), "remote").ok());
  }
  std::string state() const { return to_hex(*doc.update()); }
  std::string words() { return text.to_string(); }

  Doc doc;
  Text text = doc.text("t");
  Array array = doc.array("a");
  Map map = doc.map("m");
};

Value value(const Map& map, std::string_view key) { return std::get<Value>(map.get(key)); }

TEST(Undo, GoesAroundWhatOthersInserted) {
  Peer me(1), other(2);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  other.receive(me);
  other.text.insert(1, "R");
  me.receive(other);
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "R");
  EXPECT_EQ(me.state(), "02010200c40100010101520201000401017401618401000262630101010003");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.words(), "aRbc");
  EXPECT_EQ(me.state(),
            "02010200c401000101015204010004010174016184010002626344010001"
            "61c4020001010262630101010003");
}

TEST(Undo, OfADeletionMakesNewItems) {
  Peer me(1);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  me.text.remove(1, 1);
  Bytes sent;
  Subscription updates = me.doc.observe([&](const TransactionEvent& event) {
    sent.assign(event.update().begin(), event.update().end());
  });
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "abc");
  EXPECT_EQ(to_hex(sent), "01010103c401000101016200");
  EXPECT_EQ(me.state(), "0104010004010174016184010001628401010163c40100010101620101010101");
}

TEST(Undo, LeavesAKeyThatOthersSetSince) {
  Peer me(1), other(2);
  UndoManager undo(me.map);
  me.map.set("k", "a");
  me.map.set("k", "b");
  other.receive(me);
  other.map.set("k", "R");
  me.receive(other);
  EXPECT_FALSE(undo.undo());
  EXPECT_EQ(value(me.map, "k"), Value("R"));
  EXPECT_FALSE(undo.can_undo()) << "both steps are used up";
  EXPECT_EQ(me.state(), "02010200a80101017701520201002801016d016b01770161a10100010101010002");
}

TEST(Undo, TakesAKeyBackFromOthersWhenTold) {
  Peer me(1), other(2);
  UndoManager undo(me.map, {.ignore_remote_map_changes = true});
  me.map.set("k", "a");
  me.map.set("k", "b");
  other.receive(me);
  other.map.set("k", "R");
  me.receive(other);
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(value(me.map, "k"), Value("a"));
  EXPECT_TRUE(undo.undo());
  EXPECT_FALSE(me.map.contains("k"));
  EXPECT_EQ(me.state(),
            "02010200a80101017701520301002801016d016b01770161a1010001a8020001770161"
            "020201000101010003");
}

TEST(Undo, DoesNothingInsideATypeThatOthersDeleted) {
  Peer me(1), other(2);
  const Text nested = me.array.insert_text(0);
  UndoManager undo(nested);
  Text(nested).insert(0, "abc");
  other.receive(me);
  other.array.remove(0);
  me.receive(other);
  EXPECT_FALSE(undo.undo());
  EXPECT_EQ(me.state(), "01020100010101610100030101010004");
}

TEST(Undo, FollowsCopiesOfCopies) {
  Peer me(1);
  UndoManager undo(me.text);
  me.text.insert(0, "x");
  me.text.remove(0, 1);
  undo.undo();
  me.text.remove(0, 1);
  undo.undo();
  EXPECT_EQ(me.words(), "x");
  EXPECT_EQ(me.state(), "01030100040101740178440100017844010101780101010002");
  while (undo.undo()) {
  }
  EXPECT_EQ(me.words(), "");
  EXPECT_EQ(me.state(), "01030100040101740178440100017844010101780101010003");
}

TEST(Undo, OfAnInsertionAndItsDeletionInOneStep) {
  Peer me(1);
  UndoManager undo(me.text);
  me.doc.transact([&] {
    me.text.insert(0, "abc");
    me.text.remove(1, 1);
  });
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "");
  EXPECT_EQ(me.state(), "0101010004010174036162630101010003");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.words(), "ac") << "only what had survived";
  EXPECT_EQ(me.state(),
            "01050100040101740161840100016284010101634401000161c40101010201630101010003");
}

TEST(Undo, RedoRestoresOnlyWhatUndoDeleted) {
  Peer me(1), other(2);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  other.receive(me);
  other.text.remove(1, 1);
  me.receive(other);
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.words(), "ac");
  EXPECT_EQ(me.state(), "010501000401017401618101000184010101634401000161c40101010201630101010003");
}

TEST(Undo, BringsBackForAllWhatTwoDeleted) {
  Peer me(1), other(2);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  other.receive(me);
  me.text.remove(1, 1);
  other.text.remove(1, 1);
  me.receive(other);
  other.receive(me);
  EXPECT_TRUE(undo.undo());
  other.receive(me);
  EXPECT_EQ(me.words(), "abc");
  EXPECT_EQ(other.words(), "abc");
}

TEST(Undo, RestoresATypeWithAllThatWasInIt) {
  Peer me(1);
  UndoManager undo(me.array);
  me.doc.transact([&] {
    me.array.insert(0, 1);
    Map map = me.array.insert_map(1);
    me.array.insert(2, 2);
    map.set("x", 1);
    map.set_text("t").insert(0, "hey");
  });
  const auto nested = [&] { return *std::get<Shared>(me.array.get(1)).map(); };
  me.array.remove(1);
  EXPECT_TRUE(undo.undo());
  ASSERT_EQ(me.array.size(), 3U);
  EXPECT_EQ(value(nested(), "x"), Value(1));
  EXPECT_EQ(std::get<Shared>(nested().get("t")).text()->to_string(), "hey");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.array.size(), 2U);
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(std::get<Shared>(nested().get("t")).text()->to_string(), "hey");
  me.doc.verify();
}

TEST(Undo, OfFormattingRemovesTheMarks) {
  Peer me(1);
  UndoManager undo(me.text);
  me.text.insert(0, "abc");
  me.text.format(1, 1, {{"b", true}});
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.text.to_delta().size(), 1U);
  EXPECT_EQ(me.state(),
            "0105010004010174016184010001628401010163c60100010101620474727565"
            "c6010101020162046e756c6c0101010302");
  EXPECT_TRUE(undo.redo());
  EXPECT_EQ(me.text.to_delta().size(), 3U);
}

TEST(Undo, RestoresADeepTreeWithoutDeepRecursion) {
  Peer me(1);
  UndoManager undo(me.array);
  constexpr int kDepth = 20000;
  me.doc.transact([&] {
    Array inner = me.array.insert_array(0);
    for (int i = 0; i < kDepth; ++i) inner = inner.insert_array(0);
  });
  me.array.remove(0);
  EXPECT_TRUE(undo.undo());
  int depth = 0;
  for (Array a = me.array; a.size() > 0; ++depth) a = *std::get<Shared>(a.get(0)).array();
  EXPECT_EQ(depth, kDepth + 1);
}

TEST(Undo, DropsAStepOfWhichNothingIsKnown) {
  Peer me(1);
  me.text.insert(0, "abc");
  StackItem unknown{me.doc.guid(), {}, {}, nullptr};
  unknown.deletions.add(77, 0, 1000000);
  UndoManager undo(me.text, {.undo_stack = {unknown}});
  EXPECT_FALSE(undo.undo());
  EXPECT_EQ(me.words(), "abc");
}

// Yjs copies whatever the item holds by now.
TEST(Undo, OfWhatWasCollectedItMakesTheRemainsAnew) {
  Peer me(1);
  me.text.insert(0, "abc");
  me.text.remove(0, 3);  // nobody watches: collected
  StackItem step{me.doc.guid(), {}, {}, nullptr};
  step.deletions.add(1, 0, 3);
  UndoManager undo(me.text, {.undo_stack = {step}});
  EXPECT_TRUE(undo.undo());
  EXPECT_EQ(me.words(), "");
  EXPECT_EQ(to_hex(me.doc.state_vector()), "010106");
  me.doc.verify();
}

TEST(Undo, DoesNotDoubleWhatIsThere) {
  Peer me(1);
  me.text.insert(0, "abc");
  StackItem step{me.doc.guid(), {}, {}, nullptr};
  step.deletions.add(1, 0, 3);
  UndoManager undo(me.text, {.undo_stack = {step}});
  EXPECT_FALSE(undo.undo());
  EXPECT_EQ(me.words(), "abc");
}

}  // namespace
}  // namespace ycpp

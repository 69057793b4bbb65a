// Making deleted items anew, as the store sees it.
#include <gtest/gtest.h>

#include "store/store.h"

namespace ycpp::store {
namespace {

class Redo : public ::testing::Test {
 protected:
  Redo() : me(store.client(1)), list(store.list_slot(store.root("t"))) {}

  ItemRef type(std::string_view text) {
    return store.insert_text(me, list, {store.slot(list).tail, 0}, text,
                             static_cast<std::uint32_t>(text.size()));
  }
  void commit() {
    store.changes.normalize();
    store.collect_garbage();
    store.squash();
    store.changes.clear();
    store.verify();
  }
  // The copy of a deleted item goes to its left.
  ItemRef redo(ItemRef ref) { return store.redo(me, list, {store.item(ref).left, ref}, ref); }

  Store store{OffsetKind::utf16};
  ClientRef me;
  SlotRef list;
};

TEST_F(Redo, CopiesTextAndRemembersTheCopy) {
  const ItemRef old = type("abc");
  store.remove(old);
  store.set_keep(old, true);
  commit();
  const ItemRef copy = redo(old);
  EXPECT_EQ(store.text(store.item(copy)), "abc");
  EXPECT_EQ(store.redone(store.item(old)), store.item(copy).id());
  EXPECT_TRUE(store.item(copy).keep);
  commit();
  const Incarnation b = store.follow_redone({me, 1});
  EXPECT_EQ(b.item, copy);
  EXPECT_EQ(b.offset, 1U);
}

TEST_F(Redo, FollowsACopyOfACopy) {
  const ItemRef old = type("abc");
  store.remove(old);
  store.set_keep(old, true);
  commit();
  const ItemRef copy = redo(old);
  store.remove(copy);
  commit();
  const ItemRef newest = redo(copy);
  commit();
  EXPECT_EQ(store.follow_redone({me, 2}).item, newest);
  EXPECT_EQ(store.follow_redone({me, 2}).offset, 2U);
  EXPECT_EQ(store.follow_redone({me, 4}).item, newest);
}

TEST_F(Redo, SplitsWithTheItem) {
  const ItemRef old = type("abcd");
  store.remove(old);
  store.set_keep(old, true);
  commit();
  redo(old);
  const ItemRef right = store.split(old, 1);
  EXPECT_EQ(store.redone(store.item(right)), (LocalId{me, 5}));
  store.verify();
  commit();
  EXPECT_EQ(store.item(store.find({me, 0})).length(), 1U) << "what is redone is never joined";
  EXPECT_EQ(store.follow_redone({me, 2}).offset, 2U);
}

TEST_F(Redo, CopiesTextOfAnother) {
  const ClientRef other = store.client(2);
  const ItemRef old = store.insert_text(other, list, {0, 0}, "xyz", 3);
  store.remove(old);
  store.set_keep(old, true);
  commit();
  EXPECT_EQ(store.text(store.item(redo(old))), "xyz");
  commit();
  EXPECT_EQ(store.length(store.slot(list).branch), 3U);
}

TEST_F(Redo, CopiesTheKindOfATypeOnly) {
  update::Block content;
  content.kind = Kind::type;
  content.length = 1;
  content.type_ref = TypeRef::map;
  const ItemRef old = store.insert(me, list, {0, 0}, content);
  store.set_keep(old, true);
  store.remove(old);
  commit();
  const Item& copy = store.item(redo(old));
  EXPECT_EQ(store.branch(copy.content.branch).type, TypeRef::map);
  EXPECT_NE(copy.content.branch, store.item(old).content.branch);
}

TEST_F(Redo, ForgetsTheCopyOfWhatIsCollected) {
  update::Block content;
  content.kind = Kind::type;
  content.length = 1;
  content.type_ref = TypeRef::text;
  const ItemRef holder = store.insert(me, list, {0, 0}, content);
  const SlotRef inner = store.list_slot(store.item(holder).content.branch);
  const ItemRef old = store.insert_text(me, inner, {0, 0}, "a", 1);
  store.remove(old);
  store.set_keep(old, true);
  commit();
  store.redo(me, inner, {0, old}, old);
  commit();
  EXPECT_TRUE(store.item(holder).keep) << "what holds something kept is kept";
  store.set_keep(holder, false);
  store.remove(holder);
  commit();
  EXPECT_TRUE(store.item(store.follow_redone({me, 1}).item).is_gc());
}

TEST_F(Redo, KeepsOnlyWhatIsKept) {
  const ItemRef kept = type("a");
  const ItemRef link = store.insert_text(store.client(2), list, {kept, 0}, "b", 1);
  store.remove(kept);
  store.remove(link);
  store.set_keep(kept, true);
  commit();
  EXPECT_EQ(store.item(kept).kind(), Kind::string);
  EXPECT_EQ(store.item(link).kind(), Kind::deleted);
}

TEST_F(Redo, DeletesATreeInOrder) {
  // Clients 2 and 3 wrote into a list of client 1: the order of their deletions is that of the
  // list.
  update::Block content;
  content.kind = Kind::type;
  content.length = 1;
  content.type_ref = TypeRef::array;
  const ItemRef holder = store.insert(me, list, {0, 0}, content);
  const SlotRef inner = store.list_slot(store.item(holder).content.branch);
  const ItemRef third = store.insert_text(store.client(3), inner, {0, 0}, "c", 1);
  store.insert_text(store.client(2), inner, {third, 0}, "b", 1);
  commit();
  store.remove(holder);
  store.changes.normalize();
  EXPECT_EQ(store.changes.deleted_clients(),
            (std::vector<ClientRef>{me, store.client(3), store.client(2)}));
}

}  // namespace
}  // namespace ycpp::store

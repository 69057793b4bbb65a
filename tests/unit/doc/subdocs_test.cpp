// subdocs_test.cpp -- the documents in a document: when they are made, and what observers are told.
#include "doc/subdocs.h"

#include <gtest/gtest.h>

#include "doc/doc_core.h"
#include "hex.h"
#include "made_update.h"
#include "subdoc_log.h"

namespace ycpp {
namespace {

using store::ItemRef;

// A document, with its root map "m" as the store has it.
struct Parent {
  explicit Parent(std::uint64_t client, bool gc = true)
      : doc({.client_id = client, .guid = "parent", .gc = gc}) {}

  store::SlotRef slot(std::string_view key) { return store().key_slot(store().root("m"), key); }
  store::Store& store() { return doc.core()->store(); }
  void set(std::string_view key, const Doc& child) {
    const Bytes options = doc.core()->check_nestable(*child.core());
    doc::Operation operation(*doc.core());
    doc.core()->insert_subdoc(slot(key), {store().slot(slot(key)).tail, 0}, child.shared_core(),
                              options);
    operation.end();
  }
  void remove(std::string_view key) {
    doc::Operation operation(*doc.core());
    doc.core()->remove(item(key));
    operation.end();
  }
  ItemRef item(std::string_view key) { return store().slot(slot(key)).tail; }
  Doc at(std::string_view key) { return Doc(doc.core()->subdocs().at(item(key))); }
  void apply(const Doc& from) { ASSERT_TRUE(doc.apply_update(from.update().value()).ok()); }

  Doc doc;
};

Doc named(std::string guid) { return Doc({.guid = std::move(guid)}); }

TEST(Subdocs, WhoInsertsADocumentReadsIt) {
  Parent parent(1);
  const Doc child = named("child");
  parent.set("k", child);
  EXPECT_EQ(parent.at("k"), child);
  parent.doc.verify();
}

TEST(Subdocs, OthersGetOneMadeForThemWhenTheyAsk) {
  Parent parent(1);
  parent.set("k", Doc({.guid = "child", .gc = false, .auto_load = true, .meta = Value("m")}));
  Parent peer(2);
  std::vector<bool> made;
  const Subscription kept = peer.doc.observe_subdocs([&](const SubdocsEvent& event) {
    made.push_back(event.added().at(0).is_made());
    EXPECT_EQ(event.loaded().at(0).document(), event.added()[0].document());
    made.push_back(event.added()[0].is_made());
    EXPECT_FALSE(event.local());
  });
  peer.apply(parent.doc);
  EXPECT_EQ(made, (std::vector<bool>{false, true}));
  const Doc child = peer.at("k");
  EXPECT_EQ(child, peer.at("k"));
  EXPECT_EQ(child.guid(), "child");
  EXPECT_EQ(child.client_id(), 2U);
  EXPECT_FALSE(child.gc());
  EXPECT_TRUE(child.auto_load());
  EXPECT_TRUE(child.should_load());
  EXPECT_EQ(child.meta(), Value("m"));
}

TEST(Subdocs, NamesNeedNoDocuments) {
  Parent parent(1);
  parent.set("k1", named("a"));
  parent.set("k2", named("b"));
  parent.set("k3", named("a"));
  Parent peer(2);
  peer.apply(parent.doc);
  EXPECT_EQ(peer.doc.subdoc_guids(), (Lines{"a", "b"}));
  EXPECT_EQ(peer.doc.core()->subdocs().guid_at(peer.item("k2")), "b");
  std::vector<doc::Subdocs::Place> places;
  peer.doc.core()->subdocs().append_places(places);
  ASSERT_EQ(places.size(), 3U);
  for (const doc::Subdocs::Place& place : places) EXPECT_EQ(place.doc, nullptr);
  EXPECT_EQ(peer.doc.subdocs().size(), 3U);
  EXPECT_EQ(peer.doc.subdoc_guids(), (Lines{"a", "b"}));
}

TEST(Subdocs, ContentIsExchangedByTheDocumentsThemselves) {
  Parent parent(1);
  Doc child = named("child");
  parent.set("k", child);
  Parent peer(2);
  peer.apply(parent.doc);
  const Bytes content = made_update({text_block({9, 0}, "hello").root("t")});
  ASSERT_TRUE(child.apply_update(content).ok());
  EXPECT_EQ(to_hex(peer.at("k").update().value()), "0000");
  ASSERT_TRUE(peer.at("k").apply_update(child.update().value()).ok());
  EXPECT_EQ(peer.at("k").update().value(), content);
}

TEST(Subdocs, AreAddedLoadedAndRemoved) {
  Parent parent(1);
  Parent peer(2);
  SubdocLog log(parent.doc);
  SubdocLog peer_log(peer.doc);
  parent.set("k", named("child"));
  EXPECT_EQ(log.take(), Lines{"+child !child"}) << "here it is to be loaded";
  peer.apply(parent.doc);
  EXPECT_EQ(peer_log.take(), Lines{"+child"}) << "there only if its maker says so";
  parent.set("k", Doc({.guid = "next", .auto_load = true, .should_load = false}));
  EXPECT_EQ(log.take(), Lines{"+next -child"});
  peer.apply(parent.doc);
  EXPECT_EQ(peer_log.take(), Lines{"+next -child !next"});
  EXPECT_EQ(peer.doc.subdoc_guids(), Lines{"next"});
}

TEST(Subdocs, TheListIsThatOfTheLastCommit) {
  Parent parent(1);
  parent.set("k", named("old"));
  Transaction transaction = parent.doc.transact();
  parent.set("k", named("new"));
  EXPECT_EQ(parent.doc.subdoc_guids(), Lines{"old"});
  EXPECT_EQ(parent.at("k").guid(), "new");
  transaction.commit();
  EXPECT_EQ(parent.doc.subdoc_guids(), Lines{"new"});
}

TEST(Subdocs, WhatComesAndGoesInOneTransactionIsOnlyToldAsLoaded) {
  Parent parent(1);
  SubdocLog log(parent.doc);
  Doc child = named("child");
  parent.doc.transact([&] {
    parent.set("k", child);
    parent.remove("k");
  });
  EXPECT_EQ(log.take(), Lines{"!child"});
  EXPECT_FALSE(child.is_subdoc());
  Parent peer(2);
  SubdocLog peer_log(peer.doc);
  peer.apply(parent.doc);
  EXPECT_EQ(peer_log.take(), Lines{}) << "nothing of it arrives";
}

TEST(Subdocs, GivingUpInATransactionIsToldAtItsEnd) {
  Parent parent(1);
  SubdocLog log(parent.doc);
  parent.doc.transact([&] {
    Doc child = named("y");
    parent.set("k", child);
    child.destroy();
  });
  EXPECT_EQ(log.take(), Lines{"+y +y -y !y"});
  parent.doc.transact([&] {
    parent.at("k").destroy();
    parent.at("k").load();
    parent.remove("k");
  });
  EXPECT_EQ(log.take(), Lines{"-y !y"});
  EXPECT_TRUE(parent.doc.subdocs().empty());
  parent.doc.verify();
}

TEST(Subdocs, ADeletedOneTakesThoseInItAlong) {
  Parent parent(1);
  Parent child(2);
  Doc grandchild = named("grandchild");
  child.set("k", grandchild);
  parent.set("k", child.doc);
  SubdocLog log(parent.doc);
  SubdocLog child_log(child.doc);
  parent.remove("k");
  EXPECT_EQ(log.take(), Lines{"-parent"});
  EXPECT_EQ(child_log.take(), Lines{"+grandchild -grandchild"});
  EXPECT_FALSE(child.doc.is_subdoc());
  parent.set("again", child.doc);
  EXPECT_EQ(parent.at("again"), child.doc) << "it is free to be a value again";
}

TEST(Subdocs, ARemovedOneIsReadableUntilItWasTold) {
  Parent parent(1);
  parent.set("k", Doc({.guid = "child", .meta = Value("m")}));
  Parent peer(2);
  peer.apply(parent.doc);
  std::optional<Doc> removed;
  const Subscription kept = peer.doc.observe_subdocs([&](const SubdocsEvent& event) {
    EXPECT_FALSE(event.removed().at(0).is_made());
    removed = event.removed()[0].document();
  });
  parent.remove("k");
  peer.apply(parent.doc);
  ASSERT_TRUE(removed.has_value());
  EXPECT_EQ(removed->guid(), "child") << "though its content was collected before";
  EXPECT_EQ(removed->meta(), Value("m"));
  EXPECT_FALSE(removed->is_subdoc());
}

TEST(Subdocs, WhatWasDeletedLongAgoAndKeptGivesADocumentOfItsOwn) {
  Parent parent(1, false);
  parent.set("k", named("child"));
  parent.remove("k");
  const ItemRef item = parent.item("k");
  ASSERT_TRUE(parent.store().item(item).deleted);
  EXPECT_EQ(parent.doc.core()->subdocs().guid_at(item), "child");
  const Doc past(parent.doc.core()->subdocs().at(item));
  EXPECT_EQ(past.guid(), "child");
  EXPECT_FALSE(past.is_subdoc());
  EXPECT_TRUE(parent.doc.subdocs().empty());
}

TEST(Subdocs, AValueThatLosesAgainstAConcurrentOneIsNotAdded) {
  Parent low(1);
  Parent high(2);
  low.set("k", Doc({.guid = "low", .auto_load = true}));
  high.set("k", named("high"));
  SubdocLog log(high.doc);
  high.apply(low.doc);
  EXPECT_EQ(log.take(), Lines{"!low"});
  EXPECT_EQ(high.doc.subdoc_guids(), Lines{"high"});
  high.doc.verify();
}

TEST(Subdocs, ObserversOfTheDocumentAreToldFirst) {
  Parent parent(1);
  std::string order;
  const Subscription first = parent.doc.observe_subdocs([&](const SubdocsEvent& event) {
    order += "subdocs";
    EXPECT_EQ(event.origin(), Origin("me"));
    EXPECT_TRUE(event.local());
    EXPECT_THROW((void)parent.doc.transact(), ReadOnlyError);
  });
  const Subscription second =
      parent.doc.observe([&](const TransactionEvent&) { order += "document "; });
  parent.doc.transact([&] { parent.set("k", named("child")); }, "me");
  EXPECT_EQ(order, "document subdocs");
}

}  // namespace
}  // namespace ycpp

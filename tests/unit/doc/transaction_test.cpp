// transaction_test.cpp -- begin and commit: nesting, origins, who is told in which order, and what
// happens when observers throw or write.
#include <gtest/gtest.h>

#include "doc/doc_core.h"
#include "hex.h"
#include "made_update.h"
#include "ycpp/doc.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, bool gc = true) {
  return Doc({.client_id = client, .guid = "d", .gc = gc});
}

// Appends to the root "t"; a transaction must be open.
void type(Doc& doc, std::string_view ascii) {
  doc::DocCore& core = *doc.core();
  const store::SlotRef slot = core.store().list_slot(core.store().root("t"));
  core.insert_text(slot, {core.store().slot(slot).tail, 0}, ascii,
                   static_cast<std::uint32_t>(ascii.size()), 0);
}

Bytes hello(std::uint64_t client) {
  return made_update({text_block({client, 0}, "hello").root("t")});
}

TEST(Transaction, OnlyTheOutermostOneTells) {
  Doc doc = doc_with(1);
  std::vector<std::string> updates;
  const Subscription kept = doc.observe(
      [&](const TransactionEvent& event) { updates.push_back(to_hex(event.update())); });
  Transaction outer = doc.transact(Origin("origin"));
  type(doc, "a");
  doc.transact([&] { type(doc, "b"); });
  doc.transact([&] { type(doc, "c"); }, "origin");
  EXPECT_TRUE(updates.empty());
  outer.commit();
  EXPECT_EQ(updates, std::vector<std::string>{"0101010004010174036162"
                                              "6300"});
  outer.commit();
  EXPECT_EQ(updates.size(), 1U) << "a second commit does nothing";
}

TEST(Transaction, ANestedOneMustHaveTheOriginOfTheOutermost) {
  Doc doc = doc_with(1);
  {
    Transaction outer = doc.transact(Origin("mine"));
    EXPECT_THROW((void)doc.transact(Origin("yours")), OriginError);
    EXPECT_THROW((void)doc.apply_update(hello(2), "yours"), OriginError);
    type(doc, "a");
  }
  EXPECT_EQ(to_hex(doc.state_vector()), "010101") << "the outer one went on";
  Transaction unnamed = doc.transact();
  EXPECT_THROW((void)doc.transact(Origin("late")), OriginError);
}

TEST(Transaction, TheNameOfAnOriginIsEnoughToOpenOne) {
  Doc doc = doc_with(1);
  std::string origin;
  const Subscription kept = doc.observe(
      [&](const TransactionEvent& event) { origin = std::string(event.origin().name()); });
  Transaction named = doc.transact("keyboard");
  type(doc, "a");
  named.commit();
  EXPECT_EQ(origin, "keyboard");
}

TEST(Transaction, OneThatChangesNothingTellsNobody) {
  Doc doc = doc_with(1);
  ASSERT_TRUE(doc.apply_update(hello(2)).ok());
  int events = 0;
  const Subscription kept = doc.observe([&](const TransactionEvent&) { ++events; });
  doc.transact([] {});
  ASSERT_TRUE(doc.apply_update(hello(2)).ok());
  ASSERT_TRUE(doc.apply_update(from_hex("0000")).ok());
  EXPECT_EQ(events, 0);
}

TEST(Transaction, TellsItsOriginAndWhetherItIsLocal) {
  Doc doc = doc_with(1);
  std::vector<std::pair<Origin, bool>> told;
  const Subscription kept = doc.observe(
      [&](const TransactionEvent& event) { told.emplace_back(event.origin(), event.local()); });
  doc.transact([&] { type(doc, "a"); }, "keyboard");
  ASSERT_TRUE(doc.apply_update(hello(2), Origin::identity(&doc)).ok());
  doc.transact([&] { type(doc, "b"); });
  const std::vector<std::pair<Origin, bool>> expected{
      {Origin("keyboard"), true}, {Origin::identity(&doc), false}, {Origin(), true}};
  EXPECT_EQ(told, expected);
}

TEST(Transaction, CommitsWhenItGoesEvenByAnException) {
  Doc doc = doc_with(1);
  int events = 0;
  const Subscription kept = doc.observe([&](const TransactionEvent&) {
    ++events;
    throw std::runtime_error("of the observer");
  });
  try {
    const Transaction transaction = doc.transact();
    type(doc, "a");
    throw std::logic_error("of the body");
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "of the body");
  }
  EXPECT_EQ(events, 1);
  EXPECT_FALSE(doc.core()->is_open());
  EXPECT_THROW(
      {
        const Transaction transaction = doc.transact();
        type(doc, "b");
      },
      ObserverError);
  EXPECT_EQ(to_hex(doc.state_vector()), "010102");
}

TEST(Transaction, EveryObserverRunsThoughOthersThrowAndTheChangeStands) {
  Doc doc = doc_with(1);
  int calls = 0;
  const auto throwing = [&](const TransactionEvent&) {
    ++calls;
    throw std::runtime_error(std::to_string(calls));
  };
  const Subscription first = doc.observe(throwing);
  const Subscription second = doc.observe([&](const TransactionEvent&) { ++calls; });
  const Subscription third = doc.observe(throwing);
  try {
    doc.transact([&] { type(doc, "a"); });
    FAIL() << "nothing was thrown";
  } catch (const ObserverError& error) {
    ASSERT_EQ(error.errors().size(), 2U);
    try {
      std::rethrow_exception(error.errors()[1]);
    } catch (const std::runtime_error& cause) {
      EXPECT_STREQ(cause.what(), "3");
    }
  }
  EXPECT_EQ(calls, 3);
  EXPECT_FALSE(doc.is_observing());
  EXPECT_EQ(to_hex(doc.state_vector()), "010101");
}

TEST(Transaction, ObserversReadButDoNotWrite) {
  Doc doc = doc_with(1);
  bool called = false;
  const Subscription kept = doc.observe([&](const TransactionEvent&) {
    called = true;
    EXPECT_TRUE(doc.is_observing());
    EXPECT_EQ(to_hex(doc.state_vector()), "010101");
    EXPECT_THROW((void)doc.transact(), ReadOnlyError);
    EXPECT_THROW((void)doc.apply_update(hello(2)), ReadOnlyError);
  });
  doc.transact([&] { type(doc, "a"); });
  EXPECT_TRUE(called);
  EXPECT_EQ(to_hex(doc.state_vector()), "010101");
}

TEST(Transaction, TellsTypesThenCommitsThenTheDocument) {
  Doc doc = doc_with(1);
  doc::DocCore& core = *doc.core();
  std::string order;
  const Subscription document = doc.observe([&](const TransactionEvent&) { order += "document "; });
  const Subscription commits =
      core.observe_commits([&](const doc::Commit&) { order += "commit "; });
  const store::BranchRef root = core.store().root("t");
  const Subscription deep = core.observe_deep(root, [&](const doc::DeepChange& changes) {
    order += "deep" + std::to_string(changes.size()) + " ";
  });
  const Subscription type_ =
      core.observe_branch(root, [&](const doc::BranchChange&) { order += "type "; });
  const Subscription other = core.observe_branch(
      core.store().root("other"), [&](const doc::BranchChange&) { order += "other "; });
  doc.transact([&] { type(doc, "a"); });
  EXPECT_EQ(order, "type deep1 commit document ");
}

TEST(Transaction, DeletedContentGoesAtTheEndUnlessItIsKept) {
  for (const bool gc : {true, false}) {
    Doc doc = doc_with(1, gc);
    ASSERT_TRUE(doc.apply_update(hello(2)).ok());
    std::string seen;
    const Subscription commits = doc.core()->observe_commits([&](const doc::Commit& commit) {
      const store::Store& store = commit.core.store();
      seen = store.text(store.item(store.find({store.find_client(2), 0})));
    });
    ASSERT_TRUE(doc.apply_update(made_update({}, {{2, 0, 5}})).ok());
    EXPECT_EQ(seen, "hello") << "while the transaction ends all is still there";
    EXPECT_EQ(to_hex(doc.update().value()),
              gc ? "0101020001010174050102010005" : "01010200040101740568656c6c6f0102010005");
    doc.verify();
  }
}

TEST(Transaction, ARandomClientIdIsRenewedWhenAPeerWritesUnderIt) {
  Doc chosen_for_us;
  const std::uint64_t id = chosen_for_us.client_id();
  ASSERT_TRUE(chosen_for_us.apply_update(hello(id + 1)).ok());
  EXPECT_EQ(chosen_for_us.client_id(), id) << "somebody else's id is of no concern";
  ASSERT_TRUE(chosen_for_us.apply_update(hello(id)).ok());
  EXPECT_NE(chosen_for_us.client_id(), id);
  chosen_for_us.transact([&] { type(chosen_for_us, "a"); });
  EXPECT_EQ(chosen_for_us.core()->store().state(chosen_for_us.client_id()), 1U);

  Doc given = doc_with(id);
  ASSERT_TRUE(given.apply_update(hello(id)).ok());
  EXPECT_EQ(given.client_id(), id);
}

TEST(Transaction, AnObserverThatUnregistersItselfIsNotCalledAgain) {
  Doc doc = doc_with(1);
  int calls = 0;
  Subscription once = doc.observe([&](const TransactionEvent&) {
    ++calls;
    once.reset();
  });
  doc.transact([&] { type(doc, "a"); });
  doc.transact([&] { type(doc, "b"); });
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace ycpp

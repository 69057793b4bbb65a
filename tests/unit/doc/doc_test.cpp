// doc_test.cpp -- Doc and TransactionEvent: options, what updates a document takes and gives, and
// what it tells of a transaction.
#include "ycpp/doc.h"

#include <gtest/gtest.h>

#include "doc/doc_core.h"
#include "hex.h"
#include "made_update.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

Bytes abc() { return made_update({text_block({1, 0}, "abc").root("t")}); }

TEST(Doc, TakesItsOptions) {
  const Doc doc(
      {.client_id = kMaxSafeInteger, .guid = "", .offset_kind = OffsetKind::utf8, .gc = false});
  EXPECT_EQ(doc.client_id(), kMaxSafeInteger);
  EXPECT_EQ(doc.guid(), "");
  EXPECT_EQ(doc.offset_kind(), OffsetKind::utf8);
  EXPECT_FALSE(doc.gc());
  EXPECT_THROW(Doc({.client_id = kMaxSafeInteger + 1, .guid = "d"}), std::invalid_argument);
}

TEST(Doc, ChoosesWhatIsNotGiven) {
  const Doc a;
  const Doc b;
  EXPECT_NE(a.guid(), b.guid());
  EXPECT_EQ(a.guid().size(), 36U);
  EXPECT_LE(a.client_id(), 0xffffffffU);
  EXPECT_EQ(a.offset_kind(), OffsetKind::unicode);
  EXPECT_TRUE(a.gc());
}

TEST(Doc, AnEmptyDocumentHasTheBytesOfYjs) {
  const Doc doc = doc_with(1);
  EXPECT_EQ(to_hex(doc.state_vector()), "00");
  EXPECT_EQ(to_hex(doc.update().value()), "0000");
  EXPECT_EQ(to_hex(doc.update({}, Encoding::v2).value()), "00000000000001000000000000");
  EXPECT_TRUE(doc.root_names().empty());
  EXPECT_FALSE(doc.has_pending());
}

TEST(Doc, GivesAPeerWhatItLacks) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(abc()).ok());
  EXPECT_EQ(to_hex(doc.state_vector()), "010103");
  EXPECT_EQ(doc.update().value(), abc());
  EXPECT_EQ(doc.update(from_hex("00")).value(), abc());
  EXPECT_EQ(to_hex(doc.update(from_hex("010102")).value()), "01010102840101016300")
      << "the rest of an item refers to what is before it";
  EXPECT_EQ(to_hex(doc.update(from_hex("010103")).value()), "0000");
  EXPECT_EQ(to_hex(doc.update(from_hex("01017f")).value()), "0000") << "the peer knows more";
}

TEST(Doc, RefusesAMalformedStateVector) {
  const Doc doc = doc_with(2);
  const auto result = doc.update(from_hex("0101"));
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Errc::count_too_large);
}

TEST(Doc, MalformedBytesChangeNothing) {
  Doc doc = doc_with(2);
  int events = 0;
  const Subscription kept = doc.observe([&](const TransactionEvent&) { ++events; });
  const Bytes whole = abc();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(doc.apply_update(BytesView(whole).first(length)).ok()) << length;
    doc.verify();
  }
  EXPECT_EQ(to_hex(doc.state_vector()), "00");
  EXPECT_EQ(events, 0);
  EXPECT_TRUE(doc.apply_update(whole).ok());
  EXPECT_EQ(events, 1);
}

TEST(Doc, WhatComesTooEarlyWaitsAndIsPassedOn) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(made_update({text_block({1, 3}, "d").after({1, 2})})).ok());
  EXPECT_TRUE(doc.has_pending());
  EXPECT_EQ(to_hex(doc.state_vector()), "00");
  Doc other = doc_with(3);
  ASSERT_TRUE(other.apply_update(doc.update().value()).ok());
  EXPECT_TRUE(other.has_pending());
  for (Doc* each : {&doc, &other}) {
    ASSERT_TRUE(each->apply_update(abc()).ok());
    EXPECT_FALSE(each->has_pending());
    EXPECT_EQ(to_hex(each->state_vector()), "010104");
    each->verify();
  }
}

TEST(Doc, TakesManyUpdatesAtOnceAllOrNone) {
  const Bytes late = made_update({text_block({1, 3}, "d").after({1, 2})});
  const Bytes early = abc();
  const Bytes bad = from_hex("010101");
  Doc doc;
  int told = 0;
  const Subscription kept = doc.observe([&](const TransactionEvent& event) {
    ++told;
    EXPECT_EQ(event.origin(), Origin("log"));
  });
  const Result<void> refused = doc.apply_updates(std::vector<BytesView>{late, early, bad}, "log");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message().find('2'), std::string::npos) << refused.error().message();
  EXPECT_EQ(to_hex(doc.update().value()), "0000");
  EXPECT_EQ(told, 0);
  ASSERT_TRUE(doc.apply_updates(std::vector<BytesView>{late, early}, "log").ok());
  EXPECT_EQ(told, 1);
  EXPECT_FALSE(doc.has_pending());
  Doc other;
  for (const Bytes& update : {early, late}) ASSERT_TRUE(other.apply_update(update).ok());
  EXPECT_EQ(doc.update().value(), other.update().value());
  EXPECT_TRUE(doc.apply_updates({}).ok());
  EXPECT_EQ(told, 1);
}

TEST(Doc, TellsTheNamesOfItsRootsInTheOrderTheyCame) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(made_update({text_block({1, 0}, "a").root("z"),
                                            text_block({1, 1}, "b").root("")}))
                  .ok());
  doc.core()->store().root("declared");
  doc.core()->store().root("z");
  EXPECT_EQ(doc.root_names(), (std::vector<std::string>{"z", "", "declared"}));
}

TEST(Doc, StaysTheSameWhenItMoves) {
  Doc from = doc_with(2);
  int events = 0;
  Subscription kept = from.observe([&](const TransactionEvent&) { ++events; });
  Doc to = std::move(from);
  ASSERT_TRUE(to.apply_update(abc()).ok());
  EXPECT_EQ(events, 1);
  kept.reset();
  ASSERT_TRUE(to.apply_update(made_update({text_block({1, 3}, "d").after({1, 2})})).ok());
  EXPECT_EQ(events, 1);
}

TEST(Doc, HoldsMoreMemoryWithMoreContent) {
  Doc doc = doc_with(2);
  const std::size_t before = doc.memory_bytes();
  const std::string text(100'000, 'x');
  ASSERT_TRUE(doc.apply_update(made_update({text_block({1, 0}, text).root("t")})).ok());
  EXPECT_GE(doc.memory_bytes(), before + text.size());
}

TEST(TransactionEvent, TellsTheStatesBeforeAndAfterAndTheUpdateBetween) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(abc()).ok());
  int events = 0;
  const Subscription kept = doc.observe([&](const TransactionEvent& event) {
    ++events;
    EXPECT_EQ(to_hex(event.before_state()), "010103");
    EXPECT_EQ(to_hex(event.after_state()), "0205010104") << "clients descending";
    EXPECT_EQ(to_hex(event.delete_set()), "0101010001");
    EXPECT_EQ(event.update().data(), event.update().data()) << "made once";
    Doc peer = doc_with(9);
    ASSERT_TRUE(peer.apply_update(abc()).ok());
    ASSERT_TRUE(peer.apply_update(event.update()).ok());
    EXPECT_EQ(peer.state_vector(), event.after_state());
    Doc peer2 = doc_with(9);
    ASSERT_TRUE(peer2.apply_update(abc()).ok());
    ASSERT_TRUE(peer2.apply_update(event.update_v2(), {}, Encoding::v2).ok());
    EXPECT_EQ(peer2.update().value(), peer.update().value());
  });
  ASSERT_TRUE(doc.apply_update(made_update({text_block({5, 0}, "X").after({1, 0}),
                                            text_block({1, 3}, "d").after({1, 2})},
                                           {{1, 0, 1}}))
                  .ok());
  EXPECT_EQ(events, 1);
}

TEST(TransactionEvent, CarriesOnlyWhatIsNew) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(made_update({text_block({1, 0}, "a").root("t")})).ok());
  std::vector<std::string> updates;
  const Subscription kept = doc.observe(
      [&](const TransactionEvent& event) { updates.push_back(to_hex(event.update())); });
  ASSERT_TRUE(doc.apply_update(abc()).ok());
  ASSERT_TRUE(doc.apply_update(abc()).ok());
  EXPECT_EQ(updates, std::vector<std::string>{"0101010184010002626300"});
}

}  // namespace
}  // namespace ycpp

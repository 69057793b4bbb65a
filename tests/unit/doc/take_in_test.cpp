// take_in_test.cpp -- what a document refuses of its peers' updates, by the limits it was given.
#include <gtest/gtest.h>

#include "made_update.h"
#include "ycpp/doc.h"
#include "ycpp/subdocs.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

Doc limited(Limits limits) { return Doc({.client_id = 9, .guid = "d", .limits = limits}); }

/// n letters of one client, one by one.
std::vector<Bytes> letters(std::uint64_t client, std::uint64_t n) {
  std::vector<Bytes> updates;
  for (std::uint64_t i = 0; i < n; ++i)
    updates.push_back(made_update({i == 0 ? text_block({client, 0}, "a").root("t")
                                          : text_block({client, i}, "a").after({client, i - 1})}));
  return updates;
}

/// n deleted units in n blocks that v2 writes in a few bytes.
Bytes runs(std::uint64_t n, std::uint64_t client = 1) {
  std::vector<Block> blocks{text_block({99, 0}, "a").root("t")};
  for (std::uint64_t i = 0; i < n; ++i) {
    MadeBlock block = deleted_block({client, i}, 1).before({99, 0});
    blocks.push_back(block);
  }
  return made_update<update::SectionWriterV2>(blocks);
}

/// That `update` is refused by the limit, and that nothing has changed and nobody was told.
void expect_refused(Doc& doc, BytesView update, const std::string& message,
                    Encoding encoding = Encoding::v1) {
  const Bytes before = doc.update().value();
  int events = 0;
  const Subscription subscription = doc.observe([&](const TransactionEvent&) { ++events; });
  const Result<void> result = doc.apply_update(update, {}, encoding);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Errc::limit_exceeded);
  EXPECT_EQ(result.error().message(), message);
  EXPECT_EQ(doc.update().value(), before);
  EXPECT_EQ(events, 0);
  doc.verify();
}

TEST(TakeIn, AnUpdateMayBeAsLongAsTheLimit) {
  const Bytes update = letters(1, 1).front();
  Doc enough = limited({.update_bytes = update.size()});
  EXPECT_TRUE(enough.apply_update(update).ok());
  Doc doc = limited({.update_bytes = update.size() - 1});
  expect_refused(doc, update, "limit exceeded: update_bytes is 10, and the update has 11");
}

TEST(TakeIn, EachOfManyUpdatesHasTheLimit) {
  const std::vector<Bytes> updates = letters(1, 100);
  std::vector<BytesView> views(updates.begin(), updates.end());
  Doc doc = limited({.update_bytes = 13, .free_blocks = 0});
  EXPECT_TRUE(doc.apply_updates(views).ok());
  const Bytes all = doc.update().value();
  EXPECT_GT(all.size(), 100U);
  views = {views[0], all};
  const Result<void> refused = doc.apply_updates(views);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message(),
            "limit exceeded: update 1: update_bytes is 13, and the update has 110");
}

TEST(TakeIn, BlocksBeyondTheBytesCanBeForbidden) {
  const Bytes update = runs(1000);
  ASSERT_LT(update.size(), 100U);
  EXPECT_TRUE(limited({}).apply_update(update, {}, Encoding::v2).ok());
  EXPECT_TRUE(limited({.free_blocks = 1000}).apply_update(update, {}, Encoding::v2).ok());
  Doc doc = limited({.free_blocks = 900});
  const Result<void> refused = doc.apply_update(update, {}, Encoding::v2);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Errc::limit_exceeded);
  EXPECT_EQ(refused.error().detail, "more blocks than free_blocks allows");
  EXPECT_EQ(doc.item_count(), 0U);
}

TEST(TakeIn, BlocksBeyondTheBytesCanBeAllowed) {
  Doc doc = limited({.free_blocks = kNoLimit});
  EXPECT_TRUE(doc.apply_update(runs(kFreeBlocks + 100), {}, Encoding::v2).ok());
}

TEST(TakeIn, ManyUpdatesMayHaveMoreBlocksTogetherThanOneOfTheirSize) {
  std::vector<Bytes> updates;
  for (std::uint64_t client = 1; client <= 20; ++client) updates.push_back(runs(60, client));
  const std::vector<BytesView> views(updates.begin(), updates.end());
  const std::uint64_t free = 62 - updates.front().size();
  ASSERT_GT(20 * 60, merge_updates(views, Encoding::v2)->size() + free);
  Doc doc = limited({.free_blocks = free});
  EXPECT_TRUE(doc.apply_updates(views, {}, Encoding::v2).ok());
}

TEST(TakeIn, OfAFullDocumentOnlyWhatAddsNothingIsTakenIn) {
  const std::vector<Bytes> updates = letters(1, 3);
  Doc roomy = limited({.memory_bytes = 1U << 20});
  for (const Bytes& update : updates) ASSERT_TRUE(roomy.apply_update(update).ok());

  Doc full = limited({.memory_bytes = 10'000});
  const std::string much(10'000, 'x');
  ASSERT_TRUE(full.apply_update(made_update({text_block({2, 0}, much).root("t")})).ok());
  const std::string held = std::to_string(full.memory_bytes());
  const std::string message =
      "limit exceeded: memory_bytes is 10000, and the document holds " + held;
  expect_refused(full, updates[0], message);
  expect_refused(full, updates[1], message);
  EXPECT_TRUE(full.apply_update(full.update().value()).ok()) << "it is known";
  EXPECT_TRUE(full.apply_update(made_update({}, {{2, 0, much.size()}})).ok());
  EXPECT_EQ(full.update().value(),
            made_update({deleted_block({2, 0}, much.size()).root("t")}, {{2, 0, much.size()}}));
}

TEST(TakeIn, DeletionsOfWhatIsNotThereFillADocument) {
  Doc doc = limited({.memory_bytes = 100'000});
  std::uint64_t taken = 0;
  while (taken < 100'000 && doc.apply_update(made_update({}, {{7, 2 * taken, 1}}))) ++taken;
  EXPECT_GT(taken, 1'000U);
  EXPECT_LT(taken, 3'000U);
  EXPECT_LT(doc.memory_bytes(), 101'000U);
}

TEST(TakeIn, WhatWaitsFillsADocument) {
  Doc doc = limited({.memory_bytes = 100'000});
  std::uint64_t taken = 0;
  while (taken < 100'000 &&
         doc.apply_update(made_update({text_block({1, 2 * taken + 1}, "a").after({1, 2 * taken})})))
    ++taken;
  EXPECT_GT(taken, 200U);
  EXPECT_LT(taken, 1'000U);
  EXPECT_GE(doc.memory_bytes(), 100'000U);
  EXPECT_LT(doc.memory_bytes(), 101'000U);
}

TEST(TakeIn, DocumentsInADocumentHaveItsLimits) {
  Doc doc = limited({.update_bytes = 200});
  MadeBlock block = block_of({1, 0}, Kind::doc, 1).root("a");
  const Bytes options{0x76, 0};  // {}
  block.text = "inner";
  block.value = options;
  ASSERT_TRUE(doc.apply_update(made_update({block})).ok());
  Doc inner = doc.subdocs().at(0);
  const std::string much(300, 'x');
  expect_refused(inner, made_update({text_block({3, 0}, much).root("t")}),
                 "limit exceeded: update_bytes is 200, and the update has 311");
}

}  // namespace
}  // namespace ycpp

// vectors_test.cpp -- documents that Yjs made, with every kind of content: each state, state vector
// and event is, byte for byte, what Yjs has after the same update.
#include <gtest/gtest.h>

#include "vectors.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

class Vectors : public testing::TestWithParam<std::string> {
 protected:
  VectorFile file_ = read_vectors(GetParam());

  Doc fresh() const {
    DocOptions options;
    options.client_id = 4'000'000'000;
    options.offset_kind = OffsetKind::utf16;
    options.gc = file_.collects();
    Doc doc(options);
    (void)doc.text("t");
    return doc;
  }
};

std::vector<std::string> hex_of(const std::vector<Bytes>& list) {
  std::vector<std::string> texts;
  for (const Bytes& bytes : list) texts.push_back(to_hex(bytes));
  return texts;
}

TEST_P(Vectors, EveryStepIsThatOfYjs) {
  ASSERT_FALSE(file_.steps.empty());
  Doc doc = fresh();
  std::vector<Bytes> events;
  const Subscription subscription = doc.observe([&](const TransactionEvent& event) {
    events.emplace_back(event.update().begin(), event.update().end());
  });
  for (std::size_t i = 0; i < file_.steps.size(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i));
    const VectorStep& step = file_.steps[i];
    events.clear();
    const Result<void> applied = doc.apply_update(step.update);
    ASSERT_TRUE(applied.ok()) << applied.error().message();
    doc.verify();
    EXPECT_EQ(hex_of(events), hex_of(step.events));
    EXPECT_EQ(to_hex(doc.update().value()), to_hex(step.state));
    EXPECT_EQ(to_hex(doc.state_vector()), to_hex(step.vector));
    EXPECT_EQ(doc.text("t").to_string(), step.text);
  }
}

TEST_P(Vectors, EveryStateLoadsIntoAFreshDocument) {
  for (const VectorStep& step : file_.steps) {
    Doc doc = fresh();
    ASSERT_TRUE(doc.apply_update(step.state).ok());
    doc.verify();
    EXPECT_EQ(to_hex(doc.update().value()), to_hex(step.state));
    EXPECT_EQ(to_hex(doc.state_vector()), to_hex(step.vector));
  }
}

TEST_P(Vectors, ApplyingAnUpdateAgainChangesNothing) {
  Doc doc = fresh();
  for (const VectorStep& step : file_.steps) ASSERT_TRUE(doc.apply_update(step.update).ok());
  bool heard = false;
  const Subscription subscription = doc.observe([&](const TransactionEvent&) { heard = true; });
  for (const VectorStep& step : file_.steps) ASSERT_TRUE(doc.apply_update(step.update).ok());
  EXPECT_FALSE(heard);
  EXPECT_EQ(to_hex(doc.update().value()), to_hex(file_.steps.back().state));
}

TEST_P(Vectors, MergingWithoutADocumentIsThatOfYjs) {
  std::vector<BytesView> updates;
  for (const VectorStep& step : file_.steps) updates.push_back(step.update);
  const Bytes merged = merge_updates(updates).value();
  EXPECT_EQ(to_hex(merged), to_hex(file_.merged));
  EXPECT_EQ(to_hex(state_vector_from_update(merged).value()), to_hex(file_.counted));
  const Bytes& half = file_.steps[file_.steps.size() / 2 - 1].vector;
  if (file_.steps.size() > 1) {
    EXPECT_EQ(to_hex(diff_update(merged, half).value()), to_hex(file_.diff));
  }
}

TEST_P(Vectors, WhatEachPeerLacksBringsItUpToDate) {
  Doc ahead = fresh();
  for (const VectorStep& step : file_.steps) ASSERT_TRUE(ahead.apply_update(step.update).ok());
  for (const VectorStep& step : file_.steps) {
    Doc behind = fresh();
    ASSERT_TRUE(behind.apply_update(step.state).ok());
    ASSERT_TRUE(behind.apply_update(ahead.update(behind.state_vector()).value()).ok());
    behind.verify();
    EXPECT_EQ(behind.state_vector(), ahead.state_vector());
    EXPECT_EQ(behind.text("t").to_string(), ahead.text("t").to_string());
  }
}

INSTANTIATE_TEST_SUITE_P(Yjs, Vectors, testing::ValuesIn(vector_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace ycpp

// encoding_v2_test.cpp -- the documents of vectors_test.cpp in the v2 encoding, and between both:
// byte for byte what Yjs has.
#include <gtest/gtest.h>

#include "vectors.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

class EncodingV2 : public testing::TestWithParam<std::string> {
 protected:
  VectorFile file_ = read_vectors(GetParam());

  Doc fresh() const {
    DocOptions options;
    options.client_id = 4'000'000'000;
    options.gc = file_.collects();
    Doc doc(options);
    (void)doc.text("t");
    return doc;
  }
};

TEST_P(EncodingV2, UpdatesEventsAndStateAreThoseOfYjs) {
  Doc doc = fresh();
  std::string events;
  const Subscription subscription = doc.observe([&](const TransactionEvent& event) {
    events += to_hex(event.update_v2()) + " " + to_hex(event.update()) + "\n";
  });
  for (const VectorStep& step : file_.steps) {
    events.clear();
    ASSERT_TRUE(doc.apply_update(step.update2, {}, Encoding::v2).ok());
    std::string expected;
    for (std::size_t i = 0; i < step.events2.size(); ++i)
      expected += to_hex(step.events2[i]) + " " + to_hex(step.events[i]) + "\n";
    EXPECT_EQ(events, expected);
    EXPECT_EQ(to_hex(doc.update().value()), to_hex(step.state));
    if (doc.has_pending()) {  // then it was merged, and no block has more in one format than in the
                              // other
      EXPECT_EQ(to_hex(doc.update({}, Encoding::v2).value()),
                to_hex(convert_update(step.state, Encoding::v1, Encoding::v2).value()));
    }
  }
  EXPECT_EQ(to_hex(doc.update({}, Encoding::v2).value()), to_hex(file_.state2));
}

TEST_P(EncodingV2, TheStateLoadsIntoAFreshDocument) {
  Doc doc = fresh();
  ASSERT_TRUE(doc.apply_update(file_.state2, {}, Encoding::v2).ok());
  doc.verify();
  EXPECT_EQ(to_hex(doc.update({}, Encoding::v2).value()), to_hex(file_.state2));
  EXPECT_EQ(to_hex(doc.update().value()), to_hex(file_.steps.back().state));
}

TEST_P(EncodingV2, WhatAPeerLacksBringsItUpToDate) {
  const VectorStep& half = file_.steps[file_.steps.size() / 2];
  Doc ahead = fresh();
  for (const VectorStep& step : file_.steps) ASSERT_TRUE(ahead.apply_update(step.update).ok());
  Doc behind = fresh();
  ASSERT_TRUE(behind.apply_update(half.state).ok());
  const Bytes rest = ahead.update(behind.state_vector(), Encoding::v2).value();
  ASSERT_TRUE(behind.apply_update(rest, {}, Encoding::v2).ok());
  EXPECT_EQ(behind.state_vector(), ahead.state_vector());
  EXPECT_EQ(behind.text("t").to_string(), ahead.text("t").to_string());
}

TEST_P(EncodingV2, MergingWithoutADocumentIsThatOfYjs) {
  std::vector<BytesView> updates;
  for (const VectorStep& step : file_.steps) updates.push_back(step.update2);
  const Bytes merged = merge_updates(updates, Encoding::v2).value();
  EXPECT_EQ(to_hex(merged), to_hex(file_.merged2));
  EXPECT_EQ(to_hex(state_vector_from_update(merged, Encoding::v2).value()), to_hex(file_.counted));
  if (file_.steps.size() > 1) {
    const Bytes& half = file_.steps[file_.steps.size() / 2 - 1].vector;
    EXPECT_EQ(to_hex(diff_update(merged, half, Encoding::v2).value()), to_hex(file_.diff2));
  }
}

TEST_P(EncodingV2, ConvertingIsThatOfYjs) {
  const Bytes& state = file_.steps.back().state;
  EXPECT_EQ(to_hex(convert_update(state, Encoding::v1, Encoding::v2).value()),
            to_hex(file_.converted2));
  EXPECT_EQ(to_hex(convert_update(file_.state2, Encoding::v2, Encoding::v1).value()),
            to_hex(file_.converted));
}

TEST_P(EncodingV2, ObfuscatingIsThatOfYjs) {
  EXPECT_EQ(to_hex(obfuscate_update(file_.steps.back().state).value()), to_hex(file_.hidden));
  EXPECT_EQ(to_hex(obfuscate_update(file_.state2, Encoding::v2).value()), to_hex(file_.hidden2));
}

INSTANTIATE_TEST_SUITE_P(Yjs, EncodingV2, testing::ValuesIn(vector_names()),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace ycpp

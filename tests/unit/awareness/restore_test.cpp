// Awareness: putting clients in place, and dropping them, behind the backs of observers.
#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/awareness.h"

namespace ycpp {
namespace {

using Ids = std::vector<std::uint64_t>;
constexpr std::int64_t kTimeout = 1000;

class RestoreTest : public testing::Test {
 protected:
  Awareness awareness{1, 0, kTimeout};
  int deliveries = 0;
  Subscription subscription = awareness.observe([this](const AwarenessEvent&) { ++deliveries; });
};

TEST_F(RestoreTest, PutsAClientInPlaceAsGivenAndTellsNobody) {
  awareness.restore(7, {3, 500}, R"({ "a": 1.0 })");
  EXPECT_EQ(awareness.state(7), R"({"a":1})");
  EXPECT_EQ(awareness.meta(7)->clock, 3u);
  EXPECT_EQ(awareness.meta(7)->last_updated, 500);

  awareness.restore(7, {2, 400}, "[]");  // back in time
  EXPECT_EQ(awareness.state(7), "[]");
  EXPECT_EQ(awareness.meta(7)->clock, 2u);
  EXPECT_EQ(awareness.meta(7)->last_updated, 400);

  awareness.restore(7, {2, 400}, "null");
  EXPECT_EQ(awareness.state(7), std::nullopt);
  EXPECT_EQ(awareness.clients(), Ids{1});
  EXPECT_EQ(awareness.known_clients(), (Ids{1, 7}));
  EXPECT_EQ(deliveries, 0);
}

TEST_F(RestoreTest, WhatWasRestoredGrowsOldLikeTheRest) {
  awareness.restore(7, {2, 400}, "{}");
  awareness.restore(8, {2, 400}, std::nullopt);
  awareness.tick(399 + kTimeout);
  EXPECT_EQ(awareness.clients(), (Ids{1, 7}));
  awareness.tick(400 + kTimeout);
  EXPECT_EQ(awareness.clients(), Ids{1});
  awareness.tick(400 + 10 * kTimeout);
  EXPECT_EQ(awareness.known_clients(), (Ids{1, 7}));
}

TEST_F(RestoreTest, WhatCannotBeChangesNothing) {
  constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 53;
  EXPECT_THROW(awareness.restore(7, {1, 0}, "{"), std::invalid_argument);
  EXPECT_THROW(awareness.restore(kTooLarge, {1, 0}, "{}"), std::invalid_argument);
  EXPECT_THROW(awareness.restore(7, {kTooLarge, 0}, "{}"), std::invalid_argument);
  EXPECT_EQ(awareness.known_clients(), Ids{1});
}

TEST_F(RestoreTest, TheOwnStateCanBeRestored) {
  awareness.restore(1, {9, 5}, R"({"a":1})");
  EXPECT_EQ(awareness.local_state(), R"({"a":1})");
  awareness.restore(1, {9, 5}, std::nullopt);
  EXPECT_EQ(awareness.local_state(), std::nullopt);
  EXPECT_EQ(to_hex(awareness.encode_update(Ids{1})), "010109046e756c6c");
}

TEST_F(RestoreTest, AForgottenClientMayComeBackWithAnOlderClock) {
  awareness.restore(7, {3, 0}, "{}");
  awareness.restore(8, {3, 0}, std::nullopt);
  awareness.forget_client(7);
  awareness.forget_client(8);
  awareness.forget_client(99);
  EXPECT_EQ(awareness.known_clients(), Ids{1});
  EXPECT_EQ(awareness.client_count(), 1u);
  EXPECT_EQ(deliveries, 0);
  EXPECT_THROW(awareness.forget_client(1), std::invalid_argument);

  ASSERT_TRUE(awareness.apply_update(from_hex("010701027b7d"), {}, 0).ok());
  EXPECT_EQ(awareness.state(7), "{}");
}

}  // namespace
}  // namespace ycpp

// limits_test.cpp -- what a presence refuses of others, by the limits it was given.
#include <gtest/gtest.h>

#include "ycpp/awareness.h"

namespace ycpp {
namespace {

/// States of the clients first, first + 1 ...
Bytes update_of(std::uint64_t first, const std::vector<std::string>& states,
                std::uint64_t clock = 1) {
  Writer out;
  out.var_uint(states.size());
  for (const std::string& state : states) {
    out.var_uint(first++);
    out.var_uint(clock);
    out.var_string(state);
  }
  return out.take();
}

Awareness limited(AwarenessLimits limits) {
  return Awareness(1, 0, Awareness::kDefaultTimeout, limits);
}

void expect_refused(Awareness& awareness, BytesView update, const std::string& message) {
  const std::vector<std::uint64_t> before = awareness.known_clients();
  const Bytes states = awareness.encode_all();
  const Result<void> result = awareness.apply_update(update, "net", 5);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, Errc::limit_exceeded);
  EXPECT_EQ(result.error().message(), message);
  EXPECT_EQ(awareness.known_clients(), before);
  EXPECT_EQ(awareness.encode_all(), states);
}

TEST(AwarenessLimits, AnUpdateMayBeAsLongAsTheLimit) {
  const Bytes update = update_of(2, {R"({"a":1})"});
  EXPECT_TRUE(limited({.update_bytes = update.size()}).apply_update(update, "net", 5).ok());
  Awareness awareness = limited({.update_bytes = update.size() - 1});
  expect_refused(awareness, update, "limit exceeded: update_bytes is 10, and the update has 11");
}

TEST(AwarenessLimits, AStateMayBeAsLongAsTheLimit) {
  const Bytes update = update_of(2, {"1", R"({"a":1})"});
  EXPECT_TRUE(limited({.state_bytes = 7}).apply_update(update, "net", 5).ok());
  Awareness awareness = limited({.state_bytes = 6});
  expect_refused(awareness, update,
                 "limit exceeded at byte 8: state_bytes is 6, and the state of client 3 has 7");
}

TEST(AwarenessLimits, AStateIsMeasuredHoweverFamiliarItLooks) {
  const std::string state = R"({"user":{"name":"Ann"},"cursor":4})";
  Awareness awareness = limited({.state_bytes = state.size()});
  ASSERT_TRUE(awareness.apply_update(update_of(2, {state}), "net", 5).ok());
  expect_refused(awareness, update_of(2, {R"({"user":{"name":"Anna"},"cursor":4})"}, 2),
                 "limit exceeded at byte 4: state_bytes is 34, and the state of client 2 has 35");
  expect_refused(awareness, update_of(2, {R"({"user":{"name":"Ann"},"cursor":40})"}, 2),
                 "limit exceeded at byte 4: state_bytes is 34, and the state of client 2 has 35");
}

TEST(AwarenessLimits, SoManyClientsAreKnownAndNoMore) {
  Awareness awareness = limited({.clients = 4});
  ASSERT_TRUE(awareness.apply_update(update_of(2, {"1", "2", "3"}), "net", 5).ok());
  expect_refused(awareness, update_of(4, {"3", "4"}, 2),
                 "limit exceeded: clients is 4, and with those of the update there would be 5");
  EXPECT_TRUE(awareness.apply_update(update_of(2, {"5", "6", "7"}, 2), "net", 6).ok());
  EXPECT_EQ(awareness.state(4), "7");
}

TEST(AwarenessLimits, ClientsThatLeftCountUntilTheyAreForgotten) {
  Awareness awareness = limited({.clients = 2});
  ASSERT_TRUE(awareness.apply_update(update_of(2, {"1"}), "net", 5).ok());
  ASSERT_TRUE(awareness.apply_update(update_of(2, {"null"}, 2), "net", 6).ok());
  EXPECT_FALSE(awareness.apply_update(update_of(3, {"1"}), "net", 7).ok());
  EXPECT_FALSE(awareness.apply_update(update_of(3, {"null"}), "net", 7).ok());
  awareness.forget_client(2);
  EXPECT_TRUE(awareness.apply_update(update_of(3, {"1"}), "net", 8).ok());
}

TEST(AwarenessLimits, WhatTheProgramRestoresIsNotLimited) {
  Awareness awareness = limited({.state_bytes = 1, .clients = 2});
  awareness.set_local_state(R"({"long":"state"})", 1);
  for (std::uint64_t client = 2; client < 6; ++client)
    awareness.restore(client, {1, 0}, R"({"long":"state"})");
  EXPECT_EQ(awareness.client_count(), 5U);
  EXPECT_TRUE(awareness.apply_update(update_of(2, {"1", "2"}, 2), "net", 5).ok());
  EXPECT_FALSE(awareness.apply_update(update_of(6, {"1"}), "net", 5).ok());
}

}  // namespace
}  // namespace ycpp

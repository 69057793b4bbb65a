// Observers of awareness: topics, coming and going, failures.
#include <gtest/gtest.h>

#include "ycpp/awareness.h"

namespace ycpp {
namespace {

TEST(AwarenessObserve, TopicsRestrictDelivery) {
  Awareness awareness(1, 0);
  std::string heard;
  const auto listen = [&](AwarenessTopic topics, char mark) {
    return awareness.observe([&heard, mark](const AwarenessEvent&) { heard += mark; }, topics);
  };
  const Subscription a = listen(AwarenessTopic::add, 'a');
  const Subscription r = listen(AwarenessTopic::remove, 'r');
  const Subscription c = listen(AwarenessTopic::change, 'c');
  const Subscription u = listen(AwarenessTopic::update, 'u');
  const Subscription ar = listen(AwarenessTopic::add | AwarenessTopic::remove, '+');
  awareness.set_local_state("[1]", 0);
  EXPECT_EQ(std::exchange(heard, {}), "cu");
  awareness.set_local_state("[1]", 0);
  EXPECT_EQ(std::exchange(heard, {}), "u");
  awareness.set_local_state(std::nullopt, 0);
  EXPECT_EQ(std::exchange(heard, {}), "r+cu");
  awareness.set_local_state("[1]", 0);
  EXPECT_EQ(std::exchange(heard, {}), "a+cu");
}

TEST(AwarenessObserve, UnobservingStopsDelivery) {
  Awareness awareness(1, 0);
  int heard = 0;
  Subscription subscription = awareness.observe([&](const AwarenessEvent&) { ++heard; });
  awareness.set_local_state("1", 0);
  EXPECT_EQ(heard, 2);
  subscription.reset();
  subscription.reset();
  awareness.set_local_state("2", 0);
  EXPECT_EQ(heard, 2);
}

TEST(AwarenessObserve, AnObserverMayRemoveItselfAndOthersWhileItIsTold) {
  Awareness awareness(1, 0);
  std::string heard;
  Subscription second;
  Subscription first = awareness.observe([&](const AwarenessEvent&) {
    heard += '1';
    first.reset();
    second.reset();
    heard += heard.size() > 100 ? '!' : '.';  // its captures are still alive
  });
  second = awareness.observe([&](const AwarenessEvent&) { heard += '2'; });
  const Subscription third = awareness.observe([&](const AwarenessEvent&) { heard += '3'; });
  awareness.set_local_state("[1]", 0);
  EXPECT_EQ(heard, "1.33");
  awareness.set_local_state("[2]", 0);
  EXPECT_EQ(heard, "1.3333");
}

TEST(AwarenessObserve, AnObserverAddedWhileToldHearsOfLaterChanges) {
  Awareness awareness(1, 0);
  int late = 0;
  std::vector<Subscription> subscriptions;
  subscriptions.push_back(awareness.observe(
      [&](const AwarenessEvent&) {
        for (int i = 0; i < 10; ++i)
          subscriptions.push_back(awareness.observe([&](const AwarenessEvent&) { ++late; }));
      },
      AwarenessTopic::change));
  awareness.set_local_state("[1]", 0);
  EXPECT_EQ(late, 0);
  awareness.set_local_state("[1]", 0);
  EXPECT_EQ(late, 10);
}

TEST(AwarenessObserve, AnObserverMayChangeTheAwareness) {
  Awareness awareness(1, 0);
  std::vector<std::string> states;
  const Subscription subscription = awareness.observe(
      [&](const AwarenessEvent&) {
        states.emplace_back(*awareness.local_state());
        if (states.size() < 3) awareness.set_local_state(std::to_string(states.size()), 0);
      },
      AwarenessTopic::update);
  awareness.set_local_state("0", 0);
  EXPECT_EQ(states, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(awareness.meta(1)->clock, 3u);
}

TEST(AwarenessObserve, AllAreCalledThoughSomeFailAndTheChangeStands) {
  Awareness awareness(1, 0);
  int calls = 0;
  const auto failing = [&](const AwarenessEvent&) {
    ++calls;
    throw std::runtime_error("no");
  };
  const Subscription one = awareness.observe(failing);
  const Subscription two = awareness.observe([&](const AwarenessEvent&) { ++calls; });
  const Subscription three = awareness.observe(failing, AwarenessTopic::update);
  try {
    awareness.set_local_state("[1]", 0);
    FAIL() << "no failure was reported";
  } catch (const ObserverError& e) {
    EXPECT_EQ(e.errors().size(), 3u);  // change: one; update: one and three
  }
  EXPECT_EQ(calls, 5);
  EXPECT_EQ(awareness.local_state(), "[1]");
  EXPECT_EQ(awareness.meta(1)->clock, 1u);
}

TEST(AwarenessObserve, AFailureWhileRenewingDoesNotKeepPeersAlive) {
  Awareness awareness(1, 0, 1000);
  ASSERT_TRUE(awareness.apply_update(Bytes{1, 7, 1, 2, '[', ']'}, "net", 0).ok());
  const Subscription subscription =
      awareness.observe([](const AwarenessEvent&) { throw 1; }, AwarenessTopic::update);
  try {
    awareness.tick(1000);
    FAIL() << "no failure was reported";
  } catch (const ObserverError& e) {
    EXPECT_EQ(e.errors().size(), 2u);  // the renewal and the timeout
  }
  EXPECT_EQ(awareness.client_count(), 1u);
}

}  // namespace
}  // namespace ycpp

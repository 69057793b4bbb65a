// tree_swarm_test.cpp -- after each step of a swarm, a document has to show, know and have deleted
// what the naive document has that received the same; see tree_swarm.h.
//
// A history is made from its seed alone; a failure prints the seed. YCPP_SEED=n runs that one,
// YCPP_HISTORIES=n so many, YCPP_LONG a hundred times as many as usual.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "difference.h"
#include "tree_swarm.h"

namespace ycpp::swarm {
namespace {

constexpr std::uint64_t kHistories = 800;
constexpr std::uint64_t kLongHistories = 80'000;

std::uint64_t steps_taken = 0;

void run_history(std::uint64_t seed) {
  SeededDice dice(seed);
  try {
    TreeSwarm swarm(dice);
    const std::size_t most = dice.one_in(40) ? 600 : 60;  // few grow large
    const std::size_t steps = most / 6 + dice.below(most);
    for (std::size_t i = 0; i < steps; ++i) swarm.step();
    swarm.settle();
    steps_taken += steps;
  } catch (const std::exception& error) {
    FAIL() << "YCPP_SEED=" << seed << ": " << error.what();
  }
}

// Several tests, so that they run side by side.
class TreeHistories : public testing::TestWithParam<std::uint64_t> {};
constexpr std::uint64_t kParts = 8;

TEST_P(TreeHistories, EveryDocumentIsWhatTheNaiveDocumentIs) {
  if (const char* seed = std::getenv("YCPP_SEED")) return run_history(std::stoull(seed));
  std::uint64_t count = std::getenv("YCPP_LONG") != nullptr ? kLongHistories : kHistories;
  if (const char* histories = std::getenv("YCPP_HISTORIES")) count = std::stoull(histories);
  for (std::uint64_t seed = GetParam(); seed < count; seed += kParts) {
    run_history(seed);
    if (HasFatalFailure()) return;
  }
  std::printf("%llu steps\n", static_cast<unsigned long long>(steps_taken));
}

INSTANTIATE_TEST_SUITE_P(Part, TreeHistories, testing::Range<std::uint64_t>(0, kParts));

}  // namespace
}  // namespace ycpp::swarm

// over_limit_test.cpp -- what is said of something that is beyond a limit.
#include "base/over_limit.h"

#include <gtest/gtest.h>

namespace ycpp {
namespace {

TEST(OverLimit, SaysWhichLimitAndHowMuchThereWas) {
  const Error error = over_limit("update_bytes", 10, "the update has", 12);
  EXPECT_EQ(error.code, Errc::limit_exceeded);
  EXPECT_EQ(error.message(), "limit exceeded: update_bytes is 10, and the update has 12");
}

TEST(OverLimit, SaysWhereIfItIsInAPart) {
  EXPECT_EQ(over_limit("state_bytes", 1, "the state has", 2, 7).message(),
            "limit exceeded at byte 7: state_bytes is 1, and the state has 2");
}

TEST(OverLimit, ALengthIsThatOfTheUpdate) {
  EXPECT_EQ(too_long(Bytes(12), 10).detail, "update_bytes is 10, and the update has 12");
}

}  // namespace
}  // namespace ycpp

// Awareness: states that are what the client showed before, but for numbers, skip the scan of their
// JSON. Nothing else may get past it.
#include <gtest/gtest.h>

#include <string>

#include "ycpp/awareness.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

class RenewedTest : public testing::Test {
 protected:
  bool apply(std::uint64_t clock, std::string_view state) {
    Writer out;
    out.var_uint(1);
    out.var_uint(7);
    out.var_uint(clock);
    out.var_string(state);
    return awareness.apply_update(out.view(), {}, 0).ok();
  }

  Awareness awareness{1, 0};
};

TEST_F(RenewedTest, NumbersChange) {
  EXPECT_TRUE(apply(1, R"({"name":"Ann","cursor":1})"));
  EXPECT_TRUE(apply(2, R"({"name":"Ann","cursor":20})"));
  EXPECT_EQ(awareness.state(7), R"({"name":"Ann","cursor":20})");
}

TEST_F(RenewedTest, OtherTextsAreScanned) {
  EXPECT_TRUE(apply(1, R"({"name":"Ann","cursor":1})"));
  EXPECT_FALSE(apply(2, R"({"name":"Ann","cursor":02})"));
  EXPECT_FALSE(apply(2, R"({"name":"Ann","cursor":2)"));
  EXPECT_FALSE(apply(2, "{\"name\":\"A\xff\xff\",\"cursor\":1}"));
  EXPECT_TRUE(apply(2, R"({"name":"Ann","cursor":2.50})"));
  EXPECT_EQ(awareness.state(7), R"({"name":"Ann","cursor":2.5})");
}

TEST_F(RenewedTest, AnEmptyTextIsNoStateOfAClientThatLeft) {
  EXPECT_FALSE(apply(1, ""));
  EXPECT_TRUE(apply(1, "{}"));
  EXPECT_FALSE(apply(2, ""));
  EXPECT_TRUE(apply(2, "null"));
  EXPECT_FALSE(apply(3, ""));
  EXPECT_EQ(awareness.meta(7)->clock, 2u);
}

TEST_F(RenewedTest, ACutOffRenewalIsRefused) {
  EXPECT_TRUE(apply(1, "{}"));
  const Bytes update{1, 7, 2, 9, '{', '}'};
  EXPECT_FALSE(awareness.apply_update(update, {}, 0).ok());
}

}  // namespace
}  // namespace ycpp

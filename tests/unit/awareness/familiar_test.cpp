// Awareness: states that are what the client showed before, but for numbers, and states of the
// shape of another's, skip the scan of their JSON. Nothing else may get past it.
#include <gtest/gtest.h>

#include <string>

#include "ycpp/awareness.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

class FamiliarTest : public testing::Test {
 protected:
  bool apply(std::uint64_t clock, std::string_view state) { return apply_all(clock, {state}).ok(); }

  // States of client 7 and those after it.
  Result<void> apply_all(std::uint64_t clock, std::initializer_list<std::string_view> states) {
    Writer out;
    out.var_uint(states.size());
    std::uint64_t client = 7;
    for (const std::string_view state : states) {
      out.var_uint(client++);
      out.var_uint(clock);
      out.var_string(state);
    }
    return awareness.apply_update(out.view(), {}, 0);
  }

  Awareness awareness{1, 0};
};

TEST_F(FamiliarTest, NumbersChange) {
  EXPECT_TRUE(apply(1, R"({"name":"Ann","cursor":1})"));
  EXPECT_TRUE(apply(2, R"({"name":"Ann","cursor":20})"));
  EXPECT_EQ(awareness.state(7), R"({"name":"Ann","cursor":20})");
}

TEST_F(FamiliarTest, OtherTextsAreScanned) {
  EXPECT_TRUE(apply(1, R"({"name":"Ann","cursor":1})"));
  EXPECT_FALSE(apply(2, R"({"name":"Ann","cursor":02})"));
  EXPECT_FALSE(apply(2, R"({"name":"Ann","cursor":2)"));
  EXPECT_FALSE(apply(2, "{\"name\":\"A\xff\xff\",\"cursor\":1}"));
  EXPECT_TRUE(apply(2, R"({"name":"Ann","cursor":2.50})"));
  EXPECT_EQ(awareness.state(7), R"({"name":"Ann","cursor":2.5})");
}

TEST_F(FamiliarTest, StatesOfOneShape) {
  const std::initializer_list<std::string_view> states{
      R"({"name":"Ann","at":[1,2]})", R"({"name":"Zoë","at":[-3.5,20]})",
      R"({"name":"a\"b","at":[1,2]})", R"({"name":"Bob","at":null})", R"({"name":"","at":[0,0]})"};
  ASSERT_TRUE(apply_all(1, states).ok());
  std::uint64_t client = 7;
  for (const std::string_view state : states) EXPECT_EQ(awareness.state(client++), state);
}

TEST_F(FamiliarTest, OneBadStateAmongThoseOfItsShapeIsFoundWhereItStands) {
  const std::string_view good = R"({"name":"Ann","at":1})";
  for (const std::string_view bad :
       {R"({"name":"Ann","at":01})", R"({"name":"Ann","at":1)", "{\"name\":\"A\tn\",\"at\":1}",
        R"({"name":"Ann","at":})", R"({"name":"Ann","at":1}})", R"({"name":Ann,"at":1})"}) {
    const Result<void> refused = apply_all(1, {good, good, bad, good});
    ASSERT_FALSE(refused.ok()) << bad;
    EXPECT_EQ(refused.error().code, Errc::invalid_json) << bad;
    const std::size_t entry = 3 + good.size();
    EXPECT_GE(refused.error().offset, 1 + 2 * entry + 3) << bad;
    EXPECT_LE(refused.error().offset, 1 + 2 * entry + 3 + bad.size()) << bad;
    EXPECT_EQ(awareness.client_count(), 1U) << bad;
  }
  EXPECT_EQ(apply_all(1, {good, "{\"name\":\"\xff\",\"at\":1}"}).error().code, Errc::invalid_utf8);
  EXPECT_TRUE(apply_all(1, {good, R"({"name":"Bob","at":1.0})"}).ok());
  EXPECT_EQ(awareness.state(8), R"({"name":"Bob","at":1})");
}

TEST_F(FamiliarTest, AnEmptyTextIsNoStateOfAClientThatLeft) {
  EXPECT_FALSE(apply(1, ""));
  EXPECT_TRUE(apply(1, "{}"));
  EXPECT_FALSE(apply(2, ""));
  EXPECT_TRUE(apply(2, "null"));
  EXPECT_FALSE(apply(3, ""));
  EXPECT_EQ(awareness.meta(7)->clock, 2u);
}

TEST_F(FamiliarTest, ACutOffRenewalIsRefused) {
  EXPECT_TRUE(apply(1, "{}"));
  const Bytes update{1, 7, 2, 9, '{', '}'};
  EXPECT_FALSE(awareness.apply_update(update, {}, 0).ok());
}

}  // namespace
}  // namespace ycpp

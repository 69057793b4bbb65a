// result_test.cpp -- Result holds one of two things; an Error says in one line what was wrong
// where.
#include "ycpp/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace ycpp {
namespace {

TEST(Error, SaysWhatWasWrongAndAtWhichByte) {
  EXPECT_EQ((Error{Errc::unexpected_end, 12, {}}).message(), "unexpected end of input at byte 12");
  EXPECT_EQ((Error{Errc::invalid_utf8, 0, {}}).message(), "string is not valid UTF-8 at byte 0");
}

TEST(Error, AppendsTheDetailWhereThereIsOne) {
  EXPECT_EQ((Error{Errc::invalid_json, 3, "update 1"}).message(),
            "invalid JSON at byte 3: update 1");
}

TEST(Error, EveryCodeHasWordsOfItsOwn) {
  std::set<std::string> seen;
  const int last = static_cast<int>(Errc::limit_exceeded);
  for (int code = 0; code <= last; ++code)
    seen.insert(Error{static_cast<Errc>(code), 0, {}}.message());
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(last) + 1);
  EXPECT_EQ(seen.count("invalid input at byte 0"), 0U);  // the words for what is not a code
}

TEST(Result, HoldsAValueOrTheErrorThatKeptItFromBeingMade) {
  const Result<std::string> good(std::string("yes"));
  ASSERT_TRUE(good.ok());
  EXPECT_TRUE(static_cast<bool>(good));
  EXPECT_EQ(*good, "yes");
  EXPECT_EQ(good->size(), 3U);

  const Result<std::string> bad(Error{Errc::invalid_tag, 7, "why"});
  EXPECT_FALSE(bad.ok());
  EXPECT_FALSE(static_cast<bool>(bad));
  EXPECT_EQ(bad.error().code, Errc::invalid_tag);
  EXPECT_EQ(bad.error().offset, 7U);
  EXPECT_EQ(bad.error().detail, "why");
  EXPECT_THROW((void)bad.value(), std::bad_variant_access);
}

TEST(Result, GivesAwayAValueThatCannotBeCopied) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
  const std::unique_ptr<int> taken = std::move(result).value();
  EXPECT_EQ(*taken, 5);
  EXPECT_EQ(*result, nullptr);  // NOLINT(bugprone-use-after-move): that it was moved is the point
}

TEST(Result, AValueThatLooksLikeNothingIsStillAValue) {
  const Result<int> zero(0);
  EXPECT_TRUE(zero.ok());
  const Result<int> failed(Error{});
  EXPECT_FALSE(failed.ok());
}

TEST(Result, OfNothingIsGoodUnlessItHasAnError) {
  EXPECT_TRUE(Result<void>().ok());
  const Result<void> bad(Error{Errc::clock_overflow, 2, {}});
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().message(), "clock above 2^53 - 1 at byte 2");
}

}  // namespace
}  // namespace ycpp

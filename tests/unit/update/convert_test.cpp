// convert_test.cpp -- updates in the other format, and what that loses. The bytes of each kind of
// content are in fields_v2_test.cpp.
#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using update::SectionWriterV2;

constexpr Encoding kV1 = Encoding::v1;
constexpr Encoding kV2 = Encoding::v2;

TEST(Convert, ToTheSameFormatDropsTheBitThatNobodyNeeds) {
  const Bytes six = from_hex("7d06");
  const std::vector<Block> blocks{deleted_block({1, 0}, 1).root("m").key("k"),
                                  any_block({1, 1}, six).after({1, 0}).root("m").key("k")};
  const Bytes v1 = made_update(blocks);
  EXPECT_EQ(to_hex(v1), "010201002101016d016b01a80100017d0600");
  EXPECT_EQ(to_hex(convert_update(v1, kV1, kV1).value()), "010201002101016d016b01880100017d0600");
  const Bytes v2 = made_update<SectionWriterV2>(blocks);
  EXPECT_EQ(to_hex(convert_update(v2, kV2, kV1).value()), "010201002101016d016b01880100017d0600");
  EXPECT_EQ(convert_update(v2, kV2, kV2).value(), convert_update(v1, kV1, kV2).value());
}

TEST(Convert, HolesAndSectionsStay) {
  const Bytes v1 = made_update({text_block({3, 0}, "a").root("t"), skip_block({3, 1}, 4),
                                text_block({3, 5}, "b").after({3, 4}), gc_block({1, 0}, 2),
                                gc_block({1, 2}, 2), text_block({1, 9}, "c").root("t")},
                               {{3, 0, 1}, {3, 1, 1}, {1, 0, 4}});
  const Bytes v2 = convert_update(v1, kV1, kV2).value();
  EXPECT_EQ(to_hex(convert_update(v2, kV2, kV1).value()), to_hex(v1));
}

// In v1 these values are JSON. Yjs fails to write them.
TEST(Convert, ValuesThatJsonDoesNotHaveBecomeTheNextBest) {
  const std::pair<const char*, const char*> cases[] = {
      {"7f", "046e756c6c"},                               // undefined: null
      {"7402 01ff", "0f7b2230223a312c2231223a3235357d"},  // bytes: {"0":1,"1":255}
      {"7a0000000000000005", "0135"},                     // a big integer: 5
      {"7b7ff8000000000000", "046e756c6c"},               // not a number: null
  };
  for (const auto& [any, json] : cases) {
    const Bytes value = from_hex(any);
    const Bytes v2 = made_update<SectionWriterV2>({format_block({1, 0}, "b", value).root("t")});
    const Bytes v1 = convert_update(v2, kV2, kV1).value();
    EXPECT_EQ(to_hex(v1), "01010100060101740162" + std::string(json) + "00");
    EXPECT_TRUE(validate_update(v1).ok());
    EXPECT_EQ(convert_update(v2, kV2, kV2).value(), v2);  // and v2 keeps them
  }
}

TEST(Convert, NumbersAndOrderOfKeysSurviveTheWayThroughJson) {
  // {"b": 1.5, "a": -1, "1": 0.1}: JavaScript puts "1" first.
  const Bytes v1 =
      from_hex("01010100 05010174 187b2262223a312e352c2261223a2d312c2231223a302e317d 00");
  const Bytes v2 = convert_update(v1, kV1, kV2).value();
  EXPECT_EQ(
      to_hex(convert_update(v2, kV2, kV1).value()),
      to_hex(from_hex("01010100 05010174 187b2231223a302e312c2262223a312e352c2261223a2d317d 00")));
}

TEST(Convert, MalformedBytesAreAnErrorInEitherFormat) {
  EXPECT_FALSE(convert_update(from_hex("01"), kV1, kV2).ok());
  EXPECT_FALSE(convert_update(from_hex("01"), kV2, kV1).ok());
  EXPECT_FALSE(convert_update({}, kV1, kV1).ok());
  EXPECT_FALSE(convert_update(from_hex("0000"), kV2, kV1).ok());
}

}  // namespace
}  // namespace ycpp

// diff_test.cpp -- differences, state vectors and validity of updates, without a document. The
// bytes marked so are what Yjs 13.6 gives.
#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

const MadeBlock kA = text_block({1, 0}, "a").root("t");
const MadeBlock kC = text_block({1, 2}, "c").after({1, 1});
const Bytes kB = made_update({text_block({1, 1}, "b").after({1, 0})});
const Bytes kHoled = made_update({kA, skip_block({1, 1}, 1), kC});
const Bytes kWhole = made_update({kA, text_block({1, 1}, "b").after({1, 0}), kC});

TEST(Diff, CutsTheFirstBlockThatIsMissingInPart) {  // Yjs: "abcdef" from 2
  const Bytes update = made_update({text_block({1, 0}, "abcdef").root("t")}, {{1, 0, 1}});
  EXPECT_EQ(to_hex(diff_update(update, from_hex("010102")).value()),
            "01010102"
            "84010104"
            "63646566"
            "0101010001");
}

TEST(Diff, ACutPairIsAReplacementCharacter) {  // Yjs
  const Bytes update = made_update({text_block({1, 0},
                                               "a\xf0\x9f\x98\x80"
                                               "b",
                                               4)
                                        .root("t")});
  EXPECT_EQ(to_hex(diff_update(update, from_hex("010102")).value()),
            "01010102"
            "84010104"
            "efbfbd62"
            "00");
}

TEST(Diff, NothingNewLeavesTheDeletions) {
  const Bytes update = made_update({text_block({1, 0}, "ab").root("t")}, {{1, 1, 1}});
  EXPECT_EQ(to_hex(diff_update(update, from_hex("010102")).value()), "000101010101");
}

TEST(Diff, ALeadingSkipIsDroppedAndALaterOneStays) {
  const Bytes update = kHoled;
  EXPECT_EQ(to_hex(diff_update(update, from_hex("010101")).value()),
            "01010102"
            "8401010163"
            "00");
  EXPECT_EQ(diff_update(update, from_hex("00")).value(), update);
}

TEST(Diff, SectionsOfOneClientKeepTheirClocks) {
  const Bytes update =
      made_update({text_block({1, 0}, "a").root("t"), text_block({1, 5}, "b").root("t")});
  EXPECT_EQ(diff_update(update, from_hex("00")).value(), update);
}

TEST(Diff, InV2GivesWhatV1Gives) {
  const Bytes updates[] = {made_update({text_block({1, 0}, "abcdef").root("t")}, {{1, 0, 1}}),
                           kHoled, kWhole,
                           made_update({text_block({1, 0},
                                                   "a\xf0\x9f\x98\x80"
                                                   "b",
                                                   4)
                                            .root("t")})};
  for (const Bytes& update : updates) {
    const Bytes twin = convert_update(update, Encoding::v1, Encoding::v2).value();
    for (const char* known : {"00", "010101", "010102", "010109"}) {
      const Bytes diff = diff_update(update, from_hex(known)).value();
      EXPECT_EQ(to_hex(diff_update(twin, from_hex(known), Encoding::v2).value()),
                to_hex(convert_update(diff, Encoding::v1, Encoding::v2).value()));
    }
    EXPECT_EQ(state_vector_from_update(twin, Encoding::v2).value(),
              state_vector_from_update(update).value());
    EXPECT_TRUE(validate_update(twin, Encoding::v2).ok());
  }
}

TEST(Diff, MalformedInputIsAnError) {
  EXPECT_FALSE(diff_update(from_hex("01"), from_hex("00")).ok());
  EXPECT_FALSE(diff_update(from_hex("0000"), from_hex("01")).ok());
  EXPECT_FALSE(diff_update(from_hex("0000"), from_hex("00"), Encoding::v2).ok());
}

TEST(StateVectorFromUpdate, CountsUpToTheFirstHole) {
  EXPECT_EQ(to_hex(state_vector_from_update(kHoled).value()), "010101");
  EXPECT_EQ(to_hex(state_vector_from_update(kWhole).value()), "010103");
}

TEST(StateVectorFromUpdate, LeavesOutClientsThatDoNotStartAtZero) {
  EXPECT_EQ(to_hex(state_vector_from_update(kB).value()), "00");
  EXPECT_EQ(to_hex(state_vector_from_update(made_update({skip_block({1, 0}, 3)})).value()), "00");
}

TEST(StateVectorFromUpdate, DoesNotClaimWhatLiesBetweenTwoSections) {
  const Bytes update =
      made_update({text_block({1, 0}, "a").root("t"), text_block({1, 5}, "b").root("t")});
  EXPECT_EQ(to_hex(state_vector_from_update(update).value()), "010101");
}

TEST(Validate, AcceptsWhatFollowsAnUpdateAndRefusesWhatIsMissing) {
  EXPECT_TRUE(validate_update(from_hex("0000")).ok());
  EXPECT_TRUE(validate_update(from_hex("0000ff")).ok());
  EXPECT_FALSE(validate_update({}).ok());
  EXPECT_FALSE(validate_update(from_hex("00")).ok());
  EXPECT_TRUE(validate_state_vector(from_hex("00")).ok());
  EXPECT_FALSE(validate_state_vector({}).ok());
  EXPECT_FALSE(validate_state_vector(from_hex("0101")).ok());
}

}  // namespace
}  // namespace ycpp

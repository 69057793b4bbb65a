// text_place_test.cpp -- positions in three units, and where in an item they are.
#include "types/text_place.h"

#include <gtest/gtest.h>

#include "made_update.h"
#include "ycpp/text.h"

namespace ycpp::types {
namespace {

// "a", grin (U+1F600), "e" with an accent, "z": by one peer in one item.
constexpr std::string_view kMixed = "a\xf0\x9f\x98\x80\xc3\xa9z";

Doc mixed(OffsetKind unit) {
  Doc doc({.client_id = 2, .guid = "d", .offset_kind = unit});
  EXPECT_TRUE(doc.apply_update(made_update({text_block({1, 0}, kMixed, 5).root("t")})).ok());
  return doc;
}

TEST(TextPlace, FindsTheUtf16UnitOfEveryPosition) {
  constexpr int kInside = -1;
  const std::pair<OffsetKind, std::vector<int>> kUnits[] = {
      {OffsetKind::unicode, {0, 1, 3, 4, 5}},
      {OffsetKind::utf16, {0, 1, kInside, 3, 4, 5}},
      {OffsetKind::utf8, {0, 1, kInside, kInside, kInside, 3, kInside, 4, 5}},
  };
  for (const auto& [unit, offsets] : kUnits) {
    Doc doc = mixed(unit);
    const Text text = doc.text("t");
    ASSERT_EQ(text.length(), offsets.size() - 1);
    for (std::size_t index = 0; index < offsets.size(); ++index) {
      if (offsets[index] == kInside) {
        EXPECT_THROW((void)place_at(*doc.core(), text.branch(), index), std::invalid_argument)
            << index;
        continue;
      }
      const Place place = place_at(*doc.core(), text.branch(), index);
      EXPECT_EQ(place.offset, static_cast<std::uint32_t>(offsets[index])) << index;
      EXPECT_EQ(place.item == 0, index == 0) << index;
    }
  }
}

TEST(TextPlace, PastTheEndIsSaidWithBothNumbers) {
  Doc doc = mixed(OffsetKind::unicode);
  const Text text = doc.text("t");
  try {
    (void)place_at(*doc.core(), text.branch(), 5);
    FAIL() << "nothing was thrown";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "position 5 is past the end of the text, which has length 4");
  }
}

TEST(TextPlace, AttachesToTheEndOfTheUnitBeforeAndNotToWhatIsDeleted) {
  Doc doc({.client_id = 2, .guid = "d", .offset_kind = OffsetKind::utf16});
  ASSERT_TRUE(
      doc.apply_update(made_update({text_block({1, 0}, "abcd").root("t")}, {{1, 1, 2}})).ok());
  const Text text = doc.text("t");
  const store::Store& store = doc.core()->store();
  const Place one = place_at(*doc.core(), text.branch(), 1);
  EXPECT_EQ(store.text(store.item(one.item)), "a");
  EXPECT_EQ(one.offset, 1U);
  const Place two = place_at(*doc.core(), text.branch(), 2);
  EXPECT_EQ(store.text(store.item(two.item)), "d");
  EXPECT_EQ(two.offset, 1U);
}

TEST(TextPlace, TypingGoesOnAtTheCursorUntilSomethingElseChanges) {
  Doc doc({.client_id = 2, .guid = "d", .offset_kind = OffsetKind::unicode});
  Text text = doc.text("t");
  text.insert(0, "ab");
  text.insert(1, "X");
  const Place at_cursor = place_at(*doc.core(), text.branch(), 2);
  EXPECT_EQ(at_cursor.item, doc.core()->cursor().item);
  EXPECT_EQ(doc.core()->store().text(doc.core()->store().item(at_cursor.item)), "X");
  text.remove(0, 1);
  const Place after = place_at(*doc.core(), text.branch(), 2);
  EXPECT_EQ(doc.core()->store().text(doc.core()->store().item(after.item)), "b");
}

TEST(TextPlace, CuttingEndsAnItemAtThePlace) {
  Doc doc = mixed(OffsetKind::unicode);
  const Text text = doc.text("t");
  doc::DocCore& core = *doc.core();
  doc.transact([&] {
    EXPECT_EQ(cut(core, {}), 0U);
    const store::ItemRef item = cut(core, place_at(core, text.branch(), 2));
    EXPECT_EQ(core.store().text(core.store().item(item)), "a\xf0\x9f\x98\x80");
    const store::ItemRef right = core.store().item(item).right;
    EXPECT_EQ(core.store().text(core.store().item(right)), "\xc3\xa9z");
    EXPECT_EQ(cut(core, place_at(core, text.branch(), 2)), item) << "there is nothing left to cut";
  });
  EXPECT_EQ(text.to_string(), kMixed);
  doc.verify();
}

TEST(TextPlace, LengthsInUtf16CountOverItemsAndWhatIsDeletedBetween) {
  for (const OffsetKind unit : {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8}) {
    Doc doc = mixed(unit);
    ASSERT_TRUE(
        doc.apply_update(made_update({text_block({1, 5}, "xx\xf0\x9f\x98\x80", 4).after({1, 4})},
                                     {{1, 4, 2}}))
            .ok());
    const Text text = doc.text("t");  // a, grin, e, x, grin
    EXPECT_EQ(utf16_length(*doc.core(), text.branch(), 0, text.length()), 7U);
    EXPECT_EQ(utf16_length(*doc.core(), text.branch(), 1, text.length() - 1), 6U);
    EXPECT_EQ(utf16_length(*doc.core(), text.branch(), 0, 1), 1U);
    EXPECT_EQ(utf16_length(*doc.core(), text.branch(), 0, 0), 0U);
  }
}

TEST(TextPlace, CountsTheUnitsOfNewTextAndRefusesWhatIsNotUtf8) {
  EXPECT_EQ(checked_units(""), 0U);
  EXPECT_EQ(checked_units(kMixed), 5U);
  for (const std::string_view bad :
       {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90\x80\x80"})
    EXPECT_THROW((void)checked_units(bad), std::invalid_argument);
}

}  // namespace
}  // namespace ycpp::types

// content_test.cpp -- what an item holds, and its lengths in the three units.
#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"
#include "hex.h"
#include "made_update.h"
#include "store_peer.h"
#include "update/encode.h"

namespace ycpp {
namespace {

constexpr OffsetKind kUnits[] = {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8};

std::size_t count(OffsetKind unit, std::string_view s) {
  if (unit == OffsetKind::utf8) return s.size();
  return unit == OffsetKind::utf16 ? utf8::count_utf16(s) : utf8::count_code_points(s);
}

store::ItemRef write(store::Store& store, std::string_view text) {
  return store.insert_text(store.client(1), store.list_slot(store.root("t")), {}, text,
                           static_cast<std::uint32_t>(utf8::count_utf16(text)));
}

TEST(Content, ABlockIsWhatCameIn) {
  const Bytes one = from_hex("7d01");
  const Bytes object = from_hex("760101617d01");
  const Bytes two = from_hex("7d01770162");
  MadeBlock binary = block_of({1, 0}, Kind::binary, 1);
  binary.value = one;
  MadeBlock embed = block_of({1, 0}, Kind::embed, 1);
  embed.value = object;
  MadeBlock json = block_of({1, 0}, Kind::json, 2);
  json.value = two;
  MadeBlock doc = block_of({1, 0}, Kind::doc, 1);
  doc.text = "guid";
  doc.value = object;
  MadeBlock element = type_block({1, 0}, TypeRef::xml_element);
  element.text = "p";
  for (MadeBlock& block : std::vector<MadeBlock>{
           text_block({1, 0}, "abc"), any_block({1, 0}, two, 2), type_block({1, 0}, TypeRef::text),
           format_block({1, 0}, "b", one), binary, embed, json, doc, element}) {
    const Bytes update = made_update({block.root("t")});
    StorePeer peer;
    ASSERT_TRUE(peer.apply(update).ok());
    EXPECT_EQ(to_hex(peer.state()), to_hex(update));
  }
}

TEST(Content, ABlockNamesItsNeighboursOrElseItsKeyAndItsParent) {
  const Bytes one = from_hex("7d01");
  const Bytes update =
      made_update({type_block({2, 0}, TypeRef::map).root("m").key("k"),
                   any_block({2, 1}, one).in({2, 0}).key("x"), text_block({1, 0}, "ab").root("t"),
                   text_block({1, 2}, "X").after({1, 0}).before({1, 1})});
  StorePeer peer;
  ASSERT_TRUE(peer.apply(update).ok());
  const store::Store& s = peer.store;
  const update::Block value = s.block(s.find({s.find_client(2), 1}));
  EXPECT_EQ(value.parent_kind, update::ParentKind::item);
  EXPECT_EQ(value.parent, (Id{2, 0}));
  EXPECT_TRUE(value.has_key);
  EXPECT_EQ(value.key, "x");
  const update::Block typed = s.block(s.find({s.find_client(1), 2}));
  EXPECT_EQ(typed.origin, (Id{1, 0}));
  EXPECT_EQ(typed.right_origin, (Id{1, 1}));
  EXPECT_EQ(typed.parent_kind, update::ParentKind::inherited);
  EXPECT_FALSE(typed.has_key);
}

TEST(Content, TheRestOfABlockIsThatOfItsSlice) {
  const Bytes values = from_hex("7d017701627f7e");
  for (MadeBlock& block :
       std::vector<MadeBlock>{text_block({1, 0}, "a\xf0\x9f\x98\x80z!"),
                              text_block({1, 0}, "abcde"), any_block({1, 0}, values, 4)}) {
    StorePeer peer;
    ASSERT_TRUE(peer.apply(made_update({block.root("t")})).ok());
    const store::Store& s = peer.store;
    const store::ItemRef ref = s.find({s.find_client(1), 0});
    for (std::uint64_t from = 1; from < s.item(ref).length(); ++from) {
      Writer rest;
      Writer sliced;
      update::FieldWriterV1 rest_fields(rest);
      update::FieldWriterV1 sliced_fields(sliced);
      update::encode_block(rest_fields, s.block(ref, from));
      update::encode_block(sliced_fields, update::slice(s.block(ref), from));
      EXPECT_EQ(to_hex(rest.view()), to_hex(sliced.view())) << from;
    }
  }
}

TEST(Content, AStringIsMeasuredInTheUnitOfItsDocument) {
  for (const OffsetKind unit : kUnits) {
    store::Store store(unit);
    const std::string_view text = "a\u00e9\u20ac\U0001F600";
    EXPECT_EQ(store.measure(store.item(write(store, text))), count(unit, text));
  }
}

TEST(Content, MarksAndWhatIsDeletedMeasureNothing) {
  StorePeer peer;
  const Bytes yes = from_hex("78");
  ASSERT_TRUE(peer.apply(made_update({format_block({1, 0}, "b", yes).root("t"),
                                      text_block({1, 1}, "ab").after({1, 0}), gc_block({1, 3}, 9)},
                                     {{1, 1, 2}}))
                  .ok());
  for (const std::uint64_t clock : {0U, 1U, 3U})
    EXPECT_EQ(peer.store.measure(peer.store.item(peer.store.find({0, clock}))), 0U) << clock;
}

TEST(Content, AHalfOfACutPairMeasuresAsAReplacementCharacter) {
  for (const OffsetKind unit : kUnits) {
    store::Store store(unit);
    const store::ItemRef left = write(store, "a\U0001F600b");
    const store::ItemRef right = store.split(left, 2);
    EXPECT_EQ(store.text(store.item(left)), "a");
    EXPECT_EQ(store.text(store.item(right)), "b");
    const std::size_t half = unit == OffsetKind::utf8 ? 3 : 1;
    EXPECT_EQ(store.measure(store.item(left)), 1 + half);
    EXPECT_EQ(store.measure(store.item(right)), half + 1);
    EXPECT_EQ(store.to_utf16(store.item(right), half), 1U);
    EXPECT_EQ(store.from_utf16(store.item(right), 1), half);
    EXPECT_EQ(store.to_utf16(store.item(left), 1 + half), 2U);
    if (unit != OffsetKind::utf8) continue;
    EXPECT_EQ(store.to_utf16(store.item(right), 1), std::nullopt);
    EXPECT_EQ(store.to_utf16(store.item(left), 2), std::nullopt);
  }
}

TEST(Content, OffsetsOfRandomTextAgreeWithCountingCharacters) {
  constexpr std::string_view kCharacters[] = {"a", "\u00e9", "\u20ac", "\U0001F600"};
  std::mt19937 random(5);
  for (int round = 0; round < 60; ++round) {
    const OffsetKind unit = kUnits[round % 3];
    std::string text;
    std::vector<std::size_t> starts{0};  // of characters, and the end
    for (std::size_t n = 1 + random() % 60; n > 0; --n) {
      text += kCharacters[random() % 4];
      starts.push_back(text.size());
    }
    store::Store store(unit);
    const store::Item& item = store.item(write(store, text));
    std::vector<std::optional<std::uint32_t>> expected(count(unit, text) + 1);
    for (const std::size_t start : starts) {
      const std::string_view before = std::string_view(text).substr(0, start);
      const auto utf16 = static_cast<std::uint32_t>(utf8::count_utf16(before));
      expected[count(unit, before)] = utf16;
      EXPECT_EQ(store.from_utf16(item, utf16), count(unit, before));
    }
    for (std::size_t offset = 0; offset < expected.size(); ++offset)
      EXPECT_EQ(store.to_utf16(item, offset), expected[offset]) << text << " at " << offset;
  }
}

}  // namespace
}  // namespace ycpp

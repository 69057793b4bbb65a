// text_rich_test.cpp -- embeds, attributes, and deltas that are applied.
#include <gtest/gtest.h>

#include <array>

#include "hex.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, OffsetKind unit = OffsetKind::utf16) {
  return Doc({.client_id = client, .guid = "d", .offset_kind = unit});
}

const Value::Object kBold{{"b", Value(true)}};

Bytes any(const Value& value) {
  Writer out;
  value.to_any(out);
  return out.take();
}

TextDelta step(TextDelta::Kind kind, std::size_t length, std::string text = {},
               Bytes attributes = {}) {
  TextDelta delta;
  delta.kind = kind;
  delta.length = length;
  delta.text = std::move(text);
  delta.attributes = std::move(attributes);
  return delta;
}

using Kind = TextDelta::Kind;

TEST(TextRich, AnEmbedInsideARunHasExactlyItsAttributes) {
  const Value image(Value::Object{{"img", 1}});
  Doc plain = doc_with(1);
  plain.text("t").insert(0, "ab", kBold);
  plain.text("t").insert_embed(1, image);
  EXPECT_EQ(
      to_hex(plain.update().value()),
      "010701000601017401620474727565840100016184010101628601020162046e756c6cc6010101020162046e"
      "756c6cc501040102097b22696d67223a317dc6010501020162047472756500");
  Doc bold = doc_with(1);
  bold.text("t").insert(0, "ab", kBold);
  bold.text("t").insert_embed(1, image, kBold);
  EXPECT_EQ(
      to_hex(bold.update().value()),
      "010501000601017401620474727565840100016184010101628601020162046e756c6cc501010102097b2269"
      "6d67223a317d00");
  EXPECT_EQ(bold.text("t").length(), 3U);
  EXPECT_EQ(bold.text("t").to_string(), "ab") << "an embed is not text";
}

TEST(TextRich, ASharedTypeIsEmbeddedEmptyAndCanBeWritten) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  text.insert(0, "ab");
  const Shared shared = text.insert_embed(1, SharedKind::map, {{"w", 2}});
  EXPECT_EQ(
      to_hex(doc.update().value()),
      "010501000401017401618401000162c60100010101770132c70102010101c6010301010177046e756c6c00");
  shared.map()->set("k", 7);
  const std::vector<TextDelta> runs = text.to_delta();
  ASSERT_EQ(runs.size(), 3U);
  ASSERT_TRUE(runs[1].shared.has_value());
  EXPECT_EQ(*runs[1].shared, shared);
  EXPECT_EQ(runs[1].shared->to_json(), R"({"k":7})");
  EXPECT_EQ(runs[1].attributes, any(Value::Object{{"w", 2}}));
  EXPECT_THROW((void)text.insert_embed(0, SharedKind::xml_element), std::invalid_argument);
  EXPECT_EQ(text.length(), 3U);
}

TEST(TextRich, ADeltaIsAppliedAsYjsAppliesIt) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  const Bytes bold = any(kBold);
  text.apply_delta(
      std::array{step(Kind::insert, 0, "hello", bold), step(Kind::insert, 0, " world")});
  text.apply_delta(std::array{step(Kind::retain, 2), step(Kind::remove, 2),
                              step(Kind::insert, 0, "LL", any(Value::Object{{"i", true}})),
                              step(Kind::retain, 3, {}, any(Value::Object{{"b", nullptr}}))});
  EXPECT_EQ(
      to_hex(doc.update().value()),
      "010c0100060101740162047472756584010002686581010202840104016f810105018401060620776f726c64c6"
      "0104010501690474727565c6010d01050162046e756c6cc4010e0105024c4cc6011001050169046e756c6cc601"
      "11010501620474727565c6011201050162046e756c6c01010203020601");
}

TEST(TextRich, TheRunsOfATextMakeTheSameTextAgain) {
  Doc doc = doc_with(1, OffsetKind::unicode);
  Text text = doc.text("t");
  text.insert(0,
              "a\xf0\x9f\x98\x80"
              "bc");
  text.format(1, 2, kBold);
  text.insert_embed(2, Value("embedded"));
  const std::vector<TextDelta> runs = text.to_delta();
  Doc copy = doc_with(2, OffsetKind::unicode);
  copy.text("t").apply_delta(runs);
  copy.verify();
  const std::vector<TextDelta> again = copy.text("t").to_delta();
  ASSERT_EQ(again.size(), runs.size());
  ASSERT_GE(runs.size(), 4U);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    EXPECT_EQ(again[i].text, runs[i].text) << i;
    EXPECT_EQ(again[i].length, runs[i].length) << i;
    EXPECT_EQ(again[i].embed, runs[i].embed) << i;
    EXPECT_EQ(again[i].attributes, runs[i].attributes) << i;
  }
}

TEST(TextRich, ADeltaPastTheEndChangesNothing) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  text.insert(0, "abc");
  EXPECT_THROW(text.apply_delta(std::array{step(Kind::insert, 0, "X"), step(Kind::retain, 4)}),
               std::out_of_range);
  EXPECT_EQ(text.to_string(), "abc");
  EXPECT_THROW(text.apply_delta(std::array{step(Kind::remove, 4)}), std::out_of_range);
  EXPECT_EQ(text.to_string(), "abc");
  text.apply_delta(
      std::array{step(Kind::insert, 0, "X"), step(Kind::retain, 3), step(Kind::insert, 0, "Y")});
  EXPECT_EQ(text.to_string(), "XabcY");
}

TEST(TextRich, WhatCannotBeIsRefusedBeforeAnythingChanges) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  text.insert(0, "a\xf0\x9f\x98\x80");
  const Bytes before = doc.update().value();
  EXPECT_THROW(text.insert(4, "x", kBold), std::out_of_range);
  EXPECT_THROW(text.insert(2, "x", kBold), std::invalid_argument);
  EXPECT_THROW(text.insert(0, "\xff", kBold), std::invalid_argument);
  EXPECT_THROW(text.insert_embed(4, Value(1)), std::out_of_range);
  EXPECT_THROW(text.format(0, 4, kBold), std::out_of_range);
  EXPECT_THROW(text.format(4, 0, kBold), std::out_of_range);
  EXPECT_THROW(text.format(0, 2, kBold), std::invalid_argument);
  EXPECT_THROW(text.format_any(0, 1, any(Value(1))), std::invalid_argument);
  EXPECT_THROW(text.insert_any(0, "x", {}), std::invalid_argument);
  EXPECT_EQ(doc.update().value(), before);
}

TEST(TextRich, FormattingNothingChangesNothing) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  text.insert(0, "ab");
  const Bytes before = doc.update().value();
  text.format(0, 0, kBold);
  text.format(2, 0, kBold);
  text.format(0, 2, {});
  text.insert(1, "", kBold);
  EXPECT_EQ(doc.update().value(), before);
}

}  // namespace
}  // namespace ycpp

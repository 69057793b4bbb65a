// encode_test.cpp -- blocks as bytes: info bits, parents, keys, halves of pairs, sections.
#include "update/encode.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"

namespace ycpp {
namespace {

std::string hex_of(const Block& block) {
  Writer out;
  update::encode_block(out, block);
  return to_hex(out.view());
}

TEST(Encode, TextAtTheStartOfARoot) {
  EXPECT_EQ(to_hex(made_update({text_block({1, 0}, "abc").root("t")})),
            "010101000401017403616263"
            "00");
}

TEST(Encode, BothOriginsComeBeforeTheContentAndReplaceTheParent) {
  EXPECT_EQ(hex_of(text_block({1, 3}, "X").after({1, 0}).before({1, 1}).root("t")),
            "c40100010101"
            "58");
}

TEST(Encode, AKeyIsWrittenOnlyWithoutOrigins) {
  const Bytes five = from_hex("7d05");
  EXPECT_EQ(hex_of(any_block({1, 0}, five).root("m").key("k")), "2801016d016b017d05");
  // With an origin only the bit says that there is one.
  EXPECT_EQ(hex_of(any_block({1, 1}, five).after({1, 0}).root("m").key("k")), "a80100017d05");
}

TEST(Encode, AChildNamesTheItemThatHoldsItsParent) {
  const Bytes one = from_hex("7d01");
  EXPECT_EQ(hex_of(any_block({1, 1}, one).in({1, 0}).key("x")), "280001000178017d01");
}

TEST(Encode, RunsOfIdsAreOneNumber) {
  EXPECT_EQ(hex_of(gc_block({1, 0}, 300)), "00ac02");
  EXPECT_EQ(hex_of(skip_block({1, 0}, 1)), "0a01");
  EXPECT_EQ(hex_of(deleted_block({1, 1}, 2).after({1, 0})), "81010002");
}

TEST(Encode, HalvesOfAPairAreReplacementCharacters) {
  MadeBlock block = text_block({1, 0}, "b", 2).root("t");
  block.lead_half = true;
  EXPECT_EQ(hex_of(block), "0401017404efbfbd62");
  block.tail_half = true;
  block.length = 3;
  EXPECT_EQ(hex_of(block), "0401017407efbfbd62efbfbd");
}

TEST(Encode, ValuesOfAMarkAndAnEmbedAreJson) {
  const Bytes yes = from_hex("78");
  EXPECT_EQ(hex_of(format_block({1, 0}, "bold", yes).root("t")), "0601017404626f6c640474727565");
  const Bytes image = from_hex("760105696d616765770178");
  MadeBlock embed = block_of({1, 0}, Kind::embed, 1).root("t");
  embed.value = image;
  EXPECT_EQ(hex_of(embed), "050101740d7b22696d616765223a2278227d");
}

TEST(Encode, OldJsonContentIsAListOfTexts) {
  const Bytes values = from_hex("76007d017f");
  MadeBlock block = block_of({1, 0}, Kind::json, 3).root("a");
  block.value = values;
  EXPECT_EQ(hex_of(block),
            "02010161"
            "03027b7d013109756e646566696e6564");
}

TEST(Encode, TypesWithNamesWriteThem) {
  MadeBlock element = type_block({1, 0}, TypeRef::xml_element).root("x");
  element.text = "div";
  EXPECT_EQ(hex_of(element), "070101780303646976");
  EXPECT_EQ(hex_of(type_block({1, 0}, TypeRef::map).root("x")), "0701017801");
}

TEST(Encode, ANewSectionStartsWithEachClient) {
  EXPECT_EQ(
      to_hex(made_update({text_block({2, 0}, "b").root("t"), text_block({1, 5}, "a").root("t")})),
      "02"
      "0102000401017401"
      "62"
      "0101050401017401"
      "6100");
}

TEST(Encode, ABlockThatDoesNotFollowTheOneBeforeStartsASection) {
  const Bytes bytes =
      made_update({text_block({1, 0}, "a").root("t"), text_block({1, 5}, "b").root("t")});
  EXPECT_EQ(to_hex(bytes), "0201010004010174016101010504010174016200");
}

}  // namespace
}  // namespace ycpp

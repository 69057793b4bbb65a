// xml_string_test.cpp -- trees of markup as text: what Yjs prints, and the plain style.
#include "types/xml_string.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

// Of an element with an attribute of every kind of value, and of children of every kind.
constexpr std::string_view kEveryValue =
    "011c010028010165016e017e280101650175017f2801016501740178280101650169017d45280101650166017c3fc0"
    "00002801016503626967017aab54a98ceb1f0ad228010165036e616e017b7ff80000000000002801016503696e6601"
    "7cff80000028010165017a017d402801016503653231017b444b1ae4d6e2ef5028010165017301770361223c280101"
    "65016f01760101617d0128010165016c0175077d0175037d0275007e7f770178760101627d01750175007402070823"
    "0101650262790201022801016502656c01750027010165016d012701016501780302494e2701016502797402040001"
    "1105696e6e657227010165026172002801016503ee8080017d012801016504f0908080017d02070101650502686b87"
    "011a0087011b020400011c05706c61696e88011c0577037374727d0575027d0175017d02760101617d017883012601"
    "0900";

TEST(XmlString, OfEveryValueIsWhatYjsPrints) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(from_hex(kEveryValue)).ok());
  EXPECT_EQ(doc.xml_element("e").to_string(),
            "<undefined ar=\"[object Object]\" big=\"-6101065172474983726\" by=\"1,2\" "
            "e21=\"1e+21\" el=\"\" f=\"1.5\" i=\"-5\" inf=\"-Infinity\" "
            "l=\"1,2,,,,x,[object Object],,7,8\" m=\"[object Object]\" n=\"null\" nan=\"NaN\" "
            "o=\"[object Object]\" s=\"a\"<\" t=\"true\" u=\"undefined\" x=\"<in></in>\" "
            "yt=\"inner\" z=\"0\" \xf0\x90\x80\x80=\"2\" \xee\x80\x80=\"1\">"
            "[object Object][object Object]plainstr51,2[object Object]true9</undefined>");
}

TEST(XmlString, InThePlainStyleTagsAreAsTheyAreAndValuesAreJson) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(from_hex(kEveryValue)).ok());
  EXPECT_EQ(doc.xml_element("e").to_string(XmlStyle::plain),
            "<UNDEFINED ar=\"[object Object]\" big=\"-6101065172474983726\" by=\"[1,2]\" "
            "e21=\"1e+21\" el=\"[]\" f=\"1.5\" i=\"-5\" inf=\"null\" "
            "l=\"[1,[2,[],null],null,\"x\",{\"b\":1},[[]],{\"0\":7,\"1\":8}]\" "
            "m=\"[object Object]\" n=\"null\" nan=\"null\" o=\"{\"a\":1}\" s=\"a\"<\" t=\"true\" "
            "u=\"undefined\" x=\"<IN></IN>\" yt=\"inner\" z=\"0\" \xf0\x90\x80\x80=\"2\" "
            "\xee\x80\x80=\"1\">[object Object][object Object]plainstr5[1,[2]]{\"a\":1}true[9]"
            "</UNDEFINED>");
}

// Formatting with values of every kind, and embeds, of which one is an element.
constexpr std::string_view kFormatted =
    "011d010004010174016184010002626384010203646566c601000101017a1d7b2279223a312c2278223a5b312c325d"
    "2c226f223a7b2271223a317d7dc60106010101420474727565c6010701010173072268f09f988022c601080101016c"
    "095b2270222c2271225dc601090101016e0135c6010a010101660566616c7365c6010b0101046c6f6e670e22303132"
    "3334353637383961"
    "6222c601020103017a046e756c6cc6010d01030142046e756c6cc6010e01030173046e756c6cc6010f0103016c046e"
    "756c6cc601100103016e046e756c6cc6011101030166046e756c6cc601120103046c6f6e67046e756c6cc601130103"
    "02656d097b2261223a2262227dc501140103077b226b223a317dc60115010302656d046e756c6cc4011601030165c4"
    "01170103056d62737472c5011701180137c6011d011801770474727565c7011e011803034d6964c6011f0118017704"
    "6e756c6c4701000604000121056669727374c7012101000100";

TEST(XmlString, FormattingIsTagsInTheOrderOfTheirNames) {
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(from_hex(kFormatted)).ok());
  EXPECT_EQ(doc.xml_text("t").to_string(),
            "first[object Object]a<B><f><l 0=\"p\" 1=\"q\"><long 0=\"0\" 1=\"1\" 10=\"a\" 11=\"b\" "
            "2=\"2\" 3=\"3\" 4=\"4\" 5=\"5\" 6=\"6\" 7=\"7\" 8=\"8\" 9=\"9\"><n>"
            "<s 0=\"h\" 1=\"\xef\xbf\xbd\" 2=\"\xef\xbf\xbd\"><z o=\"[object Object]\" x=\"1,2\" "
            "y=\"1\">bc</z></s></n></long></l></f></B><em a=\"b\">[object Object]</em>e7"
            "<w><mid></mid></w>mbstrdef");
  EXPECT_EQ(doc.xml_text("t").to_string(XmlStyle::plain),
            "first[object Object]a<B><f><l><long><n><s><z o=\"[object Object]\" x=\"1,2\" y=\"1\">"
            "bc</z></s></n></long></l></f></B><em a=\"b\">{\"k\":1}</em>e7<w><Mid></Mid></w>"
            "mbstrdef");
}

TEST(XmlString, ARunEndsAtEveryMarkEvenIfNothingChanges) {
  Doc doc = doc_with(1);
  XmlText text = doc.xml_text("t");
  text.insert(0, "abcd", {{"b", true}});
  text.format(1, 2, {{"i", true}});
  EXPECT_EQ(text.to_string(), "<b>a</b><b><i>bc</i></b><b>d</b>");
  text.remove(1, 2);
  EXPECT_EQ(text.to_string(), "<b>ad</b>");
  text.remove(0, 2);
  EXPECT_EQ(text.to_string(), "");
}

TEST(XmlString, WhatIsNoTextIsNotShownInAText) {
  Doc doc = doc_with(1);
  const Bytes value = from_hex("7d05");
  ASSERT_TRUE(doc.apply_update(made_update({any_block({2, 0}, value).root("t"),
                                            text_block({2, 1}, "a").after({2, 0})}))
                  .ok());
  EXPECT_EQ(doc.xml_text("t").to_string(), "a");
}

TEST(XmlString, HalfACharacterIsAReplacementCharacter) {
  Doc doc = doc_with(1);
  XmlText text = doc.xml_text("t");
  ASSERT_TRUE(doc.apply_update(made_update({text_block({2, 0}, "\xf0\x9f\x98\x80", 2).root("t")},
                                           {{2, 0, 1}}))
                  .ok());
  EXPECT_EQ(text.to_string(), "\xef\xbf\xbd");
}

TEST(XmlString, OnlyLettersOfAsciiAreLowered) {
  Doc doc = doc_with(1);
  XmlFragment fragment = doc.xml_fragment("x");
  fragment.push_element("\xc3\x84Zz[@");
  EXPECT_EQ(fragment.to_string(), "<\xc3\x84zz[@></\xc3\x84zz[@>");
  EXPECT_EQ(fragment.to_string(XmlStyle::plain), "<\xc3\x84Zz[@></\xc3\x84Zz[@>");
}

TEST(XmlString, ATreeMayBeAsDeepAsAPeerLikes) {
  Doc doc = doc_with(1);
  constexpr std::uint64_t kDepth = 200'000;
  std::vector<Block> blocks;
  for (std::uint64_t n = 0; n < kDepth; ++n) {
    MadeBlock block = type_block({2, n}, TypeRef::xml_element);
    block.text = "n";
    blocks.push_back(n == 0 ? block.root("x") : block.in({2, n - 1}));
  }
  ASSERT_TRUE(doc.apply_update(made_update(blocks)).ok());
  const std::string text = doc.xml_fragment("x").to_string();
  EXPECT_EQ(text.size(), kDepth * 7);
  EXPECT_EQ(text.substr(0, 6), "<n><n>");
  EXPECT_EQ(text.substr(text.size() - 8), "</n></n>");
}

}  // namespace
}  // namespace ycpp

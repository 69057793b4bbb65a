// obfuscate_test.cpp -- what obfuscated updates still show. Bytes are those of Yjs; more of them
// are in compat/.
#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

std::string hidden(const std::vector<Block>& blocks, ObfuscateOptions options = {}) {
  const auto result = obfuscate_update(made_update(blocks), Encoding::v1, options);
  return result ? to_hex(*result) : result.error().message();
}

const Bytes kTrue = from_hex("78");
const Bytes kNull = from_hex("7e");
const Bytes kOne = from_hex("7d01");
const Bytes kObject = from_hex("76010161 7d01");

TEST(Obfuscate, TextBecomesDigitsOfTheSameLength) {
  EXPECT_EQ(hidden({text_block({1, 0}, "a\xf0\x9f\x98\x80", 3).root("t"),
                    text_block({1, 3}, "bc").after({1, 2})}),
            to_hex(from_hex("01020100 04010174 03303030 840102 023131 00")));
}

TEST(Obfuscate, ItemsAreCountedAndCollectedOnesAreNot) {
  const Bytes values = from_hex("770178 7d05");
  EXPECT_EQ(hidden({gc_block({1, 0}, 2), deleted_block({1, 2}, 1).root("a"), skip_block({1, 3}, 1),
                    any_block({1, 4}, values, 2).root("a")}),
            to_hex(from_hex("01040100 0002 01010161 01 0a01 08010161 02 7d01 7d01 00")));
}

TEST(Obfuscate, KeysAreTheNumberThatFirstReplacedThem) {
  EXPECT_EQ(
      hidden({any_block({1, 0}, kOne).root("m").key("name"),
              any_block({1, 1}, kOne).root("m").key("other"),
              any_block({1, 2}, kOne).root("m").key("name"),
              any_block({1, 3}, kOne).root("m").key("")}),
      to_hex(from_hex("01040100 2801016d 0130 01 7d00 2801016d 0131 01 7d01 2801016d 0130 01 7d02"
                      "2801016d 00 01 7d03 00")));
}

TEST(Obfuscate, MarksKeepTheirEnds) {
  EXPECT_EQ(hidden({format_block({1, 0}, "bold", kTrue).root("t"),
                    format_block({1, 1}, "color", kTrue).after({1, 0}),
                    format_block({1, 2}, "bold", kNull).after({1, 1})}),
            to_hex(from_hex("01030100 06010174 0130 077b2269223a307d 860100 0131 077b2269223a307d "
                            "860101 0130 046e756c6c 00")));
}

TEST(Obfuscate, ObjectsAreNeverTheSameValue) {
  EXPECT_EQ(
      hidden({format_block({1, 0}, "b", kObject).root("t"),
              format_block({1, 1}, "b", kObject).after({1, 0})}),
      to_hex(from_hex("01020100 06010174 0130 077b2269223a307d 860100 0130 077b2269223a317d 00")));
}

TEST(Obfuscate, TheZerosAreOneValue) {
  const Bytes zero = from_hex("7d00");
  const Bytes minus_zero = from_hex("7d40");
  const Bytes update =
      made_update<update::SectionWriterV2>({format_block({1, 0}, "b", zero).root("t"),
                                            format_block({1, 1}, "b", minus_zero).after({1, 0})});
  const Bytes v2 = obfuscate_update(update, Encoding::v2).value();
  EXPECT_EQ(
      to_hex(convert_update(v2, Encoding::v2, Encoding::v1).value()),
      to_hex(from_hex("01020100 06010174 0130 077b2269223a307d 860100 0130 077b2269223a307d 00")));
}

TEST(Obfuscate, NamesOfXmlShareOneList) {
  MadeBlock element = type_block({1, 0}, TypeRef::xml_element).root("x");
  element.text = "div";
  MadeBlock hook = type_block({1, 1}, TypeRef::xml_hook).after({1, 0});
  hook.text = "div";
  EXPECT_EQ(hidden({element, hook}),
            to_hex(from_hex("01020100 07010178 03 066e6f64652d30 870100 05 066e6f64652d30 00")));
  EXPECT_EQ(hidden({element}, {.xml_names = false}),
            to_hex(from_hex("01010100 07010178 03 03646976 00")));
}

TEST(Obfuscate, BytesEmbedsAndSubdocuments) {
  const Bytes bytes = from_hex("010203");
  MadeBlock binary = block_of({1, 0}, Kind::binary, 1).root("a");
  binary.value = bytes;
  MadeBlock embed = block_of({1, 1}, Kind::embed, 1).after({1, 0});
  embed.value = kTrue;
  MadeBlock doc = block_of({1, 2}, Kind::doc, 1).after({1, 1});
  doc.text = "guid";
  doc.value = kObject;
  EXPECT_EQ(hidden({binary, embed, doc}),
            to_hex(from_hex("01030100 03010161 0100 850100 027b7d 890101 0132 7600 00")));
  EXPECT_EQ(
      hidden({binary, embed, doc}, {.subdocuments = false}),
      to_hex(from_hex("01030100 03010161 0100 850100 027b7d 890101 0467756964 760101617d01 00")));
}

TEST(Obfuscate, FormattingCanStay) {
  EXPECT_EQ(hidden({format_block({1, 0}, "b", kTrue).root("t")}, {.formatting = false}),
            to_hex(from_hex("01010100 06010174 0162 0474727565 00")));
}

TEST(Obfuscate, OldJsonIsCountedToo) {
  const Bytes values = from_hex("76007f");
  MadeBlock json = block_of({1, 0}, Kind::json, 2).root("a");
  json.value = values;
  EXPECT_EQ(hidden({json}), to_hex(from_hex("01010100 02010161 02 0130 0130 00")));
}

TEST(Obfuscate, MalformedBytesAreAnError) {
  EXPECT_FALSE(obfuscate_update(from_hex("01")).ok());
  EXPECT_FALSE(obfuscate_update(from_hex("0000"), Encoding::v2).ok());
}

}  // namespace
}  // namespace ycpp

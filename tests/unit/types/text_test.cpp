// text_test.cpp -- editing text: positions in three units, deletion, what is refused.
#include "ycpp/text.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "ycpp/map.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, OffsetKind unit = OffsetKind::utf16) {
  DocOptions options;
  options.client_id = client;
  options.offset_kind = unit;
  return Doc(options);
}

constexpr std::string_view kGrin = "\xf0\x9f\x98\x80";  // two UTF-16 units, four bytes

TEST(Text, RemovingPastValuesOfAPeerDoesNotCutACharacter) {
  // The values count for positions but are not removed, so the removal ends elsewhere than it
  // seemed.
  const Bytes values = from_hex("7d01");
  const std::string grins = std::string(kGrin) + std::string(kGrin);
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(made_update({any_block({1, 0}, values).root("t"),
                                            text_block({1, 1}, grins, 4).after({1, 0})}))
                  .ok());
  Text text = doc.text("t");
  ASSERT_EQ(text.length(), 5U);
  text.remove(0, 3);
  doc.verify();
  EXPECT_EQ(text.length(), 1U);
}

TEST(Text, ATextThatWasDeletedIsNotWrittenTo) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  Text text = map.set_text("k");
  text.insert(0, "abc");
  map.set("k", Value(1));
  map.set("k", Value(2));
  EXPECT_FALSE(text.alive());
  EXPECT_EQ(text.to_string(), "");
  EXPECT_EQ(text.length(), 0U);
  EXPECT_THROW(text.insert(0, "x"), DeletedError);
  EXPECT_THROW(text.remove(0, 0), DeletedError);
  doc.verify();
}

}  // namespace
}  // namespace ycpp

// array_test.cpp -- lists of values and types: positions, removal, text of others in the same root.
#include "ycpp/array.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, OffsetKind unit = OffsetKind::utf16) {
  DocOptions options;
  options.client_id = client;
  options.offset_kind = unit;
  return Doc(options);
}

TEST(Array, TextOfAPeerInTheSameRootIsNotCutInsideACharacter) {
  for (const OffsetKind unit : {OffsetKind::utf8, OffsetKind::utf16, OffsetKind::unicode}) {
    for (std::size_t index = 0; index <= 4; ++index) {
      Doc doc = doc_with(2, unit);
      const Bytes text = made_update({text_block({1, 0}, "\xf0\x9f\x98\x80", 2).root("a")});
      ASSERT_TRUE(doc.apply_update(text).ok());
      Array array = doc.array("a");
      if (index > array.size()) continue;
      array.insert(index, Value(7));
      doc.verify();
      if (index > 0) array.remove(0, index);
      doc.verify();
    }
  }
}

TEST(Array, AnArrayThatWasDeletedIsNotWrittenTo) {
  Doc doc = doc_with(1);
  Array outer = doc.array("a");
  Array inner = outer.insert_array(0);
  outer.insert(0, Value(1));
  outer.remove(0, 2);
  outer.insert(0, Value(2));  // reuses the memory of what was deleted and joined
  EXPECT_FALSE(inner.alive());
  EXPECT_THROW(inner.insert(0, Value(3)), DeletedError);
  EXPECT_THROW(inner.push(Value(3)), DeletedError);
  EXPECT_THROW((void)inner.insert_text(0), DeletedError);
  EXPECT_EQ(inner.size(), 0U);
  doc.verify();
}

}  // namespace
}  // namespace ycpp

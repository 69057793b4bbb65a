// array_test.cpp -- lists of values and types: positions, removal, text of others in the same root.
#include "ycpp/array.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "subdoc_log.h"
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

TEST(Array, ADocumentIsAnElement) {
  Doc doc = doc_with(7);
  Array array = doc.array("a");
  const Doc child({.guid = "k", .gc = false});
  array.insert(0, Value(1));
  array.insert_doc(0, child);
  EXPECT_EQ(array.size(), 2U);
  EXPECT_EQ(array.get(0), Entry(child));
  EXPECT_EQ(array.to_json(), R"([{"guid":"k"},1])");
  EXPECT_EQ(child.client_id(), 7U);
  EXPECT_THROW(array.insert_doc(3, Doc()), std::out_of_range);
  EXPECT_THROW(array.insert_doc(0, child), std::invalid_argument);
  EXPECT_THROW(array.insert_doc(0, doc), std::invalid_argument);
  std::vector<std::string> inserted;
  const Subscription kept = array.observe([&](const ArrayEvent& event) {
    for (const ArrayDelta& step : event.delta())
      for (const Content& value : step.values) inserted.push_back(value.guid());
  });
  array.insert_doc(2, Doc({.guid = "l"}));
  EXPECT_EQ(inserted, Lines{"l"});
  array.remove(0, 3);
  EXPECT_TRUE(doc.subdocs().empty());
}

TEST(Array, DocumentsInATypeThatIsDeletedAreRemovedWithIt) {
  Doc doc = doc_with(1);
  Array outer = doc.array("a");
  outer.insert_array(0).insert_doc(0, Doc({.guid = "inside"}));
  SubdocLog log(doc);
  outer.remove(0);
  EXPECT_EQ(log.take(), Lines{"-inside"});
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

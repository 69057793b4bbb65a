// content_test.cpp -- items as the shared types show them, and handles of any kind.
#include "types/content.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

TEST(Content, EachUnitOfAnItemHasItsValue) {
  Doc doc = doc_with(1);
  const Array array = doc.array("a");
  const Bytes values = from_hex("7d01 770161 7e");
  ASSERT_TRUE(doc.apply_update(made_update({any_block({2, 0}, values, 3).root("a")})).ok());
  const store::ItemRef item = doc.core()->store().locate(array.branch(), 0).item;
  EXPECT_EQ(to_hex(types::content_of(*doc.core(), item, 0).bytes()), "7d01");
  EXPECT_EQ(to_hex(types::content_of(*doc.core(), item, 1).bytes()), "770161");
  EXPECT_EQ(to_hex(types::content_of(*doc.core(), item, 2).bytes()), "7e");
  EXPECT_EQ(types::content_of(*doc.core(), item, 1).kind(), Content::Kind::value);
}

TEST(Content, BytesAndTypesKeepTheirKind) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  array.insert_binary(0, from_hex("00ff"));
  const Map map = array.insert_map(1);
  EXPECT_EQ(array.content(0).kind(), Content::Kind::binary);
  EXPECT_EQ(to_hex(array.content(0).bytes()), "00ff");
  EXPECT_EQ(array.content(1).kind(), Content::Kind::shared);
  EXPECT_EQ(array.content(1).shared(), map);
}

TEST(Content, TextIsNoValue) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  text.insert(0, "abc");
  const store::ItemRef item = doc.core()->store().locate(text.branch(), 0).item;
  EXPECT_EQ(types::content_of(*doc.core(), item).kind(), Content::Kind::none);
}

TEST(Content, AnEntryIsACopyThatLivesOn) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  array.insert(0, Value("kept"));
  array.insert(1, Value(from_hex("0102")));
  const Text text = array.insert_text(2);
  const Entry value = array.get(0);
  const Entry binary = array.get(1);
  const Entry shared = array.get(2);
  array.remove(0, 2);
  EXPECT_EQ(value, Entry(Value("kept")));
  EXPECT_EQ(binary, Entry(Value(from_hex("0102"))));
  EXPECT_EQ(shared, Entry(static_cast<const Shared&>(text)));
  EXPECT_EQ(Content().entry(), Entry(Value()));
}

TEST(Content, EveryTypeOnTheWireHasAKind) {
  using store::TypeRef;
  const std::pair<TypeRef, SharedKind> kKinds[] = {
      {TypeRef::array, SharedKind::array},
      {TypeRef::map, SharedKind::map},
      {TypeRef::text, SharedKind::text},
      {TypeRef::xml_element, SharedKind::xml_element},
      {TypeRef::xml_fragment, SharedKind::xml_fragment},
      {TypeRef::xml_hook, SharedKind::xml_hook},
      {TypeRef::xml_text, SharedKind::xml_text},
      {TypeRef::undefined, SharedKind::undefined},
  };
  for (const auto& [type, kind] : kKinds) EXPECT_EQ(types::kind_of(type), kind);
}

TEST(Content, BlocksCarryOnlyContent) {
  const Bytes bytes = from_hex("7d01 7d02");
  const update::Block values = types::any_block(bytes, 2);
  EXPECT_EQ(values.kind, Kind::any);
  EXPECT_EQ(values.length, 2U);
  EXPECT_EQ(values.value.data(), bytes.data());
  const update::Block binary = types::binary_block(bytes);
  EXPECT_EQ(binary.kind, Kind::binary);
  EXPECT_EQ(binary.length, 1U) << "a byte string is one element";
  const update::Block type = types::type_block(TypeRef::xml_element, "p");
  EXPECT_EQ(type.kind, Kind::type);
  EXPECT_EQ(type.type_ref, TypeRef::xml_element);
  EXPECT_EQ(type.text, "p");
}

TEST(Content, ATypeForUsersHasATagWhereItNeedsOne) {
  EXPECT_EQ(types::type_block(SharedKind::xml_text, {}).type_ref, TypeRef::xml_text);
  EXPECT_EQ(types::type_block(SharedKind::map, "ignored").text, "");
  EXPECT_EQ(types::type_block(SharedKind::xml_element, "p").text, "p");
  EXPECT_EQ(types::type_block(SharedKind::xml_hook, "h").type_ref, TypeRef::xml_hook);
  EXPECT_THROW((void)types::type_block(SharedKind::xml_element, ""), std::invalid_argument);
  EXPECT_THROW((void)types::type_block(SharedKind::xml_element, "\xff"), std::invalid_argument);
  EXPECT_THROW((void)types::type_block(SharedKind::undefined, "p"), std::invalid_argument);
}

TEST(Content, ARootIsDeclaredOnce) {
  Doc doc = doc_with(1);
  const store::BranchRef branch = types::root_of(*doc.core(), "r", TypeRef::xml_text);
  EXPECT_EQ(types::root_of(*doc.core(), "r", TypeRef::map), branch);
  EXPECT_EQ(doc.core()->store().branch(branch).type, TypeRef::xml_text) << "the first one counts";
}

TEST(Shared, LiesInItsParentUntilOneOfThemIsDeleted) {
  Doc doc = doc_with(1);
  Map root = doc.map("m");
  Map outer = root.set_map("outer");
  const Text inner = outer.set_text("inner");
  EXPECT_EQ(inner.parent(), outer);
  EXPECT_EQ(outer.parent(), root);
  EXPECT_FALSE(root.parent().has_value());
  root.remove("outer");
  root.set("outer", 1);
  EXPECT_FALSE(outer.parent().has_value());
  EXPECT_FALSE(inner.parent().has_value());
}

TEST(Shared, IsOneOfExactlyOneKind) {
  Doc doc = doc_with(1);
  const Shared text = doc.text("t");
  EXPECT_EQ(text.kind(), SharedKind::text);
  EXPECT_TRUE(text.text().has_value());
  EXPECT_FALSE(text.array().has_value());
  EXPECT_FALSE(text.map().has_value());
  const Shared array = doc.array("a");
  EXPECT_TRUE(array.array().has_value());
  EXPECT_FALSE(array.text().has_value());
  const Shared map = doc.map("m");
  EXPECT_TRUE(map.map().has_value());
  EXPECT_FALSE(map.array().has_value());
}

TEST(Shared, DiesWithTheTypeItLiesIn) {
  Doc doc = doc_with(1);
  Map root = doc.map("m");
  Map outer = root.set_map("outer");
  const Text inner = outer.set_text("inner");
  EXPECT_TRUE(inner.alive());
  root.remove("outer");
  EXPECT_FALSE(outer.alive());
  EXPECT_FALSE(inner.alive());
  EXPECT_TRUE(root.alive());
}

}  // namespace
}  // namespace ycpp

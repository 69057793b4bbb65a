// json_test.cpp -- shared types as JSON.
#include <gtest/gtest.h>

#include <cmath>

#include "doc/doc_core.h"
#include "hex.h"
#include "made_update.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"
#include "ycpp/xml.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

TEST(Json, AnEmptyTypeIsEmpty) {
  Doc doc = doc_with(1);
  EXPECT_EQ(doc.text("t").to_json(), "\"\"");
  EXPECT_EQ(doc.array("a").to_json(), "[]");
  EXPECT_EQ(doc.map("m").to_json(), "{}");
}

TEST(Json, TypesNest) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  Array list = map.set_array("list");
  list.push(Value(1));
  list.insert_text(1).insert(0, "text");
  list.insert_map(2).set("k", Value(Value::List{Value(true), Value(nullptr)}));
  map.set("last", "x");
  EXPECT_EQ(map.to_json(), R"({"list":[1,"text",{"k":[true,null]}],"last":"x"})");
}

TEST(Json, StringsAndKeysAreEscaped) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  map.set("a\"\n", "\\\x01");
  map.set_text("").insert(0, "\t\"\xc3\xa9");
  EXPECT_EQ(map.to_json(), "{\"a\\\"\\n\":\"\\\\\\u0001\",\"\":\"\\t\\\"\xc3\xa9\"}");
}

TEST(Json, WhatJsonDoesNotHaveIsNullOrAListOfNumbers) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  array.push(Value());
  array.push(Value(std::nan("")));
  array.insert_binary(2, from_hex("00ff07"));
  array.insert_binary(3, {});
  EXPECT_EQ(array.to_json(), "[null,null,[0,255,7],[]]");
  Map map = doc.map("m");
  map.set("u", Value());
  EXPECT_EQ(map.to_json(), R"({"u":null})") << "a key that is undefined is there";
}

TEST(Json, ARootOfNoKindIsNull) {
  Doc doc = doc_with(1);
  ASSERT_TRUE(doc.apply_update(made_update({text_block({2, 0}, "text").root("a")})).ok());
  const Shared undeclared(doc.core(), doc.core()->store().find_root("a"));
  EXPECT_EQ(undeclared.kind(), SharedKind::undefined);
  EXPECT_EQ(undeclared.to_json(), "null");
}

TEST(Json, XmlIsAStringAndAHookIsAMap) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  XmlFragment fragment = *array.insert_shared(0, SharedKind::xml_fragment).xml_fragment();
  fragment.push_element("bulletList").attributes().set("k", "\"");
  array.insert_shared(1, SharedKind::xml_text).xml_text()->insert(0, "b", {{"b", true}});
  array.insert_shared(2, SharedKind::xml_hook, "hook").map()->set("k", 1);
  EXPECT_EQ(array.to_json(), R"(["<bulletList k=\"\"\"></bulletList>","<b>b</b>",{"k":1}])");
  EXPECT_EQ(fragment.to_json(), R"("<bulletList k=\"\"\"></bulletList>")");
}

TEST(Json, TypesNestAsDeepAsAPeerLikes) {
  Doc doc = doc_with(1);
  std::vector<Block> blocks{type_block({2, 0}, TypeRef::array).root("a")};
  constexpr std::uint64_t kDepth = 200'000;
  for (std::uint64_t n = 1; n < kDepth; ++n)
    blocks.push_back(n % 2 == 0 ? type_block({2, n}, TypeRef::array).in({2, n - 1}).key("k")
                                : type_block({2, n}, TypeRef::map).in({2, n - 1}));
  ASSERT_TRUE(doc.apply_update(made_update(blocks)).ok());
  const std::string json = doc.array("a").to_json();
  EXPECT_EQ(json.substr(0, 16), R"([[{"k":[{"k":[{")");
  EXPECT_EQ(json.substr(json.size() - 6), "]}]}]]");
}

TEST(Json, TextIsWithoutFormattingAndEmbeds) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  text.insert(0, "bold", {{"b", true}});
  text.insert_embed(2, Value(7));
  EXPECT_EQ(text.to_json(), "\"bold\"");
}

TEST(Json, WhatWasDeletedIsNotThere) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  for (int i = 0; i < 5; ++i) array.push(Value(i));
  array.remove(0);
  array.remove(1, 2);
  EXPECT_EQ(array.to_json(), "[1,4]");
  Map map = doc.map("m");
  map.set("a", 1);
  map.set("b", 2);
  map.remove("a");
  EXPECT_EQ(map.to_json(), R"({"b":2})");
}

}  // namespace
}  // namespace ycpp

// xml_test.cpp -- trees of markup: editing byte for byte as Yjs does it, walking, and events.
#include "ycpp/xml.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, OffsetKind unit = OffsetKind::utf16) {
  return Doc({.client_id = client, .guid = "d", .offset_kind = unit});
}

std::string tag_of(const std::optional<Shared>& shared) {
  if (!shared) return "none";
  if (shared->xml_element()) return std::string(shared->xml_element()->tag());
  return shared->xml_text() ? "text" : "other";
}

TEST(Xml, ATreeIsMadeOfTheBytesOfYjs) {
  Doc doc = doc_with(1);
  XmlFragment fragment = doc.xml_fragment("x");
  XmlElement p = fragment.insert_element(0, "P");
  p.attributes().set("b", "2");
  p.attributes().set("a", "1");
  p.insert_text(0, "Hi");
  p.insert_element(1, "br");
  XmlText tail = fragment.insert_text(1, "tail");
  p.remove(1);
  p.push_element("hr");
  EXPECT_TRUE(p.attributes().remove("b"));
  tail.format(0, 2, {{"bold", Value::Object{{"size", 2}}}});
  tail.attributes().set("lang", "en");
  EXPECT_EQ(to_hex(doc.update().value()),
            "010d0100070101780301502100010001620128000100016101770131070001000604000103024869810103"
            "01870100060400010702746184010902696cc7010301060302687246010804626f6c640a7b2273697a6522"
            "3a327dc60109010a04626f6c64046e756c6c28000107046c616e67017702656e01010201010601");
  EXPECT_EQ(fragment.to_string(), R"(<p a="1">Hi<hr></hr></p><bold size="2">ta</bold>il)");
  EXPECT_EQ(fragment.size(), 2U);
  EXPECT_EQ(p.tag(), "P");
}

TEST(Xml, ADocumentIsAChildOrAnAttribute) {
  Doc doc = doc_with(1);
  XmlElement element = doc.xml_element("e");
  const Doc child({.guid = "child"});
  const Doc attribute({.guid = "attribute"});
  element.insert_doc(0, child);
  element.attributes().set_doc("a", attribute);
  EXPECT_EQ(element.get(0), Entry(child));
  EXPECT_EQ(element.attributes().get("a"), Entry(attribute));
  EXPECT_EQ(element.to_string(), R"(<undefined a="[object Object]">[object Object]</undefined>)");
}

TEST(Xml, AChildIsAppendedBehindTheLastOneNotBehindWhatWasDeleted) {
  Doc doc = doc_with(1);
  XmlFragment fragment = doc.xml_fragment("x");
  fragment.push_element("a");
  fragment.push_element("b");
  fragment.remove(1);
  fragment.push_element("c");
  EXPECT_EQ(to_hex(doc.update().value()),
            "010301000701017803016181010001c7010001010301630101010101");
}

TEST(Xml, AnElementAndATextCanBeRoots) {
  Doc doc = doc_with(1);
  XmlElement element = doc.xml_element("e");
  XmlText text = doc.xml_text("t");
  element.attributes().set("k", 1);
  element.push_text("in");
  text.insert(0, "text", {{"b", true}});
  text.attributes().set("k", nullptr);
  EXPECT_EQ(
      to_hex(doc.update().value()),
      "0107010028010165016b017d0107010165060400010102696e06010174016204747275658401040474657874"
      "8601080162046e756c6c28010174016b017e00");
  EXPECT_EQ(element.to_string(), R"(<undefined k="1">in</undefined>)");
  EXPECT_EQ(element.tag(), "UNDEFINED");
  EXPECT_EQ(text.to_string(), "<b>text</b>");
  EXPECT_FALSE(element.parent().has_value());
  EXPECT_FALSE(text.next_sibling().has_value());
  EXPECT_FALSE(text.prev_sibling().has_value());
  EXPECT_EQ(doc.xml_element("e"), element);
}

TEST(Xml, ARootThatCameInAnUpdateIsWhatItIsDeclaredToBe) {
  Doc source = doc_with(1);
  source.xml_element("e").attributes().set("k", "v");
  source.xml_element("e").push_text("in");
  Doc doc = doc_with(2);
  ASSERT_TRUE(doc.apply_update(source.update().value()).ok());
  EXPECT_EQ(doc.xml_element("e").to_string(), R"(<undefined k="v">in</undefined>)");
  EXPECT_EQ(doc.xml_element("e").kind(), SharedKind::xml_element);
}

TEST(Xml, NodesKnowTheirNeighboursAndParents) {
  Doc doc = doc_with(1);
  XmlFragment root = doc.xml_fragment("x");
  XmlElement a = root.push_element("a");
  XmlElement gone = root.push_element("gone");
  XmlText text = root.push_text("abc");
  XmlElement b = root.push_element("b");
  XmlElement inner = b.push_element("inner");
  root.remove(1);
  EXPECT_EQ(tag_of(a.next_sibling()), "text");
  EXPECT_EQ(tag_of(text.prev_sibling()), "a");
  EXPECT_EQ(tag_of(text.next_sibling()), "b");
  EXPECT_EQ(tag_of(b.prev_sibling()), "text");
  EXPECT_EQ(tag_of(a.prev_sibling()), "none");
  EXPECT_EQ(tag_of(b.next_sibling()), "none");
  EXPECT_EQ(inner.parent(), b);
  EXPECT_EQ(b.parent(), root);
  EXPECT_FALSE(root.parent().has_value());
  EXPECT_FALSE(gone.parent().has_value()) << "was deleted";
  EXPECT_FALSE(gone.next_sibling().has_value());
  EXPECT_FALSE(gone.prev_sibling().has_value());
  root.remove(2);
  EXPECT_FALSE(inner.parent().has_value());
  EXPECT_THROW((void)inner.push_text("x"), DeletedError);
  EXPECT_THROW((void)inner.attributes().set("k", 1), DeletedError);
}

TEST(Xml, NeighboursThatAreNoTypesAreSteppedOver) {
  Doc doc = doc_with(1);
  XmlFragment root = doc.xml_fragment("x");
  XmlElement a = root.push_element("a");
  XmlElement b = root.push_element("b");
  Array list(doc.core(), root.branch());
  const Value values[] = {1, 2, 3};
  list.insert_all(1, values);
  ASSERT_EQ(root.size(), 5U);
  EXPECT_EQ(a.next_sibling(), b);
  EXPECT_EQ(b.prev_sibling(), a);
  EXPECT_EQ(root.get(2), Entry(Value(2)));
  list.insert_all(5, values);
  list.insert_all(0, values);
  EXPECT_FALSE(b.next_sibling().has_value());
  EXPECT_FALSE(a.prev_sibling().has_value());
}

TEST(Xml, ANodeUnderAKeyHasAParentAndNoNeighbours) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  map.set("k", 1);
  XmlText text = *map.set_shared("k", SharedKind::xml_text).xml_text();
  EXPECT_EQ(text.parent(), map);
  EXPECT_FALSE(text.next_sibling().has_value());
  EXPECT_FALSE(text.prev_sibling().has_value());
}

TEST(Xml, NodesNestInEveryType) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  Map map = doc.map("m");
  Text text = doc.text("t");
  XmlElement in_array = *array.insert_shared(0, SharedKind::xml_element, "one").xml_element();
  XmlFragment in_map = *map.set_shared("k", SharedKind::xml_fragment).xml_fragment();
  XmlElement in_text = *text.insert_embed(0, SharedKind::xml_element, {}, "two").xml_element();
  XmlText inner = *in_text.push_text("x").insert_embed(1, SharedKind::xml_text).xml_text();
  XmlElement attribute =
      *in_array.attributes().set_shared("at", SharedKind::xml_element, "three").xml_element();
  in_map.push_text("y");
  inner.insert(0, "z");
  EXPECT_EQ(in_array.to_string(), R"(<one at="<three></three>"></one>)");
  EXPECT_EQ(in_map.to_string(), "y");
  EXPECT_EQ(in_text.to_string(), "<two>xz</two>");
  EXPECT_EQ(attribute.parent(), in_array);
  EXPECT_EQ(inner.parent()->parent(), in_text);
  Doc copy = doc_with(2);
  ASSERT_TRUE(copy.apply_update(doc.update().value()).ok());
  EXPECT_EQ(copy.array("a").to_json(), array.to_json());
  EXPECT_EQ(copy.update().value(), doc.update().value());
}

TEST(Xml, WhatCannotBeIsRefusedBeforeAnythingChanges) {
  Doc doc = doc_with(1);
  XmlFragment root = doc.xml_fragment("x");
  XmlElement element = root.push_element("a");
  Array array = doc.array("a");
  Map map = doc.map("m");
  const Bytes before = doc.update().value();
  EXPECT_THROW((void)root.insert_element(2, "b"), std::out_of_range);
  EXPECT_THROW((void)root.insert_text(2, "b"), std::out_of_range);
  EXPECT_THROW((void)root.insert_element(0, ""), std::invalid_argument);
  EXPECT_THROW((void)root.insert_element(0, "\xff"), std::invalid_argument);
  EXPECT_THROW((void)root.insert_text(0, "\xff"), std::invalid_argument);
  EXPECT_THROW((void)array.insert_shared(0, SharedKind::undefined), std::invalid_argument);
  EXPECT_THROW((void)array.insert_shared(0, SharedKind::xml_hook), std::invalid_argument);
  EXPECT_THROW((void)map.set_shared("k", SharedKind::xml_element), std::invalid_argument);
  EXPECT_THROW(root.remove(0, 2), std::out_of_range);
  EXPECT_THROW((void)root.content(1), std::out_of_range);
  EXPECT_THROW(element.attributes().set("\xff", 1), std::invalid_argument);
  EXPECT_FALSE(element.attributes().remove("none"));
  EXPECT_EQ(doc.update().value(), before);
}

TEST(Xml, AttributesAreAnyValuesInTheOrderOfTheirFirstAppearance) {
  Doc doc = doc_with(1);
  XmlAttributes attributes = doc.xml_fragment("x").push_element("a").attributes();
  attributes.set("z", Value::Object{{"deep", Value::List{1, nullptr}}});
  attributes.set("a", from_hex("00ff"));
  attributes.set("m", 1.5);
  attributes.set("z", "new");
  EXPECT_EQ(attributes.size(), 3U);
  EXPECT_EQ(attributes.get("z"), Entry(Value("new")));
  EXPECT_EQ(attributes.get("a"), Entry(Value(from_hex("00ff"))));
  EXPECT_TRUE(attributes.contains("m"));
  EXPECT_FALSE(attributes.contains("q"));
  std::string keys;
  attributes.each([&](std::string_view key, const Content&) { keys += key; });
  EXPECT_EQ(keys, "zam");
}

TEST(Xml, PositionsInATextCountInTheUnitOfTheDocument) {
  for (const auto& [unit, length] :
       {std::pair{OffsetKind::unicode, 1U}, std::pair{OffsetKind::utf16, 2U},
        std::pair{OffsetKind::utf8, 4U}}) {
    Doc doc = doc_with(1, unit);
    XmlText text = doc.xml_fragment("x").push_text("\xf0\x9f\x98\x80");
    EXPECT_EQ(text.length(), length);
    text.insert(length, "!");
    text.format(0, length, {{"b", true}});
    EXPECT_EQ(text.to_string(), "<b>\xf0\x9f\x98\x80</b>!");
  }
}

TEST(Xml, AnEventHasTheChangesOfChildrenAndOfAttributes) {
  Doc doc = doc_with(1);
  XmlElement element = doc.xml_fragment("x").push_element("p");
  element.push_text("old");
  int calls = 0;
  const Subscription kept = element.observe([&](const Event& event) {
    ++calls;
    EXPECT_EQ(event.target(), element);
    EXPECT_TRUE(event.children_changed());
    const std::vector<ArrayDelta> delta = event.array_delta();
    ASSERT_EQ(delta.size(), 2U);
    EXPECT_EQ(delta[0].kind, ArrayDelta::Kind::retain);
    EXPECT_EQ(tag_of(delta[1].values[0].shared()), "br");
    const std::vector<KeyChange> keys = event.keys();
    ASSERT_EQ(keys.size(), 1U);
    EXPECT_EQ(keys[0].key, "class");
  });
  doc.transact([&] {
    element.push_element("br");
    element.attributes().set("class", "x");
  });
  EXPECT_EQ(calls, 1);
}

TEST(Xml, AnEventSaysWhetherTheChildrenChanged) {
  Doc doc = doc_with(1);
  XmlFragment root = doc.xml_fragment("x");
  XmlElement element = root.push_element("p");
  XmlText text = element.push_text("abc");
  std::string told;
  const auto tell = [&](const Event& event) {
    told += std::to_string(event.path().size()) + (event.children_changed() ? "c" : "-") +
            std::to_string(event.keys().size()) + " ";
  };
  const Subscription deep = root.observe_deep([&](const std::vector<Event>& events) {
    for (const Event& event : events) tell(event);
  });
  element.attributes().set("k", 1);
  EXPECT_EQ(std::exchange(told, ""), "1-1 ");
  element.push_element("br");
  EXPECT_EQ(std::exchange(told, ""), "1c0 ");
  text.format(0, 1, {{"b", true}});
  EXPECT_EQ(std::exchange(told, ""), "2c0 ");
  text.attributes().set("k", 1);
  EXPECT_EQ(std::exchange(told, ""), "2-1 ");
  doc.transact([&] {
    text.attributes().remove("k");
    text.insert(0, "x");
    element.attributes().set("k", 2);
    root.push_text("y");
  });
  EXPECT_EQ(std::exchange(told, ""), "0c0 1-1 2c1 ");
}

TEST(Xml, ATextTellsItsFormattingAndItsAttributesInOneEvent) {
  Doc doc = doc_with(1);
  XmlText text = doc.xml_text("t");
  text.insert(0, "abc");
  int calls = 0;
  const Subscription kept = text.observe([&](const Event& event) {
    ++calls;
    const std::vector<TextDelta> delta = event.text_delta();
    ASSERT_EQ(delta.size(), 2U);
    EXPECT_EQ(delta[0].length, 1U);
    EXPECT_FALSE(delta[1].attributes.empty());
    EXPECT_EQ(event.keys().size(), 1U);
  });
  doc.transact([&] {
    text.format(1, 1, {{"b", true}});
    text.attributes().set("lang", "en");
  });
  EXPECT_EQ(calls, 1);
}

TEST(Xml, AHandleOfAnyKindIsANodeOfItsKind) {
  Doc doc = doc_with(1);
  const Shared fragment = doc.xml_fragment("f");
  const Shared element = doc.xml_element("e");
  const Shared text = doc.xml_text("t");
  EXPECT_TRUE(fragment.xml_fragment() && !fragment.xml_element() && !fragment.xml_text());
  EXPECT_TRUE(element.xml_fragment() && element.xml_element() && !element.xml_text());
  EXPECT_TRUE(!text.xml_fragment() && !text.xml_element() && text.xml_text());
  EXPECT_TRUE(text.text().has_value()) << "is a text, too";
  EXPECT_FALSE(element.map().has_value());
}

TEST(Xml, AHookIsAMapWithAName) {
  Doc doc = doc_with(1);
  Array array = doc.array("a");
  const Shared hook = array.insert_shared(0, SharedKind::xml_hook, "hook");
  hook.map()->set("k", 1);
  EXPECT_EQ(hook.kind(), SharedKind::xml_hook);
  EXPECT_EQ(hook.map()->get("k"), Entry(Value(1)));
  EXPECT_FALSE(hook.xml_fragment().has_value());
}

TEST(Xml, ADeltaWithAnElementMakesAnotherOne) {
  Doc doc = doc_with(1);
  XmlText text = doc.xml_text("t");
  text.insert(0, "ab");
  text.insert_embed(1, SharedKind::xml_element, {{"b", true}}, "mid");
  const std::vector<TextDelta> delta = text.to_delta();
  XmlText copy = doc.xml_text("copy");
  copy.apply_delta(delta);
  EXPECT_EQ(copy.to_string(), "a<b><mid></mid></b>b");
}

}  // namespace
}  // namespace ycpp

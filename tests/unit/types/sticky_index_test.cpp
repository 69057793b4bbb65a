// StickyIndex: bytes and places are those that Yjs gives for the same documents.
#include "ycpp/sticky_index.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

constexpr Assoc kAfter = Assoc::after;
constexpr Assoc kBefore = Assoc::before;

Doc make(std::uint64_t client, OffsetKind unit = OffsetKind::utf16, bool gc = true) {
  return Doc({.client_id = client, .guid = "d", .offset_kind = unit, .gc = gc});
}

// "abcdef" without "cd".
Doc abef() {
  Doc doc = make(300);
  Text text = doc.text("t");
  text.insert(0, "abcdef");
  text.remove(2, 2);
  return doc;
}

std::optional<std::size_t> place(const Doc& doc, std::string_view hex) {
  const auto found = StickyIndex::decode(from_hex(hex)).value().place(doc);
  return found ? std::optional(found->index) : std::nullopt;
}

TEST(StickyIndex, HasTheBytesOfYjs) {
  Doc doc = abef();
  const Text text = doc.text("t");
  const auto bytes = [&](std::size_t index, Assoc assoc) {
    return to_hex(StickyIndex::at(text, index, assoc).encode());
  };
  EXPECT_EQ(bytes(0, kAfter), "00ac020000");
  EXPECT_EQ(bytes(2, kAfter), "00ac020400");
  EXPECT_EQ(bytes(4, kAfter), "01017400");   // the end
  EXPECT_EQ(bytes(0, kBefore), "01017441");  // the start
  EXPECT_EQ(bytes(2, kBefore), "00ac020141");
  EXPECT_EQ(bytes(4, kBefore), "00ac020541");
}

TEST(StickyIndex, FindsItsPlace) {
  const Doc doc = abef();
  EXPECT_EQ(place(doc, "00ac020400"), 2);
  EXPECT_EQ(place(doc, "00ac020141"), 2);
  EXPECT_EQ(place(doc, "00ac020541"), 4);
  EXPECT_EQ(place(doc, "00ac020200"), 2) << "a deleted element leaves its place";
  EXPECT_EQ(place(doc, "00ac020241"), 2);
  EXPECT_EQ(place(doc, "01017400"), 4);
  EXPECT_EQ(place(doc, "01017441"), 0);
}

TEST(StickyIndex, IsNowhereWhereItIsNotKnown) {
  const Doc doc = abef();
  EXPECT_EQ(place(doc, "00ac020600"), std::nullopt) << "a clock to come";
  EXPECT_EQ(place(doc, "00070000"), std::nullopt) << "a client to come";
  EXPECT_EQ(place(doc, "01017800"), std::nullopt) << "another root";
  EXPECT_EQ(place(doc, "02ac020400"), std::nullopt) << "an element that holds no type";
  EXPECT_EQ(place(doc, "02070000"), std::nullopt);
  EXPECT_EQ(doc.root_names(), std::vector<std::string>{"t"}) << "looking makes no roots";
}

TEST(StickyIndex, ReadsWhatOthersWrite) {
  const Doc doc = abef();
  EXPECT_EQ(place(doc, "00ac0204"), 2) << "without assoc";
  EXPECT_EQ(place(doc, "00ac02040077"), 2) << "bytes that follow";
  EXPECT_EQ(place(doc, "00ac020405"), 2) << "an assoc of 5";
  EXPECT_EQ(place(doc, "00ac020447"), 3) << "an assoc of -7";
  EXPECT_EQ(place(doc, "00ac020440"), 2) << "an assoc of -0";
  EXPECT_EQ(to_hex(StickyIndex::decode(from_hex("00ac020447")).value().encode()), "00ac020447");
  EXPECT_EQ(StickyIndex::decode(from_hex("00ac020447")).value().assoc(), kBefore);
  EXPECT_EQ(StickyIndex::decode(from_hex("00ac020405")).value().assoc(), kAfter);
}

TEST(StickyIndex, RefusesMalformedBytes) {
  const auto error = [](std::string_view hex) {
    return StickyIndex::decode(from_hex(hex)).error().code;
  };
  EXPECT_EQ(error("03"), Errc::invalid_tag);
  for (const char* hex : {"", "00", "00ac", "00ac02", "01", "010374", "02", "0201", "00010180"})
    EXPECT_EQ(error(hex), Errc::unexpected_end) << hex;
  EXPECT_EQ(error("0101ff00"), Errc::invalid_utf8);
  EXPECT_EQ(error("00ffffffffffffffff7f00"), Errc::integer_too_large);
}

TEST(StickyIndex, StaysWhileOthersEdit) {
  Doc doc = make(1);
  Text text = doc.text("t");
  text.insert(0, "ac");
  const StickyIndex after = StickyIndex::at(text, 1, kAfter);
  const StickyIndex before = StickyIndex::at(text, 1, kBefore);
  text.insert(1, "b");
  EXPECT_EQ(after.index_in(text), 2);
  EXPECT_EQ(before.index_in(text), 1);
  text.insert(0, "__");
  EXPECT_EQ(after.index_in(text), 4);
  EXPECT_EQ(before.index_in(text), 3);
  text.remove(0, 5);
  EXPECT_EQ(after.index_in(text), 0);
  EXPECT_EQ(before.index_in(text), 0);
}

TEST(StickyIndex, IsTheSameForAllPeersInTheirOwnUnits) {
  Doc utf16 = make(1);
  utf16.text("t").insert(0, "a😀éb");
  Doc unicode = make(2, OffsetKind::unicode);
  Doc utf8 = make(3, OffsetKind::utf8);
  for (Doc* peer : {&unicode, &utf8}) {
    ASSERT_TRUE(peer->apply_update(*utf16.update()).ok());
    peer->text("t");
  }
  const StickyIndex after = StickyIndex::at(unicode.text("t"), 2);
  EXPECT_EQ(after, StickyIndex::at(utf16.text("t"), 3));
  EXPECT_EQ(after, StickyIndex::at(utf8.text("t"), 5));
  EXPECT_EQ(after.index_in(utf16.text("t")), 3);
  EXPECT_EQ(after.index_in(unicode.text("t")), 2);
  EXPECT_EQ(after.index_in(utf8.text("t")), 5);
  const StickyIndex before = StickyIndex::at(unicode.text("t"), 2, kBefore);
  EXPECT_EQ(to_hex(before.encode()), "00010241") << "the second half of the pair";
  EXPECT_EQ(before.index_in(utf16.text("t")), 3);
  EXPECT_EQ(before.index_in(utf8.text("t")), 5);
}

TEST(StickyIndex, RefusesPositionsThatAreNone) {
  Doc doc = make(1, OffsetKind::utf8);
  Text text = doc.text("t");
  text.insert(0, "é");
  EXPECT_THROW((void)StickyIndex::at(text, 3), std::out_of_range);
  EXPECT_THROW((void)StickyIndex::at(text, 3, kBefore), std::out_of_range);
  EXPECT_THROW((void)StickyIndex::at(text, 1), std::invalid_argument);
  EXPECT_THROW((void)StickyIndex::at(text, 1, kBefore), std::invalid_argument);
  EXPECT_THROW((void)StickyIndex::at(doc.map("m"), 0), std::invalid_argument);
}

TEST(StickyIndex, ReachesIntoNestedTypes) {
  Doc doc = make(1, OffsetKind::utf16, /*gc=*/false);
  Array array = doc.array("a");
  doc.transact([&] {
    array.insert(0, 1);
    array.insert_text(1);
    array.insert(2, 2);
  });
  Text text = *std::get<Shared>(array.get(1)).text();
  text.insert(0, "ab");
  const StickyIndex inside = StickyIndex::at(text, 1);
  const StickyIndex end = StickyIndex::at(text, 2);
  EXPECT_EQ(to_hex(inside.encode()), "00010400");
  EXPECT_EQ(to_hex(end.encode()), "02010100");
  EXPECT_EQ(to_hex(StickyIndex::at(text, 0, kBefore).encode()), "02010141");
  EXPECT_EQ(inside.index_in(text), 1);
  EXPECT_EQ(inside.index_in(array), std::nullopt);
  EXPECT_EQ(end.place(doc)->sequence, text);
  array.remove(1);
  EXPECT_EQ(inside.index_in(text), 0) << "the text is deleted and kept";
  EXPECT_EQ(end.index_in(text), 0);
}

TEST(StickyIndex, IsNowhereInATypeThatIsCollected) {
  Doc doc = make(1);
  Array array = doc.array("a");
  Text text = array.insert_text(0);
  text.insert(0, "ab");
  const StickyIndex inside = StickyIndex::at(text, 1);
  const StickyIndex end = StickyIndex::at(text, 2);
  array.remove(0);
  EXPECT_EQ(inside.place(doc), std::nullopt);
  EXPECT_EQ(end.place(doc), std::nullopt);
}

TEST(StickyIndex, IsNowhereInAKeyOfAMap) {
  Doc doc = make(1);
  doc.map("m").set("k", 1);
  EXPECT_EQ(place(doc, "00010000"), std::nullopt);
}

TEST(StickyIndex, GoesThroughJson) {
  Doc doc = abef();
  const StickyIndex index = StickyIndex::at(doc.text("t"), 2);
  EXPECT_EQ(index.to_json(), R"({"tname":"t","item":{"client":300,"clock":4},"assoc":0})");
  EXPECT_EQ(StickyIndex::from_json(index.to_json()).value(), index);
  EXPECT_EQ(StickyIndex::decode(from_hex("02ac020141")).value().to_json(),
            R"({"type":{"client":300,"clock":1},"assoc":-1})");
  EXPECT_EQ(StickyIndex::from_json(R"({"tname":"t","type":null})").value().place(doc)->index, 4);
  EXPECT_EQ(
      to_hex(
          StickyIndex::from_json(R"({"item":{"clock":1,"client":2},"assoc":-7})").value().encode()),
      "00020147");
}

TEST(StickyIndex, RefusesOtherJson) {
  for (const char* json :
       {"", "{}", "[]", "{\"assoc\":0}", "{\"tname\":1}", "{\"item\":1}", "{\"item\":{}}",
        "{\"item\":{\"client\":-1,\"clock\":0}}", "{\"item\":{\"client\":1.5,\"clock\":0}}",
        "{\"type\":{\"client\":1}}", "{\"tname\":\"t\",\"assoc\":\"x\"}", "{\"tname\":\"\\ud83d\"}",
        "{\"tname\":\"t\",\"assoc\":9223372036854775808}"})
    EXPECT_EQ(StickyIndex::from_json(json).ok(), false) << json;
}

}  // namespace
}  // namespace ycpp

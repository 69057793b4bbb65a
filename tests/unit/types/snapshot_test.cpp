// Snapshots: bytes, and the documents restored from them, are those that Yjs gives.
#include "ycpp/snapshot.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

DocOptions options(std::uint64_t client, bool gc) {
  return {.client_id = client, .guid = "d", .offset_kind = OffsetKind::utf16, .gc = gc};
}

// "llo world" and {k: 1}; then something else.
struct History {
  Doc doc{options(1, false)};
  Snapshot past;
  History() {
    doc.text("t").insert(0, "hello world");
    doc.map("m").set("k", 1);
    doc.text("t").remove(0, 2);
    past = Snapshot::of(doc);
    doc.text("t").insert(9, "!!");
    doc.text("t").remove(0, 4);
    doc.map("m").set("k", 2);
  }
};

TEST(Snapshot, HasTheBytesOfYjs) {
  EXPECT_EQ(to_hex(Snapshot().encode()), "0000");
  EXPECT_EQ(to_hex(History().past.encode()), "010101000201010c");
}

TEST(Snapshot, RestoresAVersionWithTheBytesOfYjs) {
  const History history;
  const Bytes before = *history.doc.update();
  Doc past = history.past.restore(history.doc, options(2, true));
  EXPECT_EQ(past.text("t").to_string(), "llo world");
  EXPECT_EQ(std::get<Value>(past.map("m").get("k")), Value(1));
  EXPECT_EQ(to_hex(*past.update()),
            "010301000101017402840101096c6c6f20776f726c642801016d016b017d010101010002");
  EXPECT_EQ(to_hex(*history.past.restore(history.doc, options(2, false)).update()),
            "0103010004010174026865840101096c6c6f20776f726c642801016d016b017d010101010002");
  EXPECT_EQ(*history.doc.update(), before) << "the document itself does not change";
  Doc by_update(options(2, true));
  ASSERT_TRUE(by_update.apply_update(history.past.update(history.doc)).ok());
  EXPECT_EQ(*by_update.update(), *past.update());
  EXPECT_EQ(Snapshot::of(past), history.past);
}

TEST(Snapshot, CutsWhatGrewSince) {
  Doc doc(options(1, false));
  doc.text("t").insert(0, "ab😀");
  doc.array("a").push(1);
  doc.array("a").push(2);
  Snapshot past = Snapshot::decode(from_hex("00010104")).value();
  doc.text("t").insert(0, "later");
  Doc cut = Snapshot::decode(from_hex("00010103")).value().restore(doc, options(2, true));
  EXPECT_EQ(cut.text("t").to_string(), "ab\xef\xbf\xbd") << "half of a pair";
  EXPECT_EQ(to_hex(*cut.update()), "0101010004010174056162efbfbd00");
  EXPECT_EQ(to_hex(*Snapshot::decode(from_hex("00010105")).value().restore(doc).update()),
            "01020100040101740661"
            "62f09f9880"
            "08010161017d0100");
  EXPECT_EQ(past.restore(doc).text("t").to_string(), "ab😀");
}

TEST(Snapshot, RestoresTheWorkOfManyInAnyOrderOfClients) {
  Doc doc(options(9, false));
  Doc other(options(300, false));
  doc.text("t").insert(0, "one");
  ASSERT_TRUE(other.apply_update(*doc.update()).ok());
  other.text("t").insert(3, " two");
  ASSERT_TRUE(doc.apply_update(*other.update(doc.state_vector())).ok());
  doc.text("t").remove(2, 3);
  const Snapshot past = Snapshot::of(doc);
  const std::string text = doc.text("t").to_string();
  doc.text("t").remove(0, doc.text("t").length());
  EXPECT_EQ(past.restore(doc).text("t").to_string(), text);
  EXPECT_EQ(Snapshot::decode(past.encode()).value(), past);
}

TEST(Snapshot, NeedsADocumentThatKeepsWhatIsDeleted) {
  Doc doc(options(1, true));
  EXPECT_THROW((void)Snapshot::of(doc).restore(doc), std::invalid_argument);
}

TEST(Snapshot, NeedsTheDocumentThatItIsOf) {
  const Doc doc(options(1, false));
  EXPECT_THROW((void)History().past.restore(doc), std::invalid_argument);
}

TEST(Snapshot, KnowsWhatItContains) {
  const History history;
  const Bytes now = *history.doc.update();
  const Bytes then = *history.past.restore(history.doc).update();
  EXPECT_FALSE(history.past.contains_update(now).value());
  EXPECT_TRUE(Snapshot::of(history.doc).contains_update(now).value());
  EXPECT_TRUE(history.past.contains_update(then).value());
  // The same insertions, and one deletion more.
  EXPECT_FALSE(history.past.contains_update(from_hex("000101010401")).value());
  EXPECT_TRUE(history.past.contains_update(from_hex("000101010101")).value());
  EXPECT_EQ(history.past.contains_update(from_hex("01")).ok(), false);
}

TEST(Snapshot, RefusesMalformedBytes) {
  const Bytes bytes = History().past.encode();
  for (std::size_t n = 0; n < bytes.size(); ++n)
    EXPECT_FALSE(Snapshot::decode(BytesView(bytes).first(n)).ok()) << n;
}

}  // namespace
}  // namespace ycpp

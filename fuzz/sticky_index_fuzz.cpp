// sticky_index_fuzz.cpp -- a position from a peer, as bytes or as JSON: it survives being written
// in either form, and where a document knows it, it is a place of that document.
#include "require.h"
#include "update_body.h"
#include "ycpp/sticky_index.h"

namespace {

using namespace ycpp;

// Client 1: "ab" and an emoji in the text "t", of which "a" is deleted; two numbers in the array
// "a"; under "k" of the map "m" a text "n" that was replaced by a text "new".
Doc make_known(OffsetKind unit) {
  Doc doc = fuzz::make_doc(1, unit, true);
  doc.text("t").insert(0, "ab\xf0\x9f\x98\x80");
  doc.text("t").remove(0, 1);
  doc.array("a").push(Value(1));
  doc.array("a").push(Value(2));
  doc.map("m").set_text("k").insert(0, "n");
  doc.map("m").set_text("k").insert(0, "new");
  return doc;
}

void check_place(const StickyIndex& position, const Doc& doc) {
  const std::optional<StickyIndex::Place> place = position.place(doc);
  if (!place) return;
  YCPP_REQUIRE(position.index_in(place->sequence) == place->index);
  if (const std::optional<Text> text = place->sequence.text())
    YCPP_REQUIRE(place->index <= text->length());
  if (const std::optional<Array> array = place->sequence.array())
    YCPP_REQUIRE(place->index <= array->size());
}

void check(const StickyIndex& position) {
  YCPP_REQUIRE(position.item() || position.root() || position.type());
  YCPP_REQUIRE(StickyIndex::from_json(position.to_json()).value() == position);
  const StickyIndex again = StickyIndex::decode(position.encode()).value();
  YCPP_REQUIRE(again.assoc() == position.assoc() && again.encode() == position.encode());
  for (const OffsetKind unit : {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8}) {
    const Doc doc = make_known(unit);
    check_place(position, doc);
    check_place(again, doc);
    doc.verify();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  const Result<StickyIndex> binary = StickyIndex::decode(bytes);
  if (binary)
    check(*binary);
  else
    YCPP_REQUIRE(binary.error().offset <= size);
  const Result<StickyIndex> json = StickyIndex::from_json(as_text(bytes));
  if (json)
    check(*json);
  else
    YCPP_REQUIRE(json.error().offset <= size);
  return 0;
}

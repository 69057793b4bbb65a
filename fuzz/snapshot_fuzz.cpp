// snapshot_fuzz.cpp -- a snapshot from a peer, asked of a document with a formatted text.
#include <stdexcept>

#include "require.h"
#include "ycpp/snapshot.h"
#include "ycpp/text.h"

namespace {

using namespace ycpp;

// "h" + emoji + "llo", some of it deleted and some bold, by client 1.
Doc make_doc() {
  Doc doc({.client_id = 1, .guid = "d", .offset_kind = OffsetKind::utf16, .gc = false});
  Text text = doc.text("t");
  text.insert(0, "h\xf0\x9f\x98\x80llo");
  text.format(1, 3, {{"b", true}});
  text.insert_embed(4, Value("e"));
  text.remove(0, 3);
  text.insert(1, "!");
  return doc;
}

std::string words(const std::vector<TextDelta>& runs) {
  std::string text;
  for (const TextDelta& run : runs) text += run.text;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Result<Snapshot> snapshot = Snapshot::decode(BytesView(data, size));
  if (!snapshot) return 0;
  YCPP_REQUIRE(Snapshot::decode(snapshot->encode()).value() == *snapshot);
  Doc doc = make_doc();
  const std::string past = words(doc.text("t").to_delta({.snapshot = &*snapshot}));
  (void)doc.text("t").to_delta({.previous = &*snapshot});
  (void)snapshot->contains_update(doc.update().value());
  try {
    Doc restored = snapshot->restore(doc);
    restored.verify();
    YCPP_REQUIRE(restored.text("t").to_string() == past);
  } catch (const std::invalid_argument&) {  // it names what the document lacks
  }
  return 0;
}

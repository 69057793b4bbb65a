// edit_fuzz.cpp -- bytes that drive the edits of two documents, which exchange their updates late,
// twice or as a whole; in the end both have to be the same.
#include <string>
#include <vector>

#include "require.h"
#include "update_body.h"
#include "ycpp/any.h"

namespace {

using namespace ycpp;

class Script {
 public:
  explicit Script(BytesView bytes) : in_(bytes) {}
  bool at_end() const { return in_.at_end(); }
  std::size_t below(std::size_t n) { return in_.at_end() ? 0 : in_.u8() % n; }

 private:
  Reader in_;
};

class Peer {
 public:
  Peer(std::uint64_t client, OffsetKind unit) : doc(fuzz::make_doc(client, unit, true)) {
    watch_ = doc.observe([this](const TransactionEvent& event) {
      if (event.local()) outbox.emplace_back(event.update().begin(), event.update().end());
    });
  }

  void edit(Script& script) {
    try {
      switch (script.below(4)) {
        case 0: edit_text(doc.text("t"), script); break;
        case 1: edit_array(doc.array("a"), script); break;
        case 2: edit_map(doc.map("m"), script); break;
        default: edit_nested(script);
      }
    } catch (const std::invalid_argument&) {  // a position inside a character
    }
  }

  Doc doc;
  std::vector<Bytes> outbox;

 private:
  void edit_text(Text text, Script& script) {
    static const char* const kWords[] = {"a", "bc", "\xc3\xa9", "\xf0\x9f\x98\x80", "word "};
    const std::size_t action = script.below(6);
    const std::size_t index = script.below(text.length() + 1);
    const std::size_t length = script.below(text.length() - index + 1);
    const Value value = script.below(2) == 0 ? Value(true) : Value(nullptr);
    if (action < 3) text.insert(index, kWords[script.below(5)]);
    if (action == 3) text.remove(index, length);
    if (action == 4) text.format(index, length, {{script.below(2) == 0 ? "b" : "i", value}});
    if (action == 5) text.insert_embed(index, Value(7), {{"b", value}});
  }

  void edit_array(Array array, Script& script) {
    const std::size_t action = script.below(6);
    const std::size_t index = script.below(array.size() + 1);
    if (action == 0) array.insert(index, Value(static_cast<int>(index)));
    if (action == 1) array.push(Value("pushed"));
    if (action == 2) array.insert(index, Value(Bytes{1, 2}));
    if (action == 3) array.remove(index, script.below(array.size() - index + 1));
    if (action == 4) array.insert_array(index);
    if (action == 5) array.insert_map(index);
  }

  void edit_map(Map map, Script& script) {
    const char* const key = script.below(2) == 0 ? "k" : "l";
    const std::size_t action = script.below(6);
    if (action == 0) map.set(key, Value(1.5));
    if (action == 1) map.remove(key);
    if (action == 2) map.set_text(key).insert(0, "new");
    if (action == 3) map.set_array(key);
    if (action == 4) map.set_map(key);
    if (action == 5) map.clear();
  }

  void edit_nested(Script& script) {
    std::vector<Shared> found;
    const auto visit = [&](const Content& content) {
      if (content.kind() == Content::Kind::shared) found.push_back(content.shared());
    };
    doc.array("a").each(visit);
    doc.map("m").each([&](std::string_view, const Content& content) { visit(content); });
    if (found.empty()) return;
    const Shared shared = found[script.below(found.size())];
    if (const auto text = shared.text()) edit_text(*text, script);
    if (const auto array = shared.array()) edit_array(*array, script);
    if (const auto map = shared.map()) edit_map(*map, script);
  }

  Subscription watch_;
};

void deliver(Peer& from, Peer& to, Script& script) {
  if (from.outbox.empty()) return;
  const std::size_t at = script.below(from.outbox.size());
  YCPP_REQUIRE(to.doc.apply_update(from.outbox[at]).ok());
  if (script.below(2) == 0) return;  // it comes again
  from.outbox.erase(from.outbox.begin() + static_cast<std::ptrdiff_t>(at));
}

void expect_same(Peer& a, Peer& b) {
  YCPP_REQUIRE(a.doc.state_vector() == b.doc.state_vector());
  YCPP_REQUIRE(a.doc.text("t").to_delta().size() == b.doc.text("t").to_delta().size());
  YCPP_REQUIRE(a.doc.text("t").to_string() == b.doc.text("t").to_string());
  YCPP_REQUIRE(a.doc.array("a").size() == b.doc.array("a").size());
  YCPP_REQUIRE(json_equal(a.doc.array("a").to_json(), b.doc.array("a").to_json()));
  YCPP_REQUIRE(json_equal(a.doc.map("m").to_json(), b.doc.map("m").to_json()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Script script(BytesView(data, size));
  const OffsetKind units[] = {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8};
  Peer a(1, units[script.below(3)]);
  Peer b(2, units[script.below(3)]);
  UndoManager undo(a.doc);
  while (!script.at_end()) {
    Peer& peer = script.below(2) == 0 ? a : b;
    Peer& other = &peer == &a ? b : a;
    const std::size_t action = script.below(8);
    if (action < 4) peer.edit(script);
    if (action == 4) {
      const Transaction transaction = peer.doc.transact();
      for (std::size_t n = script.below(4); n > 0; --n) peer.edit(script);
    }
    if (action == 5 || action == 6) deliver(peer, other, script);
    if (action == 7) (void)(script.below(2) == 0 ? undo.undo() : undo.redo());
    peer.doc.verify();
    other.doc.verify();
  }
  for (Peer* to : {&a, &b, &a}) {  // what one cleans up after the other is told back
    Peer& from = to == &a ? b : a;
    YCPP_REQUIRE(to->doc.apply_update(from.doc.update(to->doc.state_vector()).value()).ok());
    to->doc.verify();
  }
  expect_same(a, b);
  return 0;
}

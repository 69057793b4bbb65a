// update_body.h -- an update from a peer, in either encoding: refused without a trace, or taken in
// by a document that then is sound and can be read, watched and edited like any other.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "require.h"
#include "update/decode.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"
#include "ycpp/undo.h"
#include "ycpp/update.h"

namespace ycpp::fuzz {

inline Doc make_doc(std::uint64_t client, OffsetKind unit, bool gc) {
  DocOptions options;
  options.client_id = client;
  options.guid = "fuzz";
  options.offset_kind = unit;
  options.gc = gc;
  return Doc(options);
}

/// Reads everything there is, as each kind of type that a root can be taken for.
inline void read_all(Doc& doc) {
  for (const std::string& name : doc.root_names()) {
    const Text text = doc.text(name);
    const Array array = doc.array(name);
    const Map map = doc.map(name);
    (void)text.length();
    (void)text.to_string();
    (void)text.to_delta();
    (void)text.to_json();
    (void)array.to_json();
    (void)map.to_json();
    array.each([](const Content& content) { (void)content.entry(); });
    map.each([](std::string_view, const Content& content) { (void)content.entry(); });
  }
}

/// Edits at both ends and in the middle of every root. A position inside a character is refused.
/// Where assertions are on, every commit verifies the document.
inline void edit_all(Doc& doc) {
  for (const std::string& name : doc.root_names()) {
    Text text = doc.text(name);
    Array array = doc.array(name);
    for (const std::size_t half : {0, 1, 2}) {
      const std::size_t index = text.length() * half / 2;
      try {
        text.insert(index, "\xc3\xa9");
        text.format(index / 2, std::min<std::size_t>(2, text.length() - index / 2),
                    {{"b", Value(true)}});
        text.remove(index / 2, std::min<std::size_t>(3, text.length() - index / 2));
      } catch (const std::invalid_argument&) {
      }
    }
    array.insert(array.size() / 2, Value(1));
    array.remove(array.size() / 3, std::min<std::size_t>(2, array.size() - array.size() / 3));
    doc.map(name).set("k", Value("v"));
    doc.map(name).clear();
  }
  doc.verify();
}

/// Asks for all that can be asked of every event.
struct Watcher {
  explicit Watcher(Doc& doc) {
    subscriptions.push_back(doc.observe([this](const TransactionEvent& event) {
      ++events;
      YCPP_REQUIRE(validate_update(event.update()).ok());
      YCPP_REQUIRE(validate_update(event.update_v2(), Encoding::v2).ok());
      (void)event.delete_set();
    }));
    for (const Shared& root :
         {Shared(doc.text("t")), Shared(doc.array("a")), Shared(doc.map("m"))}) {
      subscriptions.push_back(root.observe_deep([](const std::vector<Event>& list) {
        for (const Event& event : list) {
          (void)event.path();
          (void)event.text_delta();
          (void)event.array_delta();
          (void)event.keys();
        }
      }));
    }
  }
  int events = 0;
  std::vector<Subscription> subscriptions;
};

/// True if two of its blocks claim the same id: no document has said that, and which of the two is
/// taken in can depend on what already waits, as with two messages that contradict each other.
inline bool contradicts_itself(BytesView bytes, Encoding encoding) {
  const update::Update read = update::Update::parse(bytes, encoding).value();
  for (const update::Update::Client& client : read.clients()) {
    for (std::size_t i = client.begin + 1; i < client.end; ++i)
      if (read.blocks()[i].id.clock < read.blocks()[i - 1].end()) return true;
  }
  return false;
}

inline void check_taken(Doc& doc, BytesView update, Encoding encoding) {
  doc.verify();
  YCPP_REQUIRE(validate_update(update, encoding).ok());
  const Bytes state = doc.update().value();
  const Bytes vector = doc.state_vector();
  for (const Encoding as : {Encoding::v1, Encoding::v2}) {
    Doc copy = make_doc(0x5a5a5a5a, OffsetKind::utf8, doc.gc());
    YCPP_REQUIRE(copy.apply_update(doc.update({}, as).value(), {}, as).ok());
    copy.verify();
    YCPP_REQUIRE(copy.state_vector() == vector);
  }
  YCPP_REQUIRE(doc.apply_update(update, {}, encoding).ok());
  doc.verify();
  YCPP_REQUIRE(doc.update().value() == state || contradicts_itself(update, encoding));
  read_all(doc);
  UndoManager undo(doc);
  edit_all(doc);
  while (undo.undo()) {
  }
  while (undo.redo()) {
  }
  doc.verify();
}

/// A document that allows no more blocks than bytes, or that is full, is without a trace of what it
/// refuses, and takes in nothing that one without limits refuses.
inline void check_limited(BytesView update, Encoding encoding, bool is_welcome) {
  DocOptions options{.client_id = 0xa5a5a5a5, .guid = "fuzz"};
  options.limits.free_blocks = 0;
  if (!update.empty() && update.back() % 4 == 0) options.limits.memory_bytes = 1;
  Doc doc(options);
  doc.text("t").insert(0, "ours");
  const Bytes before = doc.update().value();
  const Result<void> applied = doc.apply_update(update, {}, encoding);
  YCPP_REQUIRE(is_welcome || !applied.ok());
  YCPP_REQUIRE(!is_welcome || applied.ok() || applied.error().code == Errc::limit_exceeded);
  if (!applied.ok()) YCPP_REQUIRE(doc.update().value() == before && !doc.has_pending());
  doc.verify();
}

inline void run_update(BytesView update, Encoding encoding) {
  const OffsetKind units[] = {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8};
  const std::size_t choice = update.empty() ? 0 : update.back();
  Doc doc = make_doc(0xa5a5a5a5, units[choice % 3], choice % 2 == 0);
  doc.text("t").insert(0, "ours");
  const Bytes before = doc.update().value();
  Watcher watcher(doc);
  const Result<void> applied = doc.apply_update(update, {}, encoding);
  check_limited(update, encoding, applied.ok());
  if (applied.ok()) {
    check_taken(doc, update, encoding);
    return;
  }
  YCPP_REQUIRE(applied.error().offset <= update.size());
  YCPP_REQUIRE(watcher.events == 0);
  YCPP_REQUIRE(doc.update().value() == before && !doc.has_pending());
  doc.verify();
}

}  // namespace ycpp::fuzz

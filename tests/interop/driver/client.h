// client.h -- Client: one client of a document history: its document, and all that it tells.
//
// The twin of yjs_client.mjs. Every shared type is observed, shallowly and deeply, from the end of
// the operation that brought it. Types are named by their number in the order in which they were
// first seen.
#pragma once

#include <optional>

#include "shown.h"
#include "ycpp/undo.h"

namespace interop {

using ycpp::Encoding;

/// An update on its way.
struct Message {
  Bytes bytes;
  Encoding encoding;
};

/// The root of `doc` that a history calls [name, kind].
Shared root_of(ycpp::Doc& doc, const Value& root);

class Client {
 public:
  /// Client number `c` of `history`, with this id. `now` is the time in milliseconds.
  Client(const Value& history, std::size_t c, std::uint64_t id, const std::uint64_t& now);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  ycpp::Doc& doc() { return doc_; }
  ycpp::UndoManager& undo() { return *undo_; }
  const std::vector<Shared>& roots() const { return roots_; }

  /// Appends to an entry of the log what happened since the last report, and where that led.
  void report(Value::Object& entry);

  void apply(const Message& message, ycpp::Origin origin);
  Bytes lacking(BytesView state_vector, Encoding encoding) const;

  /// One of the live types of some kinds, or of all; there is one of every kind that is edited.
  Shared choose(std::uint64_t at, std::initializer_list<ycpp::SharedKind> kinds = {}) const;
  /// The number of a type; null if it has none.
  Value number_of(const Shared& type) const;

 private:
  void watch(const Value& history, const std::uint64_t& now);
  void listen();
  void meet();
  Value told(const ycpp::Event& event) const;
  std::vector<Shared> walk() const;

  ycpp::Doc doc_;
  std::vector<Shared> roots_;
  std::vector<Shared> types_;
  Value::List events_;
  bool waited_ = false;  // whether anything has ever had to wait for something missing
  std::optional<ycpp::UndoManager> undo_;
  std::vector<ycpp::Subscription> subscriptions_;
};

}  // namespace interop

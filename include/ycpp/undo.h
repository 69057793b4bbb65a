// undo.h -- UndoManager: undo and redo of one's own changes, among those of others.
//
// It watches types or whole documents, and collects what transactions with tracked origins change
// there. Undoing deletes what was inserted and inserts anew what was deleted, where that is
// possible; what others did meanwhile stays. The result is an ordinary change, seen by all peers;
// the stacks are local.
//
// What could be undone is kept from being collected, until clear() or the end of the document.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ycpp/id_set.h"
#include "ycpp/shared.h"

namespace ycpp {

/// One step of undo or redo: what it takes back.
struct StackItem {
  std::string doc;  ///< guid of the document
  IdSet deletions;
  IdSet insertions;
  std::shared_ptr<void> meta;  ///< whatever the user attached, such as a cursor; never read here

  /// Both as one step, with the meta of `first`.
  static StackItem merge(StackItem first, const StackItem& second);
};

struct UndoOptions {
  /// A change joins the last step when it follows its last change within less than this.
  std::uint64_t capture_timeout_ms = 500;
  /// The time, in milliseconds; called once for each captured transaction. Without it, every
  /// transaction is a step of its own.
  std::function<std::uint64_t()> clock = {};
  /// Says whether transactions with an origin are tracked, in place of what include_origin() was
  /// told. Called once for each transaction in a document that is watched, inside of its commit.
  std::function<bool(const Origin&)> tracks = {};
  /// The origin of the transactions that undo and redo; by default one that nobody else has. They
  /// are tracked in any case.
  Origin origin = {};
  /// Undo the own setting of a key even when others have set it since.
  bool ignore_remote_map_changes = false;
  /// Stacks to start with, such as those of another manager; newest last.
  std::vector<StackItem> undo_stack = {};
  std::vector<StackItem> redo_stack = {};
};

/// What happened to a stack. Valid only inside the observer.
struct StackEvent {
  enum class Kind : std::uint8_t {
    added,    ///< a new step
    updated,  ///< a change joined the newest step
    popped,   ///< the step was undone (of the undo stack) or redone (of the redo stack)
  };
  enum class Stack : std::uint8_t { undo, redo };
  Kind kind;
  Stack stack;
  StackItem& item;       ///< its meta may be set
  const Origin& origin;  ///< of the transaction
};

/// Must not outlive the documents in its scope. Used from one thread at a time, as a document is.
class UndoManager {
 public:
  explicit UndoManager(UndoOptions options = {});
  /// Watches a whole document.
  explicit UndoManager(Doc& doc, UndoOptions options = {});
  /// Watches a type and what is in it.
  explicit UndoManager(const Shared& type, UndoOptions options = {});
  ~UndoManager();
  UndoManager(UndoManager&&) noexcept;
  UndoManager& operator=(UndoManager&&) noexcept;

  /// Watches more; types and documents may be mixed, and be of several documents.
  void expand_scope(const Shared& type);
  void expand_scope(Doc& doc);

  /// Tracks transactions with this origin. As long as no origin is included, those without an
  /// origin are tracked (also updates of peers that were applied without one); later they are only
  /// if Origin() is.
  void include_origin(Origin origin);
  void exclude_origin(const Origin& origin);
  /// The origin of the transactions that undo and redo.
  Origin origin() const;

  bool can_undo() const { return !undo_stack().empty(); }
  bool can_redo() const { return !redo_stack().empty(); }
  const std::vector<StackItem>& undo_stack() const;
  const std::vector<StackItem>& redo_stack() const;

  /// Takes back the newest step that still has an effect, and drops the ones after it. False if
  /// there is none. O(items of the step x their neighbours at worst).
  /// @throws OriginError a transaction is open; ReadOnlyError, ObserverError
  bool undo();
  /// The same for what undo() took back.
  bool redo();

  /// The next change starts a new step.
  void reset();
  /// Forgets steps, and lets their content be collected with what it is in.
  /// @throws ReadOnlyError
  void clear(bool undo = true, bool redo = true);

  /// Calls `callback` for every change of a stack but clear(). Of `added` and `updated`, inside of
  /// the commit: documents are read-only.
  Subscription observe(std::function<void(const StackEvent&)> callback);

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace ycpp

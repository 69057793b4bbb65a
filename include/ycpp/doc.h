// doc.h -- Doc: a document of shared types; Transaction: a group of changes to it.
//
// A Doc has no thread and no clock of its own. It may be used from any thread, by one at a time.
// What peers exchange are updates: bytes that may be lost, repeated and reordered on the way.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ycpp/encoding.h"
#include "ycpp/errors.h"
#include "ycpp/limits.h"
#include "ycpp/offset_kind.h"
#include "ycpp/origin.h"
#include "ycpp/result.h"
#include "ycpp/subscription.h"
#include "ycpp/value.h"

namespace ycpp {

class Array;
class Map;
class SubdocsEvent;
class Text;
class TransactionEvent;
class XmlElement;
class XmlFragment;
class XmlText;
namespace doc {
class DocCore;
}

struct DocOptions {
  /// This peer's id, unique among all that edit at the same time; random 32 bits when absent.
  /// At most 2^53 - 1.
  std::optional<std::uint64_t> client_id = {};
  /// The document's name among others; a random UUID when absent.
  std::optional<std::string> guid = {};
  OffsetKind offset_kind = OffsetKind::unicode;
  /// False keeps deleted content, which snapshots need.
  bool gc = true;
  /// What it takes in from peers; the documents in it get the same.
  Limits limits = {};

  // The rest matters to a document that is a value in another one; see subdocs.h.
  /// Asks every peer to load its content as soon as it appears there.
  bool auto_load = false;
  /// False leaves it to Doc::load() to ask for the content; peers never learn of this.
  bool should_load = true;
  /// What peers are told about it along with its name; undefined and null say nothing.
  Value meta = {};
};

/// Groups changes: observers run, and one update is emitted, when the outermost transaction
/// commits. A transaction opened while another is open joins it. There is no rollback.
class [[nodiscard]] Transaction {
 public:
  Transaction(Transaction&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  /// Commits unless commit() was called; may throw what commit() throws, except during unwinding.
  ~Transaction() noexcept(false);

  /// Ends this transaction; the outermost one runs the observers.
  /// @throws ObserverError when observers threw; the changes stand.
  void commit();

 private:
  friend class Doc;
  explicit Transaction(doc::DocCore* core);
  doc::DocCore* core_;
  int unwinding_ = std::uncaught_exceptions();
};

/// A handle to a document; cheap to copy, and all copies are the same document. It lives as long as
/// one of its handles, or the document that it is a value in. An observer must not hold a handle to
/// the document that it observes: neither would ever end.
class Doc {
 public:
  explicit Doc(DocOptions options = {});

  std::uint64_t client_id() const;
  const std::string& guid() const;
  OffsetKind offset_kind() const;
  bool gc() const;
  const Limits& limits() const;

  /// The shared text named `name`, made empty if no peer has written to it. O(1).
  Text text(std::string_view name);

  Array array(std::string_view name);
  Map map(std::string_view name);
  XmlFragment xml_fragment(std::string_view name);
  /// The tag of a root is not shared: it is "UNDEFINED" for all.
  XmlElement xml_element(std::string_view name);
  XmlText xml_text(std::string_view name);

  /// Opens a transaction, or joins the one that is open.
  /// @throws OriginError when `origin` is not empty and differs from that of the open transaction;
  ///         ReadOnlyError while observers run.
  Transaction transact(Origin origin = {});

  /// Calls `body` inside a transaction and commits.
  template <std::invocable Body>
  void transact(Body&& body, Origin origin = {}) {
    Transaction transaction = transact(std::move(origin));
    std::forward<Body>(body)();
    transaction.commit();
  }

  /// How much of every client's work this document has, encoded. O(clients).
  Bytes state_vector() const;

  /// Everything that a peer with `state_vector` lacks; everything, when it is empty. Includes what
  /// still waits for a missing update. Fails only on a malformed state vector.
  Result<Bytes> update(BytesView state_vector = {}, Encoding encoding = Encoding::v1) const;

  /// Merges a peer's update. Malformed bytes, and those beyond the limits, change nothing. What
  /// depends on an update that has not arrived waits inside the document, and is applied when that
  /// update comes.
  /// @throws ObserverError, ReadOnlyError
  Result<void> apply_update(BytesView update, Origin origin = {}, Encoding encoding = Encoding::v1);

  /// Merges many updates at once, such as a stored log: as one, in one transaction, of which
  /// observers are told once, and all or none. The error's detail names a malformed one by its
  /// index. O(n log k) for n blocks in k updates: from half the time of one by one, when all
  /// append, to the same, when they edit all over.
  /// @throws ObserverError, ReadOnlyError
  Result<void> apply_updates(std::span<const BytesView> updates, Origin origin = {},
                             Encoding encoding = Encoding::v1);

  /// True while parts of applied updates wait for others that have not arrived.
  bool has_pending() const;

  /// Calls `callback` after each transaction that changed something.
  Subscription observe(std::function<void(const TransactionEvent&)> callback);

  /// True inside an observer's callback: reading is allowed, writing is not.
  bool is_observing() const;

  // --- documents as values of another one; see subdocs.h
  bool auto_load() const;
  /// True when the content is wanted here: as it was made, or since load().
  bool should_load() const;
  const Value& meta() const;
  /// True while it is a value in another document.
  bool is_subdoc() const;

  /// Asks for the content: should_load() from now on, and observers of the document that this is a
  /// value in are told, if it is one. Nothing happens the second time. Allowed inside observers.
  /// @throws ObserverError
  void load();
  /// Gives up this document and those in it, as when a program closes it: in the document that it
  /// is a value in, a fresh one of the same name, which is not to be loaded, takes its place, and
  /// observers there are told. Handles to this one stay good; peers learn nothing. Allowed inside
  /// observers.
  /// @throws ObserverError
  void destroy();

  /// The documents that are values here, oldest first; as of the last commit. O(sub-documents).
  std::vector<Doc> subdocs() const;
  /// Their names, each once. Makes no document of those that nobody has asked for.
  std::vector<std::string> subdoc_guids() const;
  /// Calls `callback` after each transaction that added, removed or loaded sub-documents, after
  /// the observers of the document.
  Subscription observe_subdocs(std::function<void(const SubdocsEvent&)> callback);

  friend bool operator==(const Doc&, const Doc&) = default;

  /// Names of all root types that were declared here or seen in an update, oldest first.
  std::vector<std::string> root_names() const;

  /// Number of items that the content consists of, deleted ones too: work on the whole document is
  /// proportional to it. O(1).
  std::size_t item_count() const;
  /// Memory held by the content and by what waits, without that of observers and sub-documents.
  /// O(clients + types).
  std::size_t memory_bytes() const;

  /// For bindings and tests: checks every internal invariant and aborts on the first that is
  /// broken.
  void verify() const;

  // For the shared types and for what goes with them.
  doc::DocCore* core() const { return core_.get(); }
  const std::shared_ptr<doc::DocCore>& shared_core() const { return core_; }
  explicit Doc(std::shared_ptr<doc::DocCore> core) : core_(std::move(core)) {}

 private:
  std::shared_ptr<doc::DocCore> core_;
};

/// What a transaction did. Valid only inside the observer; the bytes are made when first asked for.
class TransactionEvent {
 public:
  /// The change as an update (v1) for the other peers. Computed once however many observers ask.
  BytesView update() const;
  /// The same in the v2 encoding.
  BytesView update_v2() const;
  /// Encoded state vectors before and after.
  Bytes before_state() const;
  Bytes after_state() const;
  /// The ids deleted by this transaction, encoded.
  Bytes delete_set() const;
  const Origin& origin() const;
  /// False when the transaction applied a peer's update.
  bool local() const;

 private:
  friend class doc::DocCore;
  explicit TransactionEvent(const doc::DocCore& core) : core_(core) {}
  const doc::DocCore& core_;
};

}  // namespace ycpp

// subdocs.h -- Subdocs: the documents that are values in one document.
//
// The store keeps of a sub-document what is on the wire, its name and options, as an item. The
// documents themselves are here: one for each item, made when somebody first asks for it, or given
// by who inserted it. They are owned here, and by the handles to them.
//
// What an event tells is what Yjs tells, in its order: what was added and deleted by the same
// transaction is neither added nor removed, but stays loaded if it was to be; destroy() adds a
// fresh one and removes the old. Entries that are to be told about live until they have been.
//
// Costs: O(1) for every item that comes or goes; about 120 bytes an item until its document is
// made.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "doc/observers.h"
#include "store/store.h"
#include "ycpp/subdocs.h"

namespace ycpp::doc {

class DocCore;

/// One document as a value of another.
struct Subdoc {
  DocCore* parent = nullptr;
  store::ItemRef item = 0;
  bool is_new = true;           ///< not told about yet
  bool is_replacement = false;  ///< of one that was given up: not to be loaded
  bool is_gone = false;         ///< deleted or given up, and not told about yet
  bool is_cancelled = false;    ///< deleted by the transaction that added it
  bool is_given_up = false;
  std::shared_ptr<DocCore> doc;         ///< once somebody has asked for it
  std::unique_ptr<DocOptions> options;  ///< what it would be made with, once that is needed or gone
};

class Subdocs {
 public:
  explicit Subdocs(DocCore& parent) : parent_(parent) {}
  Subdocs(const Subdocs&) = delete;
  Subdocs& operator=(const Subdocs&) = delete;
  ~Subdocs();

  /// The document that an item holds; made if need be.
  std::shared_ptr<DocCore> at(store::ItemRef item);
  std::string guid_at(store::ItemRef item);
  const std::shared_ptr<DocCore>& made(Subdoc& subdoc);
  const std::string& guid(Subdoc& subdoc);

  /// The item was inserted for this document.
  void join(store::ItemRef item, const std::shared_ptr<DocCore>& doc);
  void load(Subdoc& subdoc);
  /// Puts a fresh document in the place of the one that an item holds, if it holds one still.
  void give_up(store::ItemRef item);

  /// Those that were told about, oldest first.
  std::vector<std::shared_ptr<DocCore>> all();
  std::vector<std::string> guids() const;
  /// One that was told about and is not gone.
  struct Place {
    std::shared_ptr<DocCore> parent;
    store::ItemRef item;
    std::shared_ptr<DocCore> doc;  ///< null if it is not made
  };
  void append_places(std::vector<Place>& out) const;

  /// Takes over what the store wrote down. To be called before anything is collected.
  void catch_up();
  bool has_news() const { return !added_.empty() || !removed_.empty() || !loaded_.empty(); }
  /// Tells observers, and lets go of what is gone.
  void tell(Errors& errors);
  Subscription observe(std::function<void(const SubdocsEvent&)> callback) {
    return observers_.add(std::move(callback));
  }

  /// Aborts unless there is exactly one entry for each item that holds a document. Between
  /// transactions.
  void verify() const;

 private:
  using Entries = std::list<Subdoc>;

  void take_changes(store::ItemRef joining, const std::shared_ptr<DocCore>& doc);
  Subdoc& add(store::ItemRef item, std::shared_ptr<DocCore> doc);
  void remove(store::ItemRef item);
  void retire(Entries::iterator entry);
  DocOptions read_options(store::ItemRef item) const;
  const DocOptions& options(Subdoc& subdoc);
  void announce();
  SubdocsEvent take_news();
  void let_go(Entries::iterator entry, Errors& errors);

  DocCore& parent_;
  Entries entries_;  // in order of coming
  std::unordered_map<store::ItemRef, Entries::iterator> by_item_;
  std::vector<Subdoc*> added_, removed_, loaded_;  // not told yet
  std::vector<Entries::iterator> gone_;            // to be let go of when told
  ObserverList<SubdocsEvent> observers_;
};

}  // namespace ycpp::doc

// subdocs.h -- documents as values of another document, and the events about them.
//
//   Doc page;
//   book.map("pages").set_doc("intro", page);        // here page.client_id() becomes book's
//   Doc same = book.map("pages").content("intro").document();
//
// A document travels as its name and options; its content does not: that is exchanged by its own
// updates, by whoever wants it. On other peers the document is made when somebody first asks for
// it. A document can be a value in one place only, and holds what is in it; handles keep it alive
// after it was deleted there. It and the one it is in are used by one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "ycpp/doc.h"

namespace ycpp {

namespace doc {
struct Subdoc;
class Subdocs;
}  // namespace doc

/// A sub-document that an event is about. Valid only inside the observer.
class SubdocView {
 public:
  const std::string& guid() const;
  /// The document; made now if nobody has asked for it yet.
  Doc document() const;
  /// True when it exists: when it was inserted here, or somebody has asked for it.
  bool is_made() const;

  explicit SubdocView(doc::Subdoc* subdoc) : subdoc_(subdoc) {}

 private:
  doc::Subdoc* subdoc_;
};

/// What a transaction did to the sub-documents of one document. Valid only inside the observer.
class SubdocsEvent {
 public:
  /// Those that came; not those that were deleted by the same transaction.
  const std::vector<SubdocView>& added() const { return added_; }
  /// Those that were deleted, or given up by Doc::destroy().
  const std::vector<SubdocView>& removed() const { return removed_; }
  /// Those whose content is wanted: added ones that are to be loaded, and those of Doc::load().
  const std::vector<SubdocView>& loaded() const { return loaded_; }
  const Origin& origin() const { return *origin_; }
  /// False when the transaction applied a peer's update.
  bool local() const { return local_; }

 private:
  friend class doc::Subdocs;
  SubdocsEvent(const Origin& origin, bool local) : origin_(&origin), local_(local) {}
  std::vector<SubdocView> added_, removed_, loaded_;
  const Origin* origin_;
  bool local_;
};

}  // namespace ycpp

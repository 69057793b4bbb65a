// tree_peer.h -- a document of texts, arrays and maps beside the naive document that received the
// same, and what follows it by events: after each step all of them show the same.
#pragma once

#include <memory>

#include "dice.h"
#include "naive_doc.h"
#include "root_shadows.h"
#include "ycpp/encoding.h"
#include "ycpp/undo.h"

namespace ycpp::swarm {

/// A message on its way, in both encodings.
struct TreeParcel {
  Bytes v1;
  Bytes v2;
  const Bytes& in(Encoding encoding) const { return encoding == Encoding::v1 ? v1 : v2; }
  bool empty() const { return v1.empty(); }
};

/// Every method throws Difference when the engine does not do what it should.
class TreePeer {
 public:
  explicit TreePeer(DocOptions options);

  /// One transaction of up to three edits; what it tells others.
  TreeParcel edit(Dice& dice);
  /// Undoes or redoes something; what it tells others, nothing if there was nothing.
  TreeParcel undo(Dice& dice);
  /// What the document does on its own then, such as removing marks that say nothing, is told to
  /// others by for_peer().
  void receive(const TreeParcel& parcel, Encoding encoding);
  /// Receives what it has: nothing happens.
  void receive_again(const TreeParcel& parcel, Encoding encoding);
  /// A new document that starts from what this one stored.
  void restart(Encoding encoding);

  /// Everything that `other` lacks.
  TreeParcel for_peer(const TreePeer& other) const;

  void check();
  std::string shown() { return show(*doc_); }
  /// What the roots show but for formatting, and but for what is in the types in them.
  std::string outline();
  /// What it shows, knows and has deleted.
  std::string whole();
  bool waits() const { return doc_->has_pending(); }

 private:
  void start();
  TreeParcel told();
  void check_naive();

  DocOptions options_;
  std::unique_ptr<Doc> doc_;
  std::unique_ptr<UndoManager> undo_;
  NaiveDoc naive_;
  RootShadows shadows_;
  Subscription subscription_;
  std::vector<TreeParcel> outbox_;
};

/// One message instead of several.
TreeParcel merge(const std::vector<TreeParcel>& parcels);

}  // namespace ycpp::swarm

// tree_peer.cpp -- see tree_peer.h.
#include "tree_peer.h"

#include "difference.h"
#include "hex.h"
#include "random_edit.h"
#include "ycpp/snapshot.h"
#include "ycpp/update.h"

namespace ycpp::swarm {
namespace {

Bytes encode(const std::map<std::uint64_t, std::uint64_t>& states) {
  Writer out;
  out.var_uint(states.size());
  for (auto it = states.rbegin(); it != states.rend(); ++it) {
    out.var_uint(it->first);
    out.var_uint(it->second);
  }
  return out.take();
}

// Somebody who has only one form of a message can make the other. What is written anew has no mark
// of a key where the neighbours tell it, so both are written anew.
void check_conversion(const TreeParcel& parcel) {
  const Bytes v1 = convert_update(parcel.v1, Encoding::v1, Encoding::v2).value();
  require_equal(to_hex(convert_update(parcel.v2, Encoding::v2, Encoding::v1).value()),
                to_hex(convert_update(v1, Encoding::v2, Encoding::v1).value()),
                "an update in v1, converted from v2");
}

}  // namespace

TreePeer::TreePeer(DocOptions options) : options_(std::move(options)) { start(); }

void TreePeer::start() {
  undo_.reset();
  subscription_.reset();
  doc_ = std::make_unique<Doc>(options_);
  shadows_.watch(*doc_);
  undo_ = std::make_unique<UndoManager>(*doc_);
  undo_->include_origin("undo me");
  subscription_ = doc_->observe([this](const TransactionEvent& event) {
    const BytesView v1 = event.update();
    const BytesView v2 = event.update_v2();
    outbox_.push_back({{v1.begin(), v1.end()}, {v2.begin(), v2.end()}});
  });
}

// What was told to others since the last call, as one message.
TreeParcel TreePeer::told() {
  TreeParcel all;
  if (!outbox_.empty()) all = merge(outbox_);
  outbox_.clear();
  return all;
}

TreeParcel TreePeer::edit(Dice& dice) {
  doc_->transact(
      [&] {
        for (std::size_t n = dice.below(3) + 1; n > 0; --n) edit_once(*doc_, dice);
      },
      dice.one_in(2) ? Origin("undo me") : Origin());
  TreeParcel parcel = told();
  if (!parcel.empty()) naive_.receive(parcel.v1);
  check();
  return parcel;
}

TreeParcel TreePeer::undo(Dice& dice) {
  if (dice.one_in(3))
    undo_->redo();
  else
    undo_->undo();
  TreeParcel parcel = told();
  if (!parcel.empty()) naive_.receive(parcel.v1);
  check();
  return parcel;
}

void TreePeer::receive(const TreeParcel& parcel, Encoding encoding) {
  require(doc_->apply_update(parcel.in(encoding), {}, encoding).ok(), "a message is accepted");
  naive_.receive(parcel.v1);
  require_equal(show(*doc_), naive_.show(), "what a document shows after a message");
  const TreeParcel own = told();  // it may have removed marks that say nothing
  if (!own.empty()) naive_.receive(own.v1);
  check();
}

void TreePeer::receive_again(const TreeParcel& parcel, Encoding encoding) {
  const Bytes before = doc_->update().value();
  require(doc_->apply_update(parcel.in(encoding), {}, encoding).ok(), "a message is accepted");
  require(outbox_.empty(), "nothing happens when a message comes twice");
  require_equal(to_hex(doc_->update().value()), to_hex(before),
                "a document after a message that it had");
}

TreeParcel TreePeer::for_peer(const TreePeer& other) const {
  const Bytes known = other.doc_->state_vector();
  TreeParcel parcel{doc_->update(known).value(), doc_->update(known, Encoding::v2).value()};
  check_conversion(parcel);
  return parcel;
}

void TreePeer::restart(Encoding encoding) {
  const Bytes stored = doc_->update({}, encoding).value();
  start();
  require(doc_->apply_update(stored, {}, encoding).ok(), "what was stored is accepted");
  const TreeParcel own = told();
  if (!own.empty()) naive_.receive(own.v1);
  check();
}

void TreePeer::check_naive() {
  require_equal(show(*doc_), naive_.show(), "what a document shows");
  require_equal(to_hex(doc_->state_vector()), to_hex(encode(naive_.states())),
                "what a document knows");
  require(Snapshot::of(*doc_).deletions() == naive_.deletions(), "what a document has deleted");
  require(doc_->has_pending() == naive_.waits(), "whether something waits");
}

void TreePeer::check() {
  doc_->verify();
  check_naive();
  shadows_.check(*doc_);
}

std::string TreePeer::outline() {
  return doc_->text("t").to_string() + print(elements_of(doc_->array("a"), 0)) +
         print(entries_of(doc_->map("m"), 0));
}

std::string TreePeer::whole() {
  return shown() + to_hex(doc_->state_vector()) + to_hex(Snapshot::of(*doc_).deletions().encode());
}

TreeParcel merge(const std::vector<TreeParcel>& parcels) {
  std::vector<BytesView> v1;
  std::vector<BytesView> v2;
  for (const TreeParcel& parcel : parcels) {
    v1.push_back(parcel.v1);
    v2.push_back(parcel.v2);
  }
  TreeParcel merged{merge_updates(v1).value(), merge_updates(v2, Encoding::v2).value()};
  check_conversion(merged);
  return merged;
}

}  // namespace ycpp::swarm

// tree_swarm.cpp -- see tree_swarm.h.
#include "tree_swarm.h"

#include "difference.h"

namespace ycpp::swarm {

TreeSwarm::TreeSwarm(Dice& dice) : dice_(dice) {
  const OffsetKind units[] = {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8};
  const std::uint64_t ids[] = {1, 70'000, 300, kMaxSafeInteger, 2, 5, 1ULL << 32, 77, 9, 4};
  const std::size_t count = dice_.one_in(4) ? 2 + dice_.below(9) : 2 + dice_.below(3);
  for (std::size_t i = 0; i < count; ++i) {
    DocOptions options;
    options.client_id = ids[i];
    options.offset_kind = units[dice_.below(3)];
    options.gc = !dice_.one_in(4);
    peers_.push_back({std::make_unique<TreePeer>(options), {}, false});
  }
}

void TreeSwarm::step() {
  Member& one = any();
  const std::size_t action = dice_.below(17);
  if (action < 7)
    tell(one, one.peer->edit(dice_));
  else if (action == 7)
    tell(one, one.peer->undo(dice_));
  else if (action == 8)
    one.peer->restart(encoding());
  else if (action == 9)  // the network falls apart, or is whole again
    for (const bool whole = dice_.one_in(2); Member & member : peers_)
      member.apart = !whole && dice_.one_in(2);
  else if (action < 12)
    hello(one);
  else
    deliver(one);
}

// As after something was lost.
void TreeSwarm::hello(Member& one) {
  Member& other = any();
  if (&other != &one && other.apart == one.apart)
    one.peer->receive(other.peer->for_peer(*one.peer), encoding());
}

void TreeSwarm::tell(Member& from, const TreeParcel& parcel) {
  if (parcel.empty()) return;
  told_.push_back(parcel);
  for (Member& to : peers_)
    if (&to != &from && to.apart == from.apart && !dice_.one_in(8)) to.mail.push_back(parcel);
}

// Some of the mail, in any order, as it is or merged into one, perhaps twice.
void TreeSwarm::deliver(Member& to) {
  std::vector<TreeParcel> picked;
  for (std::size_t n = dice_.below(4) + 1; n > 0 && !to.mail.empty(); --n) {
    const std::size_t i = dice_.below(to.mail.size());
    picked.push_back(to.mail[i]);
    to.mail.erase(to.mail.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (picked.size() > 1 && dice_.one_in(2)) picked = {merge(picked)};
  for (const TreeParcel& parcel : picked) {
    to.peer->receive(parcel, encoding());
    if (dice_.one_in(3)) to.peer->receive_again(parcel, encoding());
  }
}

void TreeSwarm::exchange() {
  for (Member& to : peers_)
    for (Member& from : peers_)
      if (&to != &from) to.peer->receive(from.peer->for_peer(*to.peer), encoding());
}

bool TreeSwarm::all_are(const std::string& whole) {
  for (Member& member : peers_)
    if (member.peer->whole() != whole) return false;
  return true;
}

// Marks that say nothing are removed by whoever sees them, so one round is not always enough.
void TreeSwarm::settle() {
  constexpr int kMostRounds = 20;
  int rounds = 0;
  for (std::string before; !all_are(before);) {
    require(++rounds < kMostRounds, "the documents become the same");
    before = peers_.front().peer->whole();
    exchange();
  }
  for (Member& member : peers_) require(!member.peer->waits(), "nothing waits in the end");
  check_latecomer();
}

void TreeSwarm::check_latecomer() {
  TreePeer late(DocOptions{.client_id = 1'000'000'007});
  for (std::size_t left = told_.size(); left > 0; --left) {
    const std::size_t i = dice_.one_in(2) ? left - 1 : dice_.below(left);
    late.receive(told_[i], encoding());
    std::swap(told_[i], told_[left - 1]);
  }
  require(!late.waits(), "nothing waits when everything has been told");
  TreePeer& first = *peers_.front().peer;
  // Marks that seemed to say nothing to one may say something to another: of their removal only
  // those learn who ask.
  require_equal(late.outline(), first.outline(), "what somebody shows who heard of everything");
  for (int round = 0; round < 4 && late.whole() != first.whole(); ++round) {
    late.receive(first.for_peer(late), encoding());
    first.receive(late.for_peer(first), encoding());
  }
  require_equal(late.whole(), first.whole(), "somebody who heard of everything");
}

}  // namespace ycpp::swarm

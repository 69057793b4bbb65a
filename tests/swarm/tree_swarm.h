// tree_swarm.h -- 2 to 10 documents of formatted texts, arrays and maps, with types in types, that
// are edited while messages are lost, repeated, reordered and merged, while the network falls apart
// in two, and while documents restart from what they stored; in both encodings.
#pragma once

#include <memory>
#include <vector>

#include "tree_peer.h"

namespace ycpp::swarm {

/// Every choice is the dice's. Every method throws Difference.
class TreeSwarm {
 public:
  explicit TreeSwarm(Dice& dice);

  /// One edit, delivery, hello or accident.
  void step();
  /// Everybody asks everybody until nobody learns anything. Then all are the same, and so is
  /// somebody who only now hears of all that happened, in another order.
  void settle();

 private:
  struct Member {
    std::unique_ptr<TreePeer> peer;
    std::vector<TreeParcel> mail;
    bool apart = false;  // from those who are not
  };

  Member& any() { return peers_[dice_.below(peers_.size())]; }
  Encoding encoding() { return dice_.one_in(2) ? Encoding::v1 : Encoding::v2; }
  void hello(Member& one);
  void tell(Member& from, const TreeParcel& parcel);
  void deliver(Member& to);
  void exchange();
  bool all_are(const std::string& whole);
  void check_latecomer();

  Dice& dice_;
  std::vector<Member> peers_;
  std::vector<TreeParcel> told_;
};

}  // namespace ycpp::swarm

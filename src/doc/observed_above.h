// observed_above.h -- which types that a type lies in are observed deeply, from the inside outward.
//
// A peer chooses how deep types nest and how many change at once, so each link upward is followed
// once per transaction: all that was passed on the way remembers the next observed type and how far
// it is.
#pragma once

#include <unordered_map>
#include <utility>
#include <vector>

#include "store/store.h"

namespace ycpp::doc {

/// An observed type, and how many types further out it is; branch 0 when there is none.
struct Ancestor {
  store::BranchRef branch = 0;
  std::size_t steps = 0;
};

/// `Observed` is a map whose keys are the observed types.
template <class Observed>
class ObservedAbove {
 public:
  ObservedAbove(const store::Store& store, const Observed& observed)
      : store_(store), observed_(observed) {}

  /// `branch` itself, if it is observed, or the first one that it lies in. Amortised O(1).
  Ancestor from(store::BranchRef branch) {
    std::vector<store::BranchRef> passed;
    Ancestor next{branch, 0};
    while (next.branch != 0 && !observed_.contains(next.branch)) {
      if (const auto known = known_.find(next.branch); known != known_.end()) {
        next = known->second;
        break;
      }
      passed.push_back(next.branch);
      next.branch = holder(next.branch);
    }
    for (; !passed.empty(); passed.pop_back()) {
      ++next.steps;
      known_.emplace(passed.back(), next);
    }
    return next;
  }

  /// The first one that `branch` lies in, itself left out.
  Ancestor above(store::BranchRef branch) {
    const store::BranchRef outer = holder(branch);
    Ancestor next = outer == 0 ? Ancestor{} : from(outer);
    ++next.steps;
    return next;
  }

 private:
  // The type that `branch` lies in; 0 for a root.
  store::BranchRef holder(store::BranchRef branch) const {
    const store::Branch& of = store_.branch(branch);
    return of.is_root() ? 0 : store_.slot(store_.item(of.item).slot).branch;
  }

  const store::Store& store_;
  const Observed& observed_;
  std::unordered_map<store::BranchRef, Ancestor> known_;
};

}  // namespace ycpp::doc

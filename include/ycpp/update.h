// update.h -- what can be done with updates and state vectors without a document.
//
// An update is a set of blocks and a set of deleted ids. Updates are idempotent and commutative: merging
// them, or applying them in any order and any number of times, gives the same document.
#pragma once

#include <span>

#include "ycpp/result.h"

namespace ycpp {

/// One update that has the effect of all of `updates`; bytes as Yjs's mergeUpdates gives them.
/// A single update comes back unchanged; none gives the empty update (00 00).
/// Cost: O(n log k) for n blocks in k updates. The error's detail names the update by its index.
Result<Bytes> merge_updates(std::span<const BytesView> updates);

/// The part of `update` that a document with `state_vector` does not have, and all of its deletions.
Result<Bytes> diff_update(BytesView update, BytesView state_vector);

/// The state vector a fresh document would have after applying `update`.
Result<Bytes> state_vector_from_update(BytesView update);

/// Checks that `update` is well-formed, without a document.
Result<void> validate_update(BytesView update);

/// Checks that `state_vector` is well-formed.
Result<void> validate_state_vector(BytesView state_vector);

}  // namespace ycpp

// update.h -- what can be done with updates and state vectors without a document.
//
// An update is a set of blocks and a set of deleted ids. Updates are idempotent and commutative:
// merging them, or applying them in any order and any number of times, gives the same document.
//
// Bytes are those that Yjs gives. Everything streams: memory is that of input and output. Where no
// limits are given, those of `Limits{}` hold; its memory_bytes are a document's.
#pragma once

#include <span>

#include "ycpp/encoding.h"
#include "ycpp/limits.h"
#include "ycpp/result.h"

namespace ycpp {

/// One update that has the effect of all of `updates`; bytes as Yjs's mergeUpdates gives them.
/// A single update comes back unchanged; none gives the empty update.
/// Cost: O(n log k) for n blocks in k updates. Each update has to keep to the limits. The error's
/// detail names the update by its index.
Result<Bytes> merge_updates(std::span<const BytesView> updates, Encoding encoding = Encoding::v1,
                            const Limits& limits = {});

/// The part of `update` that a document with `state_vector` does not have, and all of its
/// deletions.
Result<Bytes> diff_update(BytesView update, BytesView state_vector,
                          Encoding encoding = Encoding::v1);

/// The state vector a fresh document would have after applying `update`. State vectors have one
/// format.
Result<Bytes> state_vector_from_update(BytesView update, Encoding encoding = Encoding::v1);

/// Checks that `update` is well-formed and keeps to the limits, without a document.
Result<void> validate_update(BytesView update, Encoding encoding = Encoding::v1,
                             const Limits& limits = {});

/// Checks that `state_vector` is well-formed.
Result<void> validate_state_vector(BytesView state_vector);

/// The same update in another format; bytes as Yjs's convertUpdateFormat gives them. v1 keeps
/// embedded values and values of marks as JSON, so what JSON does not have is lost on the way to
/// it: bytes become an object, undefined becomes null.
Result<Bytes> convert_update(BytesView update, Encoding from, Encoding to);

/// What obfuscate_update() hides beside texts and values.
struct ObfuscateOptions {
  bool formatting = true;    ///< names and values of marks
  bool subdocuments = true;  ///< names and options of sub-documents
  bool xml_names = true;     ///< names of elements and hooks
};

/// The update with its structure as it was but its content replaced: texts by digits, values, keys
/// and names by numbers. For showing others a document that misbehaves. Names of roots, lengths of
/// texts, clients and clocks remain. Bytes as Yjs's obfuscateUpdate gives them.
Result<Bytes> obfuscate_update(BytesView update, Encoding encoding = Encoding::v1,
                               ObfuscateOptions options = {});

}  // namespace ycpp

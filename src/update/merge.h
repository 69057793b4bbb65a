// merge.h -- merging and difference for the engine itself, which knows whose bytes they are and
// what limit is theirs. The public functions in ycpp/update.h are for those of anybody.
#pragma once

#include <span>

#include "update/fields_v1.h"
#include "update/state_vector.h"
#include "ycpp/encoding.h"

namespace ycpp::update {

/// @param free_blocks see Limits
Result<Bytes> merge(std::span<const BytesView> updates, Encoding encoding,
                    std::uint64_t free_blocks);
Result<Bytes> diff(BytesView update, const StateVector& known, Encoding encoding,
                   std::uint64_t free_blocks);

}  // namespace ycpp::update

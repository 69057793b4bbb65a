// merge.h -- merging and difference for the engine itself: of bytes that it wrote, which need not
// keep to the limits for those of peers. The public functions in ycpp/update.h are for theirs.
#pragma once

#include <span>

#include "update/fields_v1.h"
#include "update/state_vector.h"
#include "ycpp/encoding.h"

namespace ycpp::update {

Result<Bytes> merge(std::span<const BytesView> updates, Encoding encoding, Source source);
Result<Bytes> diff(BytesView update, const StateVector& known, Encoding encoding, Source source);

}  // namespace ycpp::update

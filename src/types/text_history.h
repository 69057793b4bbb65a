// text_history.h -- a text as a snapshot names it, and what changed between two of them.
#pragma once

#include <vector>

#include "doc/doc_core.h"
#include "ycpp/text.h"

namespace ycpp::types {

/// See Text::to_delta(). O(n + ranges of the snapshots).
std::vector<TextDelta> text_history(doc::DocCore& core, store::BranchRef branch,
                                    const TextVersions& versions);

}  // namespace ycpp::types

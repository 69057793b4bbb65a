// text_delta.h -- what a transaction did to a text, as a list of retain, insert and remove steps.
#pragma once

#include <cstdint>
#include <vector>

#include "doc/doc_core.h"
#include "ycpp/text.h"

namespace ycpp::types {

/// Steps over the old text from left to right; O(c log n) for c changed items, O(n) in a text with
/// marks.
std::vector<TextDelta> text_delta(const doc::BranchChange& change);

/// The whole text as inserts, one for each run between marks. O(n).
std::vector<TextDelta> text_runs(doc::DocCore& core, store::BranchRef branch);

}  // namespace ycpp::types

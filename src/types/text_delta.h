// text_delta.h -- what a transaction did to a text, as a list of retain, insert and remove steps.
#pragma once

#include <cstdint>
#include <vector>

#include "doc/doc_core.h"
#include "ycpp/text.h"

namespace ycpp::types {

/// Longest text of one insertion, in bytes.
inline constexpr std::uint64_t kLongestInsert = std::uint64_t{1} << 30;

/// Steps over the old text from left to right; O(c log n) for c changed items.
std::vector<TextDelta> text_delta(const doc::BranchChange& change);

}  // namespace ycpp::types

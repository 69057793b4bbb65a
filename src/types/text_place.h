// text_place.h -- positions in a text, from the caller's units to items.
#pragma once

#include <string_view>

#include "doc/doc_core.h"

namespace ycpp::types {

/// A position between two units: `offset` UTF-16 units into `item`, or the start (item 0).
struct Place {
  store::ItemRef item = 0;
  std::uint32_t offset = 0;
};

/// Where an insertion at `index` attaches: the end of the unit before it. O(log n), O(1) at the
/// cursor.
/// @throws std::out_of_range past the end; std::invalid_argument inside a character
Place place_at(doc::DocCore& core, store::BranchRef branch, std::uint64_t index);

/// Cuts so that an item ends at `place`; returns that item, 0 for the start.
store::ItemRef cut(doc::DocCore& core, Place place);

/// UTF-16 units of `length` units from `index`; the bounds must have been checked.
std::uint64_t utf16_length(doc::DocCore& core, store::BranchRef branch, std::uint64_t index,
                           std::uint64_t length);

/// UTF-16 units of text that is to be inserted.
/// @throws std::invalid_argument it is not UTF-8; std::length_error more than 2^30 bytes
std::uint32_t checked_units(std::string_view text);

[[noreturn]] void past_the_end(std::uint64_t index, std::uint64_t length);
[[noreturn]] void inside_a_character(std::uint64_t index);

}  // namespace ycpp::types

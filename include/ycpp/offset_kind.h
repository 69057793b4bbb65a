// offset_kind.h -- what a position in a text counts.
#pragma once

#include <cstdint>

namespace ycpp {

/// The unit in which positions and lengths of text are counted.
enum class OffsetKind : std::uint8_t {
  unicode,  ///< code points, as Python counts
  utf16,    ///< UTF-16 units, as JavaScript counts
  utf8,     ///< bytes
};

}  // namespace ycpp

// over_limit.h -- the error of what is beyond a limit: which, what it is, and how much there was.
#pragma once

#include <cstdint>

#include "ycpp/result.h"

namespace ycpp {

// Not inline: those who call them are on the way of every message.

/// "update_bytes is 1000, and the update has 1200"
Error over_limit(const char* name, std::uint64_t limit, const char* what, std::uint64_t value,
                 std::size_t offset = 0);

/// For the limit on the length of a whole message.
Error too_long(BytesView update, std::uint64_t limit);

}  // namespace ycpp

// over_limit.h -- the error of what is beyond a limit: which, what it is, and how much there was.
#pragma once

#include <string>

#include "ycpp/result.h"

namespace ycpp {

/// "update_bytes is 1000, and the update has 1200"
inline Error over_limit(const char* name, std::uint64_t limit, const char* what,
                        std::uint64_t value, std::size_t offset = 0) {
  return {Errc::limit_exceeded, offset,
          std::string(name) + " is " + std::to_string(limit) + ", and " + what + " " +
              std::to_string(value)};
}

/// For the limit on the length of a whole message.
inline Result<void> check_length(BytesView update, std::uint64_t limit) {
  if (update.size() <= limit) return {};
  return over_limit("update_bytes", limit, "the update has", update.size());
}

}  // namespace ycpp

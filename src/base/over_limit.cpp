// over_limit.cpp -- see over_limit.h.
#include "base/over_limit.h"

namespace ycpp {

Error over_limit(const char* name, std::uint64_t limit, const char* what, std::uint64_t value,
                 std::size_t offset) {
  return {Errc::limit_exceeded, offset,
          std::string(name) + " is " + std::to_string(limit) + ", and " + what + " " +
              std::to_string(value)};
}

Error too_long(BytesView update, std::uint64_t limit) {
  return over_limit("update_bytes", limit, "the update has", update.size());
}

}  // namespace ycpp

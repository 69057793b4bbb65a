// client_log.cpp -- see client_log.h.
#include "store/client_log.h"

#include "ycpp/any.h"

namespace ycpp::store {

void ValueLog::push_all(BytesView values, std::uint64_t count) {
  Reader in(values);
  for (std::size_t from = 0; count > 0; --count, from = in.offset()) {
    skip_any(in, LoneSurrogates::accept);
    push(in.since(from));
  }
}

}  // namespace ycpp::store

// client_log.cpp -- see client_log.h.
#include "store/client_log.h"

#include <algorithm>

#include "ycpp/any.h"

namespace ycpp::store {
namespace {

// The size of the well-formed value that `rest` begins with. The most common ones are told by their
// first bytes.
std::size_t value_size(BytesView rest) {
  if (rest.size() < 2) return rest.size();
  switch (static_cast<AnyTag>(rest[0])) {
    case AnyTag::undefined:
    case AnyTag::null:
    case AnyTag::true_:
    case AnyTag::false_: return 1;
    case AnyTag::integer: {
      std::size_t size = 2;
      while (rest[size - 1] >= 0x80 && size < rest.size()) ++size;
      return size;
    }
    case AnyTag::float32: return 5;
    case AnyTag::float64:
    case AnyTag::big_int: return 9;
    case AnyTag::string:
      if (rest[1] < 0x80) return std::size_t{2} + rest[1];
      break;
    case AnyTag::bytes:
    case AnyTag::array:
    case AnyTag::object: break;
  }
  Reader in(rest);
  skip_any(in, LoneSurrogates::accept);
  return in.offset();
}

}  // namespace

void ValueLog::push_all(BytesView values, std::uint64_t count) {
  bytes_.insert(bytes_.end(), values.begin(), values.end());
  std::size_t at = starts_.size();
  starts_.resize(at + static_cast<std::size_t>(count));
  for (; at < starts_.size(); ++at) {
    starts_[at] = static_cast<std::uint32_t>(bytes_.size() - values.size());
    values = values.subspan(std::min(value_size(values), values.size()));
  }
}

}  // namespace ycpp::store

// client_log.cpp -- see client_log.h.
#include "store/client_log.h"

#include "ycpp/any.h"

namespace ycpp::store {
namespace {

// Moves past one value. The most common ones are short and told by their first two bytes.
void skip(Reader& in, BytesView values) {
  const BytesView rest = values.subspan(in.offset());
  if (rest.size() >= 2 && rest[1] < 0x80) {
    switch (static_cast<AnyTag>(rest[0])) {
      case AnyTag::undefined:
      case AnyTag::null:
      case AnyTag::true_:
      case AnyTag::false_: (void)in.bytes(1); return;
      case AnyTag::integer: (void)in.bytes(2); return;
      case AnyTag::string: (void)in.bytes(std::uint64_t{2} + rest[1]); return;
      default: break;
    }
  }
  skip_any(in, LoneSurrogates::accept);
}

}  // namespace

void ValueLog::push_all(BytesView values, std::uint64_t count) {
  const auto base = static_cast<std::uint32_t>(bytes_.size());
  bytes_.insert(bytes_.end(), values.begin(), values.end());
  std::size_t at = starts_.size();
  starts_.resize(at + static_cast<std::size_t>(count));
  for (Reader in(values); at < starts_.size(); ++at) {
    starts_[at] = base + static_cast<std::uint32_t>(in.offset());
    skip(in, values);
  }
}

}  // namespace ycpp::store

// take_in.cpp -- updates of peers: everything that can be refused is, before the first write.
//
// Length -- decoding, with the limit on blocks -- what only the document can tell: parents that are
// no types, sizes, and whether there is room.
#include "base/over_limit.h"
#include "doc/doc_core.h"
#include "update/decode.h"
#include "ycpp/update.h"

namespace ycpp::doc {

Result<void> DocCore::apply_update(BytesView bytes, Origin origin, Encoding encoding) {
  check_writable();
  if (bytes.size() > limits_.update_bytes) return too_long(bytes, limits_.update_bytes);
  return take_in(update::Update::parse(bytes, encoding, limits_.free_blocks), std::move(origin));
}

Result<void> DocCore::apply_updates(std::span<const BytesView> updates, Origin origin,
                                    Encoding encoding) {
  if (updates.size() == 1) return apply_update(updates[0], std::move(origin), encoding);
  check_writable();
  const Result<Bytes> merged = merge_updates(updates, encoding, limits_);
  if (!merged) return merged.error();
  return take_in(update::Update::parse(*merged, encoding, update::kTrusted), std::move(origin));
}

// Of a document that has no room any more, only what adds nothing is let in.
Result<void> DocCore::check_room(const update::Update& update) const {
  const std::uint64_t bytes = store_.memory_bytes();
  if (bytes < limits_.memory_bytes || !store_.lacks_any_of(update)) return {};
  return over_limit("memory_bytes", limits_.memory_bytes, "the document holds", bytes);
}

Result<void> DocCore::take_in(const Result<update::Update>& parsed, Origin&& origin) {
  if (!parsed) return parsed.error();
  if (Result<void> admitted = store_.admit(*parsed); !admitted) return admitted;
  if (limits_.memory_bytes != kNoLimit)
    if (Result<void> checked = check_room(*parsed); !checked) return checked;
  begin(std::move(origin));
  local_ = false;
  try {
    change([&] { store_.apply(*parsed); });
  } catch (...) {
    --depth_;
    throw;
  }
  end();
  return {};
}

}  // namespace ycpp::doc

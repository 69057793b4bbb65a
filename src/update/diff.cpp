// diff.cpp -- what an update has that somebody lacks, what it leads to, and whether it is one.
//
// All of these stream: a reader holds one block at a time. The bytes are those of Yjs.
#include <algorithm>
#include <optional>

#include "base/over_limit.h"
#include "update/formats.h"
#include "update/merge.h"
#include "ycpp/update.h"

namespace ycpp {
namespace update {
namespace {

template <class Format>
Result<Bytes> diff_as(BytesView update, const StateVector& known, std::uint64_t free_blocks) {
  typename Format::Reader in(update, free_blocks);
  typename Format::Sections sections;
  // Within a client, everything after the first block that is kept is kept too.
  std::optional<std::uint64_t> open_client;
  for (; in.current() != nullptr; in.next()) {
    const Block& block = *in.current();
    const std::uint64_t client = block.id.client;
    if (open_client == client) {
      sections.add(block);
      continue;
    }
    open_client.reset();
    const std::uint64_t from = known.get(client);
    if (block.kind == Kind::skip || block.end() <= from) continue;
    sections.add(from > block.id.clock ? slice(block, from - block.id.clock) : block);
    open_client = client;
  }
  const IdSet deletions = in.deletions();
  if (!in.ok()) return in.error();
  return sections.finish(deletions);
}

template <class Format>
Result<Bytes> state_vector_as(BytesView update) {
  typename Format::Reader in(update);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> found;  // in order of appearance
  std::optional<std::uint64_t> client;
  bool contiguous = false;
  for (; in.current() != nullptr; in.next()) {
    const Block& block = *in.current();
    if (client != block.id.client) {
      client = block.id.client;
      contiguous = block.id.clock == 0;
      if (contiguous && block.kind != Kind::skip) found.emplace_back(*client, 0);
    }
    if (block.kind == Kind::skip) contiguous = false;
    if (contiguous && block.id.clock > found.back().second) contiguous = false;
    if (contiguous) found.back().second = std::max(found.back().second, block.end());
  }
  (void)in.deletions();
  if (!in.ok()) return in.error();
  Writer out;
  out.var_uint(found.size());
  for (const auto& [id, clock] : found) {
    out.var_uint(id);
    out.var_uint(clock);
  }
  return out.take();
}

template <class Format>
Result<void> validate_as(BytesView update, std::uint64_t free_blocks) {
  typename Format::Reader in(update, free_blocks);
  while (in.current() != nullptr) in.next();
  if (in.ok()) (void)in.deletions();
  if (!in.ok()) return in.error();
  return {};
}

}  // namespace

Result<Bytes> diff(BytesView update, const StateVector& known, Encoding encoding,
                   std::uint64_t free_blocks) {
  return in_format(
      encoding, [&](auto format) { return diff_as<decltype(format)>(update, known, free_blocks); });
}

}  // namespace update

Result<Bytes> diff_update(BytesView update, BytesView state_vector, Encoding encoding) {
  Reader in(state_vector);
  const update::StateVector known = update::StateVector::decode(in);
  if (!in.ok()) return in.error();
  return update::diff(update, known, encoding, kFreeBlocks);
}

Result<Bytes> state_vector_from_update(BytesView update, Encoding encoding) {
  return update::in_format(
      encoding, [&](auto format) { return update::state_vector_as<decltype(format)>(update); });
}

Result<void> validate_update(BytesView update, Encoding encoding, const Limits& limits) {
  if (update.size() > limits.update_bytes) return too_long(update, limits.update_bytes);
  return update::in_format(encoding, [&](auto format) {
    return update::validate_as<decltype(format)>(update, limits.free_blocks);
  });
}

Result<void> validate_state_vector(BytesView state_vector) {
  Reader in(state_vector);
  (void)update::StateVector::decode(in);
  if (!in.ok()) return in.error();
  return {};
}

}  // namespace ycpp

// list_delta.cpp -- see list_delta.h.
#include "types/list_delta.h"

#include "types/content.h"

namespace ycpp::types {
namespace {

using Kind = ArrayDelta::Kind;

ArrayDelta& step(std::vector<ArrayDelta>& delta, Kind kind) {
  if (delta.empty() || delta.back().kind != kind) delta.push_back({kind, 0, {}});
  return delta.back();
}

}  // namespace

std::vector<ArrayDelta> list_delta(const doc::BranchChange& change) {
  store::Store& store = change.core.store();
  const std::span<doc::Piece> pieces = change.facts.of(store.branch(change.branch).list);
  doc::sort_by_position(store, pieces);
  std::vector<ArrayDelta> delta;
  std::uint64_t done = 0;  // elements of the new list that the steps so far make
  for (const doc::Piece& piece : pieces) {
    if (!store.item(piece.item).countable()) continue;
    const std::uint64_t count = piece.end - piece.begin;
    std::uint64_t at = store.measure_before(piece.item).width;
    if (piece.added) at += piece.begin;
    if (at > done) step(delta, Kind::retain).length += at - done;
    done = at;
    ArrayDelta& last = step(delta, piece.added ? Kind::insert : Kind::remove);
    last.length += count;
    if (!piece.added) continue;
    for (std::uint64_t n = piece.begin; n < piece.end; ++n)
      last.values.push_back(content_of(change.core, piece.item, n));
    done += count;
  }
  return delta;
}

}  // namespace ycpp::types

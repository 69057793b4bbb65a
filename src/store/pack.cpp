// pack.cpp -- giving back the memory of content that is gone.
//
// A client's text and values lie in one buffer each, and what is collected leaves a hole. When the
// holes are more than what is left, and worth a walk over the client's items, both buffers are
// written anew without them: a document that is edited for years keeps the memory of what it holds.
// Also where halves of pairs are joined a run is copied, and a peer chooses how often.
//
// Cost: O(items of the client + bytes left), O(1) for each byte that became unused before.
#include "store/store.h"

namespace ycpp::store {
namespace {

#ifdef YCPP_CHECKED
constexpr std::uint64_t kWorthPacking = 8;  // bytes; so that small tests pack
#else
constexpr std::uint64_t kWorthPacking = 1 << 12;
#endif

// Values in the client's log that belong to an item.
std::uint64_t value_count(const Item& item) {
  switch (item.kind()) {
    case Kind::any:
    case Kind::json: return item.units;
    case Kind::binary:
    case Kind::embed: return 1;
    case Kind::format:
    case Kind::doc: return 2;
    default: return 0;
  }
}

bool is_worth_packing(const ClientLog& log) {
  const std::uint64_t size = log.text.size() + log.values.size_bytes();
  return log.unused_bytes > kWorthPacking && log.unused_bytes > size / 2 &&
         log.unused_bytes > log.index.size();
}

}  // namespace

void Store::note_unused(const Item& item) {
  if (item.is_gc()) return;
  if (item.kind() == Kind::string) {
    note_unused(item.client, item.content.text.bytes);
  } else if (const std::uint64_t count = value_count(item); count > 0) {
    const ValueLog& values = clients_[item.client].values;
    note_unused(item.client, values.values(item.content.values, count).size());
  }
}

void Store::note_unused(ClientRef client, std::uint64_t bytes) {
  ClientLog& log = clients_[client];
  log.unused_bytes += bytes;
  if (log.is_to_be_packed || !is_worth_packing(log)) return;
  log.is_to_be_packed = true;
  to_be_packed_.push_back(client);
}

void Store::pack() {
  for (const ClientRef client : to_be_packed_) pack(clients_[client]);
  to_be_packed_.clear();
}

void Store::pack(ClientLog& log) {
  std::string text;
  ValueLog values;
  for (IdIndex::Position p = log.index.first_position();; p = log.index.next(p)) {
    Item& item = at(log.index.at(p));
    if (!item.is_gc() && item.kind() == Kind::string) {
      Item::TextRange& range = item.content.text;
      const auto start = static_cast<std::uint32_t>(text.size());
      text.append(log.text, range.start, range.bytes);
      range.start = start;
    } else if (const std::uint64_t count = item.is_gc() ? 0 : value_count(item); count > 0) {
      const std::uint32_t first = values.size();
      for (std::uint32_t i = 0; i < count; ++i)
        values.push(log.values.value(item.content.values + i));
      item.content.values = first;
    }
    if (log.index.is_last(p)) break;
  }
  log.text = std::move(text);
  log.values = std::move(values);
  log.unused_bytes = 0;
  log.is_to_be_packed = false;
}

}  // namespace ycpp::store

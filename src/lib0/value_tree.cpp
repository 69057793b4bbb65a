// value_tree.cpp -- see value_tree.h.
#include "lib0/value_tree.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace ycpp {

void ValueTree::number(double v) { add(Kind::number, std::bit_cast<std::uint64_t>(v)); }

double ValueTree::number(std::size_t node) const {
  return std::bit_cast<double>(nodes_[node].payload);
}

std::string_view ValueTree::text(std::size_t node) const {
  return {reinterpret_cast<const char*>(nodes_[node].payload), nodes_[node].size};
}

BytesView ValueTree::view(std::size_t node) const {
  return {reinterpret_cast<const std::uint8_t*>(nodes_[node].payload), nodes_[node].size};
}

void ValueTree::add(Kind kind, std::uint64_t payload, std::size_t size) {
  if (kind != Kind::key && !open_.empty()) ++nodes_[open_.back()].payload;
  nodes_.push_back(Node{payload, static_cast<std::uint8_t>(kind), size & ((1ULL << 56) - 1)});
}

void ValueTree::add_view(Kind kind, const void* data, std::size_t size) {
  add(kind, reinterpret_cast<std::uintptr_t>(data), size);
}

void ValueTree::open(Kind kind) {
  add(kind);
  open_.push_back(nodes_.size() - 1);
}

void ValueTree::close() {
  nodes_[open_.back()].size = nodes_.size() & ((1ULL << 56) - 1);
  open_.pop_back();
}

void ValueTree::list_keys(std::size_t object, KeySorting sorting,
                          std::vector<std::size_t>& keys) const {
  const std::size_t first = keys.size();
  for (std::size_t key = object + 1; key != after(object); key = after(key + 1))
    keys.push_back(key);
  const std::size_t n = drop_repeated(keys.data() + first, keys.size() - first);
  keys.resize(first + n);
  put_in_order(keys.data() + first, n, sorting);
}

// Keeps the first place and the last value of every key.
std::size_t ValueTree::drop_repeated(std::size_t* keys, std::size_t n) const {
  constexpr std::size_t kFew = 16;
  return n <= kFew ? drop_repeated_few(keys, n) : drop_repeated_many(keys, n);
}

std::size_t ValueTree::drop_repeated_few(std::size_t* keys, std::size_t n) const {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t* const end = keys + kept;
    std::size_t* const same =
        std::find_if(keys, end, [&](std::size_t k) { return text(k) == text(keys[i]); });
    *same = keys[i];
    if (same == end) ++kept;
  }
  return kept;
}

std::size_t ValueTree::drop_repeated_many(std::size_t* keys, std::size_t n) const {
  std::vector<std::size_t> places(n);
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    const int order = text(keys[a]).compare(text(keys[b]));
    return order != 0 ? order < 0 : a < b;
  });
  constexpr std::size_t kDropped = 0;  // node 0 is never a key
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::size_t place = places[i];
    const std::size_t next = places[i + 1];
    if (text(keys[place]) != text(keys[next])) continue;
    // Hand the first place on to the end of the run of equal keys, where the last value is.
    std::swap(keys[place], keys[next]);
    places[i + 1] = place;
    keys[next] = kDropped;
  }
  return static_cast<std::size_t>(std::remove(keys, keys + n, kDropped) - keys);
}

void ValueTree::put_in_order(std::size_t* keys, std::size_t n, KeySorting sorting) const {
  if (sorting == KeySorting::bytewise) {
    std::sort(keys, keys + n, [&](std::size_t a, std::size_t b) { return text(a) < text(b); });
    return;
  }
  const auto is_index = [&](std::size_t k) { return array_index(text(k)).has_value(); };
  if (std::none_of(keys, keys + n, is_index)) return;
  std::size_t* const names = std::stable_partition(keys, keys + n, is_index);
  std::sort(keys, names, [&](std::size_t a, std::size_t b) {
    return *array_index(text(a)) < *array_index(text(b));
  });
}

}  // namespace ycpp

// attributes.cpp -- see attributes.h.
#include "store/attributes.h"

#include <algorithm>
#include <vector>

#include "lib0/key_order.h"
#include "ycpp/any.h"

namespace ycpp::store {
namespace {

constexpr std::uint8_t kNull[] = {static_cast<std::uint8_t>(AnyTag::null)};

bool is_container(BytesView value) {
  return value[0] == static_cast<std::uint8_t>(AnyTag::object) ||
         value[0] == static_cast<std::uint8_t>(AnyTag::array) ||
         value[0] == static_cast<std::uint8_t>(AnyTag::bytes);
}

struct Member {
  std::string_view key;
  BytesView value;
};

// The members of an object or array of one level; false when it nests.
bool members(BytesView container, std::vector<Member>& out) {
  if (container[0] == static_cast<std::uint8_t>(AnyTag::bytes)) return false;
  Reader in(container);
  const bool keyed = in.u8() == static_cast<std::uint8_t>(AnyTag::object);
  for (std::uint64_t n = in.var_uint(); n > 0; --n) {
    const std::string_view key = keyed ? as_text(in.var_bytes()) : std::string_view{};
    const std::size_t from = in.offset();
    skip_any(in, LoneSurrogates::accept);
    out.push_back({key, in.since(from)});
    if (is_container(out.back().value)) return false;
  }
  return in.ok();
}

// Array indices first, ascending, and then all names.
std::uint64_t rank(std::string_view key) {
  constexpr std::uint64_t kName = std::uint64_t{1} << 32;
  const std::optional<std::uint32_t> index = array_index(key);
  return index ? *index : kName;
}

}  // namespace

bool same_attribute(BytesView a, BytesView b) {
  if (!is_container(a) || !is_container(b)) return std::ranges::equal(a, b);
  std::vector<Member> x;
  std::vector<Member> y;
  if (a[0] != b[0] || !members(a, x) || !members(b, y) || x.size() != y.size()) return false;
  const auto by_key = [](const Member& m, const Member& n) { return m.key < n.key; };
  std::stable_sort(x.begin(), x.end(), by_key);
  std::stable_sort(y.begin(), y.end(), by_key);
  return std::equal(x.begin(), x.end(), y.begin(), [](const Member& m, const Member& n) {
    return m.key == n.key && std::ranges::equal(m.value, n.value);
  });
}

bool identical_attribute(BytesView a, BytesView b) {
  return !is_container(a) && std::ranges::equal(a, b);
}

bool is_null(BytesView value) { return std::ranges::equal(value, BytesView(kNull)); }

Attributes Attributes::from_any(BytesView object) {
  Attributes attributes;
  Reader in(object);
  if (in.u8() != static_cast<std::uint8_t>(AnyTag::object)) return attributes;
  for (std::uint64_t n = in.var_uint(); n > 0 && in.ok(); --n) {
    const std::string_view key = as_text(in.var_bytes());
    const std::size_t from = in.offset();
    skip_any(in, LoneSurrogates::accept);
    attributes.set(key, in.since(from));
  }
  return attributes;
}

std::size_t Attributes::find(std::string_view key) const {
  if (!index_.empty()) {
    const auto it = index_.find(key);
    return it == index_.end() ? entries_.size() : it->second;
  }
  std::size_t i = 0;
  while (i < entries_.size() && (entries_[i].second.empty() || entries_[i].first != key)) ++i;
  return i;
}

void Attributes::make_index() {
  index_.clear();
  if (entries_.size() <= kMostScanned) return;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (!entries_[i].second.empty()) index_.emplace(entries_[i].first, i);
}

void Attributes::compact() {
  std::erase_if(entries_, [](const Entry& entry) { return entry.second.empty(); });
  make_index();
}

BytesView Attributes::get(std::string_view key) const {
  const std::size_t i = find(key);
  return i == entries_.size() ? BytesView(kNull) : BytesView(entries_[i].second);
}

void Attributes::set(std::string_view key, BytesView value) {
  const std::size_t i = find(key);
  Bytes copy(value.begin(), value.end());
  if (i < entries_.size()) {
    entries_[i].second = std::move(copy);
    return;
  }
  entries_.emplace_back(key, std::move(copy));
  ++size_;
  if (!index_.empty())
    index_.emplace(key, i);
  else
    make_index();
}

void Attributes::erase(std::string_view key) {
  const std::size_t i = find(key);
  if (i == entries_.size()) return;
  if (const auto it = index_.find(key); it != index_.end()) index_.erase(it);
  entries_[i].second.clear();
  --size_;
  // Half of them gone, it pays to close the gaps.
  if (size_ * 2 <= entries_.size()) compact();
}

void Attributes::pass(std::string_view key, BytesView value) {
  if (is_null(value))
    erase(key);
  else
    set(key, value);
}

void Attributes::order_keys() {
  std::erase_if(entries_, [](const Entry& entry) { return entry.second.empty(); });
  std::stable_sort(entries_.begin(), entries_.end(),
                   [](const Entry& a, const Entry& b) { return rank(a.first) < rank(b.first); });
  make_index();
}

Bytes Attributes::to_any() const {
  std::vector<const Entry*> ordered;
  const auto by_rank = [](const Entry* a, const Entry* b) { return rank(a->first) < rank(b->first); };
  if (size_ > 1) {
    for (const Entry& entry : *this) ordered.push_back(&entry);
    std::stable_sort(ordered.begin(), ordered.end(), by_rank);
  }
  Writer out;
  out.u8(static_cast<std::uint8_t>(AnyTag::object));
  out.var_uint(size_);
  const auto write = [&out](const Entry& entry) {
    out.var_string(entry.first);
    out.bytes(entry.second);
  };
  if (size_ == 1) write(*begin());
  for (const Entry* const entry : ordered) write(*entry);
  return out.take();
}

}  // namespace ycpp::store

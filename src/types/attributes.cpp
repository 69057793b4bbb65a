// attributes.cpp -- see attributes.h.
#include "types/attributes.h"

#include <algorithm>
#include <vector>

#include "ycpp/any.h"

namespace ycpp::types {
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
    skip_any(in);
    out.push_back({key, in.since(from)});
    if (is_container(out.back().value)) return false;
  }
  return in.ok();
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

bool repeats_format(const store::Store& store, store::ItemRef ref) {
  const store::Item& mark = store.item(ref);
  const std::string_view key = as_text(store.value(mark));
  BytesView current = kNull;
  for (store::ItemRef i = mark.left; i != 0; i = store.item(i).left) {
    const store::Item& item = store.item(i);
    if (item.deleted || item.kind() != update::Kind::format) continue;
    if (as_text(store.value(item)) != key) continue;
    current = store.value(item, 1);
    break;
  }
  return same_attribute(current, store.value(mark, 1));
}

}  // namespace ycpp::types

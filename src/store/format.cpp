// format.cpp -- formatting marks: what holds where, and removing those that do nothing.
//
// Marks pile up: two people make the same words bold, or delete the words between a mark and its
// end. Yjs removes some of what is left over, after local deletions and after remote changes, and
// peers see that as updates; so which marks go, and when, is part of the format.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/assert.h"
#include "store/store.h"

namespace ycpp::store {
namespace {

/// The last mark of each key in a stretch of a text. Keys view the marks, which stay.
class LastMarks {
 public:
  ItemRef of(std::string_view key) const {
    const auto it = marks_.find(key);
    return it == marks_.end() ? 0 : it->second;
  }
  void set(std::string_view key, ItemRef mark) { marks_.insert_or_assign(key, mark); }

 private:
  std::map<std::string_view, ItemRef> marks_;
};

}  // namespace

bool Store::is_live_mark(ItemRef ref) const {
  const Item& item = items_[ref];
  return !item.deleted && item.kind() == Kind::format;
}

// How many live marks a text has of each key: so a search to the left knows when it has seen all.
void Store::count_mark(const Item& mark, bool is_live) {
  const BranchRef branch = slots_[mark.slot].branch;
  MarkCounts& counts = live_marks_[branch];
  const auto known = counts.find(mark_key(mark));
  if (!is_live) {
    if (--known->second == 0) counts.erase(known);
    if (counts.empty()) live_marks_.erase(branch);
  } else if (known != counts.end()) {
    ++known->second;
  } else {
    counts.emplace(mark_key(mark), 1);
  }
}

namespace {

// What a search to the left has found out about one key.
struct Found {
  std::string_view key;
  ItemRef mark = 0;       // that holds; 0: none does
  std::size_t since = 0;  // how many marks further left the key got a value that it kept ever since
  bool is_settled = false;
};

constexpr std::size_t kMostSearched = 16;  // keys, one after the other

}  // namespace

Attributes Store::attributes_after(ItemRef left) const {
  if (left == 0) return {};
  const auto counts = live_marks_.find(slots_[items_[left].slot].branch);
  if (counts == live_marks_.end()) return {};
  const std::size_t keys = counts->second.size();
  if (keys > kMostSearched) return all_attributes_before(left);
  std::vector<Found> found;
  std::size_t open = 0;   // keys with a value of which it is not known how long they have had one
  std::size_t first = 0;  // the largest `since` of a key with a value
  std::size_t step = 0;
  ItemRef mark = is_live_mark(left) ? left : previous_mark(left);
  const auto is_known = [&] {
    if (found.size() < keys || open > 1) return false;
    // One that may have had its value for longer than is known has to be the first anyway.
    return std::all_of(found.begin(), found.end(), [&](const Found& f) {
      return f.mark == 0 || f.is_settled || f.since == first;
    });
  };
  for (; mark != 0 && !is_known(); mark = previous_mark(mark)) {
    ++step;
    const std::string_view key = mark_key(items_[mark]);
    const bool ends = is_null(mark_value(items_[mark]));
    auto known =
        std::find_if(found.begin(), found.end(), [key](const Found& f) { return f.key == key; });
    if (known == found.end()) {
      known = found.insert(known, {key, ends ? 0 : mark, step, ends});
      open += ends ? 0 : 1;
    } else if (known->is_settled) {
      continue;
    }
    if (!ends) {
      known->since = first = step;
    } else if (!known->is_settled) {
      known->is_settled = true;
      --open;
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Found& a, const Found& b) { return a.since > b.since; });
  Attributes attributes;
  for (const Found& f : found)
    if (f.mark != 0) attributes.set(f.key, mark_value(items_[f.mark]));
  YCPP_ASSERT(attributes.to_any() == all_attributes_before(left).to_any());
  return attributes;
}

Attributes Store::all_attributes_before(ItemRef after) const {
  std::vector<ItemRef> marks;
  for (ItemRef i = is_live_mark(after) ? after : previous_mark(after); i != 0; i = previous_mark(i))
    marks.push_back(i);
  Attributes attributes;
  for (auto it = marks.rbegin(); it != marks.rend(); ++it)
    attributes.pass(mark_key(items_[*it]), mark_value(items_[*it]));
  return attributes;
}

bool Store::repeats_format(ItemRef ref) const {
  const Item& mark = items_[ref];
  const MarkCounts& counts = live_marks_.at(slots_[mark.slot].branch);
  ItemRef before = 0;
  if (counts.find(mark_key(mark))->second > 1) {
    before = previous_mark(ref);
    while (before != 0 && mark_key(items_[before]) != mark_key(mark))
      before = previous_mark(before);
  }
  if (before == 0) return is_null(mark_value(mark));
  return same_attribute(mark_value(items_[before]), mark_value(mark));
}

void Store::clean_gap(ItemRef start, ItemRef position, const Attributes& before,
                      Attributes& current) {
  LastMarks last;    // in the gap
  LastMarks source;  // that gave `current` its values
  bool reached = false;
  ItemRef end = start;
  for (; end != 0 && (items_[end].deleted || !items_[end].countable()); end = items_[end].right) {
    reached = reached || end == position;
    if (!is_live_mark(end)) continue;
    last.set(mark_key(items_[end]), end);
    if (!reached) source.set(mark_key(items_[end]), end);
  }
  reached = false;
  for (ItemRef i = start; i != end; i = items_[i].right) {
    reached = reached || i == position;
    if (!is_live_mark(i)) continue;
    const std::string_view key = mark_key(items_[i]);
    const Bytes value(mark_value(items_[i]).begin(), mark_value(items_[i]).end());
    const bool no_change = identical_attribute(before.get(key), value);
    if (last.of(key) != i || no_change) {
      remove(i);
      const bool is_current = source.of(key) == i || identical_attribute(current.get(key), value);
      if (reached || no_change || !is_current) continue;
      current.pass(key, before.get(key));
      source.set(key, 0);
    } else if (!reached) {
      current.pass(key, value);
      source.set(key, i);
    }
  }
}

bool Store::needs_format_cleaning() const {
  for (const SlotRef s : changes.slots) {
    const Branch& branch = branches_[slots_[s].branch];
    const bool is_text = branch.type == TypeRef::text || branch.type == TypeRef::xml_text;
    if (branch.has_format && is_text && !is_dead(branch)) return true;
  }
  return false;
}

void Store::clean_formats(const ChangeSet& past) {
  TextsToClean whole;
  std::vector<ClientRef> clients = past.clients;
  std::sort(clients.begin(), clients.end());  // in the order in which they came to be known
  for (const ClientRef c : clients) {
    const IdIndex& index = clients_[c].index;
    for (auto p = index.find(clients_[c].before);; p = index.next(p)) {
      if (is_live_mark(index.at(p))) whole.add(slots_[items_[index.at(p)].slot].branch);
      if (index.is_last(p)) break;
    }
  }
  // The order matters: what is cleaned around one deletion is not looked at again by the next.
  std::unordered_set<ItemRef> cleaned;
  for (const ClientRef c : past.deleted_clients())
    for (const LocalRange& range : past.deleted_of(c)) clean_around(range, whole, cleaned);
  for (const BranchRef branch : whole.in_order()) clean_start(branch);
}

void Store::clean_around(const LocalRange& range, TextsToClean& whole,
                         std::unordered_set<ItemRef>& cleaned) {
  const IdIndex& index = clients_[range.client].index;
  for (auto p = index.find(range.clock);; p = index.next(p)) {
    const ItemRef ref = index.at(p);
    const Item& item = items_[ref];
    const BranchRef branch = item.is_gc() ? 0 : slots_[item.slot].branch;
    if (branch != 0 && branches_[branch].has_format && !whole.contains(branch)) {
      if (item.kind() == Kind::format)
        whole.add(branch);
      else if (!cleaned.contains(ref))
        clean_around(ref, cleaned);
    }
    if (item.end() >= range.end()) break;
  }
}

// Of the marks around a deleted item, with nothing visible between them, only the last of each key
// has an effect. All that lies between the same visible items is cleaned at once.
void Store::clean_around(ItemRef ref, std::unordered_set<ItemRef>& cleaned) {
  const auto invisible = [&](ItemRef i) { return items_[i].deleted || !items_[i].countable(); };
  while (items_[ref].right != 0 && invisible(items_[ref].right)) ref = items_[ref].right;
  std::set<std::string_view> seen;
  for (; ref != 0 && invisible(ref); ref = items_[ref].left) {
    cleaned.insert(ref);
    if (!is_live_mark(ref)) continue;
    if (!seen.insert(mark_key(items_[ref])).second) remove(ref);
  }
}

// The marks before the first visible content. (Yjs sets out to clean a whole text here, and does
// this.)
void Store::clean_start(BranchRef branch) {
  ItemRef first = branches_[branch].list == 0 ? 0 : slots_[branches_[branch].list].head;
  ItemRef visible = first;
  Attributes current;
  for (; visible != 0 && (items_[visible].deleted || items_[visible].kind() == Kind::format);
       visible = items_[visible].right)
    if (is_live_mark(visible)) current.pass(mark_key(items_[visible]), mark_value(items_[visible]));
  if (visible != 0) clean_gap(first, visible, Attributes{}, current);
}

}  // namespace ycpp::store

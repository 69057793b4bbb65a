// text_history.cpp -- see text_history.h.
//
// First the list is read: the parts that one of the two versions has, and the marks that the newer
// one has. Then the parts are described and told. Between the two the caller's code runs, and
// nothing of the document is looked at any more.
//
// What Yjs does, and the order in which it does it, shows: "ychange" is an attribute like others,
// which a part of the text sets or ends, and which marks with this key set and end, too.
#include "types/text_history.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <variant>

#include "base/utf8.h"
#include "types/content.h"
#include "types/delta_builder.h"
#include "ycpp/snapshot.h"

namespace ycpp::types {
namespace {

using store::Attributes;
using store::Item;
using store::ItemRef;
using store::Store;
using update::Kind;

constexpr std::string_view kChange = "ychange";

/// What a snapshot has, or, without one, the document as it is.
class Version {
 public:
  explicit Version(const Snapshot* snapshot) : exists_(snapshot != nullptr) {
    if (!exists_) return;
    for (const auto& [client, clock] : snapshot->state()) clients_[client].state = clock;
    for (const IdSet::Client& client : snapshot->deletions().clients())
      clients_[client.id].deleted = &client.ranges;
  }

  bool exists() const { return exists_; }

  /// Whether a unit is there, and the clock up to which the same holds for those after it.
  struct Span {
    bool visible;
    std::uint64_t end;
  };
  Span at(const Item& item, std::uint64_t client, std::uint64_t clock) const {
    if (!exists_) return {!item.deleted, item.end()};
    const auto known = clients_.find(client);
    if (known == clients_.end() || clock >= known->second.state) return {false, item.end()};
    const std::uint64_t end = std::min(known->second.state, item.end());
    if (known->second.deleted == nullptr) return {true, end};
    const std::vector<IdRange>& deleted = *known->second.deleted;
    const auto after =
        std::upper_bound(deleted.begin(), deleted.end(), clock,
                         [](std::uint64_t c, const IdRange& range) { return c < range.clock; });
    if (after != deleted.begin() && clock < (after - 1)->end())
      return {false, std::min(end, (after - 1)->end())};
    return {true, after == deleted.end() ? end : std::min(end, after->clock)};
  }

 private:
  struct Client {
    std::uint64_t state = 0;
    const std::vector<IdRange>* deleted = nullptr;
  };
  bool exists_;
  std::unordered_map<std::uint64_t, Client> clients_;
};

/// Reads the text of an item from left to right. Half of a surrogate pair reads as U+FFFD.
class UnitReader {
 public:
  UnitReader(const Store& store, const Item& item)
      : rest_(item.kind() == Kind::string ? store.text(item) : std::string_view()),
        half_(item.lead_half) {}

  std::string take(std::uint64_t units) {
    std::string taken;
    if (half_ && units > 0) {
      taken += utf8::kReplacement;
      half_ = false;
      --units;
    }
    const utf8::Utf16Position at = utf8::find_utf16(rest_, static_cast<std::size_t>(units));
    const std::string_view whole = rest_.substr(0, at.bytes);
    taken += whole;
    rest_.remove_prefix(at.bytes);
    if (at.inside_pair) {
      rest_.remove_prefix(utf8::sequence_length(static_cast<std::uint8_t>(rest_[0])));
      half_ = true;
    }
    if (utf8::count_utf16(whole) < units) taken += utf8::kReplacement;
    return taken;
  }

 private:
  std::string_view rest_;
  bool half_;
};

std::uint64_t width_of(std::string_view text, OffsetKind unit) {
  switch (unit) {
    case OffsetKind::unicode: return utf8::count_code_points(text);
    case OffsetKind::utf16: return utf8::count_utf16(text);
    default: return text.size();
  }
}

struct Part {
  std::string text;
  ElementId id;
  bool in_snapshot;
  bool in_previous;
};
struct Mark {
  std::string key;
  Bytes value;
};
using Told = std::variant<Part, TextDelta, Mark>;

/// The first walk.
class HistoryReader {
 public:
  HistoryReader(doc::DocCore& core, const TextVersions& versions)
      : core_(core),
        store_(core.store()),
        snapshot_(versions.snapshot),
        previous_(versions.previous) {}

  std::vector<Told> read(store::BranchRef branch) {
    const store::SlotRef list = store_.branch(branch).list;
    for (ItemRef i = list == 0 ? 0 : store_.slot(list).head; i != 0; i = store_.item(i).right) {
      const Item& item = store_.item(i);
      if (item.kind() == Kind::format)
        read_mark(item);
      else if (item.countable())
        read_content(i);
    }
    return std::move(told_);
  }

 private:
  std::uint64_t client_of(const Item& item) const { return store_.log(item.client).id; }

  void read_mark(const Item& item) {
    if (!snapshot_.at(item, client_of(item), item.clock).visible) return;
    const BytesView value = store_.mark_value(item);
    told_.emplace_back(Mark{std::string(store_.mark_key(item)), Bytes(value.begin(), value.end())});
  }

  void read_content(ItemRef ref) {
    const Item& item = store_.item(ref);
    const std::uint64_t client = client_of(item);
    UnitReader text(store_, item);
    for (std::uint64_t clock = item.clock; clock < item.end();) {
      const Version::Span now = snapshot_.at(item, client, clock);
      Version::Span past{false, item.end()};
      if (previous_.exists()) past = previous_.at(item, client, clock);
      const std::uint64_t end = std::min(now.end, past.end);
      if (item.kind() == Kind::string) {
        std::string part = text.take(end - clock);
        if (now.visible || past.visible)
          told_.emplace_back(Part{std::move(part), {client, clock}, now.visible, past.visible});
      } else if (now.visible || past.visible) {
        for (std::uint64_t n = clock; n < end; ++n)
          told_.emplace_back(DeltaBuilder::embed_of(content_of(core_, ref, n - item.clock)));
      }
      clock = end;
    }
  }

  doc::DocCore& core_;
  const Store& store_;
  const Version snapshot_, previous_;
  std::vector<Told> told_;
};

/// The second walk: over what the first one found.
class HistoryTeller {
 public:
  HistoryTeller(const TextVersions& versions, OffsetKind unit) : versions_(versions), unit_(unit) {}

  std::vector<TextDelta> tell(std::vector<Told> told) {
    for (Told& one : told) std::visit([this](auto& what) { pass(what); }, one);
    delta_.flush(now_);
    return delta_.take();
  }

 private:
  void pass(const Mark& mark) {
    delta_.flush(now_);
    now_.pass(mark.key, mark.value);
  }

  void pass(TextDelta& embed) {
    delta_.flush(now_);
    if (!now_.empty()) embed.attributes = now_.to_any();
    delta_.embed(std::move(embed));
  }

  void pass(const Part& part) {
    if (!part.in_snapshot) {
      mark(PartChange::removed, part.id);
    } else if (versions_.previous != nullptr && !part.in_previous) {
      mark(PartChange::added, part.id);
    } else if (now_.contains(kChange)) {
      delta_.flush(now_);
      now_.erase(kChange);
    }
    delta_.insert(part.text, width_of(part.text, unit_));
  }

  void mark(PartChange change, const ElementId& id) {
    const char* const type = change == PartChange::added ? "added" : "removed";
    Writer value;
    (versions_.describe ? versions_.describe(change, id) : Value(Value::Object{{"type", type}}))
        .to_any(value);
    if (now_.contains(kChange) && as_text(now_.get(kChange)) == as_text(value.view())) return;
    delta_.flush(now_);
    now_.set(kChange, value.view());
  }

  const TextVersions& versions_;
  const OffsetKind unit_;
  DeltaBuilder delta_;
  Attributes now_;
};

}  // namespace

std::vector<TextDelta> text_history(doc::DocCore& core, store::BranchRef branch,
                                    const TextVersions& versions) {
  const bool past = versions.snapshot != nullptr || versions.previous != nullptr;
  if (past && core.gc())
    throw std::invalid_argument("the document does not keep what is deleted (gc)");
  std::vector<Told> told = HistoryReader(core, versions).read(branch);
  return HistoryTeller(versions, core.store().unit()).tell(std::move(told));
}

}  // namespace ycpp::types

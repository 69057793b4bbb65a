// store.h -- Store: the items of one document, and the only code that changes them.
//
// The same verbs serve local edits and remote updates: a local edit is a remote one whose conflict
// scan is empty. Every verb writes what it did into `changes`.
//
// Invariants (verify() checks them all):
//   1. The items of a client tile its clocks from 0 to its state.
//   2. A list is linked both ways; its slot knows both ends.
//   3. All items of a key's slot but the last are deleted (or parts of one item that was cut).
//   4. A sequence index, where there is one, is its list; see sequence.h.
//   5. Nothing deleted comes back: undo makes a copy. The redone table names it, and has an entry
//   for
//      exactly those items that say so.
// Deliberately absent: callbacks, transactions, kinds of types, time, randomness.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/id_table.h"
#include "base/index_table.h"
#include "base/keyed_hash.h"
#include "base/paged_vector.h"
#include "base/slab.h"
#include "store/attributes.h"
#include "store/branch.h"
#include "store/change_set.h"
#include "store/client_log.h"
#include "store/conflict.h"
#include "store/pending.h"
#include "store/sequence.h"
#include "update/decode.h"
#include "update/state_vector.h"
#include "ycpp/offset_kind.h"

namespace ycpp::store {

/// Texts whose leading marks are to be cleaned, each once, in the order in which they were found.
class TextsToClean {
 public:
  void add(BranchRef text) {
    if (known_.insert(text).second) order_.push_back(text);
  }
  bool contains(BranchRef text) const { return known_.contains(text); }
  const std::vector<BranchRef>& in_order() const { return order_; }

 private:
  std::unordered_set<BranchRef> known_;
  std::vector<BranchRef> order_;
};

/// A place in a list: between two neighbours.
struct Gap {
  ItemRef left = 0;
  ItemRef right = 0;
};

/// What an id means after undo made deleted content anew: a unit of an item.
struct Incarnation {
  ItemRef item = 0;
  std::uint64_t offset = 0;
};

class Store {
 public:
  explicit Store(OffsetKind unit);

  ChangeSet changes;

  /// Grows with every change; equal values mean that nothing happened in between.
  std::uint64_t version() const { return version_; }

  // --- clients and ids (store.cpp)
  ClientRef client(std::uint64_t id);             ///< made if new
  ClientRef find_client(std::uint64_t id) const;  ///< kNoClient if new
  std::size_t client_count() const { return clients_.size(); }
  const ClientLog& log(ClientRef client) const { return clients_[client]; }
  std::uint64_t state(std::uint64_t client_id) const;
  /// O(clients) after the first new client, O(changes log clients) else. Valid until a change.
  const update::StateVector& state_vector() const;
  /// All clients, the highest id first: the order of the wire. O(1) unless there are new ones.
  const std::vector<ClientRef>& clients_descending() const;
  /// The item that contains `id`, which must exist.
  ItemRef find(LocalId id) const;
  const Item& item(ItemRef ref) const { return items_[ref]; }
  bool is_new(LocalId id) const;  ///< made by the current transaction

  // --- branches and slots (store.cpp)
  BranchRef root(std::string_view name);             ///< made if new
  BranchRef find_root(std::string_view name) const;  ///< 0 if new
  SlotRef list_slot(BranchRef branch);
  SlotRef key_slot(BranchRef branch, std::string_view key);             ///< made if new
  SlotRef find_key_slot(BranchRef branch, std::string_view key) const;  ///< 0 if new
  const Branch& branch(BranchRef ref) const { return branches_[ref]; }
  const Slot& slot(SlotRef ref) const { return slots_[ref]; }
  const std::vector<BranchRef>& roots() const { return root_order_; }
  void declare(BranchRef ref, TypeRef type) { branches_[ref].type = type; }
  const Branch& branch_of(const Item& item) const { return branches_[slots_[item.slot].branch]; }
  bool is_dead(const Branch& branch) const {
    return branch.collected || (branch.item != 0 && items_[branch.item].deleted);
  }

  // --- content (content.cpp, read_text.cpp)
  OffsetKind unit() const { return unit_; }
  std::string_view text(const Item& item) const;  ///< of a string; without its halves
  BytesView value(const Item& item, std::uint32_t n = 0) const {
    return clients_[item.client].values.value(item.content.values + n);
  }
  /// All visible text of a list: what is embedded and marks are left out. O(items).
  std::string read_text(BranchRef branch) const;
  /// Units that a whole item adds to lengths in the document's offset unit, if it is live.
  std::uint32_t measure(const Item& item) const;
  /// UTF-16 units before the `offset`-th offset unit of a string; none inside a character.
  std::optional<std::uint32_t> to_utf16(const Item& item, std::uint64_t offset) const;
  /// Length, in the document's offset unit, of the first `utf16` units of a string.
  std::uint32_t from_utf16(const Item& item, std::uint32_t utf16) const;
  /// The item as it is written: one with an origin does not name its parent.
  update::Block block(ItemRef ref) const;
  /// The block without its first `from` units; constant time for values and ASCII text.
  update::Block block(ItemRef ref, std::uint64_t from) const;

  // --- positions (positions.cpp)
  std::uint64_t length(BranchRef branch);
  /// The item with that unit; none past the end.
  SequenceIndex::Found locate(BranchRef branch, std::uint64_t unit);
  Measure measure_before(ItemRef ref);
  std::uint32_t width(ItemRef ref);
  ItemRef next_live(BranchRef branch, ItemRef after);
  ItemRef previous_mark(ItemRef before) const;  ///< 0: none

  // --- edits (edit.cpp, remove.cpp)
  /// Cuts so that an item starts `offset` (0 < offset < length) into `ref`; returns that item.
  ItemRef split(ItemRef ref, std::uint64_t offset);
  /// Writes text of `client` into a gap of a list; joins it to the item on the left where the two
  /// are one run. Returns the item that ends with the text.
  ItemRef insert_text(ClientRef client, SlotRef slot, Gap gap, std::string_view utf8,
                      std::uint32_t utf16_units);
  /// Writes content of `client` into a gap; joins values to those on the left where they are one
  /// run. Only the content of `block` is read: kind, length, text, value, type_ref.
  ItemRef insert(ClientRef client, SlotRef slot, Gap gap, const update::Block& block);
  void remove(ItemRef ref);
  ItemRef starting_at(LocalId id);  ///< cuts so that an item starts with `id`; a gc is never cut

  // --- undo (redo.cpp)
  /// Makes the content of the deleted item `source` anew, as `client`, between the two items of
  /// `gap` or where concurrent insertions between them leave it; from then on `source` is redone.
  ItemRef redo(ClientRef client, SlotRef slot, Gap gap, ItemRef source);
  /// The first unit of what was made in place of an item that is redone.
  LocalId redone(const Item& item) const { return redone_.at(item.id()); }
  Incarnation follow_redone(LocalId id) const;
  /// Keeps an item, and the types that it is in, from being collected; or does not any more.
  void set_keep(ItemRef ref, bool keep);

  // --- formatting marks (format.cpp)
  bool is_live_mark(ItemRef ref) const;
  std::string_view mark_key(const Item& mark) const { return as_text(value(mark)); }
  BytesView mark_value(const Item& mark) const { return value(mark, 1); }
  /// The formatting that holds after `left` (0: at the start). Looks at marks from there leftwards,
  /// at O(log n) each, only until it is known what each key has and in which order they came.
  Attributes attributes_after(ItemRef left) const;
  /// True when a live mark gives its key the value that holds before it anyway.
  bool repeats_format(ItemRef mark) const;
  /// Deletes marks that have no effect between `start` and the next visible content. `current` is
  /// the formatting at `position`, where an edit goes on, and is kept right.
  void clean_gap(ItemRef start, ItemRef position, const Attributes& before, Attributes& current);
  /// Marks that became superfluous through the changes of a peer. Writes into `changes`, which has
  /// to be that of a following transaction; `past` is that of the peer's.
  void clean_formats(const ChangeSet& past);
  /// True when `past` changed a text that has marks.
  bool needs_format_cleaning() const;

  // --- remote changes (apply.cpp, integrate.cpp)
  /// Checks what integrating may not find out half-way: a parent that is not a type, and sizes.
  Result<void> admit(const update::Update& update) const;
  /// True when blocks, or deleted ids, of the update are not there yet.
  bool lacks_any_of(const update::Update& update) const;
  /// Integrates what can be, and parks the rest. Cannot fail.
  void apply(const update::Update& update);
  bool has_pending() const { return pending_ != nullptr && !pending_->empty(); }

  // --- end of a transaction (collect.cpp, squash.cpp)
  void collect_garbage();
  void squash();

  // --- encoding (export.cpp)
  /// Blocks that `known` lacks, and all deletions, with what is pending.
  Bytes encode_all(const update::StateVector& known, Encoding encoding = Encoding::v1) const;
  /// The current transaction as an update.
  void encode_changes(Writer& out, Encoding encoding = Encoding::v1) const;
  update::IdSet deletions_of_changes() const;  ///< by the current transaction
  update::IdSet all_deletions() const;
  /// Of one client, in order. O(items) the first time, then O(1) or, after deletions, O(ranges).
  const std::vector<ClockRange>& deletions(const ClientLog& log) const;
  /// The document as it was at `state`, which it must have reached, with these deletions.
  void encode_past(const update::StateVector& state, const update::IdSet& deletions,
                   Writer& out) const;

  void verify() const;
  std::size_t item_count() const { return items_.live(); }
  std::size_t memory_bytes() const;

 private:
  Item& at(ItemRef ref) { return items_[ref]; }
  void touch(ClientRef client);
  void mark_changed(SlotRef slot);
  bool existed_before(const Item& item) const;
  SequenceRoot* index_of(BranchRef branch);
  template <class Visit>
  bool visit_short(BranchRef branch, Visit visit) const;
  std::uint32_t width_of(const Item& item) const;
  ItemRef first_of(BranchRef branch) const {
    const SlotRef list = branches_[branch].list;
    return list == 0 ? 0 : slots_[list].head;
  }
  void reindex(ItemRef ref);  // after a change of width or liveness
  void note_deleted(const Item& item);
  void append(ItemRef ref);  // makes the item the newest of its client

  LocalId local(const update::Id& id) { return {client(id.client), id.clock}; }
  ItemRef ending_at(LocalId id);  // cuts so that an item ends with `id`; a gc is never cut
  bool extend(const update::Block& block, ClientRef client);
  bool is_run(const Item& left, ItemRef right, Kind kind) const;
  bool is_at_log_end(const Item& item) const;
  void extend_values(ItemRef ref, BytesView values, std::uint64_t count);
  void extend_text(ItemRef ref, std::string_view utf8, std::uint32_t utf16_units);
  void integrate(const update::Block& block, ClientRef client);
  void integrate_gc(ClientRef client, const update::Block& block);
  Gap neighbours(const update::Block& block, ClientRef client);
  SlotRef parent_slot(const update::Block& block, Gap gap);
  void fill_content(ItemRef ref, const update::Block& block);
  // conflicts.cpp
  ItemRef resolve_conflicts(ItemRef ref, Gap gap, SlotRef slot);
  std::optional<ItemRef> scan_from(ItemRef kin, const Item& item, Gap gap);
  std::optional<ItemRef> scan(const Item& item, Gap gap, ItemRef left, ItemRef other,
                              std::uint64_t start, std::uint64_t last_place);
  bool goes_before_last(const Conflict& known, const Item& item, Gap gap) const;
  ItemRef nearest_kin(Conflict& known, const Item& item, SlotRef slot) const;
  void remember_conflict(ItemRef ref, Gap gap, SlotRef slot, ItemRef left, std::uint64_t steps);
  Conflict kin_between(const Item& item, Gap gap, SlotRef slot, ItemRef left) const;
  void forget_last(SlotRef slot, ItemRef linked);
  void link(ItemRef ref, ItemRef left, SlotRef slot);
  // pack.cpp
  void note_unused(const Item& item);
  void note_unused(ClientRef client, std::uint64_t bytes);
  void pack();
  void pack(ClientLog& log);
  void split_content(Item& left, Item& right, std::uint64_t offset);
  void copy_content(ItemRef ref, ItemRef source);

  void count_mark(const Item& mark, bool is_live);
  Attributes all_attributes_before(ItemRef after) const;
  void verify_marks() const;
  void clean_around(const LocalRange& range, TextsToClean& whole,
                    std::unordered_set<ItemRef>& cleaned);
  Result<void> admit_sizes(const update::Update& update) const;
  std::optional<Kind> kind_of(const update::Id& id, std::span<const update::Block> blocks) const;
  void clean_around(ItemRef deleted, std::unordered_set<ItemRef>& cleaned);
  void clean_start(BranchRef branch);

  bool integrate_or_wait(const update::Block& block, update::Id& need);
  bool integrate_next(const update::Block& block, ClientRef client, update::Id& need);
  std::optional<update::Id> lacks(const update::Block& block) const;
  void prefetch(const update::Update& update, std::size_t i, std::size_t end) const;
  void integrate_list(const update::Update& update, const update::Update::Client& list,
                      std::size_t& next, std::size_t stop, update::Id& need);
  void park(const update::Update& update, std::size_t begin, std::size_t end);
  std::vector<std::uint64_t> integrate_blocks(const update::Update& update);
  std::vector<std::uint64_t> integrate_lists(const update::Update& update);
  void wake_pending(std::vector<std::uint64_t> arrived);
  bool run_pending(std::uint64_t client_id);
  void apply_deletion(const update::IdRange& range);
  Pending& pending();  // made if need be
  void apply_pending_deletions();
  void remove_one(ItemRef ref);
  void push_children(BranchRef branch, std::vector<ItemRef>& stack);
  void collect(ItemRef ref);
  void collect_children(BranchRef branch);
  void bury(ItemRef ref, std::vector<BranchRef>& branches);
  bool can_join(ItemRef left, ItemRef right, std::uint64_t after) const;
  std::size_t join_left(ClientLog& log, IdIndex::Position& position);
  std::size_t join_run(ClientLog& log, IdIndex::Position& position, ItemRef left, ItemRef right);
  void absorb(ItemRef left, ItemRef right);
  void join_text(Item& left, const Item& right);
  void squash_deleted(const LocalRange& range);
  void squash_new(ClientRef client);
  void squash_joint(LocalId id);
  std::vector<ClockRange> collect_deletions(const ClientLog& log) const;
  const Bytes& encoded_deletions(Encoding encoding) const;
  /// What is written of one client: its items from a clock on.
  struct Section {
    std::uint64_t id;
    ClientRef client;
    std::uint64_t from;
  };
  static void sort_descending(std::vector<Section>& sections);
  template <class Fields>
  void encode_sections(std::span<const Section> sections, Fields& out, bool keeps_deletions) const;
  template <class Fields>
  void encode_blocks(ClientRef client, std::uint64_t from, Fields& out, bool keeps_deletions) const;
  template <class Fields>
  void encode_state(const update::StateVector& known, Fields& out) const;
  template <class Fields>
  void encode_changes(Fields& out) const;
  void verify_client(ClientRef ref) const;
  void verify_slot(SlotRef ref) const;
  void verify_redone() const;

  OffsetKind unit_;
  std::uint64_t version_ = 0;
  Slab<Item> items_;
  SequenceIndex sequence_;
  PagedVector<ClientLog> clients_;
  IdTable client_refs_;
  mutable std::vector<ClientRef> descending_;  // see clients_descending()
  mutable update::StateVector states_;         // right but for the clients in stale_
  mutable std::vector<ClientRef> stale_;
  mutable std::array<Bytes, 2> encoded_deletions_;  // by Encoding; empty: to be made
  mutable std::uint64_t last_client_id_ = 0;        // the client asked for last, and its index
  mutable ClientRef last_client_ = kNoClient;
  PagedVector<Branch, 2, 1> branches_;  // handle 0 is none
  PagedVector<Slot, 2, 1> slots_;
  std::vector<BranchRef> root_order_;
  std::uint32_t root_hash(std::string_view name) const {
    return static_cast<std::uint32_t>(hash_(name) >> 32);
  }
  std::uint32_t key_hash(BranchRef branch, std::string_view key) const {
    const std::uint64_t h = hash_(key) + branch * 0x9e3779b97f4a7c15ULL;
    return static_cast<std::uint32_t>(h >> 32);
  }
  KeyedHash hash_;
  IndexTable roots_;  // of branches, by name
  IndexTable keys_;   // of slots, by branch and key
  struct IdHash {
    std::size_t operator()(const LocalId& id) const {
      const std::uint64_t words[] = {id.clock, id.client};
      return of_bytes({reinterpret_cast<const char*>(words), sizeof words});
    }
    KeyedHash of_bytes;
  };
  std::unordered_map<LocalId, LocalId, IdHash> redone_;  // by the first unit of the item
  using MarkCounts = std::map<std::string, std::size_t, std::less<>>;
  std::unordered_map<BranchRef, MarkCounts> live_marks_;  // by key
  std::unique_ptr<Pending> pending_;                      // null until something has to wait
  std::vector<ClientRef> to_be_packed_;
  // By item: the scan that saw it, and when; see conflicts.cpp.
  std::vector<std::uint64_t> scan_marks_;
  std::uint64_t scan_clock_ = 0;
  std::unordered_map<SlotRef, Conflict> conflicts_;  // by list or key
};

}  // namespace ycpp::store

// array.cpp -- reading and editing an Array.
//
// An insertion attaches to the element on its left, before anything that was deleted there; see
// text.cpp for the other way round. Both are as in Yjs, and show in the bytes.
#include "ycpp/array.h"

#include <stdexcept>
#include <string>

#include "types/content.h"
#include "types/list_delta.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

using doc::DocCore;
using store::Gap;
using store::Item;
using store::ItemRef;
using store::Store;

[[noreturn]] void past_the_end(std::uint64_t index, std::uint64_t size) {
  throw std::out_of_range("index " + std::to_string(index) + " is past the end of the array, " +
                          "which has size " + std::to_string(size));
}

void check_position(DocCore& core, std::uint32_t branch, std::uint64_t index) {
  core.check_writable(branch);
  if (const std::uint64_t n = core.store().length(branch); index > n) past_the_end(index, n);
}

// The item that starts `offset` units into `ref`. Text, which a peer may have put into the same
// root, is not cut inside a character.
ItemRef cut(DocCore& core, ItemRef ref, std::uint64_t offset) {
  const Store& store = core.store();
  const Item& item = store.item(ref);
  while (!store.to_utf16(item, offset)) --offset;
  return offset > 0 ? core.split(ref, *store.to_utf16(item, offset)) : ref;
}

// Between the element before `index` and what follows it; cuts an item where it has to.
Gap gap_at(DocCore& core, std::uint32_t branch, std::uint64_t index) {
  Store& store = core.store();
  if (index == 0) return {0, store.slot(store.list_slot(branch)).head};
  const store::SequenceIndex::Found found = store.locate(branch, index - 1);
  if (found.offset + 1 == found.width) return {found.item, store.item(found.item).right};
  const ItemRef right = cut(core, found.item, found.offset + 1);
  return {store.item(right).left, right};
}

Gap gap_at_end(DocCore& core, std::uint32_t branch) {
  return {core.store().slot(core.store().list_slot(branch)).tail, 0};
}

ItemRef put(DocCore& core, std::uint32_t branch, std::uint64_t index,
            const update::Block& content) {
  check_position(core, branch, index);
  doc::Operation operation(core);
  const Gap gap = gap_at(core, branch, index);
  const ItemRef item = core.insert(core.store().list_slot(branch), gap, content);
  operation.end();
  return item;
}

void append(DocCore& core, std::uint32_t branch, const update::Block& content) {
  doc::Operation operation(core);
  core.insert(core.store().list_slot(branch), gap_at_end(core, branch), content);
  operation.end();
}

// The values of one call as they are kept: runs of plain values become one item each, byte strings
// an item of their own. What is wrong with any of them shows here, before the first is inserted.
class EncodedValues {
 public:
  explicit EncodedValues(std::span<const Value> values) {
    plain_.reserve(values.size() * kLikelySize);
    for (const Value& value : values) {
      const Bytes* const binary = value.get_if<Bytes>();
      if (binary != nullptr || runs_.empty() || runs_.back().binary != nullptr)
        runs_.push_back({binary, plain_.size(), 0});
      if (binary == nullptr) value.to_any(plain_);
      ++runs_.back().count;
    }
  }

  void insert(DocCore& core, std::uint32_t branch, Gap gap) const {
    const store::SlotRef list = core.store().list_slot(branch);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const Run& run = runs_[i];
      const std::size_t end = i + 1 < runs_.size() ? runs_[i + 1].begin : plain_.size();
      gap.left = core.insert(
          list, gap,
          run.binary != nullptr
              ? types::binary_block(*run.binary)
              : types::any_block(plain_.view().subspan(run.begin, end - run.begin), run.count));
    }
  }

 private:
  struct Run {
    const Bytes* binary;
    std::size_t begin;  // in plain_
    std::size_t count;
  };
  static constexpr std::size_t kLikelySize = 4;

  Writer plain_;
  std::vector<Run> runs_;
};

}  // namespace

Array Doc::array(std::string_view name) {
  return Array(core_.get(), types::root_of(*core_, name, store::TypeRef::array));
}

std::size_t Array::size() const { return core_->store().length(branch_); }

Content Array::content(std::size_t index) const {
  Store& store = core_->store();
  const store::SequenceIndex::Found found = store.locate(branch_, index);
  if (found.item == 0) past_the_end(index, store.length(branch_));
  return types::content_of(*core_, found.item, found.offset);
}

void Array::each(const std::function<void(const Content&)>& visit) const {
  const Store& store = core_->store();
  const store::SlotRef list = store.branch(branch_).list;
  for (ItemRef i = list == 0 ? 0 : store.slot(list).head; i != 0; i = store.item(i).right) {
    const Item& item = store.item(i);
    if (item.deleted || !item.countable()) continue;
    for (std::uint32_t n = 0; n < item.units; ++n) visit(types::content_of(*core_, i, n));
  }
}

void Array::insert_all(std::size_t index, std::span<const Value> values) {
  check_position(*core_, branch_, index);
  const EncodedValues encoded(values);
  if (values.empty()) return;
  doc::Operation operation(*core_);
  encoded.insert(*core_, branch_, gap_at(*core_, branch_, index));
  operation.end();
}

void Array::insert(std::size_t index, const Value& value) {
  if (const Bytes* bytes = value.get_if<Bytes>()) return insert_binary(index, *bytes);
  check_position(*core_, branch_, index);
  Writer any;
  value.to_any(any);
  insert_any(index, any.view(), 1);
}

void Array::insert_any(std::size_t index, BytesView values, std::size_t count) {
  if (count > 0) put(*core_, branch_, index, types::any_block(values, count));
}

void Array::insert_binary(std::size_t index, BytesView bytes) {
  put(*core_, branch_, index, types::binary_block(bytes));
}

void Array::insert_doc(std::size_t index, const Doc& document) {
  check_position(*core_, branch_, index);
  const Bytes options = core_->check_nestable(*document.core());
  doc::Operation operation(*core_);
  core_->insert_subdoc(core_->store().list_slot(branch_), gap_at(*core_, branch_, index),
                       document.shared_core(), options);
  operation.end();
}

Shared Array::insert_shared(std::size_t index, SharedKind kind, std::string_view tag) {
  return types::shared_of(*core_, put(*core_, branch_, index, types::type_block(kind, tag)));
}
Text Array::insert_text(std::size_t index) {
  return *insert_shared(index, SharedKind::text).text();
}
Array Array::insert_array(std::size_t index) {
  return *insert_shared(index, SharedKind::array).array();
}
Map Array::insert_map(std::size_t index) { return *insert_shared(index, SharedKind::map).map(); }

void Array::push(const Value& value) {
  core_->check_writable(branch_);
  if (const Bytes* bytes = value.get_if<Bytes>())
    return append(*core_, branch_, types::binary_block(*bytes));
  Writer any;
  value.to_any(any);
  append(*core_, branch_, types::any_block(any.view(), 1));
}

void Array::push_any(BytesView values, std::size_t count) {
  core_->check_writable(branch_);
  if (count > 0) append(*core_, branch_, types::any_block(values, count));
}

void Array::remove(std::size_t index, std::size_t length) {
  check_position(*core_, branch_, index);
  Store& store = core_->store();
  if (const std::uint64_t n = store.length(branch_); length > n - index)
    past_the_end(index + length, n);
  if (length == 0) return;
  doc::Operation operation(*core_);
  const store::SequenceIndex::Found first = store.locate(branch_, index);
  ItemRef ref = cut(*core_, first.item, first.offset);
  for (std::uint64_t left = length; left > 0;) {
    const Item& item = store.item(ref);
    if (!item.deleted) {
      if (item.countable() && store.width(ref) > left && cut(*core_, ref, left) == ref) break;
      // Marks count here too, as in Yjs.
      left -= std::min<std::uint64_t>(item.countable() ? store.width(ref) : item.length(), left);
      core_->remove(ref);
    }
    ref = store.item(ref).right;
    if (ref == 0) break;
    if (store.item(ref).deleted) ref = store.next_live(branch_, ref);
  }
  operation.end();
}

Subscription Array::observe(std::function<void(const ArrayEvent&)> callback) {
  return core_->observe_branch(
      branch_, [callback = std::move(callback)](const doc::BranchChange& change) {
        callback(ArrayEvent(Shared(&change.core, change.branch), types::list_delta(change),
                            change.core.origin()));
      });
}

}  // namespace ycpp

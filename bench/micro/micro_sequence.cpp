// micro_sequence.cpp -- the sequence index alone: finding and inserting in lists of many items.
#include <benchmark/benchmark.h>

#include <random>

#include "store/sequence.h"

namespace {

using namespace ycpp;
using namespace ycpp::store;

/// A list of live items of width 1, in a tree.
class List {
 public:
  explicit List(std::int64_t size) {
    for (std::int64_t i = 0; i < size; ++i) index_.push_back(root_, items_.make(), 1);
  }
  ~List() { index_.drop(root_); }
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  ItemRef find(std::uint64_t unit) const { return index_.find(root_, unit).item; }
  std::uint64_t before(ItemRef item) const { return index_.before(root_, item).width; }
  ItemRef insert_after(ItemRef left) {
    const ItemRef item = items_.make();
    index_.insert_after(root_, left, item, 1);
    return item;
  }
  std::uint64_t length() const { return root_.width; }

 private:
  Slab<Item> items_;
  SequenceIndex index_{items_};
  SequenceRoot root_;
};

void find_anywhere(benchmark::State& state) {
  const List list(state.range(0));
  std::mt19937 random(1);
  for (auto _ : state) benchmark::DoNotOptimize(list.find(random() % list.length()));
}
BENCHMARK(find_anywhere)->RangeMultiplier(10)->Range(100, 1'000'000);

void position_of_anything(benchmark::State& state) {
  const List list(state.range(0));
  std::mt19937 random(1);
  std::uniform_int_distribution<ItemRef> any(1, static_cast<ItemRef>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(list.before(any(random)));
}
BENCHMARK(position_of_anything)->RangeMultiplier(10)->Range(100, 1'000'000);

// A fresh list every so often, or the size would grow with the number of iterations.
void insert_anywhere(benchmark::State& state) {
  const std::int64_t size = state.range(0);
  std::mt19937 random(1);
  auto list = std::make_unique<List>(size);
  for (auto _ : state) {
    if (list->length() > static_cast<std::uint64_t>(2 * size)) {
      state.PauseTiming();
      list = std::make_unique<List>(size);
      state.ResumeTiming();
    }
    list->insert_after(list->find(random() % list->length()));
  }
}
BENCHMARK(insert_anywhere)->RangeMultiplier(10)->Range(1000, 1'000'000);

}  // namespace

// micro_integrate.cpp -- applying remote items: where no scan is needed, and where all conflict.
#include <benchmark/benchmark.h>

#include <random>
#include <stdexcept>
#include <string>

#include "ycpp/doc.h"
#include "ycpp/text.h"

namespace {

using namespace ycpp;

Doc client(std::uint64_t id) {
  DocOptions options;
  options.client_id = id;
  options.guid = "g";  // making a random one takes longer than what is measured here
  return Doc(std::move(options));
}

void take(Doc& doc, BytesView update) {
  if (!doc.apply_update(update)) throw std::runtime_error("refused");
}

// One client's letters, scattered: every item is one character and finds its neighbours together.
void apply_scattered(benchmark::State& state) {
  Doc writer = client(1);
  Text text = writer.text("t");
  std::mt19937 random(1);
  for (std::int64_t i = 0; i < state.range(0); ++i)
    text.insert(random() % (text.length() + 1), "x");
  const Bytes update = writer.update().value();
  for (auto _ : state) {
    Doc reader = client(2);
    take(reader, update);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(apply_scattered)->Arg(1000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

// So many clients insert at the front of the same empty text, unseen by each other, and arrive in
// the order of their ids: each scans all that are there.
void apply_conflicting(benchmark::State& state) {
  std::vector<Bytes> updates;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    Doc writer = client(static_cast<std::uint64_t>(i) + 1);
    writer.text("t").insert(0, "x");
    updates.push_back(writer.update().value());
  }
  for (auto _ : state) {
    Doc reader = client(1'000'000);
    for (const Bytes& update : updates) take(reader, update);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(apply_conflicting)->Arg(10)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

// A keystroke of a peer in a large document of many items.
void apply_keystroke(benchmark::State& state) {
  Doc writer = client(1);
  Text text = writer.text("t");
  std::mt19937 random(1);
  for (std::int64_t i = 0; i < state.range(0); ++i)
    text.insert(random() % (text.length() + 1), "x");
  Doc reader = client(2);
  take(reader, writer.update().value());
  std::vector<Bytes> updates;
  const Subscription subscription = writer.observe([&updates](const TransactionEvent& event) {
    updates.emplace_back(event.update().begin(), event.update().end());
  });
  std::size_t next = 0;
  for (auto _ : state) {
    if (next == updates.size()) {
      state.PauseTiming();
      for (int i = 0; i < 1000; ++i) text.insert(text.length() / 2, "y");
      state.ResumeTiming();
    }
    take(reader, updates[next++]);
  }
}
BENCHMARK(apply_keystroke)->Arg(1000)->Arg(100'000);

}  // namespace

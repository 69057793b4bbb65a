// micro_lib0.cpp -- what one number and one string cost to write and to read.
#include <benchmark/benchmark.h>

#include "ycpp/lib0.h"

namespace {

using namespace ycpp;

constexpr int kNumbers = 1024;

/// Numbers of `range` bytes each when written.
std::vector<std::uint64_t> numbers(std::int64_t range) {
  std::vector<std::uint64_t> out(kNumbers);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = (std::uint64_t{1} << 7 * (range - 1)) + (range == 1 ? i % 100 : i);
  }
  return out;
}

void write_var_uint(benchmark::State& state) {
  const std::vector<std::uint64_t> values = numbers(state.range(0));
  Writer out;
  for (auto _ : state) {
    out.clear();
    for (const std::uint64_t value : values) out.var_uint(value);
    benchmark::DoNotOptimize(out.view().data());
  }
  state.SetItemsProcessed(state.iterations() * kNumbers);
}
BENCHMARK(write_var_uint)->Arg(1)->Arg(2)->Arg(5);

void read_var_uint(benchmark::State& state) {
  Writer out;
  for (const std::uint64_t value : numbers(state.range(0))) out.var_uint(value);
  for (auto _ : state) {
    Reader in(out.view());
    std::uint64_t sum = 0;
    while (!in.at_end()) sum += in.var_uint();
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * kNumbers);
}
BENCHMARK(read_var_uint)->Arg(1)->Arg(2)->Arg(5);

// Reading a string checks that it is UTF-8.
void read_var_string(benchmark::State& state) {
  const bool ascii = state.range(1) == 1;
  std::string text;
  while (text.size() < static_cast<std::size_t>(state.range(0))) text += ascii ? "abc" : "ä—z";
  Writer out;
  out.var_string(text);
  for (auto _ : state) {
    Reader in(out.view());
    benchmark::DoNotOptimize(in.var_string());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_var_string)->ArgNames({"bytes", "ascii"})->ArgsProduct({{3, 60, 6000}, {0, 1}});

}  // namespace

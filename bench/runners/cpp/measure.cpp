// measure.cpp -- clocks, the kernel's view of our memory, and the loop around a workload.
#include "measure.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <sstream>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/// Nothing but the measured work runs below this function. It has a plain name and is never
/// inlined, so that callgrind and perf can be told to look at it alone.
extern "C" [[gnu::noinline]] void ycpp_bench_work(ycpp::bench::Workload* workload) {
  workload->work();
}

namespace ycpp::bench {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// A field of /proc/self/status such as "VmRSS:", in kB.
std::optional<std::uint64_t> status_kb(std::string_view field) {
  std::ifstream status("/proc/self/status");
  for (std::string name; status >> name; std::getline(status, name)) {
    if (std::uint64_t kb = 0; name == field && status >> kb) return kb;
  }
  return std::nullopt;
}

/// What the process held before the work.
class Memory {
 public:
  /// Sets the peak of this process back to what it holds now.
  static Memory restart_peak() {
#ifdef __GLIBC__
    malloc_trim(0);  // what reading the input left behind is not a reserve for the work
#endif
    std::ofstream clear("/proc/self/clear_refs");
    clear << "5" << std::flush;
    Memory memory;
    if (clear) memory.resident_kb_ = status_kb("VmRSS:");
    memory.file_kb_ = status_kb("RssFile:");
    return memory;
  }

  /// By how much a figure has risen since, without the code that ran for the first time.
  std::optional<std::uint64_t> rise_to(std::string_view figure) const {
    const std::optional<std::uint64_t> to_kb = status_kb(figure), code_kb = status_kb("RssFile:");
    if (!resident_kb_ || !file_kb_ || !to_kb || !code_kb) return std::nullopt;
    const std::uint64_t from_kb = *resident_kb_ + (*code_kb - std::min(*file_kb_, *code_kb));
    return *to_kb - std::min(from_kb, *to_kb);
  }

 private:
  std::optional<std::uint64_t> resident_kb_;
  std::optional<std::uint64_t> file_kb_;
};

/// Half of `values` are not above the first figure, and so on; the last is the greatest.
std::string percentiles(std::vector<std::uint64_t> values) {
  std::sort(values.begin(), values.end());
  std::ostringstream out;
  for (const double part : {0.5, 0.99, 0.999, 1.0}) {
    const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1));
    out << (part == 0.5 ? "" : ", ") << values[at];
  }
  return out.str();
}

}  // namespace

Report measure(const WorkloadFactory& make, const Plan& plan) {
  Report report;
  const Clock::time_point begin = Clock::now();
  do {
    const bool first = report.wall_ms.empty();
    const std::unique_ptr<Workload> workload = make();
    const Memory before = first ? Memory::restart_peak() : Memory();
    const std::clock_t cpu_start = std::clock();
    const Clock::time_point start = Clock::now();
    ycpp_bench_work(workload.get());
    report.wall_ms.push_back(ms_since(start));
    report.cpu_ms.push_back(1e3 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC);
    if (!first) continue;
    report.memory_kb = before.rise_to("VmHWM:");
    report.held_kb = before.rise_to("VmRSS:");
    report.outcome = workload->outcome();
  } while (report.wall_ms.size() < plan.least_runs ||
           (report.wall_ms.size() < plan.most_runs && ms_since(begin) < plan.budget_ms));
  return report;
}

std::string to_json(const Report& report) {
  std::ostringstream out;
  out.precision(9);
  const auto list = [&out](const char* name, const std::vector<double>& values) {
    out << '"' << name << "\": [";
    for (std::size_t i = 0; i < values.size(); ++i) out << (i == 0 ? "" : ", ") << values[i];
    out << "], ";
  };
  out << '{';
  list("wall_ms", report.wall_ms);
  list("cpu_ms", report.cpu_ms);
  const auto memory = [&out](const char* name, std::optional<std::uint64_t> kb) {
    out << '"' << name << "\": " << (kb ? std::to_string(*kb) : "null") << ", ";
  };
  memory("memory_kb", report.memory_kb);
  memory("held_kb", report.held_kb);
  const std::vector<std::uint64_t>& latencies = report.outcome.latencies_ns;
  out << "\"latency_ns\": [" << (latencies.empty() ? "" : percentiles(latencies)) << "]";
  out << ", \"counts\": {";
  const char* separator = "";
  for (const auto& [name, count] : report.outcome.counts) {
    out << separator << '"' << name << "\": " << count;
    separator = ", ";
  }
  out << "}}";
  return out.str();
}

}  // namespace ycpp::bench

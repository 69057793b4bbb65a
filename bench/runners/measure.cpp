// measure.cpp -- clocks, the kernel's view of our memory, and the loop around a workload.
#include "measure.h"

#include <chrono>
#include <ctime>
#include <fstream>
#include <sstream>

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

/// Sets the peak of this process back to what it holds now, and says how much that is.
std::optional<std::uint64_t> restart_peak() {
  std::ofstream clear("/proc/self/clear_refs");
  clear << "5" << std::flush;
  return clear ? status_kb("VmRSS:") : std::nullopt;
}

}  // namespace

Report measure(const WorkloadFactory& make, const Plan& plan) {
  Report report;
  const Clock::time_point begin = Clock::now();
  do {
    const bool first = report.wall_ms.empty();
    const std::unique_ptr<Workload> workload = make();
    const std::optional<std::uint64_t> before_kb = first ? restart_peak() : std::nullopt;
    const std::clock_t cpu_start = std::clock();
    const Clock::time_point start = Clock::now();
    ycpp_bench_work(workload.get());
    report.wall_ms.push_back(ms_since(start));
    report.cpu_ms.push_back(1e3 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC);
    if (!first) continue;
    const std::optional<std::uint64_t> peak_kb = status_kb("VmHWM:");
    if (before_kb && peak_kb) report.memory_kb = *peak_kb - std::min(*before_kb, *peak_kb);
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
  out << "\"memory_kb\": ";
  if (report.memory_kb) {
    out << *report.memory_kb;
  } else {
    out << "null";
  }
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

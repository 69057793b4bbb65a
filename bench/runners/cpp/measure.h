// measure.h -- runs one piece of work again and again and times nothing but it.
//
// A Workload is made (untimed), does its work() once (timed), and is asked for its outcome and
// destroyed (untimed). The first run is reported apart from the rest, because a process meets its
// memory and its branches for the first time in it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ycpp/result.h"

namespace ycpp::bench {

/// What the work made: files for the driver to compare with what other engines made, and counts.
struct Outcome {
  std::map<std::string, Bytes> files;
  std::map<std::string, std::uint64_t> counts;
  std::vector<std::uint64_t> latencies_ns;  ///< of single operations, where they were timed

  void add(const std::string& name, BytesView bytes) {
    files[name].assign(bytes.begin(), bytes.end());
  }
  void add(const std::string& name, std::string_view text) {
    files[name].assign(text.begin(), text.end());
  }
};

class Workload {
 public:
  virtual ~Workload() = default;
  virtual void work() = 0;
  virtual Outcome outcome() = 0;
};

/// Makes a workload for one run; the input is read before.
using WorkloadFactory = std::function<std::unique_ptr<Workload>()>;

/// Runs until the budget is used up, but at least `least_runs` and at most `most_runs` times.
struct Plan {
  std::size_t least_runs = 1;
  std::size_t most_runs = 1000;
  double budget_ms = 0;
};

struct Report {
  std::vector<double> wall_ms;
  std::vector<double> cpu_ms;  ///< of the whole process
  /// By how much the first run raised the memory of the process at its peak; nothing where the
  /// system does not tell.
  std::optional<std::uint64_t> memory_kb;
  /// By how much it had risen when the first run was done: what the result takes.
  std::optional<std::uint64_t> held_kb;
  Outcome outcome;  ///< of the first run
};

Report measure(const WorkloadFactory& make, const Plan& plan);

/// One line of JSON with the times, the memory and the counts.
std::string to_json(const Report& report);

}  // namespace ycpp::bench

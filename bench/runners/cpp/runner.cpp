// runner.cpp -- measures this engine in C++; the driver starts it beside the runners of the others.
//
//   runner WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS
//
// Prints one line of JSON and leaves what the work made in OUTPUT_FOLDER, for the driver to
// compare. `runner version` prints which engine this is; `runner list` which workloads it knows;
// `runner record INPUT UPDATES STATE` replays edits and writes the update of each, and that of the
// whole, as frames.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>

#include "workloads.h"

namespace {

using namespace ycpp::bench;

WorkloadMakers all_workloads() {
  WorkloadMakers all = text_workloads();
  all.merge(update_workloads());
  all.merge(sequence_workloads());
  all.merge(map_workloads());
  all.merge(session_workloads());
  all.merge(awareness_workloads());
  return all;
}

int run(const std::string& name, const std::string& input, const std::string& folder, Plan plan) {
  const WorkloadMakers makers = all_workloads();
  const auto maker = makers.find(name);
  if (maker == makers.end()) throw std::runtime_error("no such workload: " + name);
  const Report report = measure(maker->second(input), plan);
  for (const auto& [file, bytes] : report.outcome.files) {
    std::ofstream stream(folder + "/" + file, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes.data()),
                 static_cast<std::streamsize>(bytes.size()));
    if (!stream.flush()) throw std::runtime_error("cannot write to " + folder);
  }
  std::puts(to_json(report).c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc == 2 && std::string(argv[1]) == "version") {
    std::puts("{\"engine\": \"ycpp\", \"version\": \"" YCPP_VERSION "\", \"host\": \"" YCPP_COMPILER
              "\"}");
    return 0;
  }
  if (argc == 2 && std::string(argv[1]) == "list") {
    for (const auto& [name, maker] : all_workloads()) std::puts(name.c_str());
    return 0;
  }
  if (argc == 5 && std::string(argv[1]) == "record") {
    record(argv[2], argv[3], argv[4]);
    return 0;
  }
  if (argc != 6) {
    std::fputs("usage: runner WORKLOAD INPUT OUTPUT_FOLDER LEAST_RUNS BUDGET_MS\n", stderr);
    return 2;
  }
  Plan plan;
  plan.least_runs = std::strtoul(argv[4], nullptr, 10);
  plan.budget_ms = std::strtod(argv[5], nullptr);
  return run(argv[1], argv[2], argv[3], plan);
} catch (const std::exception& error) {
  std::fprintf(stderr, "runner: %s\n", error.what());
  return 1;
}

// workloads.h -- what is measured, by name. The runners of the other engines know the same names.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "input.h"
#include "measure.h"

namespace ycpp::bench {

/// Reads the input file at a path and makes the factory of a workload on it.
using WorkloadMaker = std::function<WorkloadFactory(const std::string& path)>;
using WorkloadMakers = std::map<std::string, WorkloadMaker>;

WorkloadMakers text_workloads();
WorkloadMakers update_workloads();
WorkloadMakers sequence_workloads();
WorkloadMakers map_workloads();
WorkloadMakers session_workloads();
WorkloadMakers awareness_workloads();

/// Replays edits, and writes the update of each, and that of the whole, as frames.
void record(const std::string& input, const std::string& updates, const std::string& state);

/// A workload W that is made from what `read` returns, which outlives it.
template <class W, auto read>
WorkloadMaker workload() {
  return [](const std::string& path) -> WorkloadFactory {
    using Input = decltype(read(path));
    return [input = std::make_shared<Input>(read(path))] { return std::make_unique<W>(*input); };
  };
}

template <class W>
WorkloadMaker edits_workload() {
  return workload<W, read_edits>();
}

template <class W>
WorkloadMaker frames_workload() {
  return workload<W, read_frames>();
}

}  // namespace ycpp::bench

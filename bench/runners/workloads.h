// workloads.h -- what is measured, by name. The runners of the other engines know the same names.
#pragma once

#include <string>

#include "measure.h"

namespace ycpp::bench {

/// A factory for the workload called `name` on the input file at `path`; empty for an unknown name.
WorkloadFactory text_workload(const std::string& name, const std::string& path);
WorkloadFactory awareness_workload(const std::string& name, const std::string& path);

/// Replays edits, and writes the update of each, and that of the whole, as frames.
void record(const std::string& input, const std::string& updates, const std::string& state);

}  // namespace ycpp::bench

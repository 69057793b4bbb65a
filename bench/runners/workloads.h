// workloads.h -- what is measured, by name. The runners of the other engines know the same names.
#pragma once

#include <string>

#include "measure.h"

namespace ycpp::bench {

/// A factory for the workload called `name` on the input file at `path`; empty for an unknown name.
WorkloadFactory text_workload(const std::string& name, const std::string& path);
WorkloadFactory awareness_workload(const std::string& name, const std::string& path);

}  // namespace ycpp::bench

// deleted_ranges.cpp -- see deleted_ranges.h.
#include "store/deleted_ranges.h"

#include <algorithm>
#include <utility>

namespace ycpp::store {

void DeletedRanges::keep(std::vector<ClockRange> ranges) {
  kept_ = true;
  ranges_ = std::move(ranges);
}

const std::vector<ClockRange>& DeletedRanges::ranges() {
  if (recent_.empty()) return ranges_;
  const auto before = [](const ClockRange& a, const ClockRange& b) { return a.clock < b.clock; };
  std::sort(recent_.begin(), recent_.end(), before);
  const auto old_size = static_cast<std::ptrdiff_t>(ranges_.size());
  ranges_.insert(ranges_.end(), recent_.begin(), recent_.end());
  recent_.clear();
  std::inplace_merge(ranges_.begin(), ranges_.begin() + old_size, ranges_.end(), before);
  auto last = ranges_.begin();
  for (auto next = last + 1; next != ranges_.end(); ++next) {
    if (next->clock <= last->end())
      last->length = std::max(last->end(), next->end()) - last->clock;
    else
      *++last = *next;
  }
  ranges_.erase(last + 1, ranges_.end());
  return ranges_;
}

}  // namespace ycpp::store

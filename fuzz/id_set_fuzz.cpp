// id_set_fuzz.cpp -- a set of ids from a peer, such as what another document deleted: it holds what
// its ranges say, and what is added to it.
#include "require.h"
#include "ycpp/id_set.h"
#include "ycpp/lib0.h"

namespace {

using namespace ycpp;

void check_ranges(const IdSet& ids) {
  const std::vector<IdRange> ranges = ids.ranges();
  YCPP_REQUIRE(ids.empty() == ranges.empty());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const IdRange& range = ranges[i];
    YCPP_REQUIRE(range.length > 0 && range.end() <= kMaxSafeInteger);
    YCPP_REQUIRE(ids.contains(range.client, range.clock));
    YCPP_REQUIRE(ids.contains(range.client, range.end() - 1));
    YCPP_REQUIRE(!ids.contains(range.client, range.end()));
    if (i > 0 && ranges[i - 1].client == range.client)
      YCPP_REQUIRE(ranges[i - 1].end() < range.clock);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Result<IdSet> decoded = IdSet::decode(BytesView(data, size));
  if (!decoded) {
    YCPP_REQUIRE(decoded.error().offset <= size);
    return 0;
  }
  const IdSet& ids = *decoded;
  check_ranges(ids);
  YCPP_REQUIRE(IdSet::decode(ids.encode()).value() == ids);

  IdSet added;  // in the opposite order
  const std::vector<IdRange> ranges = ids.ranges();
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range)
    added.add(range->client, range->clock, range->length);
  YCPP_REQUIRE(added == ids);
  added.merge(ids);
  YCPP_REQUIRE(added == ids && added.encode() == ids.encode());
  if (ranges.empty()) return 0;

  const IdRange& last = ranges.back();  // a set with a bit more in it is another set
  if (last.end() == kMaxSafeInteger) return 0;
  added.add(last.client, last.end(), 1);
  YCPP_REQUIRE(added.contains(last.client, last.end()) && !(added == ids));
  check_ranges(added);
  return 0;
}

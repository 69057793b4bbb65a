// id_map_fuzz.cpp -- an IdMap from a peer, and what is then done with it.
#include "require.h"
#include "ycpp/id_map.h"

namespace {

using namespace ycpp;

void require_same_ids(const IdMap& map, const IdSet& ids) {
  YCPP_REQUIRE(map.ids() == ids);
  for (const IdMap::Range& range : map.ranges()) {
    YCPP_REQUIRE(range.length > 0);
    YCPP_REQUIRE(map.contains(range.client, range.clock));
    YCPP_REQUIRE(map.contains(range.client, range.end() - 1));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Result<IdMap> map = IdMap::decode(BytesView(data, size));
  if (!map) return 0;
  const Bytes bytes = map->encode();
  YCPP_REQUIRE(IdMap::decode(bytes).value() == *map);
  YCPP_REQUIRE(IdMap::decode(bytes).value().encode() == bytes);
  const IdSet ids = map->ids();
  require_same_ids(*map, ids);
  IdMap other;
  other.insert(1, 2, 3, map->attributes());
  IdMap merged = *map;
  merged.merge(other);
  IdMap common = *map;
  common.intersect(other);
  IdMap rest = *map;
  rest.subtract(other);
  IdSet both = rest.ids();
  both.merge(common.ids());
  require_same_ids(*map, both);
  merged.subtract(other);
  YCPP_REQUIRE(merged == rest);
  rest.subtract(ids);
  YCPP_REQUIRE(rest.empty());
  return 0;
}

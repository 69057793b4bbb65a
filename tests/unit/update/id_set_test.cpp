// id_set_test.cpp -- the deletions of an update: their order on the wire in both formats, and
// normalizing against a model that keeps each id by itself.
#include "update/id_set.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "hex.h"

namespace ycpp {
namespace {

using Deletions = update::IdSet;

Deletions set_of(const std::vector<IdRange>& ranges) {
  Deletions set;
  for (const IdRange& range : ranges) set.add(range.client, range.clock, range.length);
  return set;
}

std::string hex_of(const Deletions& set) {
  Writer out;
  set.encode(out);
  return to_hex(out.view());
}

std::string hex_v2_of(const Deletions& set) {
  Writer out;
  set.encode_v2(out);
  return to_hex(out.view());
}

std::vector<IdRange> read(std::string_view hex) {
  const Bytes bytes = from_hex(hex);
  Reader in(bytes);
  const Deletions set = Deletions::decode(in);
  EXPECT_TRUE(in.ok() && in.at_end());
  return set.ranges();
}

TEST(Deletions, InV1ARangeIsItsClockAndItsLength) {
  EXPECT_EQ(hex_of({}), "00");
  EXPECT_EQ(hex_of(set_of({{1, 2, 3}})), "0101010203");
  EXPECT_EQ(read("0101010203"), (std::vector<IdRange>{{1, 2, 3}}));
}

TEST(Deletions, InV2ARangeIsItsDistanceFromTheOneBefore) {
  const Deletions set = set_of({{1, 2, 3}, {1, 6, 1}});
  EXPECT_EQ(hex_v2_of(set), "01010202020100");
  const Bytes bytes = from_hex("01010202020100");
  Reader in(bytes);
  EXPECT_EQ(Deletions::decode_v2(in).ranges(), set.ranges());
}

TEST(Deletions, ClientsDescendAndTheirRangesStayInOrder) {
  const Deletions set = set_of({{1, 5, 1}, {3, 0, 1}, {1, 2, 1}, {3, 9, 1}});
  EXPECT_EQ(hex_of(set),
            "02"
            "030200010901"
            "010205010201");
  // v2 cannot say ranges that descend: there they are sorted.
  EXPECT_EQ(hex_v2_of(set),
            "02"
            "030200000800"
            "010202000200");
}

TEST(Deletions, V2LeavesRangesThatTouchApartAndJoinsThoseThatOverlap) {
  EXPECT_EQ(hex_v2_of(set_of({{1, 0, 2}, {1, 2, 2}})), "01010200010001");
  EXPECT_EQ(hex_v2_of(set_of({{1, 0, 3}, {1, 2, 2}})), "0101010003");
}

TEST(Deletions, EmptyRangesAreDroppedOnReading) {
  EXPECT_EQ(read("01010205000602"), (std::vector<IdRange>{{1, 6, 2}}));
  EXPECT_TRUE(read("010100").empty());
}

TEST(Deletions, MalformedBytesLatchAnError) {
  const auto error_of = [](std::string_view hex, bool v2 = false) {
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    v2 ? (void)Deletions::decode_v2(in) : (void)Deletions::decode(in);
    return in.ok() ? "none" : in.error().message();
  };
  EXPECT_EQ(error_of(""), "unexpected end of input at byte 0");
  EXPECT_EQ(error_of("0201"), "more elements claimed than bytes remain at byte 0");
  EXPECT_EQ(error_of("01010200"), "more elements claimed than bytes remain at byte 2");
  const std::string past = "010101ffffffffffffff0f01";  // clock 2^53 - 1 and one more
  EXPECT_EQ(error_of(past), "clock above 2^53 - 1 at byte 3");
  EXPECT_EQ(error_of(past, true), "clock above 2^53 - 1 at byte 3");
}

TEST(Deletions, NormalizedRangesHoldTheSameIdsAndDoNotTouch) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 1000; ++round) {
    Deletions set;
    std::set<std::pair<std::uint64_t, std::uint64_t>> ids;
    for (auto n = random() % 12; n > 0; --n) {
      const IdRange range{random() % 3, random() % 40, 1 + random() % 5};
      set.add(range.client, range.clock, range.length);
      for (std::uint64_t clock = range.clock; clock < range.end(); ++clock)
        ids.emplace(range.client, clock);
    }
    const std::string v2_before = hex_v2_of(set);
    set.normalize();
    std::set<std::pair<std::uint64_t, std::uint64_t>> normal_ids;
    const IdRange* before = nullptr;
    for (const IdRange& range : set.ranges()) {
      if (before != nullptr) {
        ASSERT_TRUE(before->client > range.client ||
                    (before->client == range.client && before->end() < range.clock));
      }
      before = &range;
      for (std::uint64_t clock = range.clock; clock < range.end(); ++clock)
        normal_ids.emplace(range.client, clock);
    }
    ASSERT_EQ(normal_ids, ids);
    // Whatever the order was, the bytes of v2 say the same ids.
    const Bytes bytes = from_hex(v2_before);
    Reader in(bytes);
    Deletions again = Deletions::decode_v2(in);
    ASSERT_TRUE(in.ok() && in.at_end());
    again.normalize();
    ASSERT_EQ(again.ranges(), set.ranges());
  }
}

}  // namespace
}  // namespace ycpp

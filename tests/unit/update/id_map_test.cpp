// IdMap and ContentAttribute: what is attached to which ids.
#include "ycpp/id_map.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

namespace ycpp {
namespace {

const ContentAttribute kA("a", 1);
const ContentAttribute kB("b", 2);
const ContentAttribute kC("c", 3);

using List = std::vector<ContentAttribute>;

// "1:0-5 a; 1:5-8 a b": client, clocks, names of attributes.
std::string show(const IdMap& map, const std::vector<IdMap::Range>& ranges) {
  std::string out;
  for (const IdMap::Range& range : ranges) {
    if (!out.empty()) out += "; ";
    out += std::to_string(range.client) + ':' + std::to_string(range.clock) + '-' +
           std::to_string(range.end());
    for (const std::uint32_t n : range.attributes) out += ' ' + map.attributes()[n].name();
  }
  return out;
}
std::string show(const IdMap& map) { return show(map, map.ranges()); }

IdMap made(
    std::initializer_list<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, List>> of) {
  IdMap map;
  for (const auto& [client, clock, length, list] : of) map.insert(client, clock, length, list);
  return map;
}

TEST(ContentAttribute, IsEqualWhateverTheOrderOfKeys) {
  const ContentAttribute one(
      "k", Value::Object{{"x", 1}, {"y", Value::List{Value::Object{{"a", 1}, {"b", 2}}}}});
  const ContentAttribute two(
      "k", Value::Object{{"y", Value::List{Value::Object{{"b", 2}, {"a", 1}}}}, {"x", 1.0}});
  EXPECT_EQ(one, two);
  EXPECT_EQ(one.hash(), two.hash());
  EXPECT_EQ(two.value().to_json(), R"({"y":[{"b":2,"a":1}],"x":1})");
  EXPECT_FALSE(kA == ContentAttribute("b", 1));
  EXPECT_FALSE(kA == ContentAttribute("a", 2));
  EXPECT_FALSE(kA == ContentAttribute("a", true));
  EXPECT_FALSE(kA == ContentAttribute("a", "1"));
  EXPECT_FALSE(ContentAttribute("k", Value::List{1, 2}) ==
               ContentAttribute("k", Value::List{2, 1}));
  EXPECT_THROW(ContentAttribute("\xff", 1), std::invalid_argument);
}

TEST(ContentAttribute, ComesFromEncodedValues) {
  const Bytes one{0x7d, 0x01};
  EXPECT_EQ(ContentAttribute::from_any("a", one).value(), kA);
  EXPECT_FALSE(ContentAttribute::from_any("a", Bytes{0x05}).ok());
  EXPECT_FALSE(ContentAttribute::from_any("\xff", one).ok());
}

TEST(IdMap, AttachesBehindWhatIsThere) {
  EXPECT_EQ(show(made({{1, 0, 5, {kA}}, {1, 3, 5, {kB}}})), "1:0-3 a; 1:3-5 a b; 1:5-8 b");
  EXPECT_EQ(show(made({{1, 3, 5, {kB}}, {1, 0, 5, {kA}}})), "1:0-3 a; 1:3-5 b a; 1:5-8 b");
  EXPECT_EQ(show(made({{1, 0, 10, {kA}}, {1, 2, 2, {kB}}, {1, 3, 4, {kC}}})),
            "1:0-2 a; 1:2-3 a b; 1:3-4 a b c; 1:4-7 a c; 1:7-10 a");
  EXPECT_EQ(show(made({{1, 2, 1, {kA}}, {1, 5, 1, {kB}}, {1, 0, 8, {kC}}})),
            "1:0-2 c; 1:2-3 a c; 1:3-5 c; 1:5-6 b c; 1:6-8 c");
  EXPECT_EQ(show(made({{5, 0, 5, {kA}}, {1, 3, 5, {kB}}})), "1:3-8 b; 5:0-5 a");
}

TEST(IdMap, JoinsRangesWithTheSameAttributes) {
  EXPECT_EQ(show(made({{1, 0, 5, {kA, kB}}, {1, 5, 5, {kB, kA}}})), "1:0-10 a b");
  EXPECT_EQ(show(made({{1, 5, 5, {kA}}, {1, 0, 5, {kA}}, {1, 3, 4, {kA}}})), "1:0-10 a");
  EXPECT_EQ(show(made({{1, 0, 2, {kA}}, {1, 4, 2, {kA}}, {1, 2, 2, {kA}}})), "1:0-6 a");
  EXPECT_EQ(show(made({{1, 0, 2, {kA}}, {1, 3, 2, {kA}}})), "1:0-2 a; 1:3-5 a");
  EXPECT_EQ(show(made({{1, 0, 2, {kA, kA, kB, kA}}})), "1:0-2 a b");
}

TEST(IdMap, AttachesNothingWhereThereIsNothingToAttach) {
  IdMap map;
  map.insert(1, 0, 5, {});
  map.insert(1, 0, 0, List{kA});
  EXPECT_TRUE(map.empty());
  EXPECT_FALSE(map.contains(1, 0));
  map.insert(1, 2, 2, List{kA});
  EXPECT_FALSE(map.empty());
  EXPECT_FALSE(map.contains(1, 1));
  EXPECT_TRUE(map.contains(1, 2));
  EXPECT_TRUE(map.contains(1, 3));
  EXPECT_FALSE(map.contains(1, 4));
  EXPECT_FALSE(map.contains(2, 2));
}

TEST(IdMap, RefusesIdsThatCannotBe) {
  IdMap map;
  const std::uint64_t past = kMaxSafeInteger + 1;
  EXPECT_THROW(map.insert(past, 0, 1, List{kA}), std::invalid_argument);
  EXPECT_THROW(map.insert(1, past, 0, List{kA}), std::invalid_argument);
  EXPECT_THROW(map.insert(1, kMaxSafeInteger, 1, List{kA}), std::invalid_argument);
  EXPECT_THROW((void)map.at(1, 1, ~std::uint64_t{0}), std::invalid_argument);
  map.insert(1, kMaxSafeInteger - 1, 1, List{kA});
  EXPECT_TRUE(map.contains(1, kMaxSafeInteger - 1));
  map.remove(1, 5, ~std::uint64_t{0});
  EXPECT_TRUE(map.empty());
}

TEST(IdMap, TakesIdsOut) {
  IdMap map = made({{1, 0, 10, {kA}}, {1, 20, 5, {kB}}});
  map.remove(1, 3, 4);
  EXPECT_EQ(show(map), "1:0-3 a; 1:7-10 a; 1:20-25 b");
  map.remove(1, 8, 13);
  EXPECT_EQ(show(map), "1:0-3 a; 1:7-8 a; 1:21-25 b");
  map.remove(2, 0, 100);
  map.remove(1, 0, 0);
  EXPECT_EQ(map.ranges().size(), 3U);
  map.remove(1, 0, 100);
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(map, IdMap());
}

TEST(IdMap, CoversWhatIsAskedFor) {
  const IdMap map = made({{1, 2, 2, {kA}}, {1, 6, 2, {kB}}});
  const auto at = [&](std::uint64_t client, std::uint64_t clock, std::uint64_t length) {
    return show(map, map.at(client, clock, length));
  };
  EXPECT_EQ(at(1, 0, 10), "1:0-2; 1:2-4 a; 1:4-6; 1:6-8 b; 1:8-10");
  EXPECT_EQ(at(1, 3, 4), "1:3-4 a; 1:4-6; 1:6-7 b");
  EXPECT_EQ(at(1, 4, 2), "1:4-6");
  EXPECT_EQ(at(1, 2, 2), "1:2-4 a");
  EXPECT_EQ(at(1, 3, 0), "1:3-3");
  EXPECT_EQ(at(1, 9, 3), "1:9-12");
  EXPECT_EQ(at(2, 0, 3), "2:0-3");
}

TEST(IdMap, Merges) {
  IdMap map = made({{1, 0, 10, {kB}}, {2, 0, 1, {kA}}});
  map.merge(made({{1, 4, 2, {kA, kB}}, {3, 0, 1, {kC}}}));
  EXPECT_EQ(show(map), "1:0-4 b; 1:4-6 b a; 1:6-10 b; 2:0-1 a; 3:0-1 c");
  const IdMap before = map;
  map.merge(map);
  map.merge(IdMap());
  EXPECT_EQ(map, before);
}

TEST(IdMap, Intersects) {
  IdMap map = made({{1, 0, 10, {kB}}, {1, 20, 5, {kB}}, {2, 0, 1, {kA}}});
  map.intersect(made({{1, 4, 4, {kA}}, {1, 8, 15, {kC}}, {3, 0, 1, {kC}}}));
  EXPECT_EQ(show(map), "1:4-8 b a; 1:8-10 b c; 1:20-23 b c");
  const IdMap before = map;
  map.intersect(map);
  EXPECT_EQ(map, before);
  map.intersect(IdMap());
  EXPECT_TRUE(map.empty());
  IdMap cut = made({{1, 0, 2, {kA}}, {1, 2, 2, {kB}}});
  cut.intersect(made({{1, 0, 4, {kA, kB}}}));
  EXPECT_EQ(show(cut), "1:0-4 a b") << "what is the same now is one range";
}

TEST(IdMap, Subtracts) {
  IdMap map = made({{1, 0, 10, {kA}}, {2, 0, 5, {kB}}});
  map.subtract(made({{1, 4, 2, {kB}}, {2, 0, 9, {kC}}, {3, 0, 1, {kA}}}));
  EXPECT_EQ(show(map), "1:0-4 a; 1:6-10 a");
  IdSet ids;
  ids.add(1, 0, 1);
  ids.add(1, 8, 9);
  map.subtract(ids);
  EXPECT_EQ(show(map), "1:1-4 a; 1:6-8 a");
  map.subtract(map);
  EXPECT_TRUE(map.empty());
}

TEST(IdMap, Filters) {
  const IdMap map = made({{1, 0, 2, {kA}}, {1, 2, 2, {kB}}, {2, 0, 1, {kA, kB}}});
  const IdMap kept = map.filter(
      [&](const IdMap::Range& range) { return map.attributes()[range.attributes[0]] == kA; });
  EXPECT_EQ(show(kept), "1:0-2 a; 2:0-1 a b");
  EXPECT_TRUE(map.filter([](const IdMap::Range&) { return false; }).empty());
  EXPECT_EQ(map.filter([](const IdMap::Range&) { return true; }), map);
}

TEST(IdMap, GoesWithIdSets) {
  const IdMap map = made({{1, 0, 2, {kA}}, {1, 2, 2, {kB}}, {2, 5, 1, {kA, kB}}});
  EXPECT_EQ(map.ids().ranges(), (std::vector<IdRange>{{1, 0, 4}, {2, 5, 1}}));
  const IdMap again = IdMap::from_set(map.ids(), List{kC, kC});
  EXPECT_EQ(show(again), "1:0-4 c; 2:5-6 c");
  EXPECT_EQ(show(IdMap::from_set(map.ids(), {})), "1:0-4; 2:5-6");
  EXPECT_TRUE(IdMap::from_set(IdSet(), List{kA}).empty());
}

TEST(IdMap, IsEqualWhateverTheOrderOfAttributes) {
  EXPECT_EQ(made({{1, 0, 2, {kA, kB}}}), made({{1, 0, 2, {kB, kA}}}));
  EXPECT_FALSE(made({{1, 0, 2, {kA}}}) == made({{1, 0, 2, {kB}}}));
  EXPECT_FALSE(made({{1, 0, 2, {kA}}}) == made({{1, 0, 3, {kA}}}));
  EXPECT_FALSE(made({{1, 0, 2, {kA}}}) == made({{2, 0, 2, {kA}}}));
  EXPECT_FALSE(made({{1, 0, 2, {kA}}}) == made({{1, 0, 2, {kA, kB}}}));
  EXPECT_FALSE(made({{1, 0, 2, {kA}}}) == IdMap());
}

TEST(IdMap, IsTheMapOfWhatWasDoneToIt) {
  std::mt19937 random(1);
  const std::array all{kA, kB, kC};
  using Model = std::map<std::pair<std::uint64_t, std::uint64_t>, std::set<std::string>>;
  const auto change = [&](IdMap& map, Model& model, unsigned changes) {
    for (unsigned i = 0; i < changes; ++i) {
      const std::uint64_t client = random() % 2, clock = random() % 40, length = random() % 9;
      const ContentAttribute& attribute = all[random() % 3];
      const bool removes = random() % 4 == 0;
      removes ? map.remove(client, clock, length)
              : map.insert(client, clock, length, List{attribute});
      for (std::uint64_t c = clock; c < clock + length; ++c)
        removes ? void(model.erase({client, c}))
                : void(model[{client, c}].insert(attribute.name()));
    }
  };
  const auto check = [&](const IdMap& map, const Model& model) {
    Model seen;
    std::optional<IdMap::Range> last;
    for (const IdMap::Range& range : map.ranges()) {
      std::set<std::string> names;
      for (const std::uint32_t n : range.attributes) names.insert(map.attributes()[n].name());
      ASSERT_EQ(names.size(), range.attributes.size());
      ASSERT_GT(range.length, 0U);
      ASSERT_TRUE(!last || last->client != range.client || last->end() <= range.clock);
      last = range;
      for (std::uint64_t c = range.clock; c < range.end(); ++c) seen[{range.client, c}] = names;
    }
    ASSERT_EQ(seen, model);
    ASSERT_EQ(IdMap::decode(map.encode()).value(), map);
    ASSERT_EQ(IdMap::decode(map.encode()).value().encode(), map.encode());
  };
  for (int round = 0; round < 300; ++round) {
    IdMap a, b;
    Model x, y;
    change(a, x, 12);
    change(b, y, 12);
    check(a, x);
    IdMap merged = a, common = a, rest = a;
    merged.merge(b);
    common.intersect(b);
    rest.subtract(b);
    Model in_one = x, in_both, in_a = x;
    for (const auto& [id, names] : y) {
      in_one[id].insert(names.begin(), names.end());
      in_a.erase(id);
      if (x.contains(id)) in_both[id] = in_one[id];
    }
    check(merged, in_one);
    check(common, in_both);
    check(rest, in_a);
  }
}

TEST(IdMap, TakesTimeInTheNumberOfChanges) {
  IdMap map;
  const List list{kA};
  for (std::uint64_t i = 100'000; i > 0; --i) map.insert(1, i * 2, 1, list);
  EXPECT_EQ(map.ranges().size(), 100'000U);
  for (std::uint64_t i = 0; i < 100'000; ++i) map.remove(1, i * 2, 1);
  EXPECT_EQ(map.ranges().size(), 1U);
}

}  // namespace
}  // namespace ycpp

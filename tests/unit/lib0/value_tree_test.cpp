// ValueTree: what goes in comes out, with the keys of objects in order.
#include "lib0/value_tree.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "lib0/value_sinks.h"

namespace ycpp {
namespace {

std::string printed(const ValueTree& tree, KeySorting sorting = KeySorting::javascript) {
  std::string out;
  JsonSink sink(out);
  tree.write_to(sink, sorting);
  return out;
}

std::string object_of(const std::vector<std::string>& keys,
                      KeySorting sorting = KeySorting::javascript) {
  ValueTree tree;
  tree.begin_object();
  double value = 0;
  for (const std::string& key : keys) {
    tree.key(key);
    tree.number(value++);
  }
  tree.end_object();
  return printed(tree, sorting);
}

TEST(ValueTree, PutsKeysInOrder) {
  EXPECT_EQ(object_of({}), "{}");
  EXPECT_EQ(object_of({"b", "a"}), R"({"b":0,"a":1})");
  EXPECT_EQ(object_of({"b", "a"}, KeySorting::bytewise), R"({"a":1,"b":0})");
  EXPECT_EQ(object_of({"b", "10", "a", "9", "01"}), R"({"9":3,"10":1,"b":0,"a":2,"01":4})");
  EXPECT_EQ(object_of({"a", "b", "a", "c", "b", "a"}), R"({"a":5,"b":4,"c":3})");
}

TEST(ValueTree, KeepsNestedValuesTogetherWithTheirKeys) {
  ValueTree tree;
  tree.begin_array();
  tree.begin_object();
  tree.key("x");
  tree.begin_array();
  tree.string("deep");
  tree.begin_object();
  tree.end_object();
  tree.end_array();
  tree.key("0");
  tree.null();
  tree.end_object();
  tree.undefined();
  tree.end_array();
  EXPECT_EQ(printed(tree), R"([{"0":null,"x":["deep",{}]},null])");
}

// Small objects are searched, large ones sorted; both keep the first place and the last value.
TEST(ValueTree, RepeatedKeysAreDroppedAlikeInSmallAndLargeObjects) {
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> keys;
    for (auto n = random() % 40; n > 0; --n) keys.push_back("k" + std::to_string(random() % 12));
    std::vector<std::pair<std::string, std::size_t>> expected;
    for (std::size_t k = 0; k < keys.size(); ++k) {
      auto same = expected.begin();
      while (same != expected.end() && same->first != keys[k]) ++same;
      if (same == expected.end())
        expected.emplace_back(keys[k], k);
      else
        same->second = k;
    }
    std::string text(1, '{');
    for (const auto& [key, value] : expected) {
      if (text.size() > 1) text += ',';
      text.append("\"").append(key).append("\":").append(std::to_string(value));
    }
    ASSERT_EQ(object_of(keys), text.append("}"));
  }
}

}  // namespace
}  // namespace ycpp

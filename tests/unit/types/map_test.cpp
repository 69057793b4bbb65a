// map_test.cpp -- values by name: reading, setting, removal, who wins, and what is refused.
#include "ycpp/map.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) { return Doc({.client_id = client, .guid = "d"}); }

TEST(Map, HasTheBytesOfYjs) {
  Doc first = doc_with(1);
  Doc second = doc_with(2);
  first.map("m").set("k", "a");
  second.map("m").set("k", "b");
  ASSERT_TRUE(first.apply_update(second.update().value()).ok());
  EXPECT_EQ(first.map("m").to_json(), R"({"k":"b"})") << "the higher client wins";
  EXPECT_EQ(to_hex(first.update().value()),
            "020102002801016d016b01770162010100210101"
            "6d016b010101010001");
}

TEST(Map, ADocumentIsAValue) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  const Doc child({.guid = "sub", .auto_load = true, .meta = Value(Value::Object{{"a", 1}})});
  map.set_doc("d", child);
  EXPECT_EQ(to_hex(doc.update().value()),
            "010101002901016d0164037375627602086175746f4c6f616478046d657461760101617d0100");
  EXPECT_EQ(map.content("d").kind(), Content::Kind::document);
  EXPECT_EQ(map.content("d").guid(), "sub");
  EXPECT_EQ(map.get("d"), Entry(child));
  EXPECT_EQ(map.to_json(), R"({"d":{"guid":"sub"}})");
  EXPECT_THROW(map.set_doc("e", child), std::invalid_argument);
  EXPECT_THROW(map.set_doc("\xff", Doc()), std::invalid_argument);
  EXPECT_EQ(map.size(), 1U);
  std::string told;
  const Subscription kept = map.observe([&](const MapEvent& event) {
    told = event.keys().at(0).old_value.guid();
    EXPECT_EQ(event.keys()[0].old_value.document(), child);
  });
  map.remove("d");
  EXPECT_EQ(told, "sub");
  EXPECT_FALSE(child.is_subdoc());
}

TEST(Map, AKeyMayBeEmptyAndAValueUndefined) {
  Doc doc = doc_with(1);
  Map map = doc.map("");
  map.set("", Value());
  EXPECT_TRUE(map.contains(""));
  EXPECT_EQ(map.size(), 1U);
  EXPECT_EQ(map.get(""), Entry(Value()));
  EXPECT_FALSE(map.contains("other"));
  EXPECT_EQ(map.content("other").kind(), Content::Kind::none);
}

TEST(Map, KeysKeepTheOrderInWhichTheyCameFirst) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  for (const char* key : {"z", "a", "m"}) map.set(key, 1);
  map.remove("z");
  map.set("z", 2);
  std::string keys;
  map.each([&](std::string_view key, const Content&) { keys += key; });
  EXPECT_EQ(keys, "zam");
}

TEST(Map, ASetWinsOverAConcurrentRemovalAndClear) {
  Doc first = doc_with(1);
  Doc second = doc_with(2);
  first.map("m").set("a", 1);
  first.map("m").set("b", 2);
  ASSERT_TRUE(second.apply_update(first.update().value()).ok());
  first.map("m").set("b", 3);
  second.map("m").clear();
  EXPECT_EQ(second.map("m").size(), 0U);
  ASSERT_TRUE(second.apply_update(first.update().value()).ok());
  ASSERT_TRUE(first.apply_update(second.update().value()).ok());
  EXPECT_EQ(first.map("m").to_json(), R"({"b":3})");
  EXPECT_EQ(second.map("m").to_json(), R"({"b":3})");
}

TEST(Map, RemovingSaysWhetherThereWasSuchAKeyAndElseChangesNothing) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  map.set("k", 1);
  EXPECT_TRUE(map.remove("k"));
  int events = 0;
  const Subscription kept = doc.observe([&](const TransactionEvent&) { ++events; });
  EXPECT_FALSE(map.remove("k"));
  EXPECT_FALSE(map.remove("never"));
  map.clear();
  EXPECT_EQ(events, 0);
}

TEST(Map, RefusesKeysThatAreNotUtf8AndWritesToWhatIsDeleted) {
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  EXPECT_THROW(map.set("\xff", 1), std::invalid_argument);
  EXPECT_THROW(map.set("k", Value("\xff")), std::invalid_argument);
  EXPECT_EQ(map.size(), 0U);
  Map inner = map.set_map("inner");
  map.remove("inner");
  EXPECT_THROW(inner.set("k", 1), DeletedError);
  EXPECT_THROW(inner.remove("k"), DeletedError);
  EXPECT_THROW(inner.clear(), DeletedError);
  doc.verify();
}

TEST(Map, RandomEditsOfTwoPeersLeaveWhatTheOneThatIsAloneHolds) {
  std::mt19937 random(3);
  Doc doc = doc_with(1);
  Map map = doc.map("m");
  Doc peer = doc_with(2);
  std::map<std::string, std::int64_t> model;
  for (int edit = 0; edit < 500; ++edit) {
    const std::string key(1, static_cast<char>('a' + random() % 10));
    if (random() % 3 == 0) {
      EXPECT_EQ(map.remove(key), model.erase(key) == 1);
    } else {
      map.set(key, edit);
      model[key] = edit;
    }
    ASSERT_TRUE(peer.apply_update(doc.update(peer.state_vector()).value()).ok());
    std::map<std::string, std::int64_t> held;
    peer.map("m").each([&](std::string_view k, const Content& value) {
      held[std::string(k)] = std::get<Value>(value.entry()).as<std::int64_t>();
    });
    ASSERT_EQ(held, model) << "edit " << edit;
    ASSERT_EQ(map.size(), model.size());
  }
  doc.verify();
  peer.verify();
}

}  // namespace
}  // namespace ycpp

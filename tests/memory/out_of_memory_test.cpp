// out_of_memory_test.cpp -- every operation with every one of its allocations failing: the document
// is as before, or as after the operation, or it is broken: it refuses any use, and ends cleanly.
#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "failing_new.h"
#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/awareness.h"
#include "ycpp/map.h"
#include "ycpp/snapshot.h"
#include "ycpp/sticky_index.h"
#include "ycpp/text.h"
#include "ycpp/undo.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using memory::FailingNew;

/// A document, made the same way each time, and what an operation may need beside it.
struct Scene {
  Doc doc{DocOptions{.client_id = 1, .guid = "d"}};
  std::unique_ptr<UndoManager> undo;
  Subscription watch;
  int events = 0;
};

struct Operation {
  const char* name;
  std::function<void(Scene&)> run;
  bool writes = true;
};

// Somebody else's work on texts, arrays and maps; a part of it refers to what `missing` brings.
struct Theirs {
  Bytes first, second, all, all_v2;
};

const Theirs& theirs() {
  static const Theirs made = [] {
    Doc doc({.client_id = 7, .guid = "d"});
    Theirs out;
    const Subscription watch = doc.observe([&](const TransactionEvent& event) {
      (out.first.empty() ? out.first : out.second)
          .assign(event.update().begin(), event.update().end());
    });
    doc.transact([&] {
      doc.text("t").insert(0, "their words \xf0\x9f\x98\x80");
      doc.text("t").format(2, 4, {{"b", true}});
    });
    doc.transact([&] {
      doc.text("t").insert(3, "more");
      doc.text("t").remove(0, 2);
      doc.map("m").set_array("list").push(Value("deep"));
      doc.map("m").set("k", Value(Value::Object{{"a", 1}}));
      for (int i = 0; i < 40; ++i) doc.array("a").insert(i / 2, Value(Bytes{1, 2}));
    });
    out.all = doc.update().value();
    out.all_v2 = doc.update({}, Encoding::v2).value();
    return out;
  }();
  return made;
}

// An array of many items, for which no document has made an index yet.
const Bytes& long_array() {
  static const Bytes made = [] {
    Doc doc({.client_id = 8, .guid = "d"});
    for (int i = 0; i < 100; ++i) doc.array("long").insert(0, Value(i));
    return doc.update().value();
  }();
  return made;
}

std::unique_ptr<Scene> make_scene() {
  auto scene = std::make_unique<Scene>();
  Doc& doc = scene->doc;
  doc.text("t").insert(0, "some text with words");
  doc.text("t").format(5, 4, {{"b", true}});
  doc.text("t").remove(2, 1);
  for (int i = 0; i < 10; ++i) doc.array("a").push(Value(i));
  doc.array("a").insert_map(3).set("x", Value("y"));
  doc.map("m").set_text("inner").insert(0, "in");
  doc.map("m").set("k", Value("v"));
  (void)doc.apply_update(long_array());
  (void)doc.array("long");
  scene->undo = std::make_unique<UndoManager>(doc);
  doc.text("t").insert(4, "undo");
  doc.map("m").set("u", Value(1));
  doc.array("a").remove(0, 2);
  scene->watch = doc.observe([s = scene.get()](const TransactionEvent&) { ++s->events; });
  return scene;
}

Bytes state_of(const Doc& doc) {
  Bytes state = doc.update().value();
  const Bytes v2 = doc.update({}, Encoding::v2).value();
  const Bytes known = doc.state_vector();
  state.insert(state.end(), v2.begin(), v2.end());
  state.insert(state.end(), known.begin(), known.end());
  return state;
}

std::string shown(Doc& doc) {
  std::string shown = to_hex(doc.state_vector());
  for (const TextDelta& run : doc.text("t").to_delta())
    shown += run.text + to_hex(run.embed) + to_hex(run.attributes);
  return shown + doc.array("a").to_json() + doc.map("m").to_json();
}

// The states that the operation leads from and to, when memory suffices.
struct States {
  Bytes before, after;
  std::string shown_after;
};
States states_of(const Operation& operation) {
  auto scene = make_scene();
  States states{state_of(scene->doc), {}, {}};
  operation.run(*scene);
  states.after = state_of(scene->doc);
  states.shown_after = shown(scene->doc);
  return states;
}

bool refuses(const std::function<void()>& use) {
  try {
    use();
  } catch (const BrokenError&) {
    return true;
  }
  return false;
}

bool is_broken(Doc& doc) {
  return refuses([&] { doc.verify(); });
}

void expect_that_nothing_works(Scene& scene) {
  Doc& doc = scene.doc;
  EXPECT_TRUE(refuses([&] { (void)doc.update(); }));
  EXPECT_TRUE(refuses([&] { (void)doc.state_vector(); }));
  EXPECT_TRUE(refuses([&] { (void)doc.apply_update(theirs().all); }));
  EXPECT_TRUE(refuses([&] { (void)doc.transact(); }));
  EXPECT_TRUE(refuses([&] { (void)doc.text("t"); }));
  EXPECT_TRUE(refuses([&] { (void)doc.root_names(); }));
  EXPECT_TRUE(refuses([&] { (void)Snapshot::of(doc); }));
  EXPECT_TRUE(refuses([&] { scene.undo->undo(); }));
  EXPECT_FALSE(doc.is_observing());
  EXPECT_EQ(doc.guid(), "d");
}

struct Counts {
  std::uint64_t before = 0, after = 0, broken = 0;
};

void check_failure(const Operation& operation, const States& states, Scene& scene, Counts& counts) {
  if (is_broken(scene.doc)) {
    ++counts.broken;
    EXPECT_TRUE(operation.writes) << "reading does not break a document";
    expect_that_nothing_works(scene);
    return;
  }
  const Bytes state = state_of(scene.doc);
  if (state == states.before) {
    ++counts.before;
    EXPECT_TRUE(scene.events == 0 || states.before == states.after);
    operation.run(scene);
    scene.doc.verify();
    EXPECT_EQ(to_hex(state_of(scene.doc)), to_hex(states.after)) << "the second attempt";
    return;
  }
  // Done, but for an observer that failed: of an undo manager, the step that it did not note.
  ++counts.after;
  EXPECT_EQ(shown(scene.doc), states.shown_after);
}

// True when the operation passed without needing an nth allocation.
bool run_with_failure(const Operation& operation, std::uint64_t n, const States& states,
                      Counts& counts) {
  const auto scene = make_scene();
  bool failed = false;
  {
    const FailingNew failing(n);
    try {
      operation.run(*scene);
    } catch (const std::bad_alloc&) {
    } catch (const ObserverError&) {
    }
    failed = FailingNew::has_failed();
  }
  SCOPED_TRACE(std::string(operation.name) + ", allocation " + std::to_string(n));
  check_failure(operation, states, *scene, counts);
  return !failed;
}

// Made beforehand: what is tested is the operation, not the making of what it is given.
const std::vector<Value>& some_values() {
  static const std::vector<Value> values{Value(1), Value(Bytes{1}), Value("x")};
  return values;
}

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all = {
      {"Text::insert", [](Scene& s) { s.doc.text("t").insert(3, "abc"); }},
      {"Text::insert, elsewhere",
       [](Scene& s) { s.doc.map("m").content("inner").shared().text()->insert(1, "\xc3\xa9"); }},
      {"Text::insert with attributes",
       [](Scene& s) {
         s.doc.text("t").insert(3, "abc", {{"b", true}, {"i", 5}});
       }},
      {"Text::format",
       [](Scene& s) {
         s.doc.text("t").format(1, 9, {{"i", true}});
       }},
      {"Text::remove", [](Scene& s) { s.doc.text("t").remove(3, 9); }},
      {"Text::insert_embed", [](Scene& s) { s.doc.text("t").insert_embed(3, Value("e")); }},
      {"Array::insert_all", [](Scene& s) { s.doc.array("a").insert_all(2, some_values()); }},
      {"Array::push", [](Scene& s) { s.doc.array("a").push(Value("pushed")); }},
      {"Array::insert_text", [](Scene& s) { (void)s.doc.array("a").insert_text(1); }},
      {"Array::remove", [](Scene& s) { s.doc.array("a").remove(0, 5); }},
      {"Array::insert_doc",
       [](Scene& s) { s.doc.array("a").insert_doc(0, Doc({.client_id = 1, .guid = "inner"})); }},
      {"Map::set", [](Scene& s) { s.doc.map("m").set("k", Value("w")); }},
      {"Map::set, a new key", [](Scene& s) { s.doc.map("m").set("new key", Value("w")); }},
      {"Map::set_map", [](Scene& s) { (void)s.doc.map("m").set_map("k"); }},
      {"Map::clear", [](Scene& s) { s.doc.map("m").clear(); }},
      {"apply_update", [](Scene& s) { (void)s.doc.apply_update(theirs().all); }},
      {"apply_update, v2",
       [](Scene& s) { (void)s.doc.apply_update(theirs().all_v2, {}, Encoding::v2); }},
      {"apply_update of what has to wait",
       [](Scene& s) { (void)s.doc.apply_update(theirs().second); }},
      {"undo", [](Scene& s) { s.undo->undo(); }},
      {"a new root", [](Scene& s) { (void)s.doc.text("a new root"); }},
      {"update", [](Scene& s) { (void)s.doc.update(); }, false},
      {"update, v2", [](Scene& s) { (void)s.doc.update({}, Encoding::v2); }, false},
      {"state_vector", [](Scene& s) { (void)s.doc.state_vector(); }, false},
      {"to_delta", [](Scene& s) { (void)s.doc.text("t").to_delta(); }, false},
      {"Array::content, the first time", [](Scene& s) { (void)s.doc.array("long").content(50); },
       false},
      {"Array::insert, the first time",
       [](Scene& s) { s.doc.array("long").insert_any(50, Bytes{0x78}, 1); }},
      {"to_json", [](Scene& s) { (void)s.doc.map("m").to_json(); }, false},
      {"Snapshot", [](Scene& s) { (void)Snapshot::of(s.doc).encode(); }, false},
      {"StickyIndex", [](Scene& s) { (void)StickyIndex::at(s.doc.text("t"), 5).place(s.doc); },
       false},
  };
  return all;
}

class OutOfMemory : public testing::TestWithParam<std::size_t> {};

TEST_P(OutOfMemory, TheDocumentIsAsBeforeOrAsAfterOrRefusesFurtherUse) {
  const Operation& operation = operations()[GetParam()];
  const States states = states_of(operation);
  Counts counts;
  std::uint64_t n = 1;
  while (!run_with_failure(operation, n, states, counts) && !HasFailure()) ++n;
  std::printf("%-36s %4llu allocations: as before %llu, done %llu, broken %llu\n", operation.name,
              static_cast<unsigned long long>(n - 1),
              static_cast<unsigned long long>(counts.before),
              static_cast<unsigned long long>(counts.after),
              static_cast<unsigned long long>(counts.broken));
}

// What was done before stands; there is no rollback.
TEST(OutOfMemoryInATransaction, TheEditsBeforeStandOrTheDocumentRefusesFurtherUse) {
  for (std::uint64_t n = 1;; ++n) {
    SCOPED_TRACE(n);
    Doc doc({.client_id = 1});
    Text text = doc.text("t");
    bool failed = false;
    {
      const FailingNew failing(n);
      try {
        doc.transact([&] {
          text.insert(0, "one ");
          text.insert(4, "two ", {{"b", true}});
          text.insert(8, "three");
        });
      } catch (const std::bad_alloc&) {
      }
      failed = FailingNew::has_failed();
    }
    EXPECT_FALSE(doc.is_observing());
    if (is_broken(doc)) continue;
    const std::string shown = text.to_string();
    EXPECT_TRUE(shown == "" || shown == "one " || shown == "one two " || shown == "one two three")
        << shown;
    text.insert(0, "and on: ");
    EXPECT_EQ(text.to_string(), "and on: " + shown);
    if (!failed) return;
    ASSERT_LT(n, 1000U);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, OutOfMemory, testing::Range<std::size_t>(0, operations().size()));

}  // namespace
}  // namespace ycpp

// threads_test.cpp -- the engine in programs with threads: what ThreadSanitizer would see if two
// documents shared anything that changes.
//
// The promise is: a document, and what belongs to it, is used by one thread at a time, whichever;
// different documents have nothing to do with each other; what does not change may be shared. Built
// with the preset `tsan`, a race is a failure; in every build, the results must be right.
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "ycpp/array.h"
#include "ycpp/awareness.h"
#include "ycpp/doc.h"
#include "ycpp/map.h"
#include "ycpp/snapshot.h"
#include "ycpp/sticky_index.h"
#include "ycpp/text.h"
#include "ycpp/undo.h"
#include "ycpp/update.h"
#include "ycpp/xml.h"

namespace ycpp {
namespace {

constexpr int kThreads = 8;
constexpr int kRounds = 40;

// Calls `body` with the number of the thread, in all threads at once.
void in_threads(const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int n = 0; n < kThreads; ++n) threads.emplace_back(body, n);
  for (std::thread& thread : threads) thread.join();
}

// Hands values from thread to thread.
template <class T>
class Queue {
 public:
  void put(T value) {
    const std::lock_guard lock(mutex_);
    values_.push_back(std::move(value));
    arrived_.notify_one();
  }
  T take() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [&] { return !values_.empty(); });
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<T> values_;
};

// Something of everything in a document; gives what it wrote into the text.
std::string write_everything(Doc& doc, int number, int rounds) {
  Text text = doc.text("text");
  Array array = doc.array("array");
  Map map = doc.map("map");
  UndoManager undo(text);
  int changes = 0;
  const Subscription watching = text.observe([&](const TextEvent& event) {
    if (!event.delta().empty()) ++changes;
  });
  std::string expected;
  for (int i = 0; i < rounds; ++i) {
    const std::string word = std::to_string(number) + "-" + std::to_string(i) + "é😀 ";
    text.push(word);
    expected += word;
    text.push("undone");
    EXPECT_TRUE(undo.undo());
    text.format(0, 1, {{"bold", i % 2 == 0}});
    doc.transact([&] {
      array.insert(0, Value::Object{{"n", i}, {"half", i / 2.0}});
      map.set(std::to_string(i % 5), Value::List{i, "x", nullptr});
      map.set_text("nested").push(word);
      doc.xml_fragment("xml").insert_element(0, "p").attributes().set("n", i);
    });
  }
  EXPECT_GE(changes, 3 * rounds);
  return expected;
}

// A document as all others can come to have it.
Bytes whole(const Doc& doc) { return doc.update().value(); }

TEST(Threads, SeparateDocumentsNeedNothing) {
  std::vector<std::uint64_t> ids(kThreads);
  in_threads([&](int n) {
    Doc here;
    Doc there;
    ids[static_cast<std::size_t>(n)] = here.client_id();
    const Subscription link = here.observe([&](const TransactionEvent& event) {
      ASSERT_TRUE(there.apply_update(event.update(), "link"));
    });
    const std::string expected = write_everything(here, n, kRounds);
    EXPECT_EQ(here.text("text").to_string(), expected);
    EXPECT_EQ(there.text("text").to_string(), expected);
    EXPECT_EQ(there.map("map").to_json(), here.map("map").to_json());
    here.verify();
    there.verify();
  });
  EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
}

TEST(Threads, ShareWhatDoesNotChange) {
  Doc source({.client_id = 1, .gc = false});
  const std::string first = write_everything(source, 0, kRounds);
  const Snapshot snapshot = Snapshot::of(source);
  const Bytes state = source.state_vector();
  const Bytes early = whole(source);
  write_everything(source, 1, kRounds);
  const Bytes late = source.update(state).value();
  const Bytes expected = whole(source);
  const Bytes difference = diff_update(expected, state).value();
  const Value shared = Value::List{1, Value::Object{{"key", "value"}}, 2.5};

  in_threads([&](int) {
    Doc doc({.gc = false});
    ASSERT_TRUE(doc.apply_update(late));
    EXPECT_TRUE(doc.has_pending());
    ASSERT_TRUE(doc.apply_update(early));
    EXPECT_FALSE(doc.has_pending());
    EXPECT_EQ(whole(doc), expected);
    EXPECT_EQ(doc.update(state).value(), late);
    EXPECT_EQ(diff_update(expected, state).value(), difference);
    const std::vector<BytesView> parts{early, late};
    EXPECT_TRUE(validate_update(merge_updates(parts).value()));
    const Bytes v2 = convert_update(expected, Encoding::v1, Encoding::v2).value();
    EXPECT_EQ(state_vector_from_update(v2, Encoding::v2).value(), doc.state_vector());
    EXPECT_EQ(snapshot.restore(doc).text("text").to_string(), first);
    EXPECT_EQ(Snapshot::decode(snapshot.encode()).value(), snapshot);
    EXPECT_TRUE(snapshot.contains_update(early).value());
    doc.array("mine").push(shared);
    EXPECT_EQ(std::get<Value>(doc.array("mine").get(0)), shared);
    doc.verify();
  });
}

TEST(Threads, HandDocumentsOver) {
  // More threads than documents, and than processors: a document comes back to each at any time.
  constexpr int kDocuments = 5;
  constexpr int kHops = 60;
  struct Parcel {
    int number = 0;
    int hops = 0;
    Doc doc;
    std::optional<UndoManager> undo;
    Subscription watching;
    std::string expected;
  };
  Queue<std::unique_ptr<Parcel>> road;
  std::vector<std::unique_ptr<Parcel>> arrived;
  std::mutex arriving;
  for (int n = 0; n < kDocuments; ++n) {
    auto parcel = std::make_unique<Parcel>();
    parcel->number = n;
    parcel->undo.emplace(parcel->doc.text("text"));
    parcel->watching = parcel->doc.observe([updates = 0](const TransactionEvent& event) mutable {
      updates += !event.update().empty();
    });
    road.put(std::move(parcel));
  }
  in_threads([&](int thread) {
    while (true) {
      std::unique_ptr<Parcel> parcel = road.take();
      if (parcel == nullptr) return road.put(nullptr);  // for the next one
      Text text = parcel->doc.text("text");
      const std::string word = std::to_string(thread) + "é ";
      text.push(word);
      parcel->expected += word;
      text.insert(0, "undone by another thread");
      EXPECT_TRUE(parcel->undo->undo());
      if (++parcel->hops < kHops) {
        road.put(std::move(parcel));
        continue;
      }
      const std::lock_guard lock(arriving);
      arrived.push_back(std::move(parcel));
      if (arrived.size() == kDocuments) road.put(nullptr);
    }
  });
  ASSERT_EQ(arrived.size(), kDocuments);
  for (const auto& parcel : arrived) {
    EXPECT_EQ(parcel->doc.text("text").to_string(), parcel->expected) << parcel->number;
    parcel->doc.verify();
  }
}

TEST(Threads, ExchangeUpdatesAndPresence) {
  // Everyone sends to everyone; nobody touches another's document.
  struct Message {
    int from = 0;
    Bytes update;
    Bytes presence;
  };
  std::vector<Queue<Message>> inboxes(kThreads);
  std::vector<Bytes> results(kThreads);
  std::vector<std::size_t> present(kThreads);
  in_threads([&](int n) {
    const auto self = static_cast<std::size_t>(n);
    Doc doc({.client_id = static_cast<std::uint64_t>(n) + 1});
    Awareness awareness(doc.client_id(), 0);
    std::vector<Bytes> updates;
    const Subscription sending = doc.observe([&](const TransactionEvent& event) {
      if (!event.local()) return;
      const BytesView update = event.update();
      updates.emplace_back(update.begin(), update.end());
    });
    for (int i = 0; i < kRounds; ++i) {
      doc.text("text").insert(0, std::to_string(n) + "é");
      doc.map("map").set("last", i);
      awareness.set_local_state("{\"at\":" + std::to_string(i) + "}", i);
      for (std::size_t peer = 0; peer < inboxes.size(); ++peer) {
        if (peer == self) continue;
        for (const Bytes& update : updates) inboxes[peer].put({n, update, awareness.encode_all()});
      }
      updates.clear();
    }
    for (int i = 0; i < 2 * kRounds * (kThreads - 1); ++i) {
      const Message message = inboxes[self].take();
      ASSERT_TRUE(doc.apply_update(message.update, "peer"));
      ASSERT_TRUE(awareness.apply_update(message.presence, "peer", kRounds));
    }
    EXPECT_FALSE(doc.has_pending());
    doc.verify();
    results[self] = whole(doc);
    present[self] = awareness.client_count();
  });
  EXPECT_EQ(std::set(present.begin(), present.end()), std::set<std::size_t>{kThreads});
  const auto content = [](const Bytes& update) {
    Doc doc;
    EXPECT_TRUE(doc.apply_update(update));
    return doc.text("text").to_string() + doc.map("map").to_json();
  };
  for (const Bytes& result : results) EXPECT_EQ(content(result), content(results[0]));
  EXPECT_EQ(content(results[0]).size(),
            3 * kThreads * kRounds + std::string("{\"last\":39}").size());
}

}  // namespace
}  // namespace ycpp

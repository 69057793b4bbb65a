// trace_test.cpp -- what people really typed: replaying a recording gives the text they ended with,
// to the writer, to who follows the updates, and to who loads the whole.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "trace.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

// Checked builds verify the whole document after each transaction, which is quadratic over a
// recording; they take more keystrokes into one.
#ifdef YCPP_CHECKED
constexpr std::size_t kGroup = 2000;
#else
constexpr std::size_t kGroup = 1;
#endif

std::vector<std::string> names(bool concurrent) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(YCPP_TRACES)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json.gz")) continue;
    const bool is_concurrent = name == "clownschool.json.gz" || name == "friendsforever.json.gz";
    if (is_concurrent == concurrent) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string test_name(const testing::TestParamInfo<std::string>& test) {
  std::string name = test.param.substr(0, test.param.find('.'));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void apply(Text& text, const TraceTransaction& transaction) {
  for (const TracePatch& patch : transaction.patches) {
    if (patch.deleted > 0) text.remove(patch.position, patch.deleted);
    if (!patch.inserted.empty()) text.insert(patch.position, patch.inserted);
  }
}

Doc make_doc(std::uint64_t client) {
  DocOptions options;
  options.client_id = client;
  return Doc(options);
}

class Sequential : public testing::TestWithParam<std::string> {};

TEST_P(Sequential, EndsWithTheRecordedText) {
  const Trace trace = read_trace(std::string(YCPP_TRACES "/") + GetParam());
  ASSERT_FALSE(trace.is_concurrent);
  Doc doc = make_doc(1);
  Doc follower = make_doc(2);
  const Subscription subscription = doc.observe([&](const TransactionEvent& event) {
    ASSERT_TRUE(follower.apply_update(event.update()).ok());
  });
  Text text = doc.text("t");
  text.insert(0, trace.start);
  for (std::size_t i = 0; i < trace.transactions.size(); i += kGroup) {
    const Transaction transaction = doc.transact();
    const std::size_t end = std::min(i + kGroup, trace.transactions.size());
    for (std::size_t k = i; k < end; ++k) apply(text, trace.transactions[k]);
  }
  doc.verify();
  follower.verify();
  EXPECT_EQ(text.to_string(), trace.end);
  EXPECT_EQ(follower.text("t").to_string(), trace.end);
  Doc loaded = make_doc(3);
  const Bytes state = doc.update().value();
  ASSERT_TRUE(loaded.apply_update(state).ok());
  EXPECT_EQ(loaded.text("t").to_string(), trace.end);
  EXPECT_TRUE(loaded.update().value() == state);
  EXPECT_TRUE(follower.update().value() == state);
}

INSTANTIATE_TEST_SUITE_P(Traces, Sequential, testing::ValuesIn(names(false)), test_name);

/// One document for each author. A transaction is made where exactly what it had seen is known.
class Authors {
 public:
  explicit Authors(const Trace& trace) : trace_(trace), updates_(trace.transactions.size()) {
    for (std::size_t i = 0; i < trace.agents; ++i) {
      docs_.push_back(make_doc(i + 1));
      known_.emplace_back(trace.transactions.size());
    }
  }

  void replay() {
    for (std::size_t i = 0; i < trace_.transactions.size();) i = replay_run(i);
  }

  /// Gives `doc` everything, in order.
  void deliver_all(Doc& doc) const {
    for (const Bytes& update : updates_) {
      if (update.empty()) continue;
      ASSERT_TRUE(doc.apply_update(update).ok());
    }
  }

  /// The document of one author who has heard of everything.
  Doc& complete(std::size_t author) {
    for (std::size_t i = 0; i < trace_.transactions.size(); ++i) learn(author, i);
    return docs_[author];
  }

 private:
  // Transactions from `first` on that nobody else has seen the middle of; returns the one after
  // them.
  std::size_t replay_run(std::size_t first) {
    const auto& all = trace_.transactions;
    std::size_t end = first + 1;
    while (end < all.size() && end - first < kGroup && all[end].agent == all[first].agent &&
           all[end].parents == std::vector{end - 1} && all[end - 1].children == 1)
      ++end;
    const std::size_t author = all[first].agent;
    for (const std::size_t i : ancestors(author, all[first].parents)) learn(author, i);
    Doc& doc = docs_[author];
    Text text = doc.text("t");
    const Subscription subscription = doc.observe([&](const TransactionEvent& event) {
      updates_[end - 1].assign(event.update().begin(), event.update().end());
    });
    const Transaction transaction = doc.transact();
    for (std::size_t i = first; i < end; ++i) {
      apply(text, all[i]);
      known_[author][i] = true;
    }
    return end;
  }

  // What the author has not heard of yet among `parents` and what they had seen, oldest first.
  std::vector<std::size_t> ancestors(std::size_t author, std::vector<std::size_t> open) const {
    std::vector<std::size_t> found;
    std::vector<bool> seen(trace_.transactions.size());
    while (!open.empty()) {
      const std::size_t i = open.back();
      open.pop_back();
      if (known_[author][i] || seen[i]) continue;
      seen[i] = true;
      found.push_back(i);
      const auto& parents = trace_.transactions[i].parents;
      open.insert(open.end(), parents.begin(), parents.end());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  void learn(std::size_t author, std::size_t i) {
    if (known_[author][i]) return;
    known_[author][i] = true;
    if (updates_[i].empty()) return;  // told with the end of its run
    ASSERT_TRUE(docs_[author].apply_update(updates_[i]).ok());
  }

  const Trace& trace_;
  std::vector<Doc> docs_;
  std::vector<std::vector<bool>> known_;  // by author and transaction
  std::vector<Bytes> updates_;
};

class Concurrent : public testing::TestWithParam<std::string> {};

TEST_P(Concurrent, AllAuthorsEndWithTheRecordedText) {
  const Trace trace = read_trace(std::string(YCPP_TRACES "/") + GetParam());
  ASSERT_TRUE(trace.is_concurrent);
  Authors authors(trace);
  authors.replay();
  for (std::size_t i = 0; i < trace.agents; ++i) {
    Doc& doc = authors.complete(i);
    doc.verify();
    EXPECT_FALSE(doc.has_pending());
    EXPECT_EQ(doc.text("t").to_string(), trace.end);
  }
#ifndef YCPP_CHECKED
  Doc follower = make_doc(100);
  authors.deliver_all(follower);
  follower.verify();
  EXPECT_EQ(follower.text("t").to_string(), trace.end);
#endif
}

INSTANTIATE_TEST_SUITE_P(Traces, Concurrent, testing::ValuesIn(names(true)), test_name);

}  // namespace
}  // namespace ycpp

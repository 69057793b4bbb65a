// text_workloads.cpp -- a text is typed, formatted and read; empty documents are made.
#include <stdexcept>

#include "documents.h"
#include "input.h"
#include "workloads.h"

namespace ycpp::bench {
namespace {

/// Every edit in a transaction of its own.
class Replay : public Workload {
 public:
  explicit Replay(const std::vector<Edit>& edits) : edits_(edits) {}

  void work() override { apply(text_, edits_); }
  Outcome outcome() override { return outcome_of(doc_); }
  Doc& doc() { return doc_; }

 protected:
  const std::vector<Edit>& edits_;
  Doc doc_ = writer();
  Text text_ = doc_.text("t");
};

/// All edits in one transaction.
struct ReplayOne : Replay {
  using Replay::Replay;
  void work() override {
    doc_.transact([this] { Replay::work(); });
  }
};

/// Each in its own, while a listener takes the update of every edit, as a provider would.
template <auto bytes>
class ReplayObserved : public Replay {
 public:
  using Replay::Replay;
  Outcome outcome() override {
    Outcome outcome = Replay::outcome();
    outcome.counts["update_bytes"] = update_bytes_;
    return outcome;
  }

 private:
  std::uint64_t update_bytes_ = 0;
  Subscription subscription_ = doc_.observe(
      [this](const TransactionEvent& event) { update_bytes_ += (event.*bytes)().size(); });
};

/// The same, and a second document applies every update as it is made.
class Pair : public Replay {
 public:
  using Replay::Replay;
  Outcome outcome() override { return outcome_of(other_); }

 private:
  Doc other_;
  Subscription subscription_ = doc_.observe(
      [this](const TransactionEvent& event) { must(other_.apply_update(event.update())); });
};

/// Two documents start from the first edit. Each does every other one of the rest, all in one
/// transaction; then they exchange what they did.
class Concurrent : public Workload {
 public:
  explicit Concurrent(const std::vector<Edit>& edits) : edits_(edits) {
    first_.text("t").insert(0, edits.front().inserted);
    exchange();
  }

  void work() override {
    edit(first_, 1);
    edit(second_, 2);
    exchange();
  }
  Outcome outcome() override {
    if (first_.text("t").to_string() != second_.text("t").to_string()) {
      throw std::runtime_error("the documents differ");
    }
    return outcome_of(first_);
  }

 private:
  void edit(Doc& doc, std::size_t from) {
    Text text = doc.text("t");
    doc.transact([&] {
      for (std::size_t i = from; i < edits_.size(); i += 2) apply(text, edits_[i]);
    });
  }
  void exchange() {
    const Bytes to_second = must(first_.update(second_.state_vector()));
    const Bytes to_first = must(second_.update(first_.state_vector()));
    must(second_.apply_update(to_second));
    must(first_.apply_update(to_first));
  }

  const std::vector<Edit>& edits_;
  Doc first_ = writer(kClientId);
  Doc second_ = writer(kClientId + 1);
};

/// The first edit is a text; those that remove stand for formats: a range gets the attribute named
/// `inserted`. The rest are insertions into the formatted text.
class Format : public Workload {
 public:
  explicit Format(const std::vector<Edit>& edits) : edits_(edits) {
    text_.insert(0, edits.front().inserted);
  }
  void work() override { format(); }
  Outcome outcome() override { return outcome_of(doc_); }

 protected:
  void format() {
    for (const Edit& edit : edits_) {
      if (edit.removed > 0) {
        text_.format(edit.position, edit.removed, {{edit.inserted, Value(true)}});
      }
    }
  }
  const std::vector<Edit>& edits_;
  Doc doc_ = writer();
  Text text_ = doc_.text("t");
};

struct FormattedWorkload : Format {
  explicit FormattedWorkload(const std::vector<Edit>& edits) : Format(edits) { format(); }
};

struct FormattedInsert : FormattedWorkload {
  using FormattedWorkload::FormattedWorkload;
  void work() override {
    for (std::size_t i = 1; i < edits_.size(); ++i) {
      if (edits_[i].removed == 0) text_.insert(edits_[i].position, edits_[i].inserted);
    }
  }
};

struct FormattedRead : FormattedWorkload {
  using FormattedWorkload::FormattedWorkload;
  void work() override { runs_ = text_.to_delta().size(); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["runs"] = runs_;
    return outcome;
  }
  std::size_t runs_ = 0;
};

/// Makes documents with an empty text, as many as the input has frames.
class Create : public Workload {
 public:
  explicit Create(const std::vector<Bytes>& frames) : count_(frames.size()) {}
  void work() override {
    for (std::size_t i = 0; i < count_; ++i) docs_.emplace_back().text("t");
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["documents"] = docs_.size();
    return outcome;
  }

 private:
  std::size_t count_;
  std::vector<Doc> docs_;
};

}  // namespace

void record(const std::string& input, const std::string& updates, const std::string& state) {
  const std::vector<Edit> edits = read_edits(input);
  std::vector<Bytes> frames;
  Replay replay(edits);
  const Subscription subscription = replay.doc().observe([&frames](const TransactionEvent& event) {
    frames.emplace_back(event.update().begin(), event.update().end());
  });
  replay.work();
  write_frames(updates, frames);
  const Bytes whole = must(replay.doc().update());
  write_frames(state, {&whole, 1});
}

WorkloadMakers text_workloads() {
  return {
      {"replay", edits_workload<Replay>()},
      {"replay-one", edits_workload<ReplayOne>()},
      {"replay-observed", edits_workload<ReplayObserved<&TransactionEvent::update>>()},
      {"replay-observed-v2", edits_workload<ReplayObserved<&TransactionEvent::update_v2>>()},
      {"pair", edits_workload<Pair>()},
      {"concurrent", edits_workload<Concurrent>()},
      {"format", edits_workload<Format>()},
      {"formatted-insert", edits_workload<FormattedInsert>()},
      {"formatted-read", edits_workload<FormattedRead>()},
      {"create", frames_workload<Create>()},
  };
}

}  // namespace ycpp::bench

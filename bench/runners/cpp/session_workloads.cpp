// session_workloads.cpp -- several people write: each has a document and gets the others' updates.
#include <stdexcept>

#include "documents.h"
#include "input.h"
#include "workloads.h"
#include "ycpp/undo.h"

namespace ycpp::bench {
namespace {

/// Every step of a recorded session: its writer first gets the updates that it built upon, edits in
/// one transaction, and makes an update. In the end all get the rest.
class Live : public Workload {
 public:
  explicit Live(const Session& session) : session_(session), updates_(session.steps.size()) {
    for (std::uint32_t agent = 0; agent < session.agents; ++agent) {
      docs_.push_back(writer(kClientId + agent));
      listeners_.push_back(docs_.back().observe([this](const TransactionEvent& event) {
        if (event.local()) last_.assign(event.update().begin(), event.update().end());
      }));
    }
  }

  void work() override {
    for (std::size_t i = 0; i < session_.steps.size(); ++i) {
      const Step& step = session_.steps[i];
      Doc& doc = docs_[step.agent];
      for (const std::uint32_t received : step.received) must(doc.apply_update(updates_[received]));
      last_.clear();
      if (!step.edits.empty()) edit(doc, step.edits);
      updates_[i].swap(last_);
    }
  }
  Outcome outcome() override { return outcome_of(docs_.front()); }

 private:
  static void edit(Doc& doc, const std::vector<Edit>& edits) {
    Text text = doc.text("t");
    doc.transact([&] { apply(text, edits); });
  }

  const Session& session_;
  std::vector<Bytes> updates_;
  Bytes last_;
  std::vector<Doc> docs_;
  std::vector<Subscription> listeners_;
};

/// Typing while everything is recorded for undo, every edit a step of its own.
class UndoRecord : public Workload {
 public:
  explicit UndoRecord(const std::vector<Edit>& edits) : edits_(edits) {}
  void work() override { apply(text_, edits_); }
  Outcome outcome() override { return outcome_of(doc_); }

 protected:
  void undo_all() {
    while (undo_.can_undo()) undo_.undo();
  }

  const std::vector<Edit>& edits_;
  Doc doc_ = writer();
  Text text_ = doc_.text("t");
  UndoManager undo_{text_};
};

struct UndoAll : UndoRecord {
  explicit UndoAll(const std::vector<Edit>& edits) : UndoRecord(edits) { UndoRecord::work(); }
  void work() override { undo_all(); }
};

struct RedoAll : UndoAll {
  explicit RedoAll(const std::vector<Edit>& edits) : UndoAll(edits) { undo_all(); }
  void work() override {
    while (undo_.can_redo()) undo_.redo();
  }
};

}  // namespace

WorkloadMakers session_workloads() {
  return {
      {"live", workload<Live, read_session>()},
      {"undo-record", edits_workload<UndoRecord>()},
      {"undo-undo", edits_workload<UndoAll>()},
      {"undo-redo", edits_workload<RedoAll>()},
  };
}

}  // namespace ycpp::bench

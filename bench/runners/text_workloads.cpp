// text_workloads.cpp -- a text is edited, loaded, encoded, and brought along by updates.
#include <stdexcept>
#include <type_traits>

#include "input.h"
#include "workloads.h"
#include "ycpp/doc.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp::bench {
namespace {

// Encoded sizes depend on the width of the client id, so every engine edits as this one, which has
// the most frequent width of a random 32-bit id: 5 bytes.
constexpr std::uint64_t kClientId = 2'000'000'011;

Doc writer() {
  DocOptions options;
  options.client_id = kClientId;
  return Doc(std::move(options));
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Outcome outcome_of(Doc& doc) {
  Outcome outcome;
  outcome.add("text", doc.text("t").to_string());
  outcome.add("state", must(doc.update()));
  return outcome;
}

/// Every edit in a transaction of its own.
class Replay : public Workload {
 public:
  explicit Replay(const std::vector<Edit>& edits) : edits_(edits) {}

  void work() override {
    for (const Edit& edit : edits_) {
      if (edit.removed > 0) {
        text_.remove(edit.position, edit.removed);
      } else {
        text_.insert(edit.position, edit.inserted);
      }
    }
  }
  Outcome outcome() override { return outcome_of(doc_); }
  Doc& doc() { return doc_; }

 protected:
  const std::vector<Edit>& edits_;
  Doc doc_ = writer();
  Text text_ = doc_.text("t");
};

/// The same, while a listener takes the update of every edit, as a provider would.
class ReplayObserved : public Replay {
 public:
  explicit ReplayObserved(const std::vector<Edit>& edits) : Replay(edits) {}
  Outcome outcome() override {
    Outcome outcome = Replay::outcome();
    outcome.counts["update_bytes"] = update_bytes_;
    return outcome;
  }

 private:
  std::uint64_t update_bytes_ = 0;
  Subscription subscription_ = doc_.observe(
      [this](const TransactionEvent& event) { update_bytes_ += event.update().size(); });
};

/// One or many updates, each in a transaction of its own, into an empty document.
class Apply : public Workload {
 public:
  explicit Apply(const std::vector<Bytes>& updates) : updates_(updates) {}
  void work() override {
    for (const Bytes& update : updates_) must(doc_.apply_update(update));
  }
  Outcome outcome() override { return outcome_of(doc_); }

 protected:
  const std::vector<Bytes>& updates_;
  Doc doc_;
};

/// The whole document to bytes.
class Encode : public Apply {
 public:
  explicit Encode(const std::vector<Bytes>& updates) : Apply(updates) { Apply::work(); }
  void work() override { state_ = must(doc_.update()); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("state", state_);
    return outcome;
  }

 private:
  Bytes state_;
};

/// The whole text to a string.
class Read : public Apply {
 public:
  explicit Read(const std::vector<Bytes>& updates) : Apply(updates) { Apply::work(); }
  void work() override { string_ = doc_.text("t").to_string(); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("text", string_);
    return outcome;
  }

 private:
  std::string string_;
};

/// Many updates to one, without a document.
class Merge : public Workload {
 public:
  explicit Merge(const std::vector<Bytes>& updates) : updates_(updates.begin(), updates.end()) {}
  void work() override { merged_ = must(merge_updates(updates_)); }
  Outcome outcome() override {
    Doc doc;
    must(doc.apply_update(merged_));
    Outcome outcome;
    outcome.add("text", doc.text("t").to_string());
    outcome.counts["merged_bytes"] = merged_.size();
    return outcome;
  }

 private:
  std::vector<BytesView> updates_;
  Bytes merged_;
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

template <class W, class Input>
WorkloadFactory factory(Input input) {
  return
      [input = std::make_shared<Input>(std::move(input))] { return std::make_unique<W>(*input); };
}

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

WorkloadFactory text_workload(const std::string& name, const std::string& path) {
  if (name == "replay") return factory<Replay>(read_edits(path));
  if (name == "replay-observed") return factory<ReplayObserved>(read_edits(path));
  if (name == "apply") return factory<Apply>(read_frames(path));
  if (name == "encode") return factory<Encode>(read_frames(path));
  if (name == "read") return factory<Read>(read_frames(path));
  if (name == "merge") return factory<Merge>(read_frames(path));
  if (name == "create") return factory<Create>(read_frames(path));
  return {};
}

}  // namespace ycpp::bench

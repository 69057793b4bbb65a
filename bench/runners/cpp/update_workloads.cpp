// update_workloads.cpp -- updates are applied, made, merged and compared, in both encodings.
//
// The input is frames, each an update, of which workloads on one document apply all before. A
// single state vector, difference or keystroke takes less than a clock can tell, so these are done
// kTimes.
#include "documents.h"
#include "input.h"
#include "workloads.h"
#include "ycpp/update.h"

namespace ycpp::bench {
namespace {

constexpr int kTimes = 100;

/// One or many updates, each in a transaction of its own, into an empty document.
template <Encoding encoding>
class Apply : public Workload {
 public:
  explicit Apply(const std::vector<Bytes>& updates) : updates_(updates) {}
  void work() override {
    for (const Bytes& update : updates_) must(doc_.apply_update(update, {}, encoding));
  }
  Outcome outcome() override { return outcome_of(doc_); }

 protected:
  const std::vector<Bytes>& updates_;
  Doc doc_;
};

/// Many in one transaction.
class ApplyTogether : public Workload {
 public:
  explicit ApplyTogether(const std::vector<Bytes>& updates)
      : updates_(updates.begin(), updates.end()) {}
  void work() override { must(doc_.apply_updates(updates_)); }
  Outcome outcome() override { return outcome_of(doc_); }

 private:
  std::vector<BytesView> updates_;
  Doc doc_;
};

/// All but the first into a document that has the first.
class ApplyRest : public Workload {
 public:
  explicit ApplyRest(const std::vector<Bytes>& updates) : updates_(updates) {
    must(doc_.apply_update(updates.front()));
  }
  void work() override {
    for (std::size_t i = 1; i < updates_.size(); ++i) must(doc_.apply_update(updates_[i]));
  }
  Outcome outcome() override { return outcome_of(doc_); }

 private:
  const std::vector<Bytes>& updates_;
  Doc doc_;
};

/// Each into a document of its own, and all of these are kept.
class Hold : public Workload {
 public:
  explicit Hold(const std::vector<Bytes>& updates) : updates_(updates) {}
  void work() override {
    for (const Bytes& update : updates_) must(docs_.emplace_back().apply_update(update));
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["documents"] = docs_.size();
    return outcome;
  }

 private:
  const std::vector<Bytes>& updates_;
  std::vector<Doc> docs_;
};

/// The whole document to bytes.
template <Encoding encoding>
class Encode : public Apply<Encoding::v1> {
 public:
  explicit Encode(const std::vector<Bytes>& updates) : Apply(updates) { Apply::work(); }
  void work() override { state_ = must(doc_.update({}, encoding)); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("state", state_);
    return outcome;
  }

 private:
  Bytes state_;
};

/// The whole text to a string.
class Read : public Apply<Encoding::v1> {
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

/// The state vector of a document, kTimes.
class StateVector : public Apply<Encoding::v1> {
 public:
  explicit StateVector(const std::vector<Bytes>& updates) : Apply(updates) { Apply::work(); }
  void work() override {
    for (int i = 0; i < kTimes; ++i) vector_ = doc_.state_vector();
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["bytes"] = vector_.size();
    return outcome;
  }

 private:
  Bytes vector_;
};

/// What a peer lacks, kTimes. The last frame is the state vector of the peer.
class Diff : public Workload {
 public:
  explicit Diff(const std::vector<Bytes>& frames) : theirs_(frames.back()) {
    for (std::size_t i = 0; i + 1 < frames.size(); ++i) must(doc_.apply_update(frames[i]));
  }
  void work() override {
    for (int i = 0; i < kTimes; ++i) difference_ = must(doc_.update(theirs_));
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["bytes"] = difference_.size();
    return outcome;
  }

 private:
  const Bytes& theirs_;
  Doc doc_;
  Bytes difference_;
};

/// The same without a document: of one update.
class DiffUpdate : public Workload {
 public:
  explicit DiffUpdate(const std::vector<Bytes>& frames) : frames_(frames) {}
  void work() override { difference_ = must(diff_update(frames_.front(), frames_.back())); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["bytes"] = difference_.size();
    return outcome;
  }

 private:
  const std::vector<Bytes>& frames_;
  Bytes difference_;
};

/// Many updates to one, without a document.
template <Encoding encoding>
class Merge : public Workload {
 public:
  explicit Merge(const std::vector<Bytes>& updates) : updates_(updates.begin(), updates.end()) {}
  void work() override { merged_ = must(merge_updates(updates_, encoding)); }
  Outcome outcome() override {
    Doc doc;
    must(doc.apply_update(merged_, {}, encoding));
    Outcome outcome;
    outcome.add("text", doc.text("t").to_string());
    outcome.counts["merged_bytes"] = merged_.size();
    return outcome;
  }

 private:
  std::vector<BytesView> updates_;
  Bytes merged_;
};

std::vector<Bytes> read_as_v2(const std::string& path) {
  std::vector<Bytes> frames = read_frames(path);
  for (Bytes& frame : frames) frame = must(convert_update(frame, Encoding::v1, Encoding::v2));
  return frames;
}

}  // namespace

WorkloadMakers update_workloads() {
  return {
      {"apply", frames_workload<Apply<Encoding::v1>>()},
      {"apply-v2", workload<Apply<Encoding::v2>, read_as_v2>()},
      {"apply-together", frames_workload<ApplyTogether>()},
      {"apply-rest", frames_workload<ApplyRest>()},
      {"hold", frames_workload<Hold>()},
      {"encode", frames_workload<Encode<Encoding::v1>>()},
      {"encode-v2", frames_workload<Encode<Encoding::v2>>()},
      {"read", frames_workload<Read>()},
      {"state-vector", frames_workload<StateVector>()},
      {"diff", frames_workload<Diff>()},
      {"diff-update", frames_workload<DiffUpdate>()},
      {"merge", frames_workload<Merge<Encoding::v1>>()},
      {"merge-v2", workload<Merge<Encoding::v2>, read_as_v2>()},
  };
}

}  // namespace ycpp::bench

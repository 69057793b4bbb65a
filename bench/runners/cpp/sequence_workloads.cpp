// sequence_workloads.cpp -- an array is appended to, inserted into and read; types nest deeply.
//
// The input of an array is edits, of which only the position counts: the value is the number of
// the edit. That of nesting is frames, of which only the count does.
#include <stdexcept>

#include "documents.h"
#include "input.h"
#include "workloads.h"
#include "ycpp/array.h"

namespace ycpp::bench {
namespace {

class ArrayWorkload : public Workload {
 public:
  explicit ArrayWorkload(const std::vector<Edit>& edits) : edits_(edits) {}
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["size"] = array_.size();
    outcome.add("state", must(doc_.update()));
    return outcome;
  }

 protected:
  void push_each() {
    std::int64_t value = 0;
    for (std::size_t i = 0; i < edits_.size(); ++i) array_.push(value++);
  }
  void insert_each() {
    std::int64_t value = 0;
    for (const Edit& edit : edits_) array_.insert(edit.position, value++);
  }

  const std::vector<Edit>& edits_;
  Doc doc_ = writer();
  Array array_ = doc_.array("a");
};

/// Every value in a transaction of its own.
struct ArrayPush : ArrayWorkload {
  using ArrayWorkload::ArrayWorkload;
  void work() override { push_each(); }
};
struct ArrayInsert : ArrayWorkload {
  using ArrayWorkload::ArrayWorkload;
  void work() override { insert_each(); }
};

/// All values in one transaction, each by a call.
struct ArrayPushOne : ArrayWorkload {
  using ArrayWorkload::ArrayWorkload;
  void work() override {
    doc_.transact([this] { push_each(); });
  }
};
struct ArrayInsertOne : ArrayWorkload {
  using ArrayWorkload::ArrayWorkload;
  void work() override {
    doc_.transact([this] { insert_each(); });
  }
};

/// All values by one call. The list of them is made before, as a caller has it.
class ArrayExtend : public ArrayWorkload {
 public:
  explicit ArrayExtend(const std::vector<Edit>& edits) : ArrayWorkload(edits) {
    for (std::size_t i = 0; i < edits.size(); ++i) values_.emplace_back(std::int64_t(i));
  }
  void work() override { array_.insert_all(0, values_); }

 private:
  std::vector<Value> values_;
};

/// Values at the places where they were inserted, one by one, of an array that is in pieces.
class ArrayGet : public ArrayWorkload {
 public:
  explicit ArrayGet(const std::vector<Edit>& edits) : ArrayWorkload(edits) {
    doc_.transact([this] { insert_each(); });
  }
  void work() override {
    for (const Edit& edit : edits_) {
      sum_ +=
          static_cast<std::uint64_t>(std::get<Value>(array_.get(edit.position)).as<std::int64_t>());
    }
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["sum"] = sum_;
    return outcome;
  }

 private:
  std::uint64_t sum_ = 0;
};

/// One client's part in a session: it takes each value, another one the update that follows.
class ArrayPair : public ArrayWorkload {
 public:
  using ArrayWorkload::ArrayWorkload;
  void work() override { insert_each(); }

 private:
  Doc other_;
  Subscription subscription_ = doc_.observe(
      [this](const TransactionEvent& event) { must(other_.apply_update(event.update())); });
};

/// Arrays in arrays, each made when the one around it is in the document.
class Nest : public Workload {
 public:
  explicit Nest(const std::vector<Bytes>& frames) : depth_(frames.size()) {}
  void work() override { make(); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("state", must(doc_.update()));
    return outcome;
  }

 protected:
  void make() {
    doc_.transact([this] {
      Array inner = doc_.array("a");
      for (std::size_t i = 0; i < depth_; ++i) inner = inner.insert_array(0);
    });
  }

  std::size_t depth_;
  Doc doc_ = writer();
};

struct NestedWorkload : Nest {
  explicit NestedWorkload(const std::vector<Bytes>& frames) : Nest(frames) { make(); }
};

/// From the outermost to the innermost.
class NestRead : public NestedWorkload {
 public:
  using NestedWorkload::NestedWorkload;
  void work() override {
    Array inner = doc_.array("a");
    while (inner.size() > 0) {
      inner = *std::get<Shared>(inner.get(0)).array();
      ++found_;
    }
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["depth"] = found_;
    return outcome;
  }

 private:
  std::uint64_t found_ = 0;
};

struct NestEncode : NestedWorkload {
  using NestedWorkload::NestedWorkload;
  void work() override { state_ = must(doc_.update()); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("state", state_);
    return outcome;
  }
  Bytes state_;
};

struct NestDelete : NestedWorkload {
  using NestedWorkload::NestedWorkload;
  void work() override { doc_.array("a").remove(0); }
};

}  // namespace

WorkloadMakers sequence_workloads() {
  return {
      {"array-push", edits_workload<ArrayPush>()},
      {"array-push-one", edits_workload<ArrayPushOne>()},
      {"array-insert", edits_workload<ArrayInsert>()},
      {"array-insert-one", edits_workload<ArrayInsertOne>()},
      {"array-extend", edits_workload<ArrayExtend>()},
      {"array-get", edits_workload<ArrayGet>()},
      {"array-pair", edits_workload<ArrayPair>()},
      {"nest-make", frames_workload<Nest>()},
      {"nest-read", frames_workload<NestRead>()},
      {"nest-encode", frames_workload<NestEncode>()},
      {"nest-delete", frames_workload<NestDelete>()},
  };
}

}  // namespace ycpp::bench

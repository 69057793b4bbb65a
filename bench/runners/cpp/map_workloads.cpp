// map_workloads.cpp -- keys are set, again and again, and read.
//
// The input is edits, of which only the position counts: it is the key; the value is the number of
// the edit.
#include "documents.h"
#include "input.h"
#include "workloads.h"
#include "ycpp/map.h"

namespace ycpp::bench {
namespace {

/// Every key in a transaction of its own.
class MapSet : public Workload {
 public:
  explicit MapSet(const std::vector<Edit>& edits) {
    for (const Edit& edit : edits) keys_.push_back("key" + std::to_string(edit.position));
  }
  void work() override {
    std::int64_t value = 0;
    for (const std::string& key : keys_) map_.set(key, value++);
  }
  Outcome outcome() override {
    Outcome outcome;
    outcome.counts["size"] = map_.size();
    outcome.add("state", must(doc_.update()));
    return outcome;
  }

 protected:
  std::vector<std::string> keys_;
  Doc doc_ = writer();
  Map map_ = doc_.map("m");
};

/// All in one transaction.
struct MapSetOne : MapSet {
  using MapSet::MapSet;
  void work() override {
    doc_.transact([this] { MapSet::work(); });
  }
};

/// The keys that were set, in the same order.
class MapGet : public MapSet {
 public:
  explicit MapGet(const std::vector<Edit>& edits) : MapSet(edits) {
    doc_.transact([this] { MapSet::work(); });
  }
  void work() override {
    for (const std::string& key : keys_) {
      sum_ += static_cast<std::uint64_t>(std::get<Value>(map_.get(key)).as<std::int64_t>());
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

}  // namespace

WorkloadMakers map_workloads() {
  return {
      {"map-set", edits_workload<MapSet>()},
      {"map-set-one", edits_workload<MapSetOne>()},
      {"map-get", edits_workload<MapGet>()},
  };
}

}  // namespace ycpp::bench

// awareness_workloads.cpp -- many remote clients appear, change, are passed on and fall silent.
//
// The input has two frames for every client, new and changed, then two for all clients at once.
#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "input.h"
#include "workloads.h"
#include "ycpp/awareness.h"

namespace ycpp::bench {
namespace {

struct Messages {
  std::vector<Bytes> arrivals;  ///< one client each
  std::vector<Bytes> changes;   ///< one client each
  std::vector<Bytes> all_arrive;
  std::vector<Bytes> all_change;
};

Messages read_messages(const std::string& path) {
  const std::vector<Bytes> frames = read_frames(path);
  if (frames.size() < 2 || frames.size() % 2 != 0) throw std::runtime_error("bad awareness input");
  const auto middle = frames.begin() + static_cast<std::ptrdiff_t>(frames.size() / 2 - 1);
  return {.arrivals = {frames.begin(), middle},
          .changes = {middle, frames.end() - 2},
          .all_arrive = {frames.end()[-2]},
          .all_change = {frames.end()[-1]}};
}

class AwarenessWorkload : public Workload {
 public:
  explicit AwarenessWorkload(const Messages& messages) : messages_(messages) {}
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("awareness", awareness_.encode_all());
    return outcome;
  }

 protected:
  void apply(const std::vector<Bytes>& messages) {
    for (const Bytes& message : messages) apply(message);
  }
  void apply(const Bytes& message) {
    if (!awareness_.apply_update(message, origin_, 0)) throw std::runtime_error("refused");
  }

  const Messages& messages_;
  Awareness awareness_{1, 0};
  Origin origin_{"bench"};
};

/// Messages for an empty awareness.
template <std::vector<Bytes> Messages::*what>
struct Arrive : AwarenessWorkload {
  using AwarenessWorkload::AwarenessWorkload;
  void work() override { apply(messages_.*what); }
};

/// An awareness that knows all clients.
struct Known : AwarenessWorkload {
  explicit Known(const Messages& messages) : AwarenessWorkload(messages) {
    apply(messages.all_arrive);
  }
};

template <std::vector<Bytes> Messages::*what>
struct Change : Known {
  using Known::Known;
  void work() override { apply(messages_.*what); }
};

/// The same, with an observer of everything.
class ChangeObserved : public Known {
 public:
  using Known::Known;
  void work() override { apply(messages_.changes); }
  Outcome outcome() override {
    Outcome outcome = Known::outcome();
    outcome.counts["reported"] = reported_;
    return outcome;
  }

 private:
  std::uint64_t reported_ = 0;
  Subscription subscription_ =
      awareness_.observe([this](const AwarenessEvent& event) { reported_ += event.updated.size(); },
                         AwarenessTopic::change | AwarenessTopic::update);
};

/// The same without, and each message is timed: how long the slowest take.
class ChangeLatency : public Known {
 public:
  using Known::Known;
  void work() override {
    using Clock = std::chrono::steady_clock;
    nanoseconds_.reserve(messages_.changes.size());
    for (const Bytes& message : messages_.changes) {
      const Clock::time_point start = Clock::now();
      apply(message);
      const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start);
      nanoseconds_.push_back(static_cast<std::uint64_t>(took.count()));
    }
  }
  Outcome outcome() override {
    Outcome outcome = Known::outcome();
    outcome.latencies_ns = nanoseconds_;
    return outcome;
  }

 private:
  std::vector<std::uint64_t> nanoseconds_;
};

class EncodeAll : public Known {
 public:
  using Known::Known;
  void work() override { encoded_ = awareness_.encode_all(); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("awareness", encoded_);
    return outcome;
  }

 private:
  Bytes encoded_;
};

/// All clients have been silent for too long.
struct Expire : Known {
  using Known::Known;
  void work() override { awareness_.tick(awareness_.timeout() + 1); }
};

/// The periodic work when nobody has been silent for too long, a hundred times.
struct Idle : Known {
  using Known::Known;
  void work() override {
    for (int i = 0; i < 100; ++i) awareness_.tick(i);
  }
};

template <class W>
WorkloadMaker awareness_workload() {
  return workload<W, read_messages>();
}

}  // namespace

WorkloadMakers awareness_workloads() {
  return {
      {"awareness-arrive", awareness_workload<Arrive<&Messages::arrivals>>()},
      {"awareness-change", awareness_workload<Change<&Messages::changes>>()},
      {"awareness-arrive-batch", awareness_workload<Arrive<&Messages::all_arrive>>()},
      {"awareness-change-batch", awareness_workload<Change<&Messages::all_change>>()},
      {"awareness-observed", awareness_workload<ChangeObserved>()},
      {"awareness-latency", awareness_workload<ChangeLatency>()},
      {"awareness-encode", awareness_workload<EncodeAll>()},
      {"awareness-expire", awareness_workload<Expire>()},
      {"awareness-idle", awareness_workload<Idle>()},
  };
}

}  // namespace ycpp::bench

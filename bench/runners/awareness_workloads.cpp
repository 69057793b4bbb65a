// awareness_workloads.cpp -- many remote clients appear, change, and are passed on.
//
// The input has two frames for every client, new and changed, then two for all clients at once.
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

/// Applies messages to an awareness that has seen others before.
class ApplyMessages : public Workload {
 public:
  ApplyMessages(const std::vector<Bytes>& before, const std::vector<Bytes>& messages)
      : messages_(messages) {
    apply(before);
  }
  void work() override { apply(messages_); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("awareness", awareness_.encode_all());
    return outcome;
  }

 protected:
  void apply(const std::vector<Bytes>& messages) {
    const Origin origin("bench");
    for (const Bytes& message : messages) {
      if (!awareness_.apply_update(message, origin, 0)) throw std::runtime_error("refused");
    }
  }

  const std::vector<Bytes>& messages_;
  Awareness awareness_{1, 0};
};

class EncodeAll : public ApplyMessages {
 public:
  explicit EncodeAll(const std::vector<Bytes>& before) : ApplyMessages(before, before) {}
  void work() override { encoded_ = awareness_.encode_all(); }
  Outcome outcome() override {
    Outcome outcome;
    outcome.add("awareness", encoded_);
    return outcome;
  }

 private:
  Bytes encoded_;
};

}  // namespace

WorkloadFactory awareness_workload(const std::string& name, const std::string& path) {
  static const std::vector<Bytes> kNothing;
  if (!name.starts_with("awareness-")) return {};
  const auto m = std::make_shared<const Messages>(read_messages(path));
  const auto apply = [m](const auto& before, const auto& messages) -> WorkloadFactory {
    return [m, &before, &messages] { return std::make_unique<ApplyMessages>(before, messages); };
  };
  if (name == "awareness-arrive") return apply(kNothing, m->arrivals);
  if (name == "awareness-change") return apply(m->all_arrive, m->changes);
  if (name == "awareness-arrive-batch") return apply(kNothing, m->all_arrive);
  if (name == "awareness-change-batch") return apply(m->all_arrive, m->all_change);
  if (name == "awareness-encode") return [m] { return std::make_unique<EncodeAll>(m->all_arrive); };
  return {};
}

}  // namespace ycpp::bench

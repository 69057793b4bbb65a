// observers.h -- tells observers what happened to the states, topic by topic.
//
// Observers may come and go, and change the awareness again, while they are being told. Those that
// are there when a delivery begins are told, except for one that was removed meanwhile; its
// callback lives until the outermost delivery ends.
#pragma once

#include <memory>
#include <vector>

#include "base/inline_vector.h"
#include "ycpp/awareness.h"

namespace ycpp::awareness {

/// Clients; a message as a rule is about one.
using Clients = InlineVector<std::uint64_t, 2>;

/// What one operation did.
struct Changes {
  Clients added;
  Clients updated;  ///< set again, to any value
  Clients changed;  ///< those of `updated` whose value differs
  Clients removed;
};

class Observers {
 public:
  Subscription observe(std::function<void(const AwarenessEvent&)> callback, AwarenessTopic topics);

  /// True when anyone listens to `topic`.
  bool wants(AwarenessTopic topic) const { return (topics_ & bit(topic)) != 0; }

  /// Tells every observer of every topic, in order; what they throw is appended to `errors`.
  void deliver(const Changes& changes, const Origin& origin,
               std::vector<std::exception_ptr>& errors);

 private:
  struct Observer {
    std::function<void(const AwarenessEvent&)> callback;
    std::uint8_t topics;  // none once removed
  };

  static std::uint8_t bit(AwarenessTopic topic) { return static_cast<std::uint8_t>(topic); }
  void tell(std::size_t count, const AwarenessEvent& event,
            std::vector<std::exception_ptr>& errors);
  void remove(Observer* observer);
  void settle();

  std::vector<std::unique_ptr<Observer>> observers_;
  std::uint8_t topics_ = 0;  // of all observers together
  int deliveries_ = 0;       // under way
};

}  // namespace ycpp::awareness

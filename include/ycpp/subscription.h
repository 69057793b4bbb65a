// subscription.h -- keeps an observer registered for as long as it lives.
#pragma once

#include <functional>
#include <utility>

namespace ycpp {

/// Returned by every observe(). Destroying it, or calling reset(), unregisters the observer; that
/// is allowed inside the observer itself. It may outlive the document it came from, but not the
/// awareness.
class [[nodiscard]] Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::function<void()> cancel) : cancel_(std::move(cancel)) {}
  Subscription(Subscription&& other) noexcept : cancel_(std::exchange(other.cancel_, nullptr)) {}
  Subscription& operator=(Subscription&& other) noexcept {
    if (this != &other) {
      reset();
      cancel_ = std::exchange(other.cancel_, nullptr);
    }
    return *this;
  }
  ~Subscription() { reset(); }

  /// Unregisters now. Does nothing the second time.
  void reset() {
    if (auto cancel = std::exchange(cancel_, nullptr)) cancel();
  }
  /// Leaves the observer registered until its document or awareness goes.
  void detach() { cancel_ = nullptr; }
  bool active() const { return cancel_ != nullptr; }

 private:
  std::function<void()> cancel_;
};

}  // namespace ycpp

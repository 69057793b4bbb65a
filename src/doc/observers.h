// observers.h -- ObserverList: callbacks in order of registration.
//
// Callbacks may register and unregister others, and themselves, while they run: who is added is
// called from the next notification on, who is removed is not called any more. What callbacks throw
// is collected, so that every one of them is called.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <vector>

#include "ycpp/subscription.h"

namespace ycpp::doc {

using Errors = std::vector<std::exception_ptr>;

template <class Event>
class ObserverList {
 public:
  using Callback = std::function<void(const Event&)>;

  bool empty() const { return alive_ == 0; }

  /// The list must outlive the subscription.
  Subscription add(Callback callback) {
    entries_.push_back({std::move(callback), true});
    ++alive_;
    return Subscription([this, entry = std::prev(entries_.end())] { remove(entry); });
  }

  void notify(const Event& event, Errors& errors) {
    if (entries_.empty()) return;
    ++running_;
    const auto last = std::prev(entries_.end());
    for (auto it = entries_.begin();; ++it) {
      if (it->alive) {
        try {
          it->callback(event);
        } catch (...) {
          errors.push_back(std::current_exception());
        }
      }
      if (it == last) break;
    }
    if (--running_ == 0) std::erase_if(entries_, [](const Entry& e) { return !e.alive; });
  }

 private:
  struct Entry {
    Callback callback;
    bool alive;
  };
  void remove(typename std::list<Entry>::iterator entry) {
    entry->alive = false;
    --alive_;
    if (running_ == 0) entries_.erase(entry);  // else notify() does, when nobody runs any more
  }

  std::list<Entry> entries_;
  std::size_t alive_ = 0;
  int running_ = 0;
};

}  // namespace ycpp::doc

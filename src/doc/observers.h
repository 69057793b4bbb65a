// observers.h -- ObserverList: callbacks in order of registration.
//
// Callbacks may register and unregister others, and themselves, while they run: who is added is
// called from the next notification on, who is removed is not called any more. What callbacks throw
// is collected, so that every one of them is called. A subscription may outlive its list: a peer
// can end a sub-document, and with it the list, at any time.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <list>
#include <memory>
#include <vector>

#include "ycpp/subscription.h"

namespace ycpp::doc {

using Errors = std::vector<std::exception_ptr>;

template <class Event>
class ObserverList {
 public:
  using Callback = std::function<void(const Event&)>;

  bool empty() const { return state_ == nullptr || state_->alive == 0; }

  Subscription add(Callback callback) {
    if (state_ == nullptr) state_ = std::make_shared<State>();
    state_->entries.push_back({std::move(callback), true});
    ++state_->alive;
    return Subscription(
        [list = std::weak_ptr<State>(state_), entry = std::prev(state_->entries.end())] {
          if (const std::shared_ptr<State> state = list.lock()) state->remove(entry);
        });
  }

  void notify(const Event& event, Errors& errors) {
    if (state_ == nullptr || state_->entries.empty()) return;
    ++state_->running;
    const auto last = std::prev(state_->entries.end());
    for (auto it = state_->entries.begin();; ++it) {
      if (it->alive) {
        try {
          it->callback(event);
        } catch (...) {
          errors.push_back(std::current_exception());
        }
      }
      if (it == last) break;
    }
    if (--state_->running == 0)
      std::erase_if(state_->entries, [](const Entry& e) { return !e.alive; });
  }

 private:
  struct Entry {
    Callback callback;
    bool alive;
  };
  struct State {
    std::list<Entry> entries;
    std::size_t alive = 0;
    int running = 0;

    void remove(typename std::list<Entry>::iterator entry) {
      entry->alive = false;
      --alive;
      if (running == 0) entries.erase(entry);  // else notify() does, when nobody runs any more
    }
  };

  std::shared_ptr<State> state_;  // made for the first observer
};

}  // namespace ycpp::doc

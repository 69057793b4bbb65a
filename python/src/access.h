// access.h -- Access: one thread at a time inside a document.
//
// The GIL sees to that as long as it is held. Long work inside a document gives it up, and then
// Access keeps the other threads out. The rules, which docs/decisions/0006-threads.md explains:
//   * A call that uses a document begins with enter(), and no Python code runs between that and its
//     last use of the document: Python code is where the GIL changes hands.
//   * Python code inside of a commit, which is what observers are, runs in an Aside. What a commit
//     drops, which may run Python code too, is Held, and goes when the work has ended.
//   * A document and its sub-documents have one in common, because a commit of one of them tells
//     the others.
// While nobody works without the GIL, enter() costs one comparison.
#pragma once

#include <nanobind/nanobind.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "fork.h"
#include "gil.h"

namespace ycpp::python {

namespace nb = nanobind;

/// From this many bytes on, work takes longer than to hand over the GIL.
constexpr std::size_t kLongWork = 16 * 1024;
/// The same for work on a document of so many items.
constexpr std::size_t kManyItems = 256;

class Access {
 public:
  /// Waits until no thread works in the document without the GIL. Such work ends by itself.
  /// True if it had to wait, so that Python code has run meanwhile.
  bool enter() {
    if (worker() == 0) [[likely]]
      return false;
    while (worker() != 0) wait();
    return true;
  }

  /// Lets the others in, if this thread works in the document without the GIL: it does not go on.
  void leave() {
    if (worker() == this_thread()) end();
  }

  /// From now on, who is in one of the two documents is in both. Nobody works in either.
  void share(const Access& other) { state_ = other.state_; }

  class Alone;
  class Aside;

  /// A Python object that work without the GIL may drop.
  struct Held {
    nb::object object;
    Held* next = nullptr;
  };

 private:
  struct State {
    std::atomic<Thread> worker = 0;  // changes only while the GIL is held
    std::mutex mutex;                // whoever holds it does not wait for the GIL
    bool working = false;            // worker != 0, for those who wait without the GIL
    std::condition_variable idle;
  };

  void wait() {
    const std::shared_ptr<State> state = state_;  // which share() may replace meanwhile
    ++Fork::threads;
    {
      const WithoutGil without_gil;
      std::unique_lock lock(state->mutex);
      state->idle.wait(lock, [&state] { return !state->working; });
    }
    --Fork::threads;
  }
  Thread worker() const { return state_->worker.load(std::memory_order_relaxed); }
  void begin() {
    ++Fork::threads;
    state_->worker = this_thread();
    const std::lock_guard lock(state_->mutex);
    state_->working = true;
  }
  void end() {
    --Fork::threads;
    state_->worker = 0;
    {
      const std::lock_guard lock(state_->mutex);
      state_->working = false;
    }
    state_->idle.notify_all();
  }

  std::shared_ptr<State> state_ = std::make_shared<State>();
};

/// Work inside a document without the GIL.
class Access::Alone {
 public:
  explicit Alone(Access& access) : access_(access) {
    access_.enter();
    access_.begin();
    state_ = PyEval_SaveThread();
  }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;
  ~Alone() {
    take_gil([this] { PyEval_RestoreThread(state_); }, [this] { access_.end(); });
    access_.end();
    while (Held* const held = dropped_) {
      dropped_ = held->next;
      delete held;
    }
  }

  /// Deletes `held`, which may run Python code: after the work, if this thread is in its midst.
  static void drop(Held* held) {
    if (PyGILState_Check() != 0) {
      delete held;
    } else {
      held->next = dropped_;
      dropped_ = held;
    }
  }

 private:
  static inline thread_local Held* dropped_ = nullptr;
  Access& access_;
  PyThreadState* state_;
};

/// Python code in the midst of work: others may read the document meanwhile, as it may itself.
class Access::Aside {
 public:
  explicit Aside(Access& access) : access_(access) {
    if (access_.worker() != this_thread()) return;
    gil_ = take_gil([] { return PyGILState_Ensure(); }, [this] { access_.end(); });
    access_.end();
  }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  ~Aside() {
    access_.enter();
    if (!gil_) return;
    access_.begin();
    PyGILState_Release(*gil_);
  }

 private:
  Access& access_;
  std::optional<PyGILState_STATE> gil_;
};

/// Calls `work` inside a document, without the GIL if it takes long and no fork waits for its end.
template <class Work>
auto work_inside(Access& access, bool is_long, Work&& work) {
  if (!is_long || Fork::waiting > 0) {
    access.enter();
    return work();
  }
  const Access::Alone alone(access);
  return work();
}

}  // namespace ycpp::python

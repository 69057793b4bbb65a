// turn.cpp -- see turn.h.
#include "turn.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "make.h"

namespace ycpp::python {
namespace {

using Clock = std::chrono::steady_clock;

// Waiting threads look this often whether a signal has come.
constexpr std::chrono::milliseconds kSignalInterval{50};

Clock::time_point after(std::optional<double> seconds) {
  if (!seconds) return Clock::time_point::max();
  const std::chrono::duration<double> bounded(std::clamp(*seconds, 0.0, 1e8));
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(bounded);
}

// The threads that wait without end, and for what. One table, because a circle may go through
// several documents.
std::map<Thread, const Turn*>& waiting_threads() {
  static std::map<Thread, const Turn*> threads;
  return threads;
}

// The numbers of the transactions that the current context runs inside, as a tuple.
PyObject* context_variable() {
  static PyObject* const variable =
      made(PyContextVar_New("ycpp_transactions", nullptr)).release().ptr();
  return variable;
}

nb::tuple context_numbers() {
  PyObject* numbers = nullptr;
  if (PyContextVar_Get(context_variable(), nullptr, &numbers) != 0) throw nb::python_error();
  return numbers == nullptr ? nb::tuple() : nb::steal<nb::tuple>(numbers);
}

void set_context_numbers(const nb::tuple& numbers) {
  (void)made(PyContextVar_Set(context_variable(), numbers.ptr()));
}

[[noreturn]] void refuse_second() { throw std::runtime_error("Already in a transaction"); }

[[noreturn]] void time_out() {
  PyErr_SetString(PyExc_TimeoutError, "Could not acquire transaction");
  throw nb::python_error();
}

}  // namespace

bool Turn::context_is_inside() const {
  if (!in_context_) return false;
  const nb::int_ number(number_);
  return nb::cast<bool>(context_numbers().attr("__contains__")(number));
}

void Turn::forget_waiting_threads() { waiting_threads().clear(); }

void Turn::take(std::optional<double> seconds) {
  if (!is_free()) {
    if (!is_shared_ || (!seconds && is_joined())) refuse_second();
    wait(seconds);
  }
  start(true);
}

void Turn::take_for_edit() {
  if (!is_free()) wait(std::nullopt);
  start(false);
}

bool Turn::take_or_queue(const void* owner, const nb::object& wake) {
  if (!is_taken_ && granted_ && granted_->owner == owner) {
    granted_.reset();
    start(true);
    return true;
  }
  if (!is_taken_ && thread_ == 0) {
    start(true);
    return true;
  }
  refuse_left_behind();
  const bool is_queued = std::any_of(queue_.begin(), queue_.end(),
                                     [owner](const auto& place) { return place->owner == owner; });
  if (is_queued) return false;
  const auto place = std::make_shared<Place>();
  place->thread = this_thread();
  place->owner = owner;
  place->wake = wake;
  queue_.push_back(place);
  return false;
}

void Turn::withdraw(const void* owner) {
  const std::shared_ptr<Place> granted = granted_;  // its wake may be the last reference to much
  if (granted && granted->owner == owner) {
    granted_.reset();
    if (!is_taken_) {
      thread_ = 0;
      grant_next();
    }
    return;
  }
  const auto place = std::find_if(queue_.begin(), queue_.end(),
                                  [owner](const auto& p) { return p->owner == owner; });
  if (place == queue_.end()) return;
  const std::shared_ptr<Place> dropped = *place;
  queue_.erase(place);
}

void Turn::start(bool in_context) {
  static std::uint64_t numbers = 0;
  if (granted_) queue_.push_front(std::exchange(granted_, nullptr));  // we go first
  is_taken_ = true;
  thread_ = this_thread();
  process_ = Fork::process;
  number_ = ++numbers;
  in_context_ = in_context && is_shared_;
  if (!in_context_) return;
  try {
    set_context_numbers(nb::tuple(context_numbers() + nb::make_tuple(nb::int_(number_))));
  } catch (...) {
    give_back();
    throw;
  }
}

// What stays in copies of the context means nothing: no transaction has this number again.
void Turn::leave_context() const {
  try {
    nb::list others = new_list();
    const nb::int_ number(number_);
    for (const nb::handle other : context_numbers())
      if (!other.equal(number)) others.append(other);
    set_context_numbers(nb::tuple(others));
  } catch (nb::python_error& error) {
    error.discard_as_unraisable("the end of a transaction");
  }
}

void Turn::give_back() {
  if (std::exchange(in_context_, false)) leave_context();
  is_taken_ = false;
  thread_ = 0;
  if (!queue_.empty()) grant_next();
}

// A thread that waits here, and not in its event loop, cannot run the tasks of that loop.
bool Turn::is_blocked(const Place& task) const {
  return std::any_of(queue_.begin(), queue_.end(), [&task](const auto& place) {
    return place->owner == nullptr && place->thread == task.thread;
  });
}

void Turn::grant_next() {
  for (auto it = queue_.begin(); it != queue_.end(); ++it) {
    const std::shared_ptr<Place> place = *it;
    if (place->owner != nullptr && is_blocked(*place)) continue;
    if (Fork::left_behind(place->thread, place->process)) continue;
    queue_.erase(it);
    thread_ = place->thread;
    process_ = Fork::process;
    if (place->owner == nullptr) {
      waiting_threads().erase(place->thread);  // though it has still to find out
      {
        const std::lock_guard lock(place->mutex);
        place->is_granted = true;
      }
      place->granted.notify_one();
      return;
    }
    granted_ = place;
    try {
      place->wake();
    } catch (nb::python_error& error) {
      error.discard_as_unraisable("waking a task that waits for a transaction");
    }
    return;
  }
}

// Follows who has what the one before waits for. Whoever waits with a timeout ends the circle.
void Turn::refuse_circle() const {
  const auto& waiting = waiting_threads();
  for (const Turn* turn = this;;) {
    if (turn->thread_ == this_thread())
      throw std::runtime_error(
          "Could not acquire transaction: the thread that has it waits for this one");
    const auto next = waiting.find(turn->thread_);
    if (next == waiting.end()) return;
    turn = next->second;
  }
}

void Turn::refuse_left_behind() const {
  if (Fork::left_behind(thread_, process_))
    throw std::runtime_error(
        "Could not acquire transaction: the thread that has it is not in this forked process");
}

void Turn::wait(std::optional<double> seconds) {
  refuse_left_behind();
  const bool is_endless = !seconds;
  if (is_endless) refuse_circle();
  const Clock::time_point deadline = after(seconds);
  const auto place = std::make_shared<Place>();
  place->thread = this_thread();
  queue_.push_back(place);
  if (is_endless) waiting_threads()[place->thread] = this;
  const auto leave = [&] {
    if (is_endless) waiting_threads().erase(place->thread);
    queue_.remove(place);
  };
  while (!place->is_granted) {
    if (Clock::now() >= deadline) {
      leave();
      time_out();
    }
    {
      const WithoutGil without_gil;
      std::unique_lock lock(place->mutex);
      place->granted.wait_until(lock, std::min(deadline, Clock::now() + kSignalInterval),
                                [&] { return place->is_granted; });
    }
    if (!place->is_granted && PyErr_CheckSignals() != 0) {
      const nb::python_error interrupt;
      leave();
      if (place->is_granted) give_back();  // by what the signal's handler did
      throw interrupt;
    }
  }
  leave();
}

}  // namespace ycpp::python

// turn.h -- Turn: whose turn it is to have a transaction on a document.
//
// A transaction takes the turn and gives it back; the next in the queue gets it, first come first
// served, threads and tasks alike. Who may share the turn that is taken:
//   * without allow_multithreading: everybody; nobody but a new_transaction() waits, and that only
//     as a task;
//   * with it: the thread that has the turn, and code whose context says that it runs inside the
//     transaction, as a function does that asyncio.to_thread or anyio.to_thread runs. All others
//     wait, single edits included.
// A task that is given the turn has it before it runs; until then code of its thread, which it
// waits for, may go first.
//
// No wait is for ever: a wait that closes a circle of waiting threads is refused, and so is one for
// a thread that a fork has left behind in the parent process. All state is guarded by the GIL, and
// nothing here costs more than a few comparisons while nobody waits.
#pragma once

#include <list>
#include <memory>

#include "access.h"

namespace ycpp::python {

class Turn {
 public:
  explicit Turn(bool is_shared) : is_shared_(is_shared) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  /// True if threads wait for each other: allow_multithreading.
  bool is_shared() const { return is_shared_; }
  /// True if a transaction is open that the caller takes part in.
  bool is_joined() const {
    return is_taken_ && (!is_shared_ || thread_ == this_thread() || context_is_inside());
  }

  /// Takes the turn, for a transaction of its own. Waits for at most `seconds`, which is without
  /// end if there are none.
  /// @throws RuntimeError waiting would not end; TimeoutError; KeyboardInterrupt
  void take(std::optional<double> seconds);
  /// The same for a single edit.
  void take_for_edit();
  /// The same for the task of `owner`. False if it has to wait: then `wake` is called when it is
  /// worth asking again, until withdraw().
  bool take_or_queue(const void* owner, const nb::object& wake);
  /// The task does not want the turn any more, if it does not have it by now.
  void withdraw(const void* owner);
  /// Gives the turn back.
  void give_back();

  /// After a fork: none of those that waited is here.
  static void forget_waiting_threads();

 private:
  /// A place in the queue.
  struct Place {
    Thread thread;
    unsigned process = Fork::process;
    const void* owner = nullptr;  ///< of a task
    nb::object wake;              ///< of a task
    bool is_granted = false;
    std::mutex mutex;  ///< for `granted`; whoever holds it does not wait for the GIL
    std::condition_variable granted;
  };
  using Places = std::list<std::shared_ptr<Place>>;

  bool is_free() const {
    return !is_taken_ && (thread_ == 0 || !is_shared_ || thread_ == this_thread() ||
                          Fork::left_behind(thread_, process_));
  }
  void start(bool in_context);
  void leave_context() const;
  void wait(std::optional<double> seconds);
  void refuse_left_behind() const;
  void refuse_circle() const;
  void grant_next();
  bool is_blocked(const Place& task) const;
  bool context_is_inside() const;

  const bool is_shared_;
  bool is_taken_ = false;
  Thread thread_ = 0;               // who has the turn, or is given it
  std::shared_ptr<Place> granted_;  // the task that is given it and has not taken it yet
  Places queue_;
  std::uint64_t number_ = 0;  // of the transaction, unique in the process
  bool in_context_ = false;
  unsigned process_ = 0;  // which took the turn
};

}  // namespace ycpp::python

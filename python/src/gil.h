// gil.h -- giving up the GIL and taking it again, also when there is none to be had any more.
//
// While the interpreter ends, Python up to 3.13 ends a daemon thread that asks for the GIL by
// unwinding its stack, and an unwinding that comes through a destructor ends the whole process.
// Such a thread stays where it is instead, as from Python 3.14 on: the end of the process ends it.
#pragma once

#include <nanobind/nanobind.h>

#include <chrono>
#include <thread>

namespace ycpp::python {

/// Takes the GIL by calling `take`. If the interpreter ends, it calls `leave` and never returns.
template <class Take, class Leave>
auto take_gil(Take&& take, Leave&& leave) {
  try {
    return take();
  } catch (...) {
    leave();
    while (true) std::this_thread::sleep_for(std::chrono::hours(1));
  }
}

/// A scope with the GIL, in a thread that may have it; calls `leave` if it is not to be had.
class WithGil {
 public:
  template <class Leave>
  explicit WithGil(Leave&& leave) : state_(take_gil([] { return PyGILState_Ensure(); }, leave)) {}
  WithGil(const WithGil&) = delete;
  WithGil& operator=(const WithGil&) = delete;
  ~WithGil() { PyGILState_Release(state_); }

 private:
  PyGILState_STATE state_;
};

/// A scope without the GIL.
class WithoutGil {
 public:
  WithoutGil() : state_(PyEval_SaveThread()) {}
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;
  ~WithoutGil() {
    take_gil([this] { PyEval_RestoreThread(state_); }, [] {});
  }

 private:
  PyThreadState* state_;
};

}  // namespace ycpp::python

// fork.h -- what os.fork() means for threads: the child has only the one that forked.
//
// Long work inside a document runs without the GIL, and half of it is no document. So a fork waits
// until there is none, which takes no longer than one call, and meanwhile no other begins. Python
// code is stopped where it is: a transaction that another thread has open never ends in the child,
// and whoever waits there for its turn is told so instead. All state is guarded by the GIL.
#pragma once

#include <nanobind/nanobind.h>

namespace ycpp::python {

namespace nb = nanobind;

using Thread = unsigned long;
inline Thread this_thread() { return PyThread_get_thread_ident(); }

struct Fork {
  static inline int threads = 0;       ///< without the GIL in a document, or waiting to be let in
  static inline int waiting = 0;       ///< forks that wait until there are none
  static inline unsigned process = 0;  ///< how many forks lead to this process
  static inline Thread copied = 0;     ///< the thread that the last of them copied

  /// True if a thread, seen in the process of that number, exists in an ancestor only.
  static bool left_behind(Thread thread, unsigned in_process) {
    return in_process != process && thread != copied;
  }
};

/// Has Python say when it forks.
void watch_forks();

}  // namespace ycpp::python

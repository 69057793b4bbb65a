// fork.cpp -- see fork.h.
#include "fork.h"

#include <chrono>
#include <thread>

#include "gil.h"
#include "turn.h"

namespace ycpp::python {
namespace {

void before() {
  constexpr std::chrono::microseconds kInterval{100};
  ++Fork::waiting;
  while (Fork::threads > 0) {
    const WithoutGil without_gil;
    std::this_thread::sleep_for(kInterval);
  }
}

void after_in_parent() { --Fork::waiting; }

void after_in_child() {
  Fork::waiting = 0;
  ++Fork::process;
  Fork::copied = this_thread();
  Turn::forget_waiting_threads();
}

}  // namespace

void watch_forks() {
  const nb::module_ os = nb::module_::import_("os");
  if (!nb::hasattr(os, "register_at_fork")) return;  // no fork either
  os.attr("register_at_fork")(nb::arg("before") = nb::cpp_function(&before),
                              nb::arg("after_in_parent") = nb::cpp_function(&after_in_parent),
                              nb::arg("after_in_child") = nb::cpp_function(&after_in_child));
}

}  // namespace ycpp::python

// module.cpp -- the extension module, and how C++ exceptions become Python's.
#include <vector>

#include "shared.h"

namespace {

namespace nb = nanobind;

// What observers raise is collected by the documents; this is what went wrong on the way to them,
// which is that there was no memory.
void restore_first(const ycpp::ObserverError& failure) {
  try {
    std::rethrow_exception(failure.errors().front());
  } catch (nb::python_error& e) {
    e.restore();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  }
}

void translate(const std::exception_ptr& error, void*) {
  try {
    std::rethrow_exception(error);
  } catch (const ycpp::ReadOnlyError& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (const ycpp::OriginError& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (const ycpp::ObserverError& e) {
    restore_first(e);
  } catch (const std::length_error& e) {
    PyErr_SetString(PyExc_OverflowError, e.what());
  }
}

// nanobind keeps one set of classes for the process. A second interpreter that imported the module
// would replace those of the first.
int refuse_other_interpreters(PyObject*) {
  if (PyInterpreterState_Get() == PyInterpreterState_Main()) return 0;
  PyErr_SetString(PyExc_ImportError, "ycpp cannot be imported in a sub-interpreter");
  return -1;
}

}  // namespace

NB_MODULE(_engine, m) {
  m.doc() = "The native engine of ycpp. Use the names of the package `ycpp`.";
  nb::register_exception_translator(translate);
  ycpp::python::watch_forks();
  ycpp::python::bind_transaction(m);
  ycpp::python::bind_document(m);
  ycpp::python::bind_events(m);
  ycpp::python::bind_shared(m);
  ycpp::python::bind_text(m);
  ycpp::python::bind_array(m);
  ycpp::python::bind_map(m);
  ycpp::python::bind_xml(m);
  ycpp::python::bind_sticky_index(m);
  ycpp::python::bind_id_set(m);
  ycpp::python::bind_id_map(m);
  ycpp::python::bind_snapshot(m);
  ycpp::python::bind_undo(m);
  ycpp::python::bind_updates(m);
  ycpp::python::bind_awareness(m);
  ycpp::python::bind_sync(m);
}

// The module as nanobind defines it, with one step before its first.
extern "C" NB_EXPORT PyObject* PyInit__ycpp() {
  static std::vector<PyModuleDef_Slot> slots;
  auto* const module = reinterpret_cast<PyModuleDef*>(PyInit__engine());
  if (module == nullptr || module->m_slots == slots.data())
    return reinterpret_cast<PyObject*>(module);
  slots.push_back({Py_mod_exec, reinterpret_cast<void*>(refuse_other_interpreters)});
  const PyModuleDef_Slot* slot = module->m_slots;
  while (slot->slot != 0) slots.push_back(*slot++);
  slots.push_back({0, nullptr});
  module->m_slots = slots.data();
  return reinterpret_cast<PyObject*>(module);
}

// module.cpp -- the extension module, and how C++ exceptions become Python's.
#include "shared.h"

namespace {

namespace nb = nanobind;

void translate(const std::exception_ptr& error, void*) {
  try {
    std::rethrow_exception(error);
  } catch (const ycpp::ReadOnlyError& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (const ycpp::OriginError& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (const std::length_error& e) {
    PyErr_SetString(PyExc_OverflowError, e.what());
  }
}

}  // namespace

NB_MODULE(_ycpp, m) {
  m.doc() = "The native engine of ycpp. Use the names of the package `ycpp`.";
  nb::register_exception_translator(translate);
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

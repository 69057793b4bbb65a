// make.h -- making Python objects, or raising what kept them from being made.
//
// To be used instead of nanobind's constructors of empty lists and dicts, which do not look whether
// there was memory for one, and of its str, which says "conversion error" then.
#pragma once

#include <nanobind/nanobind.h>

#include <string_view>

namespace ycpp::python {

namespace nb = nanobind;

/// What a function of Python's API returned.
/// @throws the Python error that is set, if that is null
template <class T = nb::object>
T made(PyObject* object) {
  if (object == nullptr) throw nb::python_error();
  return nb::steal<T>(object);
}

inline nb::list new_list() { return made<nb::list>(PyList_New(0)); }
inline nb::dict new_dict() { return made<nb::dict>(PyDict_New()); }
inline nb::str to_str(std::string_view utf8) {
  return made<nb::str>(
      PyUnicode_FromStringAndSize(utf8.data(), static_cast<Py_ssize_t>(utf8.size())));
}
/// The same, where a lone surrogate, which JSON can hold, stays one.
inline nb::str to_str_with_surrogates(std::string_view utf8) {
  return made<nb::str>(
      PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), "surrogatepass"));
}

}  // namespace ycpp::python

// bind_array.cpp -- the native part of Array.
#include "plan.h"

namespace ycpp::python {
namespace {

nb::object get(PyArray& a, Py_ssize_t index) {
  const Array array = a.array();
  const auto size = static_cast<Py_ssize_t>(array.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) throw nb::index_error("Array index out of range");
  return content_to_python(array.content(static_cast<std::size_t>(index)), a.document);
}

// Inserts values, and deletes the `replaced` elements that are there.
void insert_all(PyArray& a, Py_ssize_t index, nb::handle values, std::size_t replaced) {
  Array array = a.array();
  const auto at = static_cast<std::size_t>(index);
  if (index < 0 || at + replaced > array.size()) throw std::runtime_error("Index out of range");
  const Plan plan = plan_values(values);
  if (plan.steps.empty()) return;
  Transaction transaction = a.doc().doc.transact();
  if (replaced > 0) array.remove(at, replaced);
  carry_out(plan, a.document, array, at);
  transaction.commit();
  a.doc().raise_errors();
}

void append(PyArray& a, nb::handle value) {
  Array array = a.array();
  const std::size_t end = array.size();
  if (shared_in(value) != nullptr || is_bytes(value)) {
    nb::list one;
    one.append(value);
    return insert_all(a, static_cast<Py_ssize_t>(end), one, 0);
  }
  Writer any;
  python_to_any(value, any, "array[" + std::to_string(end) + "]");
  array.insert_any(end, any.view(), 1);
  a.doc().raise_errors();
}

void erase(PyArray& a, Py_ssize_t start, Py_ssize_t stop) {
  Array array = a.array();
  if (start < 0 || stop > static_cast<Py_ssize_t>(array.size()))
    throw nb::index_error("Array index out of range");
  if (stop > start)
    array.remove(static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start));
  a.doc().raise_errors();
}

nb::list elements(PyArray& a) {
  nb::list all;
  a.array().each([&](const Content& c) { all.append(content_to_python(c, a.document)); });
  return all;
}

}  // namespace

void bind_array(nb::module_& m) {
  nb::class_<PyArray, PyShared> array(m, "ArrayBase", nb::type_slots(shared_slots),
                                      "The native part of Array.");
  array
      .def(
          "__init__",
          [](PyArray* self, const nb::object& init) {
            new (self) PyArray{};
            if (!init.is_none())
              self->initial = nb::handle(reinterpret_cast<PyObject*>(&PyList_Type))(init);
          },
          nb::arg("init").none() = nb::none(),
          nb::sig("def __init__(self, init: collections.abc.Iterable[typing.Any] | None = None) -> "
                  "None"))
      .def(
          "__len__", [](PyArray& a) { return a.array().size(); }, "The number of elements. O(1).")
      .def("append", &append, nb::arg("object").none(),
           nb::sig("def append(self, object: typing.Any) -> None"),
           "Append a value or a shared type. O(1).\n\n"
           "Raises:\n    TypeError: the value is not supported, with its path.\n"
           "    RuntimeError: an observer runs.")
      .def("_get", &get, nb::sig("def _get(self, index: int) -> typing.Any"))
      .def("_insert", &insert_all, nb::arg("index"), nb::arg("values"), nb::arg("replaced") = 0,
           nb::sig("def _insert(self, index: int, values: "
                   "collections.abc.Iterable[typing.Any], replaced: int = 0) -> None"))
      .def("_erase", &erase)
      .def("_elements", &elements, nb::sig("def _elements(self) -> list[typing.Any]"))
      .def(
          "__str__", [](PyArray& a) { return to_str(a.array().to_json()); },
          "The content as compact JSON. O(n).");
  def_prelim(array, nb::sig("def prelim(self) -> list[typing.Any] | None"));
}

}  // namespace ycpp::python

// bind_array.cpp -- the native part of Array.
#include <nanobind/stl/optional.h>

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

// At `index`, or at the end.
void insert_all(PyArray& a, std::optional<Py_ssize_t> index, nb::handle values) {
  a.array();  // refuses what is not part of a document before it looks at the values
  const Plan plan = plan_values(values);
  Edit edit(a.doc());
  check_documents({&plan, 1}, a.doc());
  Array array = a.array();
  const std::size_t size = array.size();
  if (index && (*index < 0 || static_cast<std::size_t>(*index) > size))
    throw std::runtime_error("Index out of range");
  if (plan.steps.empty()) return;
  Transaction transaction = a.doc().doc.transact();
  carry_out(plan, a.document, array, index ? static_cast<std::size_t>(*index) : size);
  transaction.commit();
  edit.end();
}

void append(PyArray& a, nb::handle value) {
  if (needs_plan(value)) {
    nb::list one = new_list();
    one.append(value);
    return insert_all(a, std::nullopt, one);
  }
  Writer any;
  python_to_any(value, any, "array[" + std::to_string(a.array().size()) + "]");
  Edit edit(a.doc());
  Array array = a.array();
  array.insert_any(array.size(), any.view(), 1);
  edit.end();
}

void erase(PyArray& a, Py_ssize_t start, Py_ssize_t stop) {
  Edit edit(a.doc());
  Array array = a.array();
  if (start < 0 || stop > static_cast<Py_ssize_t>(array.size()))
    throw nb::index_error("Array index out of range");
  if (stop > start)
    array.remove(static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start));
  edit.end();
}

// In one transaction. Inserts behind what it replaces, as pycrdt does: a delta then tells the
// deletion first.
void replace(PyArray& a, Py_ssize_t index, nb::handle value) {
  const Array before = a.array();
  const auto old_size = static_cast<Py_ssize_t>(before.size());
  const Py_ssize_t place = index < 0 ? index + old_size : index;
  if (place >= 0 && place < old_size &&
      is_content(value, before.content(static_cast<std::size_t>(place))))
    return;
  const Plan plan = plan_values(nb::make_tuple(value));
  Edit edit(a.doc());
  check_documents({&plan, 1}, a.doc());
  Array array = a.array();
  const auto size = static_cast<Py_ssize_t>(array.size());
  if (index < 0) index += size;
  if (index < 0 || index >= size) throw nb::index_error("Array index out of range");
  Transaction transaction = a.doc().doc.transact();
  carry_out(plan, a.document, array, static_cast<std::size_t>(index) + 1);
  array.remove(static_cast<std::size_t>(index), 1);
  transaction.commit();
  edit.end();
}

nb::list elements(PyArray& a) {
  const NoCollection no_collection;
  nb::list all = new_list();
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
      .def("_insert", &insert_all, nb::arg("index").none(), nb::arg("values"),
           nb::sig("def _insert(self, index: int | None, "
                   "values: collections.abc.Iterable[typing.Any]) -> None"))
      .def("_replace", &replace, nb::arg("index"), nb::arg("value").none(),
           nb::sig("def _replace(self, index: int, value: typing.Any) -> None"))
      .def("_erase", &erase)
      .def("_elements", &elements, nb::sig("def _elements(self) -> list[typing.Any]"))
      .def(
          "__str__", [](PyArray& a) { return to_str(a.array().to_json()); },
          "The content as compact JSON. O(n).");
  def_prelim(array, nb::sig("def prelim(self) -> list[typing.Any] | None"));
}

}  // namespace ycpp::python

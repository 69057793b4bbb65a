// bind_map.cpp -- the native part of Map.
#include "plan.h"

namespace ycpp::python {
namespace {

std::string_view key_of(nb::handle key) {
  if (!PyUnicode_Check(key.ptr())) throw std::runtime_error("Key must be of type string");
  return utf8_of(key);
}

[[noreturn]] void no_such_key(nb::handle key) {
  PyErr_SetObject(PyExc_KeyError, key.ptr());
  throw nb::python_error();
}

nb::object get_item(PyMap& m, nb::handle key) {
  const Content content = m.map().content(key_of(key));
  if (content.kind() == Content::Kind::none) no_such_key(key);
  return content_to_python(content, m.document);
}

nb::object get(PyMap& m, nb::handle key, const nb::object& fallback) {
  const Content content = m.map().content(key_of(key));
  return content.kind() == Content::Kind::none ? fallback : content_to_python(content, m.document);
}

void set_item(PyMap& m, nb::handle key, nb::handle value) {
  const std::string_view name = key_of(key);
  if (needs_plan(value)) {
    if (is_content(value, m.map().content(name))) return;
    const Plan plan = plan_entry(std::string(name), value);
    Edit edit(m.doc());
    check_documents({&plan, 1}, m.doc());
    Transaction transaction = m.doc().doc.transact();
    carry_out(plan, m.document, m.map());
    transaction.commit();
    edit.end();
  } else {
    Writer any;
    python_to_any(value, any, "map." + std::string(name));
    Edit edit(m.doc());
    m.map().set_any(name, any.view());
    edit.end();
  }
}

void delete_item(PyMap& m, nb::handle key) {
  const std::string_view name = key_of(key);
  Edit edit(m.doc());
  if (!m.map().remove(name)) no_such_key(key);
  edit.end();
}

void clear(PyMap& m) {
  Edit edit(m.doc());
  m.map().clear();
  edit.end();
}

nb::dict entries(PyMap& m) {
  const NoCollection no_collection;
  nb::dict all = new_dict();
  m.map().each([&](std::string_view key, const Content& value) {
    all[to_str(key)] = content_to_python(value, m.document);
  });
  return all;
}

}  // namespace

void bind_map(nb::module_& m) {
  nb::class_<PyMap, PyShared> map(m, "MapBase", nb::type_slots(shared_slots),
                                  "The native part of Map.");
  map.def(
         "__init__",
         [](PyMap* self, const nb::object& init) {
           new (self) PyMap{};
           if (!init.is_none())
             self->initial = nb::handle(reinterpret_cast<PyObject*>(&PyDict_Type))(init);
         },
         nb::arg("init").none() = nb::none(),
         nb::sig("def __init__(self, init: collections.abc.Mapping[str, typing.Any] | None = "
                 "None) -> None"))
      .def(
          "__len__", [](PyMap& x) { return x.map().size(); }, "The number of keys.")
      .def("__getitem__", &get_item, nb::sig("def __getitem__(self, key: str, /) -> typing.Any"),
           "The value of a key. O(1).\n\nRaises:\n    KeyError: there is no such key.")
      .def("__setitem__", &set_item, nb::arg("key"), nb::arg("value").none(),
           nb::sig("def __setitem__(self, key: str, value: typing.Any, /) -> None"),
           "Set a key to a value or a shared type. O(1).\n\n"
           "Raises:\n    TypeError: the value is not supported, with its path.\n"
           "    RuntimeError: the key is not a str, or an observer runs.")
      .def("__delitem__", &delete_item, nb::sig("def __delitem__(self, key: str, /) -> None"),
           "Remove a key.\n\nRaises:\n    KeyError: there is no such key.")
      .def(
          "__contains__",
          [](PyMap& x, nb::handle key) {
            return PyUnicode_Check(key.ptr()) && x.map().contains(key_of(key));
          },
          nb::sig("def __contains__(self, key: object, /) -> bool"),
          "True if there is such a key. O(1).")
      .def("_get", &get, nb::arg("key"), nb::arg("fallback").none(),
           nb::sig("def _get(self, key: str, fallback: typing.Any) -> typing.Any"))
      .def("_entries", &entries, nb::sig("def _entries(self) -> dict[str, typing.Any]"))
      .def("_clear", &clear)
      .def(
          "__str__", [](PyMap& x) { return to_str(x.map().to_json()); },
          "The content as compact JSON. O(n).");
  def_prelim(map, nb::sig("def prelim(self) -> dict[str, typing.Any] | None"));
}

}  // namespace ycpp::python

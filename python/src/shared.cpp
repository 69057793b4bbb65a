// shared.cpp -- see shared.h.
#include "shared.h"

#include <array>

#include "plan.h"

namespace ycpp::python {
namespace {

// The classes by kind. A dict of the extension module owns them; this is a view of it.
PyObject* wrappers = nullptr;

constexpr std::array kKindNames{
    std::pair{SharedKind::array, "array"},
    std::pair{SharedKind::map, "map"},
    std::pair{SharedKind::text, "text"},
    std::pair{SharedKind::xml_element, "xml_element"},
    std::pair{SharedKind::xml_fragment, "xml_fragment"},
    std::pair{SharedKind::xml_text, "xml_text"},
};

// Sets the class that wraps shared types of a kind.
void set_wrapper(const std::string& name, const nb::object& type) {
  if (wrappers == nullptr) {
    nb::module_ m = nb::module_::import_("ycpp._ycpp");
    nb::dict classes = new_dict();
    wrappers = classes.ptr();
    m.attr("_classes") = classes;
  }
  for (const auto& [kind, kind_name] : kKindNames)
    if (name == kind_name) nb::borrow<nb::dict>(wrappers)[nb::int_(static_cast<int>(kind))] = type;
}

int shared_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  const PyShared& s = *nb::inst_ptr<PyShared>(self);
  Py_VISIT(s.document.ptr());
  Py_VISIT(s.initial.ptr());
  return 0;
}

int shared_clear(PyObject* self) {
  if (!nb::inst_ready(self)) return 0;
  nb::inst_ptr<PyShared>(self)->initial.reset();
  return 0;
}

}  // namespace

PyType_Slot shared_slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(shared_traverse)},
                              {Py_tp_clear, reinterpret_cast<void*>(shared_clear)},
                              {0, nullptr}};

PyShared* shared_in(nb::handle object) {
  if (!nb::isinstance<PyShared>(object)) return nullptr;
  if (!nb::inst_ready(object))
    throw std::runtime_error("__init__ of the base class was not called");
  return nb::inst_ptr<PyShared>(object);
}

PyShared& shared_self(nb::handle self) {
  if (PyShared* type = shared_in(self)) return *type;
  throw nb::type_error("not a shared type");
}

bool is_content(nb::handle object, const Content& content) {
  if (const Document* subdoc = document_in(object))
    return content.kind() == Content::Kind::document && content.document() == subdoc->doc;
  const PyShared* const type = shared_in(object);
  return type != nullptr && type->shared && content.kind() == Content::Kind::shared &&
         *type->shared == content.shared();
}

std::string_view utf8_of(nb::handle value) {
  Py_ssize_t size = 0;
  const char* data =
      PyUnicode_Check(value.ptr()) ? PyUnicode_AsUTF8AndSize(value.ptr(), &size) : nullptr;
  if (data == nullptr) {
    if (!PyErr_Occurred())
      PyErr_Format(PyExc_TypeError, "expected str, not %s", Py_TYPE(value.ptr())->tp_name);
    throw nb::python_error();
  }
  return {data, static_cast<std::size_t>(size)};
}

nb::object new_wrapper(nb::handle type) {
  const nb::handle element = nb::type<PyXmlElement>();
  const bool is_element = PyType_Check(type.ptr()) &&  // Array[int] is none
                          PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(type.ptr()),
                                           reinterpret_cast<PyTypeObject*>(element.ptr()));
  if (!is_element) return type();
  nb::object object = nb::inst_alloc(type);
  new (nb::inst_ptr<PyXmlElement>(object)) PyXmlElement{};
  nb::inst_mark_ready(object);
  return object;
}

nb::handle wrapper_class(SharedKind kind) {
  // A hook, which only Yjs can make, is a map with a name.
  const SharedKind shown = kind == SharedKind::xml_hook ? SharedKind::map : kind;
  const nb::int_ key(static_cast<int>(shown));
  PyObject* const type = PyDict_GetItemWithError(wrappers, key.ptr());
  if (type != nullptr) return type;
  if (PyErr_Occurred()) throw nb::python_error();
  throw nb::type_error("a shared type of no kind cannot be read");
}

nb::object wrap(const Shared& shared, const nb::object& document) {
  nb::object object = new_wrapper(wrapper_class(shared.kind()));
  shared_in(object)->join(document, shared);
  return object;
}

nb::object content_to_python(const Content& content, const nb::object& document) {
  switch (content.kind()) {
    case Content::Kind::none: return nb::none();
    case Content::Kind::binary: return to_bytes(content.bytes());
    case Content::Kind::shared: return wrap(content.shared(), document);
    case Content::Kind::document: return subdocument(document, content.document());
    case Content::Kind::value: break;
  }
  const NoCollection no_collection;
  return any_to_python(content.bytes());
}

void bind_shared(nb::module_& m) {
  m.def("_set_wrapper", &set_wrapper);
  m.def("_new_wrapper", &new_wrapper,
        nb::sig("def _new_wrapper(type: type[typing.Any]) -> typing.Any"));
  nb::class_<PyShared>(m, "SharedBase", nb::type_slots(shared_slots), nb::is_weak_referenceable(),
                       "The native part of every shared type.")
      .def("_observe", &observe_shared,
           nb::sig("def _observe(self, callback: object, arguments: int, deep: bool) -> "
                   "Subscription"))
      .def("_integrate", &integrate_root)
      .def_prop_ro("_document",
                   [](const PyShared& s) -> nb::object {
                     return s.document.is_valid() ? s.document : nb::none();
                   })
      .def_prop_ro(
          "is_prelim", [](const PyShared& s) { return s.initial.is_valid(); },
          "True while it holds initial content and is not part of a document.")
      .def_prop_ro(
          "is_integrated", [](const PyShared& s) { return s.shared.has_value(); },
          "True once it is part of a document.");
}

}  // namespace ycpp::python

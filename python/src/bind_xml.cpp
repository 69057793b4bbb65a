// bind_xml.cpp -- the native parts of XmlFragment, XmlElement and XmlText.
//
// What a node has as children and attributes are views in Python; their native parts are methods of
// the node, so that an edit is one call into C++.
#include "plan.h"

namespace ycpp::python {
namespace {

// The attributes of a node, whatever class stands for it.
XmlAttributes attributes(const PyShared& node) { return XmlAttributes(node.integrated()); }

nb::object get_attribute(PyShared& node, nb::handle key, const nb::object& fallback) {
  const Content content = attributes(node).content(utf8_of(key));
  return content.kind() == Content::Kind::none ? fallback
                                               : content_to_python(content, node.document);
}

void set_attribute(PyShared& node, nb::handle key, nb::handle value) {
  const Plan plan = plan_attribute(std::string(utf8_of(key)), value);
  Edit edit(node.doc());
  check_documents({&plan, 1}, node.doc());
  Transaction transaction = node.doc().doc.transact();
  carry_out(plan, node.document, node.integrated());
  transaction.commit();
  edit.end();
}

void delete_attribute(PyShared& node, nb::handle key) {
  const std::string_view name = utf8_of(key);
  Edit edit(node.doc());
  attributes(node).remove(name);
  edit.end();
}

nb::list all_attributes(PyShared& node) {
  const NoCollection no_collection;
  nb::list all = new_list();
  attributes(node).each([&](std::string_view key, const Content& value) {
    all.append(nb::make_tuple(to_str(key), content_to_python(value, node.document)));
  });
  return all;
}

nb::object get_child(PyXmlFragment& node, Py_ssize_t index) {
  const XmlFragment fragment = node.fragment();
  const auto size = static_cast<Py_ssize_t>(fragment.size());
  const Py_ssize_t at = index < 0 ? index + size : index;
  if (at < 0 || at >= size) throw nb::index_error(std::to_string(index).c_str());
  return content_to_python(fragment.content(static_cast<std::size_t>(at)), node.document);
}

nb::list all_children(PyXmlFragment& node) {
  const NoCollection no_collection;
  nb::list all = new_list();
  node.fragment().each([&](const Content& c) { all.append(content_to_python(c, node.document)); });
  return all;
}

// Inserts a child, and deletes the `replaced` ones that are there.
nb::object put_child(PyXmlFragment& node, Py_ssize_t index, nb::handle child,
                     std::size_t replaced) {
  (void)node.fragment();  // refuses what is not part of a document before it looks at the child
  const Plan plan = plan_child(child);
  const Plan& inner = *plan.steps[0].inner;
  Edit edit(node.doc());
  check_documents({&plan, 1}, node.doc());
  XmlFragment fragment = node.fragment();
  const auto at = static_cast<std::size_t>(index);
  if (index < 0 || at + replaced > fragment.size())
    throw nb::index_error(std::to_string(index).c_str());
  Transaction transaction = node.doc().doc.transact();
  // Behind what it replaces, as pycrdt: a delta tells the deletion first then.
  const Shared made = node.as<Array>().insert_shared(at + replaced, inner.kind, inner.tag);
  nb::object result = fill_only(plan, node.document, made);
  if (replaced > 0) fragment.remove(at, replaced);
  transaction.commit();
  edit.end();
  return result;
}

void erase_children(PyXmlFragment& node, Py_ssize_t start, Py_ssize_t stop) {
  Edit edit(node.doc());
  XmlFragment fragment = node.fragment();
  if (start < 0 || stop > static_cast<Py_ssize_t>(fragment.size()))
    throw nb::index_error(std::to_string(start < 0 ? start : stop - 1).c_str());
  if (stop > start)
    fragment.remove(static_cast<std::size_t>(start), static_cast<std::size_t>(stop - start));
  edit.end();
}

bool is_xml(SharedKind kind) {
  return kind == SharedKind::xml_element || kind == SharedKind::xml_fragment ||
         kind == SharedKind::xml_text;
}

bool same_node(const PyShared& node, nb::handle other) {
  const PyShared* const type = shared_in(other);
  return type != nullptr && is_xml(type->kind) && node.integrated() == type->integrated();
}

Py_hash_t hash_of(const PyShared& node) {
  const Shared& shared = node.integrated();
  return nb::hash(nb::make_tuple(reinterpret_cast<std::uintptr_t>(shared.core()), shared.branch()));
}

nb::object node_or_none(const std::optional<Shared>& shared, const nb::object& document) {
  return shared && is_xml(shared->kind()) ? wrap(*shared, document) : nb::none();
}

// The pairs of a mapping; anything else as it is.
nb::object pairs_of(nb::handle attributes) {
  if (PyObject* const items = PyObject_GetAttrString(attributes.ptr(), "items"))
    return nb::steal(items)();
  if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw nb::python_error();
  PyErr_Clear();
  return nb::borrow(attributes);
}

// Initial content of an element: its tag, its attributes as pairs, and its children.
nb::tuple element_content(nb::handle tag, nb::handle attributes, nb::handle contents) {
  if (tag.is_none() || (PyUnicode_Check(tag.ptr()) && PyUnicode_GetLength(tag.ptr()) == 0))
    throw nb::value_error("XmlElement: tag is required");
  (void)utf8_of(tag);
  nb::list pairs = new_list();
  if (!attributes.is_none()) {
    for (const nb::handle pair : nb::iter(pairs_of(attributes))) {
      const nb::tuple entry(nb::borrow(pair));
      if (entry.size() != 2) throw nb::value_error("XmlElement: an attribute is (name, value)");
      pairs.append(entry);
    }
  }
  return nb::make_tuple(nb::borrow(tag), pairs,
                        contents.is_none() ? new_list() : nb::list(nb::borrow(contents)));
}

template <class Class>
void def_node(Class& node) {
  node.def("__eq__", &same_node, nb::arg("other").none(),
           nb::sig("def __eq__(self, other: object, /) -> bool"), "True for the same node.")
      .def("__hash__", &hash_of, "Equal for the same node.")
      .def_prop_ro(
          "parent",
          [](const PyShared& s) { return node_or_none(s.integrated().parent(), s.document); },
          nb::sig("def parent(self) -> typing.Any"),
          "The node that this one is in; None for a root and in what is no node.");
}

template <class Class>
void def_siblings(Class& node) {
  node.def_prop_ro(
          "next_sibling",
          [](const PyShared& s) {
            return node_or_none(s.as<XmlElement>().next_sibling(), s.document);
          },
          nb::sig("def next_sibling(self) -> typing.Any"), "The node after this one, or None.")
      .def_prop_ro(
          "prev_sibling",
          [](const PyShared& s) {
            return node_or_none(s.as<XmlElement>().prev_sibling(), s.document);
          },
          nb::sig("def prev_sibling(self) -> typing.Any"), "The node before this one, or None.")
      .def("_attribute", &get_attribute, nb::arg("key"), nb::arg("fallback").none(),
           nb::sig("def _attribute(self, key: str, fallback: typing.Any) -> typing.Any"))
      .def("_set_attribute", &set_attribute, nb::arg("key"), nb::arg("value").none(),
           nb::sig("def _set_attribute(self, key: str, value: typing.Any) -> None"))
      .def("_delete_attribute", &delete_attribute,
           nb::sig("def _delete_attribute(self, key: str) -> None"))
      .def("_attributes", &all_attributes,
           nb::sig("def _attributes(self) -> list[tuple[str, typing.Any]]"))
      .def("_attribute_count", [](const PyShared& s) { return attributes(s).size(); });
}

void bind_fragment(nb::module_& m) {
  nb::class_<PyXmlFragment, PyShared> fragment(m, "XmlFragmentBase", nb::type_slots(shared_slots),
                                               "The native part of XmlFragment.");
  fragment
      .def(
          "__init__",
          [](PyXmlFragment* self, const nb::object& init) {
            new (self) PyXmlFragment{};
            if (!init.is_none()) self->initial = nb::list(init);
          },
          nb::arg("init").none() = nb::none(),
          nb::sig("def __init__(self, init: collections.abc.Iterable[typing.Any] | None = None) -> "
                  "None"))
      .def("_child_count", [](const PyXmlFragment& f) { return f.fragment().size(); })
      .def("_child", &get_child, nb::sig("def _child(self, index: int) -> typing.Any"))
      .def("_children", &all_children, nb::sig("def _children(self) -> list[typing.Any]"))
      .def("_put_child", &put_child, nb::arg("index"), nb::arg("child").none(),
           nb::arg("replaced") = 0,
           nb::sig("def _put_child(self, index: int, child: typing.Any, replaced: int = 0) -> "
                   "typing.Any"))
      .def("_erase_children", &erase_children)
      .def(
          "__str__",
          [](const PyXmlFragment& f) { return to_str(f.fragment().to_string(XmlStyle::plain)); },
          "The markup. Nothing in it is escaped. O(n).");
  def_node(fragment);
  def_prelim(fragment, nb::sig("def prelim(self) -> typing.Any"));
}

void bind_element(nb::module_& m) {
  nb::class_<PyXmlElement, PyXmlFragment> element(m, "XmlElementBase", nb::type_slots(shared_slots),
                                                  "The native part of XmlElement.");
  element
      .def(
          "__init__",
          [](PyXmlElement* self, nb::handle tag, nb::handle attributes, nb::handle contents) {
            const nb::tuple content = element_content(tag, attributes, contents);
            new (self) PyXmlElement{};
            self->initial = content;
          },
          nb::arg("tag").none() = nb::none(), nb::arg("attributes").none() = nb::none(),
          nb::arg("contents").none() = nb::none(),
          nb::sig("def __init__(self, tag: str | None = None, attributes: "
                  "collections.abc.Mapping[str, typing.Any] | "
                  "collections.abc.Iterable[tuple[str, typing.Any]] | None = None, contents: "
                  "collections.abc.Iterable[typing.Any] | None = None) -> None"))
      .def_prop_ro(
          "tag", [](const PyXmlElement& e) { return to_str(e.as<XmlElement>().tag()); },
          nb::sig("def tag(self) -> str"),
          "The name of the element; that of a root is 'UNDEFINED'.\n\n"
          "Raises:\n    RuntimeError: it is not part of a document yet.");
  def_siblings(element);
}

void bind_node_text(nb::module_& m) {
  nb::class_<PyXmlText, PyText> text(m, "XmlTextBase", nb::type_slots(shared_slots),
                                     "The native part of XmlText.");
  text.def(
          "__init__",
          [](PyXmlText* self, const nb::object& init) {
            (void)utf8_of(init);
            new (self) PyXmlText{};
            self->initial = init;
          },
          nb::arg("init") = "", nb::sig("def __init__(self, init: str = '') -> None"))
      .def(
          "__str__",
          [](const PyXmlText& t) { return to_str(t.as<XmlText>().to_string(XmlStyle::plain)); },
          "The text with its formatting as tags. Nothing in it is escaped. O(n).");
  def_node(text);
  def_siblings(text);
}

}  // namespace

void bind_xml(nb::module_& m) {
  bind_fragment(m);
  bind_element(m);
  bind_node_text(m);
}

}  // namespace ycpp::python

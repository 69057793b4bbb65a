// shared.h -- Python objects of shared types: free-standing with initial content, or part of a
// document.
#pragma once

#include "objects.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/xml.h"

namespace ycpp::python {

struct PyShared {
  explicit PyShared(SharedKind of_kind) : kind(of_kind) {}

  SharedKind kind;               ///< of the Python class
  nb::object document;           ///< once part of one
  std::optional<Shared> shared;  ///< then, too
  nb::object initial;            ///< before that: the content to start with, or null

  /// The type, as soon as no other thread is in its document.
  const Shared& integrated() const {
    doc().access.enter();
    return *shared;
  }
  /// The handle as a `Type`, whatever kind the shared type is of.
  template <class Type>
  Type as() const {
    return Type(integrated().core(), integrated().branch());
  }
  /// @throws RuntimeError it is not part of a document
  Document& doc() const {
    if (!shared) throw std::runtime_error("Not integrated in a document yet");
    return *nb::inst_ptr<Document>(document);
  }
  void join(nb::object to_document, Shared to) {
    document = std::move(to_document);
    shared = to;
    initial.reset();
  }
};

struct PyText : PyShared {
  explicit PyText(SharedKind of_kind = SharedKind::text) : PyShared(of_kind) {}
  Text text() const { return as<Text>(); }
};
struct PyArray : PyShared {
  PyArray() : PyShared(SharedKind::array) {}
  Array array() const { return as<Array>(); }
};
struct PyMap : PyShared {
  PyMap() : PyShared(SharedKind::map) {}
  Map map() const { return as<Map>(); }
};
struct PyXmlFragment : PyShared {
  explicit PyXmlFragment(SharedKind of_kind = SharedKind::xml_fragment) : PyShared(of_kind) {}
  XmlFragment fragment() const { return as<XmlFragment>(); }
};
struct PyXmlElement : PyXmlFragment {
  PyXmlElement() : PyXmlFragment(SharedKind::xml_element) {}
};
struct PyXmlText : PyText {
  PyXmlText() : PyText(SharedKind::xml_text) {}
};

/// The PyShared in a Python object, or null if it is no shared type.
PyShared* shared_in(nb::handle object);
/// @throws TypeError it is no shared type
PyShared& shared_self(nb::handle self);
/// True if `object` is the shared type that `content` is: `map["text"] += "!"` puts it where it is.
bool is_content(nb::handle object, const Content& content);

/// True for bytes and bytearray, which become byte strings.
inline bool is_bytes(nb::handle value) {
  return PyBytes_Check(value.ptr()) || PyByteArray_Check(value.ptr());
}

/// The UTF-8 of a str; a TypeError for anything else. Valid as long as the str.
std::string_view utf8_of(nb::handle value);

/// Appends the lib0 `any` of a Python value.
/// @throws TypeError, ValueError or OverflowError naming the path, which starts with `root`
void python_to_any(nb::handle value, Writer& out, const std::string& root);

/// A Python object for what is in a shared type: a value, bytes, or a new wrapper.
nb::object content_to_python(const Content& content, const nb::object& document);
nb::object wrap(const Shared& shared, const nb::object& document);
/// The class of the objects for shared types of a kind.
nb::handle wrapper_class(SharedKind kind);
/// An object of a class of shared types, without initial content. An element's __init__ is not
/// called: it asks for a tag, which an element in a document has.
nb::object new_wrapper(nb::handle type);

/// Event objects, for observe() and observe_deep().
nb::object event_object(const Event& event, Document& document, const nb::object& wrapper,
                        const nb::object& transaction);
nb::object observe_shared(nb::handle self, const nb::object& callback, int arguments, bool deep);

/// The runs of a text as pairs of content and attributes or None.
nb::list text_runs(const nb::object& document, const Text& text);
/// The same as steps; of another version, or compared with one, where snapshots are given.
nb::list text_to_delta(const nb::object& document, const Text& text, nb::handle snapshot,
                       nb::handle previous, nb::handle describe);
/// Carries out steps: dicts, all of which are checked before the first one.
void text_apply_delta(const nb::object& document, Text text, nb::handle delta);

extern PyType_Slot shared_slots[];

/// Defines `prelim`, with the signature `sig`.
template <class Class, class Sig>
void def_prelim(Class& type, const Sig& sig) {
  type.def_prop_ro(
      "prelim",
      [](const PyShared& s) -> nb::object { return s.initial.is_valid() ? s.initial : nb::none(); },
      sig, "The initial content while not part of a document, else None.");
}

void bind_array(nb::module_& m);
void bind_events(nb::module_& m);
void bind_map(nb::module_& m);
void bind_shared(nb::module_& m);
void bind_sticky_index(nb::module_& m);
void bind_undo(nb::module_& m);
void bind_xml(nb::module_& m);

}  // namespace ycpp::python

// shared.h -- Python objects of shared types: free-standing with initial content, or part of a
// document.
//
// Content that is to be inserted is first turned into a Plan, which finds everything that is wrong
// with it; carrying a plan out cannot fail. So a bad value, at any depth, changes nothing.
#pragma once

#include <memory>

#include "objects.h"
#include "ycpp/array.h"
#include "ycpp/map.h"

namespace ycpp::python {

struct PyShared {
  nb::object document;           ///< once part of one
  std::optional<Shared> shared;  ///< then, too
  nb::object initial;            ///< before that: the content to start with, or null

  /// The type, as soon as no other thread is in its document.
  const Shared& integrated() const {
    doc().access.enter();
    return *shared;
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
  Text text() const { return Text(integrated().core(), integrated().branch()); }
};
struct PyArray : PyShared {
  Array array() const { return Array(integrated().core(), integrated().branch()); }
};
struct PyMap : PyShared {
  Map map() const { return Map(integrated().core(), integrated().branch()); }
};

/// The PyShared in a Python object, or null if it is no shared type.
PyShared* shared_in(nb::handle object);
/// @throws TypeError it is no shared type
PyShared& shared_self(nb::handle self);

/// What to insert into a text, an array or a map.
struct Plan {
  struct Step {
    enum class Kind : std::uint8_t { values, binary, shared };
    Kind kind = Kind::values;
    std::string key;  ///< in a map
    Bytes bytes;      ///< `count` encoded values, or the byte string
    std::size_t count = 0;
    nb::object object;            ///< the shared type to join
    std::unique_ptr<Plan> inner;  ///< its content
    nb::object initial;           ///< what it was made with: to go when nobody is in the document
  };
  std::vector<Step> steps;
  std::string text;
  SharedKind kind = SharedKind::undefined;
};

/// @throws TypeError, ValueError or OverflowError naming the path of what is wrong
Plan plan_of(const PyShared& type);
Plan plan_values(nb::handle iterable, const std::string& root);
Plan plan_entry(std::string key, nb::handle value);

void carry_out(const Plan& plan, const nb::object& document, Text text);
void carry_out(const Plan& plan, const nb::object& document, Array array, std::size_t index);
void carry_out(const Plan& plan, const nb::object& document, Map map);

/// Fills what the first step of `plan` made.
void carry_out_inner(const Plan& plan, const nb::object& document, const Shared& made);

/// Makes the object part of a document as a root, and inserts its initial content at the front.
void integrate_root(nb::handle self, nb::handle_t<Document> document, const std::string& name);

/// Appends the lib0 `any` of a Python value.
/// @throws as plan_of
void python_to_any(nb::handle value, Writer& out, const std::string& root);

/// A Python object for what is in a shared type: a value, bytes, or a new wrapper.
nb::object content_to_python(const Content& content, const nb::object& document);
nb::object wrap(const Shared& shared, const nb::object& document);
/// Sets the class that wraps shared types of a kind.
void set_wrapper(SharedKind kind, nb::object type);

/// Event objects, for observe() and observe_deep().
nb::object event_object(const Event& event, Document& document, const nb::object& wrapper,
                        const nb::object& transaction);
nb::object observe_shared(nb::handle self, const nb::object& callback, int arguments);
nb::object observe_shared_deep(nb::handle self, const nb::object& callback, int arguments);

extern PyType_Slot shared_slots[];

void bind_array(nb::module_& m);
void bind_events(nb::module_& m);
void bind_map(nb::module_& m);
void bind_sticky_index(nb::module_& m);
void bind_undo(nb::module_& m);

}  // namespace ycpp::python

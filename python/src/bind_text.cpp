// bind_text.cpp -- Text and its event. Editing costs one call into C++ and no Python code.
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include "objects.h"
#include "ycpp/any.h"

namespace ycpp::python {
namespace {

/// A Text before (with `initial`) or after (with `text`) it became part of a document.
struct PyText {
  nb::object document;
  std::optional<Text> text;
  std::optional<std::string> initial;

  Text& integrated() {
    if (!text) throw std::runtime_error("Not integrated in a document yet");
    return *text;
  }
  Document& doc() const { return *nb::inst_ptr<Document>(document); }
};

struct TextEventObject {
  nb::object target, delta, path, transaction;
};

PyType_Slot text_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void*>(traverse<PyText, &PyText::document>)}, {0, nullptr}};

PyType_Slot event_slots[] = {
    {Py_tp_traverse,
     reinterpret_cast<void*>(
         traverse<TextEventObject, &TextEventObject::target, &TextEventObject::delta,
                  &TextEventObject::path, &TextEventObject::transaction>)},
    {0, nullptr}};

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

std::size_t position(Py_ssize_t index) {
  if (index < 0)
    throw nb::index_error(("position " + std::to_string(index) + " is negative").c_str());
  return static_cast<std::size_t>(index);
}

void insert(PyText& t, Py_ssize_t index, nb::handle value) {
  t.integrated().insert(position(index), utf8_of(value));
  t.doc().raise_errors();
}

void push(PyText& t, nb::handle value) {
  Text& text = t.integrated();
  text.insert(text.length(), utf8_of(value));
  t.doc().raise_errors();
}

void erase(PyText& t, Py_ssize_t start, Py_ssize_t stop) {
  Text& text = t.integrated();
  const std::size_t from = position(start);
  if (stop > start) text.remove(from, static_cast<std::size_t>(stop - start));
  t.doc().raise_errors();
}

nb::str to_python_str(PyText& t) { return to_str(t.integrated().to_string()); }

nb::object attributes_of(const Bytes& any) {
  Reader in(any);
  return any_to_python(in);
}

nb::list delta_of(const TextEvent& event) {
  nb::list delta;
  for (const TextDelta& step : event.delta()) {
    nb::dict entry;
    switch (step.kind) {
      case TextDelta::Kind::retain: entry["retain"] = step.length; break;
      case TextDelta::Kind::remove: entry["delete"] = step.length; break;
      case TextDelta::Kind::insert:
        entry["insert"] =
            step.embed.empty() ? nb::object(to_str(step.text)) : attributes_of(step.embed);
        break;
    }
    if (!step.attributes.empty()) entry["attributes"] = attributes_of(step.attributes);
    delta.append(entry);
  }
  return delta;
}

void notify(Document& d, const Observer& observer, const Text& text, const TextEvent& event) {
  try {
    const nb::object transaction = read_transaction(d);
    // A fresh wrapper: the event does not keep alive the object that observe() was called on.
    const nb::object target = observer.wrapper();
    PyText& wrapper = *nb::inst_ptr<PyText>(target);
    wrapper.document = nb::find(d);
    wrapper.text = text;
    const nb::object shown =
        nb::cast(TextEventObject{target, delta_of(event), nb::list(), transaction});
    call(d, observer, shown, transaction);
  } catch (nb::python_error& error) {
    d.keep_error(error);
  }
}

nb::object observe(nb::handle_t<PyText> self, const nb::object& callback, int arguments) {
  PyText& t = self_of(self);
  Text text = t.integrated();
  const nb::object result =
      nb::cast(new PySubscription(t.document, callback, arguments), nb::rv_policy::take_ownership);
  auto& s = *nb::inst_ptr<PySubscription>(result);
  s.observer->wrapper = nb::borrow(self.type());
  Document* d = &s.document();
  const Observer* observer = &*s.observer;
  s.subscription = text.observe(
      [d, observer, text](const TextEvent& event) { notify(*d, *observer, text, event); });
  return result;
}

// The bounds that `del text[key]` and `text[key] = ...` mean: start and stop of a plain slice.
std::pair<Py_ssize_t, Py_ssize_t> bounds(PyText& t, nb::handle key) {
  if (PyLong_Check(key.ptr())) {
    const Py_ssize_t index = PyLong_AsSsize_t(key.ptr());
    if (index == -1 && PyErr_Occurred()) throw nb::python_error();
    return {index, index + 1};
  }
  if (!PySlice_Check(key.ptr()))
    throw std::runtime_error("Index not supported: " + std::string(nb::str(key).c_str()));
  if (!key.attr("step").is_none()) throw std::runtime_error("Step not supported");
  const nb::object start = key.attr("start");
  const nb::object stop = key.attr("stop");
  const auto from = start.is_none() ? Py_ssize_t{0} : nb::cast<Py_ssize_t>(start);
  if (from < 0) throw std::runtime_error("Negative start not supported");
  const auto to = stop.is_none() ? static_cast<Py_ssize_t>(t.integrated().length())
                                 : nb::cast<Py_ssize_t>(stop);
  if (to < 0) throw std::runtime_error("Negative stop not supported");
  return {from, to};
}

void delete_item(PyText& t, nb::handle key) {
  const auto [start, stop] = bounds(t, key);
  erase(t, start, stop);
}

// Deletes and inserts in one transaction.
void set_item(PyText& t, nb::handle key, nb::handle value) {
  Text& text = t.integrated();
  const std::string_view replacement = utf8_of(value);
  if (PyLong_Check(key.ptr())) {
    if (const Py_ssize_t n = PyUnicode_GetLength(value.ptr()); n != 1)
      throw std::runtime_error("Single item assigned value must have a length of 1, not " +
                               std::to_string(n));
  }
  const auto [start, stop] = bounds(t, key);
  const std::size_t from = position(start);
  text.check(from);
  if (stop > start) text.check(static_cast<std::size_t>(stop));
  {
    Transaction transaction = t.doc().doc.transact();
    if (stop > start) text.remove(from, static_cast<std::size_t>(stop - start));
    text.insert(from, replacement);
    transaction.commit();
  }
  t.doc().raise_errors();
}

void integrate(PyText& t, const nb::handle_t<Document> document, const std::string& name) {
  self_of(document);
  t.document = nb::borrow(document);
  t.text = t.doc().doc.text(name);
  if (t.initial && !t.initial->empty()) t.text->insert(0, *t.initial);
  t.initial.reset();
  t.doc().raise_errors();
}

}  // namespace

void bind_text(nb::module_& m) {
  nb::class_<TextEventObject>(m, "TextEvent", nb::type_slots(event_slots),
                              "What a transaction did to a Text.")
      .def_prop_ro(
          "target", [](const TextEventObject& e) { return e.target; },
          nb::sig("def target(self) -> typing.Any"), "The Text.")
      .def_prop_ro(
          "delta", [](const TextEventObject& e) { return e.delta; },
          nb::sig("def delta(self) -> list[dict[str, object]]"),
          "Steps over the old text: {'retain': n}, {'insert': str}, {'delete': n}.")
      .def_prop_ro(
          "path", [](const TextEventObject& e) { return e.path; },
          nb::sig("def path(self) -> list[str | int]"), "From the observed type to target.")
      .def_prop_ro(
          "transaction", [](const TextEventObject& e) { return e.transaction; },
          nb::sig("def transaction(self) -> ReadTransaction"), "The read-only transaction.")
      .def("__str__", [](const TextEventObject& e) {
        return nb::str("{{target: {}, delta: {}, path: {}, transaction: {}}}")
            .format(nb::str(e.target), nb::str(e.delta), nb::str(e.path), nb::repr(e.transaction));
      });

  nb::class_<PyText>(m, "TextBase", nb::type_slots(text_slots), nb::is_weak_referenceable(),
                     "The native part of Text.")
      .def(
          "__init__",
          [](PyText* self, const nb::object& init) {
            new (self) PyText{};
            if (!init.is_none()) self->initial = std::string(utf8_of(init));
          },
          nb::arg("init").none() = nb::none(),
          nb::sig("def __init__(self, init: str | None = None) -> None"))
      .def("insert", &insert, nb::arg("index"), nb::arg("value"),
           nb::sig("def insert(self, index: int, value: str) -> None"),
           "Insert `value` before position `index`. O(log n); O(1) where the last edit was.\n\n"
           "Raises:\n    IndexError: `index` is negative or past the end.\n"
           "    ValueError: `index` is inside a character.\n"
           "    RuntimeError: an observer runs.")
      .def(
          "__iadd__",
          [](nb::handle_t<PyText> self, nb::handle value) {
            push(self_of(self), value);
            return nb::borrow(self);
          },
          nb::sig("def __iadd__(self, value: str) -> typing_extensions.Self"),
          "Append `value`, in place.")
      .def("__delitem__", &delete_item, nb::sig("def __delitem__(self, key: int | slice) -> None"),
           "Delete one unit, or the units of a slice without step or negative bounds.\n\n"
           "Raises:\n    IndexError: past the end; nothing is deleted.\n"
           "    ValueError: a bound is inside a character.\n"
           "    RuntimeError: a step or a negative bound, or an observer runs.")
      .def("__setitem__", &set_item,
           nb::sig("def __setitem__(self, key: int | slice, value: str) -> None"),
           "Replace one unit, or the units of a slice, in one transaction.\n\n"
           "Raises:\n    as `del text[key]`; RuntimeError: more than one character for one unit.")
      .def("_observe", &observe,
           nb::sig("def _observe(self, callback: object, arguments: int) -> Subscription"))
      .def("_integrate", &integrate)
      .def(
          "__len__", [](PyText& t) { return t.integrated().length(); },
          "The length in the document's offset unit. O(1).")
      .def("__str__", &to_python_str, "The whole text. O(n).")
      .def_prop_ro("_document",
                   [](const PyText& t) -> nb::object {
                     return t.document.is_valid() ? t.document : nb::none();
                   })
      .def_prop_ro(
          "prelim",
          [](const PyText& t) -> nb::object {
            return t.initial ? nb::object(to_str(*t.initial)) : nb::none();
          },
          "The initial content while not part of a document, else None.")
      .def_prop_ro(
          "is_prelim", [](const PyText& t) { return t.initial.has_value(); },
          "True while it holds initial content and is not part of a document.")
      .def_prop_ro(
          "is_integrated", [](const PyText& t) { return t.text.has_value(); },
          "True once it is part of a document.");
}

}  // namespace ycpp::python

// bind_text.cpp -- Text and its event. Editing costs one call into C++ and no Python code.
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include "shared.h"
#include "ycpp/any.h"

namespace ycpp::python {
namespace {

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

nb::object decoded(const Bytes& any) {
  Reader in(any);
  return any_to_python(in);
}

Bytes attributes_of(nb::handle attributes) {
  Writer any;
  python_to_any(attributes, any, "attributes");
  return any.take();
}

void insert(PyText& t, Py_ssize_t index, nb::handle value, nb::handle attributes) {
  const std::string_view text = utf8_of(value);
  if (attributes.is_none()) {
    Edit edit(t.doc());
    t.text().insert(position(index), text);
    return edit.end();
  }
  const Bytes any = attributes_of(attributes);
  Edit edit(t.doc());
  t.text().insert_any(position(index), text, any);
  edit.end();
}

void insert_embed(PyText& t, Py_ssize_t index, nb::handle value, nb::handle attributes) {
  const Bytes any = attributes_of(attributes.is_none() ? nb::handle(nb::dict()) : attributes);
  if (PyShared* type = shared_in(value)) {
    const Plan plan = plan_entry({}, value);
    Edit edit(t.doc());
    Transaction transaction = t.doc().doc.transact();
    const SharedKind kind = plan.steps[0].inner->kind;
    const Shared made = t.text().insert_embed_any(position(index), kind, any);
    type->join(t.document, made);
    carry_out_inner(plan, t.document, made);
    transaction.commit();
    edit.end();
  } else {
    Writer encoded;
    python_to_any(value, encoded, "value");
    Edit edit(t.doc());
    t.text().insert_embed_any(position(index), encoded.view(), any);
    edit.end();
  }
}

void format(PyText& t, Py_ssize_t start, Py_ssize_t stop, nb::handle attributes) {
  const Bytes any = attributes_of(attributes);
  const std::size_t from = position(start);
  Edit edit(t.doc());
  Text text = t.text();
  // What is behind the end has no format: existing code goes one too far.
  const auto to = std::min(static_cast<std::size_t>(std::max(stop, Py_ssize_t{0})), text.length());
  if (stop > start) text.format_any(from, to > from ? to - from : 0, any);
  edit.end();
}

nb::list diff(PyText& t) {
  const NoCollection no_collection;
  nb::list runs;
  for (const TextDelta& run : t.text().to_delta()) {
    nb::object value = run.shared          ? wrap(*run.shared, t.document)
                       : run.embed.empty() ? nb::object(to_str(run.text))
                                           : decoded(run.embed);
    runs.append(
        nb::make_tuple(value, run.attributes.empty() ? nb::none() : decoded(run.attributes)));
  }
  return runs;
}

nb::list to_delta(PyText& t) {
  nb::list steps;
  for (const nb::handle run : diff(t)) {
    nb::dict step;
    step["insert"] = run[0];
    if (!nb::object(run[1]).is_none()) step["attributes"] = run[1];
    steps.append(step);
  }
  return steps;
}

void push(PyText& t, nb::handle value) {
  const std::string_view suffix = utf8_of(value);
  Edit edit(t.doc());
  Text text = t.text();
  text.insert(text.length(), suffix);
  edit.end();
}

/// What `del text[key]` and `text[key] = ...` mean: the bounds of a plain slice.
struct Bounds {
  std::size_t start;
  std::optional<Py_ssize_t> stop;  ///< none: the end

  /// How many units these are in `text`.
  std::size_t length(const Text& text) const {
    const std::size_t end = stop ? static_cast<std::size_t>(*stop) : text.length();
    return end > start ? end - start : 0;
  }
};

Bounds bounds(nb::handle key) {
  if (PyLong_Check(key.ptr())) {
    const Py_ssize_t index = PyLong_AsSsize_t(key.ptr());
    if (index == -1 && PyErr_Occurred()) throw nb::python_error();
    return {position(index), index + 1};
  }
  if (!PySlice_Check(key.ptr()))
    throw std::runtime_error("Index not supported: " + std::string(nb::str(key).c_str()));
  if (!key.attr("step").is_none()) throw std::runtime_error("Step not supported");
  const nb::object start = key.attr("start");
  const nb::object stop = key.attr("stop");
  const auto from = start.is_none() ? Py_ssize_t{0} : nb::cast<Py_ssize_t>(start);
  if (from < 0) throw std::runtime_error("Negative start not supported");
  if (stop.is_none()) return {static_cast<std::size_t>(from), std::nullopt};
  const auto to = nb::cast<Py_ssize_t>(stop);
  if (to < 0) throw std::runtime_error("Negative stop not supported");
  return {static_cast<std::size_t>(from), to};
}

void delete_item(PyText& t, nb::handle key) {
  const Bounds range = bounds(key);
  Edit edit(t.doc());
  Text text = t.text();
  if (const std::size_t length = range.length(text); length > 0) text.remove(range.start, length);
  edit.end();
}

// Deletes and inserts in one transaction.
void set_item(PyText& t, nb::handle key, nb::handle value) {
  const std::string_view replacement = utf8_of(value);
  if (PyLong_Check(key.ptr())) {
    if (const Py_ssize_t n = PyUnicode_GetLength(value.ptr()); n != 1)
      throw std::runtime_error("Single item assigned value must have a length of 1, not " +
                               std::to_string(n));
  }
  const Bounds range = bounds(key);
  Edit edit(t.doc());
  Text text = t.text();
  const std::size_t length = range.length(text);
  text.check(range.start);
  if (length > 0) text.check(range.start + length);
  Transaction transaction = t.doc().doc.transact();
  if (length > 0) text.remove(range.start, length);
  text.insert(range.start, replacement);
  transaction.commit();
  edit.end();
}

}  // namespace

void bind_text(nb::module_& m) {
  nb::class_<PyText>(m, "TextBase", nb::type_slots(shared_slots), nb::is_weak_referenceable(),
                     "The native part of Text.")
      .def(
          "__init__",
          [](PyText* self, const nb::object& init) {
            new (self) PyText{};
            if (init.is_none()) return;
            (void)utf8_of(init);
            self->initial = init;
          },
          nb::arg("init").none() = nb::none(),
          nb::sig("def __init__(self, init: str | None = None) -> None"))
      .def("insert", &insert, nb::arg("index"), nb::arg("value"),
           nb::arg("attrs").none() = nb::none(),
           nb::sig("def insert(self, index: int, value: str, attrs: dict[str, typing.Any] | None = "
                   "None) -> None"),
           "Insert `value` before position `index`. O(log n); O(1) where the last edit was.\n\n"
           "Without `attrs` it is formatted as what is left of it; with `attrs` exactly so.\n\n"
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
      .def("insert_embed", &insert_embed, nb::arg("index"), nb::arg("value").none(),
           nb::arg("attrs").none() = nb::none(),
           nb::sig("def insert_embed(self, index: int, value: typing.Any, "
                   "attrs: dict[str, typing.Any] | None = None) -> None"),
           "Insert a value or a shared type, which counts as one unit.\n\n"
           "Raises:\n    as insert(); TypeError: the value is not supported, with its path.")
      .def("format", &format, nb::arg("start"), nb::arg("stop"), nb::arg("attrs"),
           nb::sig("def format(self, start: int, stop: int, attrs: dict[str, typing.Any]) -> None"),
           "Set attributes of the units from `start` to before `stop`; None removes one.\n\n"
           "Raises:\n    as insert().")
      .def("diff", &diff,
           nb::sig("def diff(self) -> list[tuple[typing.Any, dict[str, typing.Any] | None]]"),
           "Runs of equal formatting: (str or embedded value, attributes or None). O(n).")
      .def("to_delta", &to_delta, nb::sig("def to_delta(self) -> list[dict[str, typing.Any]]"),
           "The same as {'insert': ..., 'attributes': ...} steps. O(n).")
      .def("_observe", &observe_shared,
           nb::sig("def _observe(self, callback: object, arguments: int) -> Subscription"))
      .def("_observe_deep", &observe_shared_deep,
           nb::sig("def _observe_deep(self, callback: object, arguments: int) -> Subscription"))
      .def("_integrate", &integrate_root)
      .def(
          "__len__", [](PyText& t) { return t.text().length(); },
          "The length in the document's offset unit. O(1).")
      .def(
          "__str__", [](PyText& t) { return to_str(t.text().to_string()); },
          "The whole text. O(n).")
      .def_prop_ro("_document",
                   [](const PyText& t) -> nb::object {
                     return t.document.is_valid() ? t.document : nb::none();
                   })
      .def_prop_ro(
          "prelim",
          [](const PyText& t) -> nb::object {
            return t.initial.is_valid() ? t.initial : nb::none();
          },
          nb::sig("def prelim(self) -> str | None"),
          "The initial content while not part of a document, else None.")
      .def_prop_ro(
          "is_prelim", [](const PyText& t) { return t.initial.is_valid(); },
          "True while it holds initial content and is not part of a document.")
      .def_prop_ro(
          "is_integrated", [](const PyText& t) { return t.shared.has_value(); },
          "True once it is part of a document.");
}

}  // namespace ycpp::python

// bind_text.cpp -- Text and its event. Editing costs one call into C++ and no Python code.
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include "plan.h"
#include "shared.h"

namespace ycpp::python {
namespace {

std::size_t position(Py_ssize_t index) {
  if (index < 0)
    throw nb::index_error(("position " + std::to_string(index) + " is negative").c_str());
  return static_cast<std::size_t>(index);
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
  const Bytes any = attributes_of(attributes.is_none() ? nb::handle(new_dict()) : attributes);
  if (shared_in(value) != nullptr) {
    const Plan plan = plan_embed(value);
    const Plan& inner = *plan.steps[0].inner;
    Edit edit(t.doc());
    check_documents({&plan, 1}, t.doc());
    Transaction transaction = t.doc().doc.transact();
    const Shared made = t.text().insert_embed_any(position(index), inner.kind, any, inner.tag);
    fill_only(plan, t.document, made);
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
  if (!PySlice_Check(key.ptr())) {
    PyErr_Format(PyExc_RuntimeError, "Index not supported: %S", key.ptr());
    throw nb::python_error();
  }
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
  nb::class_<PyText, PyShared> text(m, "TextBase", nb::type_slots(shared_slots),
                                    "The native part of Text.");
  text.def(
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
           "Insert a value or a shared type before position `index`, formatted with `attrs`. It "
           "counts\n"
           "as one unit.\n\n"
           "Raises:\n    as insert(); TypeError: the value is not supported, with its path.")
      .def("format", &format, nb::arg("start"), nb::arg("stop"), nb::arg("attrs"),
           nb::sig("def format(self, start: int, stop: int, attrs: dict[str, typing.Any]) -> None"),
           "Set the attributes `attrs` of the units from `start` to before `stop`; None removes "
           "one.\n\n"
           "Raises:\n    as insert().")
      .def(
          "diff", [](PyText& t) { return text_runs(t.document, t.text()); },
          nb::sig("def diff(self) -> list[tuple[typing.Any, dict[str, typing.Any] | None]]"),
          "Runs of equal formatting: (str or embedded value, attributes or None). O(n).")
      .def(
          "to_delta",
          [](PyText& t, nb::handle snapshot, nb::handle previous, nb::handle describe) {
            return text_to_delta(t.document, t.text(), snapshot, previous, describe);
          },
          nb::arg("snapshot").none() = nb::none(), nb::arg("previous").none() = nb::none(),
          nb::arg("compute_ychange").none() = nb::none(),
          nb::sig("def to_delta(self, snapshot: Snapshot | None = None, "
                  "previous: Snapshot | None = None, compute_ychange: "
                  "collections.abc.Callable[[str, tuple[int, int]], typing.Any] | None = None) "
                  "-> list[dict[str, typing.Any]]"),
          "Runs of equal formatting as steps: {'insert': ..., 'attributes': ...}. O(n).\n\n"
          "Args:\n"
          "    snapshot: A version to show in place of the text as it is.\n"
          "    previous: A version to compare with. What is only in one of the two is shown, "
          "too, and has\n"
          "        the attribute 'ychange': {'type': 'added'} or {'type': 'removed'}. As in Yjs, "
          "what is\n        embedded has that of the text before it.\n"
          "    compute_ychange: Gives another value for that attribute, from 'added' or 'removed' "
          "and the id\n        (client, clock) with which the part begins.\n\n"
          "Raises:\n    ValueError: a snapshot, and the document does not keep what is deleted.")
      .def(
          "apply_delta",
          [](PyText& t, nb::handle delta) { text_apply_delta(t.document, t.text(), delta); },
          nb::arg("delta"),
          nb::sig("def apply_delta(self, "
                  "delta: collections.abc.Iterable[dict[str, typing.Any]]) -> None"),
          "Apply steps, from the start of the text, in one transaction.\n\n"
          "A step is {'retain': n}, {'insert': value} or {'delete': n}, with 'attributes' to "
          "format; the\nvalue is a str, a value or a shared type to embed. What `to_delta` and "
          "the events of other\ntexts give can be applied.\n\n"
          "Raises:\n    IndexError: a step goes past the end, or is negative.\n"
          "    ValueError: a step ends inside a character, or is none.\n"
          "    TypeError: a value is not supported, with its path.\n"
          "    RuntimeError: an observer runs.\n\nNothing is changed then.")
      .def(
          "__len__", [](PyText& t) { return t.text().length(); },
          "The length in the document's offset unit. O(1).")
      .def(
          "__str__", [](PyText& t) { return to_str(t.text().to_string()); },
          "The whole text. O(n).");
  def_prelim(text, nb::sig("def prelim(self) -> str | None"));
}

}  // namespace ycpp::python

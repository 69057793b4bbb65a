// bind_undo.cpp -- the native part of UndoManager.
//
// The manager holds the documents that it watches: they outlive it. The engine calls it in the
// middle of a commit, to ask the clock and to tell what happened to a stack. What Python raises
// there goes to the document, which reports it at the end of its operation. And as the callback may
// drop the last reference to the manager, while the engine is inside of it, the document keeps it
// until then.
#include <nanobind/stl/string.h>

#include <list>

#include "shared.h"
#include "ycpp/undo.h"

namespace ycpp::python {
namespace {

struct PyUndoManager {
  std::vector<nb::object> documents;
  nb::object clock;    ///< returns milliseconds
  nb::object origins;  ///< a set of those that are tracked
  std::optional<UndoManager> manager;
  Subscription events;

  ~PyUndoManager() { enter(); }

  /// The manager, as soon as no other thread is in one of the documents.
  UndoManager& native() {
    enter();
    if (!manager) throw std::runtime_error("The undo manager is being collected");
    return *manager;
  }
  void enter() {
    for (std::size_t i = 0; i < documents.size();)
      i = nb::inst_ptr<Document>(documents[i])->access.enter() ? 0 : i + 1;
  }
};

Document& document_of(const nb::object& object) { return *nb::inst_ptr<Document>(object); }

/// Python code in the midst of a commit of one of the documents.
class Aside {
 public:
  explicit Aside(PyUndoManager& m)
      : gil_([&m] {
          for (const nb::object& document : m.documents) document_of(document).access.leave();
        }) {
    for (const nb::object& document : m.documents)
      asides_.emplace_back(document_of(document).access);
  }

 private:
  WithGil gil_;
  std::list<Access::Aside> asides_;
};

// Who reports what is raised inside of a commit. There may be several documents in one, each inside
// of the commit of another: all of them will report.
Document& reporter(PyUndoManager& m) {
  for (const nb::object& object : m.documents)
    if (document_of(object).doc.is_observing()) return document_of(object);
  return document_of(m.documents.front());
}

template <class Result, class Hook>
Result guarded(PyUndoManager& m, Result otherwise, Hook&& hook) {
  const Aside aside(m);
  Document& reporting = reporter(m);
  reporting.keep(nb::find(m));
  try {
    return hook(reporting);
  } catch (nb::python_error& error) {
    reporting.keep_error(error);
    return otherwise;
  }
}

nb::object to_object(const Origin& origin) {
  // An identity is that of the object that was given to the transaction, which is open.
  auto* object = static_cast<PyObject*>(const_cast<void*>(origin.object()));
  return object == nullptr ? nb::none() : nb::borrow(object);
}

bool tracks(PyUndoManager& m, const Origin& origin) {
  return guarded(m, false, [&](Document&) {
    if (PySet_GET_SIZE(m.origins.ptr()) == 0) return origin.empty();
    const int tracked = PySet_Contains(m.origins.ptr(), to_object(origin).ptr());
    if (tracked < 0) throw nb::python_error();
    return tracked == 1;
  });
}

// --- stack items: (guid, deletions, insertions, meta)

// Each holder belongs to one stack item of one manager, whose traverse() shows it. The engine may
// drop it in the midst of work.
std::shared_ptr<void> hold(nb::object meta) {
  if (meta.is_none()) return nullptr;
  return std::shared_ptr<Access::Held>(new Access::Held{std::move(meta)}, Access::Alone::drop);
}

const nb::object& held(const StackItem& item) {
  return static_cast<const Access::Held*>(item.meta.get())->object;
}

nb::object meta_of(const StackItem& item) { return item.meta == nullptr ? nb::none() : held(item); }

nb::tuple to_python(const StackItem& item) {
  return nb::make_tuple(item.doc, item.deletions, item.insertions, meta_of(item));
}

std::vector<StackItem> to_stack(const nb::list& items) {
  std::vector<StackItem> stack;
  for (const nb::handle item : items)
    stack.push_back({nb::cast<std::string>(item[0]), nb::cast<IdSet>(item[1]),
                     nb::cast<IdSet>(item[2]), hold(item[3])});
  return stack;
}

nb::list stack_of(const std::vector<StackItem>& items) {
  nb::list stack = new_list();
  for (const StackItem& item : items) stack.append(to_python(item));
  return stack;
}

void tell(PyUndoManager& m, const StackEvent& event) {
  using Kind = StackEvent::Kind;
  guarded(m, 0, [&](Document& reporting) {
    const char* const kind = event.kind == Kind::added     ? "added"
                             : event.kind == Kind::updated ? "updated"
                                                           : "popped";
    const char* const stack = event.stack == StackEvent::Stack::undo ? "undo" : "redo";
    const nb::object told =
        nb::find(m).attr("_notify")(kind, stack, to_python(event.item), to_object(event.origin));
    event.item.meta = hold(told[0]);
    for (const nb::handle error : nb::iter(told[1]))
      reporting.failures.errors.push_back(nb::borrow(error));
    return 0;
  });
}

void make(nb::pointer_and_handle<PyUndoManager> self, nb::handle capture_timeout, nb::object clock,
          const nb::list& undo_stack, const nb::list& redo_stack) {
  PyUndoManager* const m = self.p;
  UndoOptions options;
  options.capture_timeout_ms = to_u64(capture_timeout);
  options.clock = [m] {
    return guarded(*m, std::uint64_t{0}, [m](Document&) { return to_u64(m->clock()); });
  };
  options.tracks = [m](const Origin& origin) { return tracks(*m, origin); };
  options.origin = Origin::identity(self.h.ptr());
  options.undo_stack = to_stack(undo_stack);
  options.redo_stack = to_stack(redo_stack);
  new (m) PyUndoManager{{}, std::move(clock), made(PySet_New(nullptr)), std::nullopt, {}};
  m->manager.emplace(std::move(options));
}

int undo_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  PyUndoManager& m = *nb::inst_ptr<PyUndoManager>(self);
  for (const nb::object& document : m.documents) Py_VISIT(document.ptr());
  Py_VISIT(m.clock.ptr());
  Py_VISIT(m.origins.ptr());
  if (!m.manager) return 0;
  for (const auto* stack : {&m.manager->undo_stack(), &m.manager->redo_stack()})
    for (const StackItem& item : *stack)
      if (item.meta != nullptr) Py_VISIT(held(item).ptr());
  return 0;
}

int undo_clear(PyObject* self) {
  if (!nb::inst_ready(self)) return 0;
  PyUndoManager& m = *nb::inst_ptr<PyUndoManager>(self);
  m.enter();
  // Dropped in the opposite order: the documents last.
  const std::vector<nb::object> documents = std::exchange(m.documents, {});
  const nb::object clock = std::exchange(m.clock, nb::none());
  const std::optional<UndoManager> manager = std::exchange(m.manager, std::nullopt);
  m.events.reset();
  return 0;
}

PyType_Slot undo_slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(undo_traverse)},
                            {Py_tp_clear, reinterpret_cast<void*>(undo_clear)},
                            {0, nullptr}};

void expand_scope(PyUndoManager& m, nb::handle scope) {
  UndoManager& manager = m.native();
  const bool is_document = nb::isinstance<Document>(scope);
  const nb::object document = is_document ? nb::borrow(scope) : shared_self(scope).document;
  if (!is_document) (void)shared_self(scope).integrated();
  Document& d = self_of(nb::handle_t<Document>(document));
  const bool is_known = std::any_of(m.documents.begin(), m.documents.end(),
                                    [&](const nb::object& known) { return known.is(document); });
  if (!is_known) m.documents.push_back(document);
  m.enter();
  if (is_document)
    manager.expand_scope(d.doc);
  else
    manager.expand_scope(shared_self(scope).integrated());
}

void check_hashable(nb::handle origin) {
  if (PyObject_Hash(origin.ptr()) != -1) return;
  PyErr_Clear();
  throw nb::type_error("Origin must be hashable");
}

void include_origin(PyUndoManager& m, nb::handle origin) {
  check_hashable(origin);
  if (PySet_Add(m.origins.ptr(), origin.ptr()) != 0) throw nb::python_error();
}

void exclude_origin(PyUndoManager& m, nb::handle origin) {
  check_hashable(origin);
  if (PySet_Discard(m.origins.ptr(), origin.ptr()) < 0) throw nb::python_error();
}

/// The origin that observers see, while undo and redo change documents.
class OriginShown {
 public:
  OriginShown(PyUndoManager& m, const nb::object& origin) : documents_(m.documents) {
    for (const nb::object& document : documents_) document_of(document).origin = origin;
  }
  OriginShown(const OriginShown&) = delete;
  OriginShown& operator=(const OriginShown&) = delete;
  ~OriginShown() {
    for (const nb::object& document : documents_) document_of(document).origin.reset();
  }

 private:
  std::vector<nb::object> documents_;
};

void check_closed(const PyUndoManager& m) {
  for (const nb::object& document : m.documents) {
    const Document& d = document_of(document);
    if (d.doc.is_observing())
      throw ReadOnlyError("Read-only transaction cannot be used to modify document structure");
    if (d.transaction.is_valid()) throw std::runtime_error("Cannot acquire transaction");
  }
}

void raise_errors(const PyUndoManager& m) {
  Failures all;
  for (const nb::object& document : m.documents) {
    const Failures failures = document_of(document).after_commit();
    all.errors.insert(all.errors.end(), failures.errors.begin(), failures.errors.end());
    all.unawaited += failures.unawaited;
  }
  all.raise();
}

bool take_back(nb::handle_t<PyUndoManager> self, bool redo) {
  PyUndoManager& m = self_of(self);
  std::list<Edit> edits;
  for (std::size_t i = 0; i < m.documents.size(); ++i)
    edits.emplace_back(document_of(m.documents[i]));
  UndoManager& manager = m.native();
  check_closed(m);
  bool changed = false;
  {
    const OriginShown shown(m, nb::borrow(self));
    changed = redo ? manager.redo() : manager.undo();
  }
  raise_errors(m);
  return changed;
}

void observe(PyUndoManager& m, bool observed) {
  if (!observed)
    m.events.reset();
  else if (!m.events.active())
    m.events = m.native().observe([&m](const StackEvent& event) { tell(m, event); });
}

}  // namespace

void bind_undo(nb::module_& m) {
  nb::class_<PyUndoManager>(m, "UndoManagerBase", nb::type_slots(undo_slots),
                            nb::is_weak_referenceable(), "The native part of UndoManager.")
      .def("__init__", &make, nb::arg("capture_timeout"), nb::arg("clock"), nb::arg("undo_stack"),
           nb::arg("redo_stack"),
           nb::sig("def __init__(self, capture_timeout: int, "
                   "clock: collections.abc.Callable[[], int], "
                   "undo_stack: list[tuple[str, IdSet, IdSet, typing.Any]], "
                   "redo_stack: list[tuple[str, IdSet, IdSet, typing.Any]]) -> None"))
      .def("_expand_scope", &expand_scope)
      .def("include_origin", &include_origin, nb::arg("origin").none(),
           nb::sig("def include_origin(self, origin: object) -> None"),
           "Track transactions with an origin that equals `origin`, and no others.\n\n"
           "None stands for transactions without an origin.\n\n"
           "Raises:\n    TypeError: `origin` is not hashable.")
      .def("exclude_origin", &exclude_origin, nb::arg("origin").none(),
           nb::sig("def exclude_origin(self, origin: object) -> None"),
           "Take back `include_origin`. When no origin is left, transactions without one are "
           "tracked.\n\nRaises:\n    TypeError: `origin` is not hashable.")
      .def(
          "can_undo", [](PyUndoManager& u) { return u.native().can_undo(); },
          "Whether there is a step to undo.")
      .def(
          "can_redo", [](PyUndoManager& u) { return u.native().can_redo(); },
          "Whether there is a step to redo.")
      .def(
          "undo", [](nb::handle_t<PyUndoManager> self) { return take_back(self, false); },
          "Take back the newest step that still has an effect.\n\n"
          "Returns:\n    False when there is none.\n\n"
          "Raises:\n    RuntimeError: a transaction is open, or an observer runs.\n"
          "    ExceptionGroup: what observers raised; the step is undone.")
      .def(
          "redo", [](nb::handle_t<PyUndoManager> self) { return take_back(self, true); },
          "Bring back the newest step that was undone. See `undo`.")
      .def(
          "reset", [](PyUndoManager& u) { u.native().reset(); },
          "Let the next change start a new step, however soon it follows.")
      .def(
          "clear", [](PyUndoManager& u) { u.native().clear(); },
          "Forget all steps, so that what they deleted can be collected.\n\n"
          "Raises:\n    RuntimeError: an observer runs.")
      .def(
          "_undo_stack", [](PyUndoManager& u) { return stack_of(u.native().undo_stack()); },
          nb::sig("def _undo_stack(self) -> list[tuple[str, IdSet, IdSet, typing.Any]]"))
      .def(
          "_redo_stack", [](PyUndoManager& u) { return stack_of(u.native().redo_stack()); },
          nb::sig("def _redo_stack(self) -> list[tuple[str, IdSet, IdSet, typing.Any]]"))
      .def("_observe", &observe);
}

}  // namespace ycpp::python

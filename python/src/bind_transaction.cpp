// bind_transaction.cpp -- Transaction, NewTransaction and ReadTransaction.
//
// The part of asynchronous code, which is to wait and to await, is in ycpp/_transaction.py.
#include <nanobind/stl/optional.h>

#include "objects.h"

namespace ycpp::python {
namespace {

/// What `with doc.transaction()` gives. It is the same object for all who nest.
struct PyTransaction {
  nb::object document, origin;
  bool is_new = false;            ///< never joins: a NewTransaction
  std::optional<double> timeout;  ///< how long to wait for the turn, in seconds

  int leases = 0;                   ///< how many blocks are inside
  std::optional<Transaction> open;  ///< from the first block to the end of the commit
  bool is_async = false;
  std::uintptr_t task = 0;  ///< id() of the task that opened it, if one did

  Document& doc() const {
    if (!document.is_valid()) throw std::runtime_error("Already in a transaction");
    return *nb::inst_ptr<Document>(document);
  }
};
struct PyNewTransaction : PyTransaction {};
/// It has no document but a weak reference to it: who keeps an event does not keep the document.
struct PyReadTransaction : PyTransaction {
  nb::object weak_document;
};
using Self = nb::handle_t<PyTransaction>;

PyType_Slot slots[] = {
    {Py_tp_traverse,
     reinterpret_cast<void*>(
         traverse<PyTransaction, &PyTransaction::document, &PyTransaction::origin>)},
    {0, nullptr}};

void check_hashable(const nb::object& origin) {
  if (origin.is_none() || PyObject_Hash(origin.ptr()) != -1) return;
  PyErr_Clear();
  throw nb::type_error("Origin must be hashable");
}

void check_nested(const nb::object& origin, const nb::object& current) {
  if (!origin.is_none() && !origin.equal(current))
    throw OriginError("Nested transactions must have same origin as root transaction");
}

// --- in any code --------------------------------------------------------------------------------

}  // namespace

nb::object transaction(nb::handle_t<Document> self, const nb::object& origin) {
  Document& d = self_of(self);
  check_hashable(origin);
  const bool is_joined = d.turn.is_joined();
  if (d.entered().is_observing() && (is_joined || !d.turn.is_shared())) {
    const nb::object reading = d.read_transaction();
    check_nested(origin, nb::cast<PyTransaction&>(reading).origin);
    return reading;
  }
  if (is_joined && d.transaction.is_valid()) {
    const nb::object current = d.transaction;
    check_nested(origin, nb::cast<PyTransaction&>(current).origin);
    return current;
  }
  return nb::cast(PyTransaction{nb::borrow(self), origin});
}

nb::object new_transaction(nb::handle_t<Document> self, const nb::object& origin,
                           std::optional<double> timeout) {
  self_of(self);
  check_hashable(origin);
  return nb::cast(PyNewTransaction{{nb::borrow(self), origin, true, timeout}});
}

namespace {

// True if the block became part of a transaction that is open.
bool join(Self self, bool is_async) {
  PyTransaction& t = self_of(self);
  Document& d = t.doc();
  if (!d.turn.is_joined()) return false;
  if (!d.transaction.is(self)) {
    if (t.is_new) return false;
    throw std::runtime_error("Already in a transaction");
  }
  if (is_async && !t.is_async) throw std::runtime_error("Already in a non-async transaction");
  ++t.leases;
  return true;
}

// Begins the transaction; the turn is ours.
void start(Self self) {
  PyTransaction& t = self_of(self);
  Document& d = t.doc();
  try {
    t.open.emplace(d.entered().transact(core_origin(t.origin)));
  } catch (...) {
    d.turn.give_back();
    throw;
  }
  t.leases = 1;
  d.transaction = nb::borrow(self);
  d.origin = t.origin;
}

// True if the block that is entered can be left for other tasks while it runs: if its function can
// be suspended. Asking the event loop instead costs as much as a transaction.
bool caller_may_be_suspended() {
  PyFrameObject* const frame = PyEval_GetFrame();
  if (frame == nullptr) return false;
  const nb::object code = nb::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(frame)));
  constexpr int kSuspendable =
      CO_COROUTINE | CO_ASYNC_GENERATOR | CO_ITERABLE_COROUTINE | CO_GENERATOR;
  return (reinterpret_cast<PyCodeObject*>(code.ptr())->co_flags & kSuspendable) != 0;
}

// id() of the task that runs this code, 0 outside of tasks.
std::uintptr_t running_task() {
  const nb::object task = nb::module_::import_("ycpp._event_loop").attr("running_task")();
  return task.is_none() ? 0 : reinterpret_cast<std::uintptr_t>(task.ptr());
}

nb::object enter(Self self) {
  if (!join(self, false)) {
    PyTransaction& t = self_of(self);
    t.doc().turn.take(t.timeout);
    start(self);
    t.is_async = false;
    if (caller_may_be_suspended()) t.task = running_task();
  }
  return nb::borrow(self);
}

/// The end of a transaction, whatever happens on the way.
class Ending {
 public:
  explicit Ending(PyTransaction& transaction) : transaction_(transaction) {}
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;
  ~Ending() {
    Document& d = transaction_.doc();
    const nb::object self = std::move(d.transaction);
    const nb::object origin = std::move(d.origin);
    transaction_.open.reset();
    transaction_.task = 0;
    d.awaited.reset();
    d.turn.give_back();
  }

 private:
  PyTransaction& transaction_;
};

// Commits when the last block is left, also when its body raised: there is no rollback. `awaited`
// is for the calls to await after that.
Failures end_block(Self self, nb::object awaited) {
  PyTransaction& t = self_of(self);
  if (t.leases == 0) throw std::runtime_error("No current transaction");
  if (--t.leases > 0) return {};
  const nb::object keep_alive = nb::borrow(self);
  Document& d = t.doc();
  const Ending ending(t);
  d.awaited = std::move(awaited);
  d.access.enter();
  t.open->commit();
  return d.after_commit();
}

// Not with nb::args: nanobind does not look whether there was memory for the tuple that they are.
constexpr const char* kExit =
    "def __exit__(self, exc_type: object, exc_value: object, traceback: object) -> None";

void leave(Self self, nb::handle, nb::handle, nb::handle) { end_block(self, {}).raise(); }

nb::object origin_of(const PyTransaction& t) {
  if (!t.open) throw std::runtime_error("No current transaction");
  return t.origin;
}

// --- in asynchronous code -----------------------------------------------------------------------

bool enter_async(Self self, const nb::object& wake, bool waits_for_ever) {
  if (join(self, true)) return true;
  PyTransaction& t = self_of(self);
  Document& d = t.doc();
  const std::uintptr_t task = running_task();
  if (waits_for_ever && d.turn.is_joined() && d.transaction.is_valid() &&
      nb::cast<PyTransaction&>(d.transaction).task == task)
    throw std::runtime_error("Already in a transaction");
  if (!d.turn.take_or_queue(self.ptr(), wake)) return false;
  start(self);
  t.is_async = true;
  t.task = task;
  return true;
}

nb::tuple leave_async(Self self) {
  nb::list calls = new_list();
  nb::list errors = new_list();
  for (const nb::object& error : end_block(self, calls).errors) errors.append(error);
  return nb::make_tuple(calls, errors);
}

// The coroutine of a function in ycpp/_transaction.py.
nb::object coroutine(const char* function, Self self) {
  return nb::module_::import_("ycpp._transaction").attr(function)(self);
}

}  // namespace

void await_later(Document& d, const nb::object& call) {
  if (d.awaited.is_valid()) {
    nb::borrow<nb::list>(d.awaited).append(call);
    return;
  }
  ++d.failures.unawaited;
  throw std::runtime_error("Async callback in non-async transaction");
}

Origin core_origin(const nb::object& origin) {
  return origin.is_none() ? Origin{} : Origin::identity(origin.ptr());
}

nb::object Document::read_transaction() {
  if (reading.is_valid()) return reading;
  const nb::object weak = made(PyWeakref_NewRef(nb::find(*this).ptr(), nullptr));
  reading = nb::cast(PyReadTransaction{{{}, origin.is_valid() ? origin : nb::none()}, weak});
  return reading;
}

void bind_transaction(nb::module_& m) {
  nb::class_<PyTransaction>(
      m, "Transaction", nb::type_slots(slots),
      "A group of changes: `with doc.transaction(): ...`, or `async with`.\n\n"
      "Observers run once, when the last block is left; the changes stand also when\n"
      "a block raised. Nested blocks get the same object.")
      .def("__enter__", &enter, nb::sig("def __enter__(self) -> typing_extensions.Self"),
           "Open it, or join the one that is open.\n\n"
           "Raises:\n    RuntimeError: it cannot be opened or joined, now or ever; see\n"
           "        Doc.transaction and Doc.new_transaction.\n"
           "    TimeoutError: its time to wait is over.")
      .def("__exit__", &leave, nb::arg("exc_type").none(), nb::arg("exc_value").none(),
           nb::arg("traceback").none(), nb::sig(kExit),
           "Commit, at the end of the outermost block.\n\n"
           "Raises:\n    ExceptionGroup: what observers raised; the changes stand.")
      .def(
          "__aenter__", [](Self self) { return coroutine("enter", self); },
          nb::sig("def __aenter__(self) -> collections.abc.Coroutine[typing.Any, typing.Any, "
                  "typing_extensions.Self]"),
          "As `__enter__`; what has to be waited for is awaited.")
      .def(
          "__aexit__",
          [](Self self, nb::handle, nb::handle, nb::handle) { return coroutine("leave", self); },
          nb::arg("exc_type").none(), nb::arg("exc_value").none(), nb::arg("traceback").none(),
          nb::sig("def __aexit__(self, exc_type: object, exc_value: object, traceback: object) -> "
                  "collections.abc.Coroutine[typing.Any, typing.Any, None]"),
          "As `__exit__`; then await async observers.")
      .def_prop_ro(
          "origin", &origin_of, nb::sig("def origin(self) -> typing.Any"),
          "The origin object, or None.\n\nRaises:\n    RuntimeError: the transaction has ended.")
      .def_prop_ro(
          "_document", [](const PyTransaction& t) { return t.document; },
          nb::sig("def _document(self) -> Document"))
      .def_prop_ro("_timeout", [](const PyTransaction& t) { return t.timeout; })
      .def("_enter_async", &enter_async)
      .def("_leave_async", &leave_async,
           nb::sig("def _leave_async(self) -> tuple[list["
                   "collections.abc.Callable[[], "
                   "collections.abc.Awaitable[object]]], "
                   "list[BaseException]]"))
      .def("_withdraw", [](Self self) { self_of(self).doc().turn.withdraw(self.ptr()); });

  nb::class_<PyNewTransaction, PyTransaction>(
      m, "NewTransaction", "A transaction that never joins another one: `Doc.new_transaction()`.");

  nb::class_<PyReadTransaction, PyTransaction>(
      m, "ReadTransaction", "The transaction as an observer sees it: reading only.")
      .def(
          "__enter__", [](nb::handle_t<PyReadTransaction> self) { return nb::borrow(self); },
          nb::sig("def __enter__(self) -> typing_extensions.Self"),
          "Nothing to open: what observers read is in the transaction.")
      .def(
          "__exit__", [](nb::handle_t<PyReadTransaction>, nb::handle, nb::handle, nb::handle) {},
          nb::arg("exc_type").none(), nb::arg("exc_value").none(), nb::arg("traceback").none(),
          nb::sig(kExit), "Nothing to close.")
      .def_prop_ro(
          "_document", [](const PyReadTransaction& t) { return t.weak_document(); },
          nb::sig("def _document(self) -> Document"))
      .def_prop_ro(
          "origin", [](const PyReadTransaction& t) { return t.origin; },
          nb::sig("def origin(self) -> typing.Any"),
          "The origin object given to the transaction, or None.");
}

}  // namespace ycpp::python

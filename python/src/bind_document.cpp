// bind_document.cpp -- Doc, its events and Subscription.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "limits.h"
#include "shared.h"
#include "ycpp/update.h"

namespace ycpp::python {
namespace {

/// A TransactionEvent that can be kept: what was not asked for inside the callback is made when the
/// callback returns, if somebody still holds the event.
struct PyTransactionEvent {
  const TransactionEvent* live = nullptr;  ///< while the callback runs
  Document* document = nullptr;            ///< the same
  nb::object update, update_v2, before_state, after_state, delete_set;
  nb::object transaction;

  void settle() {
    get_update();
    get_before_state();
    get_after_state();
    get_delete_set();
    get_transaction();
  }
  nb::object get_update() {
    if (!update.is_valid()) update = to_bytes(told().update());
    return update;
  }
  // Not made when the callback returns, because hardly anybody wants it.
  nb::object get_update_v2() {
    if (update_v2.is_valid()) return update_v2;
    if (live != nullptr) {
      update_v2 = to_bytes(live->update_v2());
    } else {
      const Result<Bytes> made =
          convert_update(Buffer(get_update()).view(), Encoding::v1, Encoding::v2);
      update_v2 = to_bytes(*made);
    }
    return update_v2;
  }
  nb::object get_before_state() {
    if (!before_state.is_valid()) before_state = to_bytes(told().before_state());
    return before_state;
  }
  nb::object get_after_state() {
    if (!after_state.is_valid()) after_state = to_bytes(told().after_state());
    return after_state;
  }
  nb::object get_delete_set() {
    if (!delete_set.is_valid()) delete_set = to_bytes(told().delete_set());
    return delete_set;
  }
  nb::object get_transaction() {
    if (!transaction.is_valid()) {
      (void)told();
      transaction = document->read_transaction();
    }
    return transaction;
  }

 private:
  const TransactionEvent& told() const {
    if (live == nullptr) throw std::runtime_error("There was no memory to keep this of the event");
    return *live;
  }
};

int document_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  Document& d = *nb::inst_ptr<Document>(self);
  for (const nb::object* member : {&d.transaction, &d.origin, &d.reading, &d.awaited, &d.check})
    Py_VISIT(member->ptr());
  for (const nb::object& object : d.kept) Py_VISIT(object.ptr());
  for (const nb::object& object : d.leaving) Py_VISIT(object.ptr());
  for (const auto& [core, object] : d.subdocs) Py_VISIT(object.ptr());
  for (const Observer& o : d.observers) {
    Py_VISIT(o.callback.ptr());
    Py_VISIT(o.wrapper.ptr());
  }
  return 0;
}

int document_clear(PyObject* self) {
  if (!nb::inst_ready(self)) return 0;
  Document& d = *nb::inst_ptr<Document>(self);
  // Dropped at the end: the last reference to a callback may hold the last one to a subscription,
  // which removes its entry. The other entries stay, because subscriptions point to them.
  std::vector<nb::object> dropped{std::move(d.transaction), std::move(d.origin),
                                  std::move(d.reading), std::move(d.awaited), std::move(d.check)};
  dropped.insert(dropped.end(), d.kept.begin(), d.kept.end());
  d.kept.clear();
  dropped.insert(dropped.end(), d.leaving.begin(), d.leaving.end());
  d.leaving.clear();
  for (nb::object& object : d.release_subdocs()) dropped.push_back(std::move(object));
  for (Observer& o : d.observers) {
    dropped.push_back(std::exchange(o.callback, nb::none()));
    dropped.push_back(std::move(o.wrapper));
  }
  return 0;
}

PyType_Slot document_slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(document_traverse)},
                                {Py_tp_clear, reinterpret_cast<void*>(document_clear)},
                                {0, nullptr}};

int subscription_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (nb::inst_ready(self)) Py_VISIT(nb::inst_ptr<PySubscription>(self)->owner.ptr());
  return 0;
}

int subscription_clear(PyObject* self) {
  if (!nb::inst_ready(self)) return 0;
  PySubscription& s = *nb::inst_ptr<PySubscription>(self);
  s.drop();
  s.owner.reset();
  return 0;
}

PyType_Slot subscription_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void*>(subscription_traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(subscription_clear)},
    {0, nullptr}};

PyType_Slot event_slots[] = {
    {Py_tp_traverse,
     reinterpret_cast<void*>(traverse<PyTransactionEvent, &PyTransactionEvent::transaction>)},
    {0, nullptr}};

/// An event while its callback runs. Making one for each keystroke would cost more than the rest of
/// the commit, so one that nobody has kept serves the next commit.
class LiveEvent {
 public:
  LiveEvent(Document& document, const TransactionEvent& event)
      : document_(document), object_(std::move(document.spare_event)) {
    if (!object_.is_valid()) object_ = nb::cast(PyTransactionEvent{});
    shown().live = &event;
    shown().document = &document;
  }
  LiveEvent(const LiveEvent&) = delete;
  LiveEvent& operator=(const LiveEvent&) = delete;
  ~LiveEvent() {
    shown().live = nullptr;
    shown().document = nullptr;
    if (Py_REFCNT(object_.ptr()) > 1) return;
    shown() = {};
    document_.spare_event = std::move(object_);
  }
  const nb::object& object() const { return object_; }
  /// Makes what the callback did not ask for, if it has kept the event.
  void settle() {
    if (Py_REFCNT(object_.ptr()) > 1) shown().settle();
  }

 private:
  PyTransactionEvent& shown() { return *nb::inst_ptr<PyTransactionEvent>(object_); }
  Document& document_;
  nb::object object_;
};

void notify(Document& d, const Observer& observer, const TransactionEvent& event) {
  tell_in_commit(d, [&] {
    LiveEvent shown(d, event);
    call(d, observer, shown.object(), observer.arguments > 1 ? d.read_transaction() : nb::object());
    shown.settle();
  });
}

nb::object observe(nb::handle_t<Document> self, const nb::object& callback, int arguments) {
  self_of(self);
  return subscribe(nb::borrow(self), callback, arguments, [](Document& d, Observer& observer) {
    return d.doc.observe(
        [&d, &observer](const TransactionEvent& event) { notify(d, observer, event); });
  });
}

}  // namespace

void bind_document(nb::module_& m) {
  nb::enum_<OffsetKind>(m, "OffsetKind")
      .value("unicode", OffsetKind::unicode)
      .value("utf16", OffsetKind::utf16)
      .value("utf8", OffsetKind::utf8);

  nb::class_<PySubscription>(m, "Subscription", nb::type_slots(subscription_slots),
                             "A registered callback; dropping it unregisters the callback.")
      .def("drop", &PySubscription::drop, "Unregister the callback now.");

  nb::class_<PyTransactionEvent>(m, "TransactionEvent", nb::type_slots(event_slots),
                                 "What a transaction did. Can be kept after the callback.")
      .def_prop_ro("update", &PyTransactionEvent::get_update, nb::sig("def update(self) -> bytes"),
                   "The change as an update (v1) for the other peers.")
      .def_prop_ro("update_v2", &PyTransactionEvent::get_update_v2,
                   nb::sig("def update_v2(self) -> bytes"),
                   "The same in the v2 encoding. When first asked for after the callback, it is\n"
                   "converted from v1, which holds embedded values as JSON.")
      .def_prop_ro("before_state", &PyTransactionEvent::get_before_state,
                   nb::sig("def before_state(self) -> bytes"), "Encoded state vector before.")
      .def_prop_ro("after_state", &PyTransactionEvent::get_after_state,
                   nb::sig("def after_state(self) -> bytes"), "Encoded state vector after.")
      .def_prop_ro("delete_set", &PyTransactionEvent::get_delete_set,
                   nb::sig("def delete_set(self) -> bytes"), "The ids it deleted, encoded.")
      .def_prop_ro("transaction", &PyTransactionEvent::get_transaction,
                   nb::sig("def transaction(self) -> ReadTransaction"), "Its read-only view.");

  nb::class_<Document> document(m, "Document", nb::type_slots(document_slots),
                                nb::is_weak_referenceable(), "The native part of Doc.");
  document
      .def(
          "__init__",
          [](Document* self, std::optional<std::uint64_t> client_id,
             std::optional<std::string> guid, OffsetKind offset_kind, bool gc,
             bool allow_multithreading, const LimitTuple& limits) {
            const auto [update_bytes, free_blocks, memory_bytes] = limits_of(limits);
            DocOptions options;
            options.limits = {update_bytes, free_blocks, memory_bytes};
            options.client_id = client_id;
            options.guid = std::move(guid);
            options.offset_kind = offset_kind;
            options.gc = gc;
            new (self) Document(Doc(std::move(options)), allow_multithreading);
          },
          nb::arg("client_id").none(), nb::arg("guid").none(), nb::arg("offset_kind"),
          nb::arg("gc"), nb::arg("allow_multithreading"), nb::arg("limits"))
      .def_prop_ro(
          "client_id", [](Document& d) { return d.entered().client_id(); },
          "This peer's id among all that edit the document.")
      .def_prop_ro(
          "guid", [](const Document& d) { return d.doc.guid(); }, "The document's name.")
      .def_prop_ro(
          "offset_kind",
          [](const Document& d) {
            switch (d.doc.offset_kind()) {
              case OffsetKind::unicode: return "unicode";
              case OffsetKind::utf16: return "utf16";
              default: return "utf8";
            }
          },
          nb::sig("def offset_kind(self) -> typing.Literal['unicode', 'utf16', 'utf8']"),
          "What positions and lengths of texts count: code points, UTF-16 units or bytes.")
      .def("transaction", &transaction, nb::arg("origin").none() = nb::none(),
           nb::sig("def transaction(self, origin: typing.Any = None) -> Transaction"),
           "A transaction for a `with` or `async with` block; the open one, if there is one.\n\n"
           "Blocks that begin while one is open are part of it, also those of other tasks, and\n"
           "the last to be left commits. Under allow_multithreading the blocks of other threads\n"
           "wait for their turn. In an observer it is the read-only transaction.\n\n"
           "At the end of an `async with` block that commits, what async callbacks do is awaited.\n"
           "In a `with` block there must be no async callbacks.\n\n"
           "Args:\n    origin: Any hashable object that says who makes the change; observers see "
           "it.\n\n"
           "Raises:\n    TypeError: `origin` is not hashable.\n"
           "    RuntimeError: another origin than that of the open transaction; on entering, "
           "`async\n        with` inside `with`; on leaving, an async callback in a `with` block.\n"
           "    ExceptionGroup: on leaving, what observers raised; the changes stand.")
      .def("new_transaction", &new_transaction, nb::arg("origin").none() = nb::none(),
           nb::arg("timeout").none() = nb::none(),
           nb::sig("def new_transaction(self, origin: typing.Any = None, "
                   "timeout: float | None = None) -> NewTransaction"),
           "A transaction that never becomes part of an open one, but waits for its end.\n\n"
           "`async with` waits without blocking the event loop. `with` blocks the thread, which "
           "makes\n"
           "sense only under allow_multithreading. Who asks first is served first.\n\n"
           "Args:\n    origin: As in transaction().\n"
           "    timeout: How many seconds to wait at most; None: without end.\n\n"
           "Raises:\n    TypeError: `origin` is not hashable.\n"
           "    RuntimeError: on entering, waiting would never end: the open transaction is the\n"
           "        caller's own, or that of a thread that waits for the caller's, or the thread "
           "must\n        not wait.\n"
           "    TimeoutError: on entering, the time is over.\n"
           "    ExceptionGroup: as transaction().")
      .def("_await_later", &await_later)
      .def("_observe", &observe, nb::arg("callback"), nb::arg("arguments"),
           nb::sig("def _observe(self, callback: object, arguments: int) -> Subscription"))
      .def("_check_updates", [](Document& d, nb::object check) { d.check = std::move(check); })
      .def("_root_names", [](Document& d) { return d.entered().root_names(); })
      .def(
          "_verify", [](Document& d) { d.entered().verify(); },
          "For tests: abort unless every internal invariant holds.")
      .def_prop_ro("_in_transaction",
                   [](const Document& d) { return d.turn.is_joined() && d.transaction.is_valid(); })
      .def_prop_ro("_origin",
                   [](const Document& d) { return d.origin.is_valid() ? d.origin : nb::none(); })
      .def_prop_ro("_memory_bytes", [](Document& d) { return d.entered().memory_bytes(); });
  bind_exchange(document);
  bind_subdocs(m, document);
}

}  // namespace ycpp::python

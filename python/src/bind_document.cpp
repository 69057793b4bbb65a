// bind_document.cpp -- Doc, Transaction, their events and Subscription.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "shared.h"
#include "ycpp/update.h"

namespace ycpp::python {
namespace {

/// What `with doc.transaction()` gives. It is the same object for all who nest.
struct PyTransaction {
  nb::object document;
  nb::object origin;
  int leases = 0;
  std::optional<Transaction> open;
};

/// A TransactionEvent that can be kept: what was not asked for inside the callback is made when the
/// callback returns, if somebody still holds the event.
struct PyTransactionEvent {
  const TransactionEvent* live = nullptr;
  nb::object update, update_v2, before_state, after_state, delete_set;
  nb::object transaction;

  void settle() {
    get_update();
    get_before_state();
    get_after_state();
    get_delete_set();
    live = nullptr;
  }
  nb::object get_update() {
    if (!update.is_valid()) update = to_bytes(live->update());
    return update;
  }
  // Not made when the callback returns, because hardly anybody wants it.
  nb::object get_update_v2() {
    if (update_v2.is_valid()) return update_v2;
    if (live != nullptr) {
      update_v2 = to_bytes(live->update_v2());
    } else {
      const Result<Bytes> made = convert_update(Buffer(update).view(), Encoding::v1, Encoding::v2);
      update_v2 = to_bytes(*made);
    }
    return update_v2;
  }
  nb::object get_before_state() {
    if (!before_state.is_valid()) before_state = to_bytes(live->before_state());
    return before_state;
  }
  nb::object get_after_state() {
    if (!after_state.is_valid()) after_state = to_bytes(live->after_state());
    return after_state;
  }
  nb::object get_delete_set() {
    if (!delete_set.is_valid()) delete_set = to_bytes(live->delete_set());
    return delete_set;
  }
};

Origin core_origin(const nb::object& origin) {
  return origin.is_none() ? Origin{} : Origin::identity(origin.ptr());
}

int document_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  Document& d = *nb::inst_ptr<Document>(self);
  Py_VISIT(d.transaction.ptr());
  Py_VISIT(d.origin.ptr());
  for (const nb::object& object : d.kept) Py_VISIT(object.ptr());
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
  std::vector<nb::object> dropped{std::move(d.transaction), std::move(d.origin)};
  dropped.insert(dropped.end(), d.kept.begin(), d.kept.end());
  d.kept.clear();
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

PyType_Slot transaction_slots[] = {
    {Py_tp_traverse,
     reinterpret_cast<void*>(
         traverse<PyTransaction, &PyTransaction::document, &PyTransaction::origin>)},
    {0, nullptr}};

PyType_Slot read_transaction_slots[] = {
    {Py_tp_traverse, reinterpret_cast<void*>(traverse<ReadTransaction, &ReadTransaction::origin>)},
    {0, nullptr}};

PyType_Slot event_slots[] = {
    {Py_tp_traverse,
     reinterpret_cast<void*>(traverse<PyTransactionEvent, &PyTransactionEvent::transaction>)},
    {0, nullptr}};

nb::object open_transaction(nb::handle_t<Document> self, const nb::object& origin) {
  Document& d = self_of(self);
  if (!origin.is_none() && PyObject_Hash(origin.ptr()) == -1) {
    PyErr_Clear();
    throw nb::type_error("Origin must be hashable");
  }
  if (d.transaction.is_valid()) {
    const PyTransaction& current = nb::cast<PyTransaction&>(d.transaction);
    if (!origin.is_none() && !origin.equal(current.origin))
      throw OriginError("Nested transactions must have same origin as root transaction");
    return d.transaction;
  }
  return nb::cast(PyTransaction{nb::borrow(self), origin, 0, std::nullopt});
}

nb::object enter(nb::handle_t<PyTransaction> self) {
  PyTransaction& t = self_of(self);
  Document& d = *nb::inst_ptr<Document>(t.document);
  if (t.leases == 0) {
    if (d.transaction.is_valid()) throw std::runtime_error("Already in a transaction");
    t.open.emplace(d.doc.transact(core_origin(t.origin)));
    d.transaction = nb::borrow(self);
    d.origin = t.origin;
  }
  ++t.leases;
  return nb::borrow(self);
}

// Commits when the outermost block is left, also when its body raised: there is no rollback.
void leave(nb::handle_t<PyTransaction> self, const nb::args&) {
  PyTransaction& t = self_of(self);
  if (t.leases == 0) throw std::runtime_error("No current transaction");
  if (--t.leases > 0) return;
  const nb::object keep_alive = nb::borrow(self);
  Document& d = *nb::inst_ptr<Document>(t.document);
  t.open->commit();
  t.open.reset();
  d.transaction.reset();
  d.origin.reset();
  d.raise_errors();
}

nb::object transaction_origin(const PyTransaction& t) {
  if (t.leases == 0) throw std::runtime_error("No current transaction");
  return t.origin;
}

nb::bytes get_update(const Document& d, const nb::object& state, std::string_view encoding) {
  if (state.is_none()) return to_bytes(*d.doc.update({}, encoding_of(encoding)));
  return to_bytes(missing_update(d, Buffer(state).view(), encoding_of(encoding)));
}

}  // namespace

Bytes missing_update(const Document& d, BytesView state, Encoding encoding) {
  Result<Bytes> update = d.doc.update(state, encoding);
  if (!update || state.empty()) throw nb::value_error("Cannot decode state");
  return std::move(*update);
}

void apply_update(Document& d, BytesView update, const nb::object& origin, Encoding encoding) {
  const bool outermost = !d.origin.is_valid();
  if (outermost && !origin.is_none()) d.origin = origin;
  Result<void> applied;
  try {
    applied = d.doc.apply_update(update, core_origin(origin), encoding);
  } catch (...) {
    if (outermost) d.origin.reset();
    throw;
  }
  if (outermost) d.origin.reset();
  d.raise_errors();
  if (applied) return;
  if (applied.error().code == Errc::block_parent) {
    const std::string text = "Cannot apply update: block parent " + applied.error().detail;
    throw std::runtime_error(text);
  }
  throw nb::value_error(("Cannot decode update: " + applied.error().message()).c_str());
}

namespace {

void notify(Document& d, const Observer& observer, const TransactionEvent& event) {
  PyTransactionEvent shown;
  shown.live = &event;
  shown.transaction = read_transaction(d);
  const nb::object transaction = shown.transaction;
  const nb::object object = nb::cast(std::move(shown));
  call(d, observer, object, transaction);
  auto& kept = *nb::inst_ptr<PyTransactionEvent>(object);
  if (Py_REFCNT(object.ptr()) > 1) kept.settle();
  kept.live = nullptr;
}

nb::object observe(nb::handle_t<Document> self, const nb::object& callback, int arguments) {
  self_of(self);
  const nb::object result = nb::cast(new PySubscription(nb::borrow(self), callback, arguments),
                                     nb::rv_policy::take_ownership);
  auto& s = *nb::inst_ptr<PySubscription>(result);
  Document* d = &s.document();
  const Observer* observer = &*s.observer;
  s.subscription = d->doc.observe(
      [d, observer](const TransactionEvent& event) { notify(*d, *observer, event); });
  return result;
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

  nb::class_<ReadTransaction>(m, "ReadTransaction", nb::type_slots(read_transaction_slots),
                              "The transaction as an observer sees it: reading only.")
      .def_prop_ro(
          "origin", [](const ReadTransaction& t) { return t.origin; },
          "The origin object given to the transaction, or None.");

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
      .def_prop_ro(
          "transaction", [](const PyTransactionEvent& e) { return e.transaction; },
          nb::sig("def transaction(self) -> ReadTransaction"), "Its read-only view.");

  nb::class_<PyTransaction>(
      m, "Transaction", nb::type_slots(transaction_slots),
      "A group of changes: `with doc.transaction(): ...`.\n\n"
      "Observers run once, when the outermost block is left; the changes stand\n"
      "also when the block raised. Nested blocks get the same object.")
      .def("__enter__", &enter, nb::sig("def __enter__(self) -> Transaction"))
      .def("__exit__", &leave, nb::sig("def __exit__(self, *args: object) -> None"))
      .def_prop_ro(
          "_document", [](const PyTransaction& t) { return t.document; },
          nb::sig("def _document(self) -> Document"))
      .def_prop_ro(
          "origin", &transaction_origin,
          "The origin object, or None.\n\nRaises:\n    RuntimeError: the transaction has ended.");

  nb::class_<Document>(m, "Document", nb::type_slots(document_slots), nb::is_weak_referenceable(),
                       "The native part of Doc.")
      .def(
          "__init__",
          [](Document* self, std::optional<std::uint64_t> client_id,
             std::optional<std::string> guid, OffsetKind offset_kind, bool gc) {
            new (self) Document(DocOptions{client_id, std::move(guid), offset_kind, gc});
          },
          nb::arg("client_id").none(), nb::arg("guid").none(), nb::arg("offset_kind"),
          nb::arg("gc"))
      .def_prop_ro(
          "client_id", [](const Document& d) { return d.doc.client_id(); },
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
      .def("transaction", &open_transaction, nb::arg("origin") = nb::none(),
           nb::sig("def transaction(self, origin: object = None) -> Transaction"),
           "A transaction for a `with` block; the open one, if there is one.\n\n"
           "Args:\n    origin: any hashable object that says who makes the change; observers see "
           "it.\n\n"
           "Raises:\n    TypeError: `origin` is not hashable.\n"
           "    RuntimeError: another origin than that of the open transaction, or an observer "
           "runs.")
      .def(
          "get_state", [](const Document& d) { return to_bytes(d.doc.state_vector()); },
          "The encoded state vector: how much of every peer's work is here. O(clients).")
      .def("get_update", &get_update, nb::arg("state").none() = nb::none(), nb::kw_only(),
           nb::arg("encoding") = "v1",
           nb::sig("def get_update(self, state: bytes | None = None, *, "
                   "encoding: typing.Literal['v1', 'v2'] = 'v1') -> bytes"),
           "What a peer with `state` lacks; everything, without it. Includes what still waits for "
           "a\n"
           "missing update.\n\nRaises:\n    ValueError: `state` is not a state vector, or there is "
           "no "
           "such encoding.")
      .def(
          "apply_update",
          [](Document& d, const nb::object& update, const nb::object& origin,
             std::string_view encoding) {
            apply_update(d, Buffer(update).view(), origin, encoding_of(encoding));
          },
          nb::arg("update"), nb::arg("origin").none() = nb::none(), nb::kw_only(),
          nb::arg("encoding") = "v1",
          nb::sig("def apply_update(self, update: bytes, origin: object = None, *, "
                  "encoding: typing.Literal['v1', 'v2'] = 'v1') -> None"),
          "Merge a peer's update. Order and repetition do not matter. The encoding has to be that "
          "in which\nthe update was made: the bytes do not tell.\n\n"
          "Raises:\n    ValueError: the bytes are not an update; nothing is changed.\n"
          "    RuntimeError: a block's parent is not a shared type; nothing is changed.\n"
          "    ExceptionGroup: what observers raised; the update is applied.")
      .def("_observe", &observe, nb::arg("callback"), nb::arg("arguments"),
           nb::sig("def _observe(self, callback: object, arguments: int) -> Subscription"))
      .def("_root_names", [](const Document& d) { return d.doc.root_names(); })
      .def(
          "_verify", [](const Document& d) { d.doc.verify(); },
          "For tests: abort unless every internal invariant holds.")
      .def_prop_ro("_in_transaction", [](const Document& d) { return d.transaction.is_valid(); })
      .def_prop_ro("_memory_bytes", [](const Document& d) { return d.doc.memory_bytes(); });
}

}  // namespace ycpp::python

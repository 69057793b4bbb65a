// bind_awareness.cpp -- the native part of Awareness.
//
// States are JSON text; they become Python objects only when somebody looks. Receiving and sending
// presence is one call into C++ and touches no Python object but the bytes, unless somebody
// observes.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <chrono>
#include <map>

#include "json.h"
#include "limits.h"
#include "objects.h"
#include "ycpp/awareness.h"

namespace ycpp::python {
namespace {

struct Watcher {
  nb::object callback;
  Subscription subscription;
};

/// A state that a program holds as a dict and may be changing in place.
struct Lent {
  nb::object state;
  std::string json;  ///< what it was when last looked at
};

struct PyAwareness {
  Awareness core;
  std::map<std::string, Watcher> watchers = {};  // by the id that observe() returned
  std::map<std::uint64_t, Lent> lent = {};       // by client
  Writer scratch =
      {};  // giving a large buffer back to the system each time costs more than to fill it
};
using Self = nb::handle_t<PyAwareness>;

int awareness_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  for (const auto& [id, watcher] : nb::inst_ptr<PyAwareness>(self)->watchers)
    Py_VISIT(watcher.callback.ptr());
  for (const auto& [client, lent] : nb::inst_ptr<PyAwareness>(self)->lent)
    Py_VISIT(lent.state.ptr());
  return 0;
}

int awareness_clear(PyObject* self) {
  if (!nb::inst_ready(self)) return 0;
  PyAwareness& a = *nb::inst_ptr<PyAwareness>(self);
  // Out of the object first: dropping them may run Python code that looks at it.
  const auto watchers = std::exchange(a.watchers, {});
  const auto lent = std::exchange(a.lent, {});
  return 0;
}

PyType_Slot awareness_slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(awareness_traverse)},
                                 {Py_tp_clear, reinterpret_cast<void*>(awareness_clear)},
                                 {0, nullptr}};

std::int64_t milliseconds(nb::handle time) {
  const nb::object whole = made(PyNumber_Long(time.ptr()));
  const long long value = PyLong_AsLongLong(whole.ptr());
  if (value == -1 && PyErr_Occurred()) throw nb::python_error();
  return value;
}

// Through the method, which tests and programs replace.
std::int64_t now(Self self) {
  static PyObject* const name = made(PyUnicode_InternFromString("_get_time")).release().ptr();
  return milliseconds(made(PyObject_CallMethodNoArgs(self.ptr(), name)));
}

std::int64_t system_time(nb::handle) {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

// Takes in what programs have changed inside the dicts they got from `_states`.
void take_back_lent(PyAwareness& a) {
  std::vector<std::pair<std::uint64_t, nb::object>> states;
  for (const auto& [client, lent] : a.lent) states.emplace_back(client, lent.state);
  for (auto& [client, state] : states) {
    const std::string json = python_to_json(state, "state");  // may run Python code
    const auto lent = a.lent.find(client);
    if (lent == a.lent.end() || !lent->second.state.is(state)) continue;
    const auto current = a.core.state(client);
    state.reset();
    if (current != lent->second.json) {
      a.lent.erase(lent);  // it got another state since
    } else if (json != lent->second.json) {
      a.core.restore(client, *a.core.meta(client), json);
      lent->second.json = *a.core.state(client);
    } else if (Py_REFCNT(lent->second.state.ptr()) == 1) {
      a.lent.erase(lent);
    }
  }
}

PyAwareness& settled(Self self) {
  PyAwareness& a = self_of(self);
  if (!a.lent.empty()) take_back_lent(a);
  return a;
}

// --- changes and their observers ----------------------------------------------------------------

Origin core_origin(nb::handle origin) {
  return origin.is_none() ? Origin{} : Origin::identity(origin.ptr());
}

nb::object python_origin(const Origin& origin) {
  if (origin.object() != nullptr)
    return nb::borrow(static_cast<PyObject*>(const_cast<void*>(origin.object())));
  return origin.empty() ? nb::none() : nb::object(to_str(origin.name()));
}

const char* topic_name(AwarenessTopic topic) {
  switch (topic) {
    case AwarenessTopic::add: return "add";
    case AwarenessTopic::remove: return "remove";
    case AwarenessTopic::change: return "change";
    case AwarenessTopic::update: break;
  }
  return "update";
}

nb::list to_list(std::span<const std::uint64_t> clients) {
  nb::list list = new_list();
  for (const std::uint64_t client : clients) list.append(client);
  return list;
}

void deliver(const Watcher& watcher, const AwarenessEvent& event) {
  const nb::object callback = watcher.callback;  // it may unobserve itself
  nb::dict changes = new_dict();
  changes["added"] = to_list(event.added);
  changes["updated"] = to_list(event.updated);
  changes["removed"] = to_list(event.removed);
  callback(topic_name(event.topic), nb::make_tuple(changes, python_origin(event.origin)));
}

// Does `change`, and raises what observers raised: one exception as it is, several in a group.
template <class Change>
auto telling(Change&& change) {
  try {
    return change();
  } catch (const ObserverError& failure) {
    if (failure.errors().size() == 1) std::rethrow_exception(failure.errors().front());
    std::vector<nb::object> raised;
    for (const std::exception_ptr& error : failure.errors()) {
      try {
        std::rethrow_exception(error);
      } catch (nb::python_error& e) {
        raised.push_back(nb::borrow(e.value()));
      }
    }
    raise_together(raised);
  }
}

void observe(Self self, const std::string& id, const nb::object& callback, std::uint8_t topics) {
  PyAwareness& a = self_of(self);
  Watcher& watcher = a.watchers[id];
  watcher.callback = callback;
  watcher.subscription =
      a.core.observe([&watcher](const AwarenessEvent& event) { deliver(watcher, event); },
                     static_cast<AwarenessTopic>(topics));
}

void unobserve(Self self, const std::string& id) {
  const auto watcher = self_of(self).watchers.extract(id);
  if (watcher.empty()) throw nb::key_error(id.c_str());
}

void tick(Self self) {
  PyAwareness& a = settled(self);
  const std::int64_t time = now(self);
  telling([&] { a.core.tick(time); });
}

// --- the own state ------------------------------------------------------------------------------

// A copy: making Python objects may run Python code that changes the states.
nb::object decoded(std::optional<std::string_view> json) {
  return json ? json_to_python(std::string(*json)) : nb::none();
}

nb::object local_state(Self self) { return decoded(settled(self).core.local_state()); }

void set_local_state(Self self, nb::handle state) {
  PyAwareness& a = settled(self);
  std::optional<std::string> json;
  if (!state.is_none()) {
    if (!PyDict_Check(state.ptr())) {
      PyErr_Format(PyExc_TypeError, "state: expected a dict or None, not %s",
                   Py_TYPE(state.ptr())->tp_name);
      throw nb::python_error();
    }
    json = python_to_json(state, "state");
  }
  const std::int64_t time = now(self);
  telling([&] { a.core.set_local_state(json, time); });
}

// --- updates ------------------------------------------------------------------------------------

// Client ids of a list or another iterable. One that no client can have becomes 2^64 - 1, which is
// unknown everywhere.
std::vector<std::uint64_t> client_ids(nb::handle iterable) {
  const nb::object items = made(PySequence_Fast(iterable.ptr(), "client_ids must be iterable"));
  std::vector<std::uint64_t> ids;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.ptr()); ++i) {
    const nb::object id = made(PyNumber_Index(PySequence_Fast_GET_ITEM(items.ptr(), i)));
    ids.push_back(PyLong_AsUnsignedLongLong(id.ptr()));
    if (PyErr_Occurred()) PyErr_Clear();
  }
  return ids;
}

void remove_states(Self self, nb::handle clients, nb::handle origin) {
  PyAwareness& a = settled(self);
  const std::vector<std::uint64_t> ids = client_ids(clients);
  const std::int64_t time = now(self);
  telling([&] { a.core.remove_states(ids, core_origin(origin), time); });
}

nb::bytes encode_update(Self self, nb::handle clients) {
  constexpr std::size_t kKeptBytes = 1 << 20;
  const std::vector<std::uint64_t> ids = client_ids(clients);
  PyAwareness& a = settled(self);
  a.scratch.clear();
  try {
    a.core.encode_update(ids, a.scratch);
    const nb::bytes update = to_bytes(a.scratch.view());
    if (a.scratch.size() > kKeptBytes) a.scratch = Writer();
    return update;
  } catch (const std::out_of_range& error) {
    throw nb::type_error(error.what());
  }
}

void apply(Self self, nb::handle update, nb::handle origin) {
  PyAwareness& a = settled(self);
  const Buffer buffer(update);
  const std::int64_t time = now(self);
  const Result<void> applied =
      telling([&] { return a.core.apply_update(buffer.view(), core_origin(origin), time); });
  if (applied) return;
  throw nb::value_error(("Cannot decode awareness update: " + applied.error().message()).c_str());
}

// --- states and metadata, for the views ---------------------------------------------------------

nb::object state_of(Self self, std::uint64_t client) {
  return decoded(settled(self).core.state(client));
}

nb::object meta_of(Self self, std::uint64_t client) {
  const std::optional<AwarenessMeta> meta = self_of(self).core.meta(client);
  if (!meta) return nb::none();
  nb::dict dict = new_dict();
  dict["clock"] = meta->clock;
  dict["lastUpdated"] = meta->last_updated;
  return dict;
}

nb::object lend(Self self, std::uint64_t client) {
  PyAwareness& a = settled(self);
  if (const auto lent = a.lent.find(client); lent != a.lent.end()) return lent->second.state;
  const auto json = a.core.state(client);
  if (!json) return nb::none();
  Lent lent{{}, std::string(*json)};
  lent.state = json_to_python(lent.json);
  return a.lent.insert_or_assign(client, std::move(lent)).first->second.state;
}

void restore_state(Self self, std::uint64_t client, nb::handle state) {
  PyAwareness& a = settled(self);
  std::optional<std::string> json;
  if (!state.is_none()) json = python_to_json(state, "state");
  const std::int64_t time = now(self);
  a.core.restore(client, a.core.meta(client).value_or(AwarenessMeta{0, time}), json);
  if (const auto kept = a.core.state(client); kept && PyDict_Check(state.ptr()))
    a.lent.insert_or_assign(client, Lent{nb::borrow(state), std::string(*kept)});
}

void restore_meta(Self self, std::uint64_t client, std::uint64_t clock, std::int64_t last_updated) {
  PyAwareness& a = settled(self);
  std::optional<std::string> json;
  if (const auto state = a.core.state(client)) json = std::string(*state);
  a.core.restore(client, {clock, last_updated}, json);
}

}  // namespace

void bind_awareness(nb::module_& m) {
  nb::class_<PyAwareness>(m, "AwarenessBase", nb::type_slots(awareness_slots),
                          nb::is_weak_referenceable(), "The native part of Awareness.")
      .def(
          "__init__",
          [](PyAwareness* self, std::uint64_t client_id, std::int64_t timeout, nb::handle time,
             const LimitTuple& limits) {
            const auto [update_bytes, state_bytes, clients] = limits_of(limits);
            new (self) PyAwareness{Awareness(client_id, milliseconds(time), timeout,
                                             {update_bytes, state_bytes, clients})};
          },
          nb::arg("client_id"), nb::arg("timeout"), nb::arg("now"), nb::arg("limits"))
      .def_prop_ro(
          "client_id", [](const PyAwareness& a) { return a.core.client_id(); },
          "The id of this client: that of the document.")
      .def("_get_time", &system_time, nb::sig("def _get_time(self) -> int"),
           "The time in milliseconds. Everything here asks this method, which can be replaced.")
      .def("_tick", &tick, nb::sig("def _tick(self) -> None"),
           "Do the periodic work once, for the time that `_get_time` tells.")
      .def("get_local_state", &local_state,
           nb::sig("def get_local_state(self) -> dict[str, typing.Any] | None"),
           "This client's state: a new dict each time, or None once cleared. O(its size).")
      .def(
          "set_local_state", &set_local_state, nb::arg("state").none(),
          nb::sig("def set_local_state(self, state: dict[str, typing.Any] | None) -> None"),
          "Show `state` to the other clients, or nothing any more, with None.\n\n"
          "The value is taken now: changing the dict later changes nothing. It becomes JSON as in\n"
          "JavaScript: tuples become lists, 1.0 becomes 1, and an int beyond 2**53 the nearest\n"
          "number that a double holds. Origin \"local\". O(its size).\n\n"
          "Raises:\n"
          "    TypeError: not JSON-serializable; the message names the path.\n"
          "    ValueError: NaN or infinity, a circular reference, or nesting beyond 10,000.\n"
          "    OverflowError: an int beyond every double.\n"
          "    Exception: what an observer raised, or an ExceptionGroup; the state is set.")
      .def("remove_awareness_states", &remove_states, nb::arg("client_ids"),
           nb::arg("origin").none(),
           nb::sig("def remove_awareness_states(self, client_ids: "
                   "collections.abc.Iterable[int], origin: object) -> None"),
           "Remove states, for example those of a connection that closed.\n\n"
           "Ids without a state are ignored. Removing the own one also advances its clock.\n\n"
           "Args:\n    client_ids: The clients.\n    origin: What observers get to see.\n\n"
           "Raises:\n    Exception: what an observer raised, or an ExceptionGroup.")
      .def("encode_awareness_update", &encode_update, nb::arg("client_ids"),
           nb::sig("def encode_awareness_update(self, client_ids: "
                   "collections.abc.Iterable[int]) -> bytes"),
           "The states of `client_ids`, null for those that left, as bytes for other clients.\n\n"
           "Raises:\n    TypeError: nothing is known of one of them; the message names it.")
      .def("apply_awareness_update", &apply, nb::arg("update"), nb::arg("origin").none(),
           nb::sig("def apply_awareness_update(self, update: bytes, origin: object) -> None"),
           "Take in another client's update: all of it or, on malformed bytes, nothing.\n\n"
           "Args:\n    update: Any bytes-like object.\n    origin: What observers get to see.\n\n"
           "Raises:\n    ValueError: the bytes are not an awareness update; the message says "
           "where.\n"
           "    Exception: what an observer raised, or an ExceptionGroup; the update is applied.")
      .def("_observe", &observe, nb::arg("id"), nb::arg("callback"), nb::arg("topics"))
      .def("unobserve", &unobserve, nb::arg("id"), nb::sig("def unobserve(self, id: str) -> None"),
           "Unregister an observer by what `observe` returned. Allowed inside the callback.\n\n"
           "Raises:\n    KeyError: there is no such observer.")
      .def("_state", &state_of, nb::sig("def _state(self, client: int) -> typing.Any"))
      .def("_meta_of", &meta_of, nb::sig("def _meta_of(self, client: int) -> typing.Any"))
      .def("_clients", [](const PyAwareness& a) { return a.core.clients(); })
      .def("_known_clients", [](const PyAwareness& a) { return a.core.known_clients(); })
      .def("_client_count", [](const PyAwareness& a) { return a.core.client_count(); })
      .def("_known_client_count", [](const PyAwareness& a) { return a.core.known_client_count(); })
      .def("_has_state",
           [](const PyAwareness& a, std::uint64_t c) { return a.core.state(c).has_value(); })
      .def("_has_meta",
           [](const PyAwareness& a, std::uint64_t c) { return a.core.meta(c).has_value(); })
      .def("_lend", &lend, nb::sig("def _lend(self, client: int) -> typing.Any"))
      .def("_restore_state", &restore_state, nb::arg("client"), nb::arg("state").none())
      .def("_restore_meta", &restore_meta)
      .def("_forget", [](PyAwareness& a, std::uint64_t client) { a.core.forget_client(client); });

  m.def(
      "is_awareness_disconnect_message",
      [](nb::handle message) { return is_disconnect_message(Buffer(message).view()); },
      nb::arg("message"), nb::sig("def is_awareness_disconnect_message(message: bytes) -> bool"),
      "True when `message` says that one client left, and nothing else.\n\n"
      "It may be an awareness update, that with its length in front (what follows the type byte "
      "of\n"
      "a message), or the whole message. False for anything else, malformed bytes included.");
}

}  // namespace ycpp::python

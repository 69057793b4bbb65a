// bind_events.cpp -- what observers of shared types get.
//
// Everything is turned into Python objects before the callback runs, so an event can be kept.
#include "shared.h"

namespace ycpp::python {
namespace {

/// The event of one kind of shared type; `changes` is its delta or its keys.
template <SharedKind kKind>
struct EventObject {
  nb::object target, path, transaction, changes;

  static inline PyType_Slot slots[] = {
      {Py_tp_traverse,
       reinterpret_cast<void*>(traverse<EventObject, &EventObject::target, &EventObject::path,
                                        &EventObject::transaction, &EventObject::changes>)},
      {0, nullptr}};
};
using TextEventObject = EventObject<SharedKind::text>;
using ArrayEventObject = EventObject<SharedKind::array>;
using MapEventObject = EventObject<SharedKind::map>;

/// The event of a node: of its children or its text, and of its attributes.
struct XmlEventObject {
  nb::object target, path, transaction, delta, keys, children_changed;

  static inline PyType_Slot slots[] = {
      {Py_tp_traverse,
       reinterpret_cast<void*>(
           traverse<XmlEventObject, &XmlEventObject::target, &XmlEventObject::path,
                    &XmlEventObject::transaction, &XmlEventObject::delta, &XmlEventObject::keys>)},
      {0, nullptr}};
};

nb::list path_of(const Event& event) {
  nb::list path = new_list();
  for (const PathStep& step : event.path()) {
    if (const auto* key = std::get_if<std::string>(&step))
      path.append(to_str(*key));
    else
      path.append(std::get<std::size_t>(step));
  }
  return path;
}

nb::list text_delta_of(const Event& event, const nb::object& document) {
  nb::list delta = new_list();
  for (const TextDelta& step : event.text_delta()) {
    nb::dict entry = new_dict();
    switch (step.kind) {
      case TextDelta::Kind::retain: entry["retain"] = step.length; break;
      case TextDelta::Kind::remove: entry["delete"] = step.length; break;
      case TextDelta::Kind::insert:
        entry["insert"] = step.shared          ? wrap(*step.shared, document)
                          : step.embed.empty() ? nb::object(to_str(step.text))
                                               : any_to_python(step.embed);
        break;
    }
    if (!step.attributes.empty()) entry["attributes"] = any_to_python(step.attributes);
    delta.append(entry);
  }
  return delta;
}

nb::list array_delta_of(const Event& event, const nb::object& document) {
  nb::list delta = new_list();
  for (const ArrayDelta& step : event.array_delta()) {
    nb::dict entry = new_dict();
    nb::list values = new_list();
    switch (step.kind) {
      case ArrayDelta::Kind::retain: entry["retain"] = step.length; break;
      case ArrayDelta::Kind::remove: entry["delete"] = step.length; break;
      case ArrayDelta::Kind::insert:
        for (const Content& value : step.values) values.append(content_to_python(value, document));
        entry["insert"] = values;
        break;
    }
    delta.append(entry);
  }
  return delta;
}

nb::dict keys_of(const Event& event, const nb::object& document) {
  using Action = KeyChange::Action;
  nb::dict keys = new_dict();
  for (const KeyChange& change : event.keys()) {
    nb::dict entry = new_dict();
    entry["action"] = change.action == Action::add      ? "add"
                      : change.action == Action::update ? "update"
                                                        : "delete";
    if (change.action != Action::add)
      entry["oldValue"] = content_to_python(change.old_value, document);
    if (change.action != Action::remove)
      entry["newValue"] = content_to_python(change.new_value, document);
    keys[to_str(change.key)] = entry;
  }
  return keys;
}

template <class E>
nb::class_<E> bind_event(nb::module_& m, const char* name, const char* doc) {
  return nb::class_<E>(m, name, nb::type_slots(E::slots), doc)
      .def_prop_ro(
          "target", [](const E& e) { return e.target; }, "The changed object.")
      .def_prop_ro(
          "path", [](const E& e) { return e.path; }, nb::sig("def path(self) -> list[str | int]"),
          "Keys and positions from the observed object to the target.")
      .def_prop_ro(
          "transaction", [](const E& e) { return e.transaction; },
          nb::sig("def transaction(self) -> ReadTransaction"), "The read-only transaction.");
}

template <class E>
nb::str describe(const E& e, const char* what) {
  return to_str("{{target: {}, {}: {}, path: {}, transaction: {}}}")
      .format(nb::str(e.target), what, nb::str(e.changes), nb::str(e.path),
              nb::repr(e.transaction));
}

nb::str describe_xml(const XmlEventObject& e) {
  return to_str(
             "{{children_changed: {}, target: {}, path: {}, delta: {}, keys: {}, transaction: {}}}")
      .format(e.children_changed, nb::str(e.target), nb::str(e.path), nb::str(e.delta),
              nb::str(e.keys), nb::repr(e.transaction));
}

void notify(Document& d, const Observer& observer, const Event& event) {
  tell_in_commit(d, [&] {
    const nb::object transaction = d.read_transaction();
    call(d, observer, event_object(event, d, observer.wrapper, transaction), transaction);
  });
}

void notify_deep(Document& d, const Observer& observer, const std::vector<Event>& events) {
  tell_in_commit(d, [&] {
    const nb::object transaction = d.read_transaction();
    nb::list shown = new_list();
    for (const Event& event : events) shown.append(event_object(event, d, {}, transaction));
    call(d, observer, shown, transaction);
  });
}

}  // namespace

// The target is a fresh wrapper: the event does not keep alive the object that observe() was called
// on.
nb::object event_object(const Event& event, Document& d, const nb::object& wrapper,
                        const nb::object& transaction) {
  const nb::object document = nb::find(d);
  nb::object target;
  if (wrapper.is_valid()) {
    target = new_wrapper(wrapper);
    shared_in(target)->join(document, event.target());
  } else {
    target = wrap(event.target(), document);
  }
  const nb::object path = path_of(event);
  switch (event.target().kind()) {
    case SharedKind::text:
      return nb::cast(TextEventObject{target, path, transaction, text_delta_of(event, document)});
    case SharedKind::array:
      return nb::cast(ArrayEventObject{target, path, transaction, array_delta_of(event, document)});
    case SharedKind::xml_element:
    case SharedKind::xml_fragment:
      return nb::cast(XmlEventObject{target, path, transaction, array_delta_of(event, document),
                                     keys_of(event, document),
                                     nb::bool_(event.children_changed())});
    case SharedKind::xml_text:
      return nb::cast(XmlEventObject{target, path, transaction, text_delta_of(event, document),
                                     keys_of(event, document), nb::none()});
    default: return nb::cast(MapEventObject{target, path, transaction, keys_of(event, document)});
  }
}

nb::object observe_shared(nb::handle self, const nb::object& callback, int arguments, bool deep) {
  const PyShared& type = shared_self(self);
  Shared shared = type.integrated();
  return subscribe(type.document, callback, arguments, [&](Document& d, Observer& observer) {
    if (deep) {
      return shared.observe_deep(
          [&d, &observer](const std::vector<Event>& events) { notify_deep(d, observer, events); });
    }
    observer.wrapper = nb::borrow(self.type());
    return shared.observe_any([&d, &observer](const Event& event) { notify(d, observer, event); });
  });
}

void bind_events(nb::module_& m) {
  bind_event<TextEventObject>(m, "TextEvent", "What a transaction did to a Text.")
      .def_prop_ro(
          "delta", [](const TextEventObject& e) { return e.changes; },
          nb::sig("def delta(self) -> list[dict[str, typing.Any]]"),
          "Steps over the old text: {'retain': n}, {'insert': str}, {'delete': n};\n"
          "'attributes' where formatting is concerned.")
      .def(
          "__str__", [](const TextEventObject& e) { return describe(e, "delta"); },
          "All of it, for people.");
  bind_event<ArrayEventObject>(m, "ArrayEvent", "What a transaction did to an Array.")
      .def_prop_ro(
          "delta", [](const ArrayEventObject& e) { return e.changes; },
          nb::sig("def delta(self) -> list[dict[str, typing.Any]]"),
          "Steps over the old array: {'retain': n}, {'insert': [...]}, {'delete': n}.")
      .def(
          "__str__", [](const ArrayEventObject& e) { return describe(e, "delta"); },
          "All of it, for people.");
  bind_event<MapEventObject>(m, "MapEvent", "What a transaction did to a Map.")
      .def_prop_ro(
          "keys", [](const MapEventObject& e) { return e.changes; },
          nb::sig("def keys(self) -> dict[str, dict[str, typing.Any]]"),
          "By key: {'action': 'add' | 'update' | 'delete', 'oldValue': ..., 'newValue': ...}.")
      .def(
          "__str__", [](const MapEventObject& e) { return describe(e, "keys"); },
          "All of it, for people.");
  bind_event<XmlEventObject>(m, "XmlEvent",
                             "What a transaction did to an XmlFragment, XmlElement or XmlText.")
      .def_prop_ro(
          "children_changed", [](const XmlEventObject& e) { return e.children_changed; },
          nb::sig("def children_changed(self) -> bool | None"),
          "True if children came or went; None for a text.")
      .def_prop_ro(
          "delta", [](const XmlEventObject& e) { return e.delta; },
          nb::sig("def delta(self) -> list[dict[str, typing.Any]]"),
          "Steps over the old children as in ArrayEvent; for a text as in TextEvent.")
      .def_prop_ro(
          "keys", [](const XmlEventObject& e) { return e.keys; },
          nb::sig("def keys(self) -> dict[str, dict[str, typing.Any]]"),
          "Changed attributes, as in MapEvent.")
      .def("__str__", &describe_xml, "All of it, for people.");
}

}  // namespace ycpp::python

// bind_subdocs.cpp -- documents as values of documents: one Python object for each, and events.
//
// A sub-document's object remembers which classes its roots were declared to be, and has observers.
// So it is the same one for every reading, and belongs to the object of the document that it is in.
#include "objects.h"
#include "ycpp/subdocs.h"

namespace ycpp::python {
namespace {

/// Lists of names: what a program needs to find the connections of its sub-documents.
struct SubdocsEventObject {
  nb::object added, removed, loaded;
};

PyType_Slot event_slots[] = {
    {Py_tp_traverse,
     reinterpret_cast<void*>(traverse<SubdocsEventObject, &SubdocsEventObject::added,
                                      &SubdocsEventObject::removed, &SubdocsEventObject::loaded>)},
    {0, nullptr}};

nb::list guids_of(const std::vector<SubdocView>& subdocs) {
  nb::list guids = new_list();
  for (const SubdocView& subdoc : subdocs) guids.append(to_str(subdoc.guid()));
  return guids;
}

void notify(Document& d, const Observer& observer, const SubdocsEvent& event) {
  tell_in_commit(d, [&] {
    const nb::object shown = nb::cast(SubdocsEventObject{
        guids_of(event.added()), guids_of(event.removed()), guids_of(event.loaded())});
    call(d, observer, shown, d.read_transaction());
  });
}

nb::object observe(nb::handle_t<Document> self, const nb::object& callback, int arguments) {
  self_of(self);
  return subscribe(nb::borrow(self), callback, arguments, [](Document& d, Observer& observer) {
    return d.doc.observe_subdocs(
        [&d, &observer](const SubdocsEvent& event) { notify(d, observer, event); });
  });
}

// What `change` does shows in the document that `self` is in, so it is an edit of that.
template <class Change>
void edit_place(nb::handle_t<Document> self, Change&& change) {
  Document& d = self_of(self);
  Document& place = d.parent != nullptr ? *d.parent : d;
  const nb::object kept = nb::find(place);
  Edit edit(place);
  change(d.doc);
  edit.end();
}

// Objects of sub-documents that came and went in one transaction are in no event.
constexpr std::size_t kFewSubdocs = 64;

}  // namespace

Document* document_in(nb::handle object) {
  if (!nb::isinstance<Document>(object)) return nullptr;
  if (!nb::inst_ready(object))
    throw std::runtime_error("__init__ of the base class was not called");
  return nb::inst_ptr<Document>(object);
}

nb::object subdocument(const nb::object& document, const Doc& subdoc) {
  Document& d = *nb::inst_ptr<Document>(document);
  if (const auto it = d.subdocs.find(subdoc.core()); it != d.subdocs.end()) return it->second;
  nb::object object = nb::inst_alloc(document.type().attr("_subdocument_class"));
  new (nb::inst_ptr<Document>(object)) Document(subdoc, d.turn.is_shared());
  nb::inst_mark_ready(object);
  object.attr("_declared") = new_dict();
  object.attr("_subscriptions") = new_list();
  if (subdoc.is_subdoc()) d.adopt(subdoc, object);
  return object;
}

void Document::adopt(const Doc& subdoc, nb::object object) {
  if (!removals.active())
    removals = doc.observe_subdocs([this](const SubdocsEvent& event) { let_go(event); });
  if (subdocs.size() >= next_sweep) sweep();
  Document& adopted = *nb::inst_ptr<Document>(object);
  if (adopted.parent != nullptr && adopted.parent != this)
    adopted.parent->subdocs.erase(subdoc.core());
  adopted.parent = this;
  adopted.share(access);
  subdocs.insert_or_assign(subdoc.core(), std::move(object));
}

void Document::let_go(const SubdocsEvent& event) {
  const Access::Aside aside(access);
  for (const SubdocView& removed : event.removed()) {
    if (!removed.is_made()) continue;
    const auto it = subdocs.find(removed.document().core());
    if (it != subdocs.end()) leave(it);
  }
}

void Document::sweep() {
  for (auto it = subdocs.begin(); it != subdocs.end();) {
    const auto next = std::next(it);
    if (!nb::inst_ptr<Document>(it->second)->doc.is_subdoc()) leave(it);
    it = next;
  }
  next_sweep = kFewSubdocs + 2 * subdocs.size();
}

void Document::leave(std::map<doc::DocCore*, nb::object>::iterator subdoc) {
  nb::inst_ptr<Document>(subdoc->second)->parent = nullptr;
  leaving.push_back(std::move(subdoc->second));
  subdocs.erase(subdoc);
}

std::vector<nb::object> Document::release_subdocs() {
  std::vector<nb::object> released;
  for (auto& [core, object] : subdocs) {
    nb::inst_ptr<Document>(object)->parent = nullptr;
    released.push_back(std::move(object));
  }
  subdocs.clear();
  return released;
}

// Iterative: how deep documents lie in each other is data.
void Document::share(const Access& with) {
  std::vector<Document*> open{this};
  while (!open.empty()) {
    Document* const d = open.back();
    open.pop_back();
    d->access.share(with);
    for (const auto& [core, object] : d->subdocs) open.push_back(nb::inst_ptr<Document>(object));
  }
}

void Document::take_failures(Failures& into) {
  std::vector<Document*> open{this};
  while (!open.empty()) {
    Document* const d = open.back();
    open.pop_back();
    for (const auto& [core, object] : d->subdocs) open.push_back(nb::inst_ptr<Document>(object));
    for (const nb::object& object : d->leaving) open.push_back(nb::inst_ptr<Document>(object));
    if (!d->doc.is_observing()) d->reading.reset();
    Failures failed = std::exchange(d->failures, {});
    into.errors.insert(into.errors.end(), failed.errors.begin(), failed.errors.end());
    into.unawaited += failed.unawaited;
  }
}

void bind_subdocs(nb::module_& m, nb::class_<Document>& document) {
  nb::class_<SubdocsEventObject>(m, "SubdocsEvent", nb::type_slots(event_slots),
                                 "What a transaction did to the sub-documents of a document, by "
                                 "their\nnames. Can be kept after the callback.")
      .def_prop_ro(
          "added", [](const SubdocsEventObject& e) { return e.added; },
          nb::sig("def added(self) -> list[str]"),
          "Those that came; not those that the same transaction deleted.")
      .def_prop_ro(
          "removed", [](const SubdocsEventObject& e) { return e.removed; },
          nb::sig("def removed(self) -> list[str]"),
          "Those that were deleted, or given up by destroy().")
      .def_prop_ro(
          "loaded", [](const SubdocsEventObject& e) { return e.loaded; },
          nb::sig("def loaded(self) -> list[str]"),
          "Those whose content is wanted: inserted here, loaded, or to be loaded by all.");

  document
      .def("_observe_subdocs", &observe, nb::arg("callback"), nb::arg("arguments"),
           nb::sig("def _observe_subdocs(self, callback: object, arguments: int) -> Subscription"))
      .def(
          "load", [](nb::handle_t<Document> self) { edit_place(self, [](Doc d) { d.load(); }); },
          "Ask for the content of a sub-document: observers of sub-documents of the document that\n"
          "it is in are told, the first time. Allowed in observers.\n\n"
          "Raises:\n    ExceptionGroup: what those observers raised.")
      .def(
          "destroy",
          [](nb::handle_t<Document> self) { edit_place(self, [](Doc d) { d.destroy(); }); },
          "Give up a document and those in it: where it is, a fresh one of the same name, not to "
          "be\nloaded, takes its place. This object stays usable, and peers learn nothing. Allowed "
          "in\nobservers.\n\nRaises:\n    ExceptionGroup: what observers of sub-documents raised.")
      .def_prop_ro(
          "should_load", [](Document& d) { return d.entered().should_load(); },
          "True when the content is wanted here: made here, loaded, or to be loaded by all.");
}

}  // namespace ycpp::python

// shared.cpp -- see shared.h.
#include "shared.h"

namespace ycpp::python {
namespace {

// The classes by kind. A dict of the extension module owns them; this is a view of it.
PyObject* wrappers = nullptr;

int shared_traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  const PyShared& s = *shared_in(self);
  Py_VISIT(s.document.ptr());
  Py_VISIT(s.initial.ptr());
  return 0;
}

int shared_clear(PyObject* self) {
  if (!nb::inst_ready(self)) return 0;
  shared_in(self)->initial.reset();
  return 0;
}

[[noreturn]] void refuse_integrated(nb::handle object) {
  const std::string name = nb::cast<std::string>(nb::str(object.type().attr("__name__")));
  throw nb::value_error(("Cannot insert an integrated " + name).c_str());
}

SharedKind kind_of(nb::handle object) {
  if (nb::isinstance<PyText>(object)) return SharedKind::text;
  return nb::isinstance<PyArray>(object) ? SharedKind::array : SharedKind::map;
}

bool is_bytes(nb::handle value) {
  return PyBytes_Check(value.ptr()) || PyByteArray_Check(value.ptr());
}

// Adds a step for one value; plain values of an array join the step before.
void add_step(Plan& plan, std::string key, nb::handle value, const std::string& path) {
  using Kind = Plan::Step::Kind;
  if (const PyShared* type = shared_in(value)) {
    if (type->shared) refuse_integrated(value);
    Plan inner = plan_of(*type);
    inner.kind = kind_of(value);
    plan.steps.push_back({Kind::shared,
                          std::move(key),
                          {},
                          1,
                          nb::borrow(value),
                          std::make_unique<Plan>(std::move(inner)),
                          type->initial});
    return;
  }
  if (is_bytes(value)) {
    const Buffer buffer(value);
    plan.steps.push_back({Kind::binary,
                          std::move(key),
                          Bytes(buffer.view().begin(), buffer.view().end()),
                          1,
                          {},
                          nullptr,
                          {}});
    return;
  }
  Writer any;
  python_to_any(value, any, path);
  const bool joins = key.empty() && !plan.steps.empty() && plan.steps.back().kind == Kind::values;
  if (!joins) plan.steps.push_back({Kind::values, std::move(key), {}, 0, {}, nullptr, {}});
  Plan::Step& step = plan.steps.back();
  step.bytes.insert(step.bytes.end(), any.view().begin(), any.view().end());
  ++step.count;
}

void fill(const Plan::Step& step, const nb::object& document, Shared made) {
  PyShared& type = *shared_in(step.object);
  type.join(document, made);
  const Plan& inner = *step.inner;
  if (inner.kind == SharedKind::text)
    carry_out(inner, document, Text(made.core(), made.branch()));
  else if (inner.kind == SharedKind::array)
    carry_out(inner, document, Array(made.core(), made.branch()), 0);
  else
    carry_out(inner, document, Map(made.core(), made.branch()));
}

}  // namespace

PyType_Slot shared_slots[] = {{Py_tp_traverse, reinterpret_cast<void*>(shared_traverse)},
                              {Py_tp_clear, reinterpret_cast<void*>(shared_clear)},
                              {0, nullptr}};

PyShared& shared_self(nb::handle self) {
  if (PyShared* type = shared_in(self)) return *type;
  throw nb::type_error("not a shared type");
}

PyShared* shared_in(nb::handle object) {
  const bool is_shared = nb::isinstance<PyText>(object) || nb::isinstance<PyArray>(object) ||
                         nb::isinstance<PyMap>(object);
  if (is_shared && !nb::inst_ready(object))
    throw std::runtime_error("__init__ of the base class was not called");
  if (nb::isinstance<PyText>(object)) return nb::inst_ptr<PyText>(object);
  if (nb::isinstance<PyArray>(object)) return nb::inst_ptr<PyArray>(object);
  if (nb::isinstance<PyMap>(object)) return nb::inst_ptr<PyMap>(object);
  return nullptr;
}

Plan plan_of(const PyShared& type) {
  if (!type.initial.is_valid()) return {};
  if (PyUnicode_Check(type.initial.ptr())) {
    Plan plan;
    plan.text = nb::cast<std::string>(type.initial);
    return plan;
  }
  if (!PyDict_Check(type.initial.ptr())) return plan_values(type.initial, "array");
  Plan plan;
  for (const auto [key, value] : nb::borrow<nb::dict>(type.initial)) {
    if (!PyUnicode_Check(key.ptr())) throw std::runtime_error("Key must be of type string");
    std::string name = nb::cast<std::string>(key);
    const std::string path = "map." + name;
    add_step(plan, std::move(name), value, path);
    if (plan.steps.back().count > 1) plan.steps.back().count = 1;
  }
  return plan;
}

Plan plan_values(nb::handle iterable, const std::string& root) {
  Plan plan;
  std::size_t i = 0;
  for (const nb::handle value : nb::iter(iterable))
    add_step(plan, {}, value, root + "[" + std::to_string(i++) + "]");
  return plan;
}

Plan plan_entry(std::string key, nb::handle value) {
  Plan plan;
  const std::string path = "map." + key;
  add_step(plan, std::move(key), value, path);
  return plan;
}

void carry_out(const Plan& plan, const nb::object&, Text text) {
  if (!plan.text.empty()) text.insert(0, plan.text);
}

void carry_out(const Plan& plan, const nb::object& document, Array array, std::size_t index) {
  for (const Plan::Step& step : plan.steps) {
    switch (step.kind) {
      case Plan::Step::Kind::values: array.insert_any(index, step.bytes, step.count); break;
      case Plan::Step::Kind::binary: array.insert_binary(index, step.bytes); break;
      case Plan::Step::Kind::shared:
        if (step.inner->kind == SharedKind::text)
          fill(step, document, array.insert_text(index));
        else if (step.inner->kind == SharedKind::array)
          fill(step, document, array.insert_array(index));
        else
          fill(step, document, array.insert_map(index));
        break;
    }
    index += step.count;
  }
}

void carry_out(const Plan& plan, const nb::object& document, Map map) {
  for (const Plan::Step& step : plan.steps) {
    switch (step.kind) {
      case Plan::Step::Kind::values: map.set_any(step.key, step.bytes); break;
      case Plan::Step::Kind::binary: map.set_binary(step.key, step.bytes); break;
      case Plan::Step::Kind::shared:
        if (step.inner->kind == SharedKind::text)
          fill(step, document, map.set_text(step.key));
        else if (step.inner->kind == SharedKind::array)
          fill(step, document, map.set_array(step.key));
        else
          fill(step, document, map.set_map(step.key));
        break;
    }
  }
}

void carry_out_inner(const Plan& plan, const nb::object& document, const Shared& made) {
  fill(plan.steps[0], document, made);
}

void integrate_root(nb::handle self, nb::handle_t<Document> to, const std::string& name) {
  PyShared& type = shared_self(self);
  const Plan plan = plan_of(type);
  Document& d = self_of(to);
  const nb::object document = nb::borrow(to);
  const nb::object initial = type.initial;  // to be dropped when nobody is in the document
  Doc& doc = d.entered();
  switch (kind_of(self)) {
    case SharedKind::text: type.join(document, doc.text(name)); break;
    case SharedKind::array: type.join(document, doc.array(name)); break;
    default: type.join(document, doc.map(name)); break;
  }
  if (plan.steps.empty() && plan.text.empty()) return;
  Edit edit(d);
  Transaction transaction = d.doc.transact();
  const Shared& root = *type.shared;
  if (kind_of(self) == SharedKind::text)
    carry_out(plan, document, Text(root.core(), root.branch()));
  else if (kind_of(self) == SharedKind::array)
    carry_out(plan, document, Array(root.core(), root.branch()), 0);
  else
    carry_out(plan, document, Map(root.core(), root.branch()));
  transaction.commit();
  edit.end();
}

void set_wrapper(SharedKind kind, nb::object type) {
  if (wrappers == nullptr) {
    nb::module_ m = nb::module_::import_("ycpp._ycpp");
    nb::dict classes;
    wrappers = classes.ptr();
    m.attr("_classes") = classes;
  }
  nb::borrow<nb::dict>(wrappers)[nb::int_(static_cast<int>(kind))] = type;
}

nb::object wrap(const Shared& shared, const nb::object& document) {
  const nb::int_ kind(static_cast<int>(shared.kind()));
  PyObject* const type = PyDict_GetItemWithError(wrappers, kind.ptr());
  if (type == nullptr) {
    if (PyErr_Occurred()) throw nb::python_error();
    throw nb::type_error("a shared type of this kind cannot be read yet");
  }
  nb::object object = nb::handle(type)();
  shared_in(object)->join(document, shared);
  return object;
}

nb::object content_to_python(const Content& content, const nb::object& document) {
  switch (content.kind()) {
    case Content::Kind::none: return nb::none();
    case Content::Kind::binary: return to_bytes(content.bytes());
    case Content::Kind::shared: return wrap(content.shared(), document);
    case Content::Kind::value: break;
  }
  const NoCollection no_collection;
  Reader in(content.bytes());
  return any_to_python(in);
}

}  // namespace ycpp::python

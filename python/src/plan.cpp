// plan.cpp -- see plan.h. Recursive: initial content is made of Python objects that refer to each
// other, so its depth is the caller's. It has a limit of its own beside Python's, which from 3.12
// on counts calls of C functions alone and allows for more of them than fit on the stack.
#include "plan.h"

#include <set>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"
#include "ycpp/xml.h"

namespace ycpp::python {
namespace {

using Step = Plan::Step;

/// One level of the recursion.
class Level {
 public:
  Level() {
    constexpr const char* kWhere = " in the initial content of a shared type";
    if (depth == kMostLevels) {
      PyErr_Format(PyExc_RecursionError, "nested more than %zu deep%s", kMostLevels, kWhere);
      throw nb::python_error();
    }
    if (Py_EnterRecursiveCall(kWhere)) throw nb::python_error();
    ++depth;
  }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;
  ~Level() {
    --depth;
    Py_LeaveRecursiveCall();
  }

 private:
  static constexpr std::size_t kMostLevels = 500;
  static thread_local std::size_t depth;  // iterating calls Python, which may switch threads
};

thread_local std::size_t Level::depth = 0;

[[noreturn]] void refuse_integrated(nb::handle object) {
  const nb::object name = object.type().attr("__name__");
  PyErr_Format(PyExc_ValueError, "Cannot insert an integrated %S", name.ptr());
  throw nb::python_error();
}

bool is_node(SharedKind kind) {
  return kind == SharedKind::xml_element || kind == SharedKind::xml_text;
}

// Nodes belong into fragments, so that peers find a fragment where they look for markup.
void refuse_node(SharedKind kind, SharedKind container) {
  if (!is_node(kind) || (container != SharedKind::array && container != SharedKind::map)) return;
  const std::string node = kind == SharedKind::xml_text ? "XmlText" : "XmlElement";
  const std::string into = container == SharedKind::array ? "array" : "map";
  throw nb::type_error(("Cannot insert an " + node + " into " + (into == "array" ? "an " : "a ") +
                        into + " - insert it into an XmlFragment and insert that into the " + into)
                           .c_str());
}

Step shared_step(std::string key, nb::handle object, const PyShared& type) {
  if (type.shared) refuse_integrated(object);
  const Level level;
  Step step;
  step.kind = Step::Kind::shared;
  step.key = std::move(key);
  step.count = 1;
  step.object = nb::borrow(object);
  step.inner = std::make_unique<Plan>(plan_of(type));
  step.initial = type.initial;
  return step;
}

Step binary_step(std::string key, nb::handle value) {
  const Buffer buffer(value);
  Step step;
  step.kind = Step::Kind::binary;
  step.key = std::move(key);
  step.bytes.assign(buffer.view().begin(), buffer.view().end());
  step.count = 1;
  return step;
}

Step document_step(std::string key, nb::handle value) {
  Step step;
  step.kind = Step::Kind::document;
  step.key = std::move(key);
  step.count = 1;
  step.object = nb::borrow(value);
  return step;
}

// A step for one value that goes into a `container`.
Step step_of(std::string key, nb::handle value, const std::string& path, SharedKind container) {
  if (const PyShared* type = shared_in(value)) {
    refuse_node(type->kind, container);
    return shared_step(std::move(key), value, *type);
  }
  if (is_bytes(value)) return binary_step(std::move(key), value);
  if (document_in(value) != nullptr) return document_step(std::move(key), value);
  Writer any;
  python_to_any(value, any, path);
  Step step;
  step.key = std::move(key);
  step.bytes = any.take();
  step.count = 1;
  return step;
}

std::string key_of(nb::handle key) {
  if (!PyUnicode_Check(key.ptr())) throw std::runtime_error("Key must be of type string");
  return std::string(utf8_of(key));
}

void add_entry(std::vector<Step>& steps, std::string key, nb::handle value, const char* root,
               SharedKind container) {
  const std::string path = root + ("." + key);
  steps.push_back(step_of(std::move(key), value, path, container));
}

Step text_step(nb::handle str) {
  Step step;
  step.kind = Step::Kind::shared;
  step.count = 1;
  step.inner = std::make_unique<Plan>();
  step.inner->kind = SharedKind::xml_text;
  step.inner->text = utf8_of(str);
  return step;
}

void add_child(Plan& plan, nb::handle node) {
  const PyShared* type = shared_in(node);
  if (PyUnicode_Check(node.ptr())) {
    plan.steps.push_back(text_step(node));
  } else if (type != nullptr && is_node(type->kind)) {
    plan.steps.push_back(shared_step({}, node, *type));
  } else {
    PyErr_Format(PyExc_TypeError, "Cannot add value to XML: %R", node.ptr());
    throw nb::python_error();
  }
}

void add_element(Plan& plan, nb::handle initial) {
  plan.tag = utf8_of(nb::object(initial[0]));
  for (const nb::handle pair : nb::object(initial[1]))
    add_entry(plan.attributes, key_of(nb::object(pair[0])), nb::object(pair[1]), "attributes",
              SharedKind::xml_element);
  for (const nb::handle node : nb::object(initial[2])) add_child(plan, node);
}

// Plain values that follow each other become one step.
void add_values(Plan& plan, nb::handle iterable) {
  std::size_t i = 0;
  for (const nb::handle value : nb::iter(iterable)) {
    const std::string path = "array[" + std::to_string(i++) + "]";
    Step step = step_of({}, value, path, SharedKind::array);
    const bool joins = step.kind == Step::Kind::values && !plan.steps.empty() &&
                       plan.steps.back().kind == Step::Kind::values;
    if (!joins) {
      plan.steps.push_back(std::move(step));
      continue;
    }
    Step& last = plan.steps.back();
    last.bytes.insert(last.bytes.end(), step.bytes.begin(), step.bytes.end());
    ++last.count;
  }
}

void fill(const Step& step, const nb::object& document, const Shared& target) {
  if (step.object.is_valid()) shared_in(step.object)->join(document, target);
  carry_out(*step.inner, document, target);
}

void find_documents(const Plan& plan, std::vector<nb::object>& found) {
  for (const std::vector<Step>* steps : {&plan.attributes, &plan.steps}) {
    for (const Step& step : *steps) {
      if (step.inner != nullptr) find_documents(*step.inner, found);
      if (step.kind == Step::Kind::document) found.push_back(step.object);
    }
  }
}

void carry_out_list(const Plan& plan, const nb::object& document, Array array, std::size_t index) {
  for (const Step& step : plan.steps) {
    switch (step.kind) {
      case Step::Kind::values: array.insert_any(index, step.bytes, step.count); break;
      case Step::Kind::binary: array.insert_binary(index, step.bytes); break;
      case Step::Kind::document: {
        const Document& subdoc = *document_in(step.object);
        array.insert_doc(index, subdoc.doc);
        nb::inst_ptr<Document>(document)->adopt(subdoc.doc, step.object);
        break;
      }
      case Step::Kind::shared:
        fill(step, document, array.insert_shared(index, step.inner->kind, step.inner->tag));
        break;
    }
    index += step.count;
  }
}

void carry_out_entries(const std::vector<Step>& steps, const nb::object& document, Map map) {
  for (const Step& step : steps) {
    switch (step.kind) {
      case Step::Kind::values: map.set_any(step.key, step.bytes); break;
      case Step::Kind::binary: map.set_binary(step.key, step.bytes); break;
      case Step::Kind::document: {
        const Document& subdoc = *document_in(step.object);
        map.set_doc(step.key, subdoc.doc);
        nb::inst_ptr<Document>(document)->adopt(subdoc.doc, step.object);
        break;
      }
      case Step::Kind::shared:
        fill(step, document, map.set_shared(step.key, step.inner->kind, step.inner->tag));
        break;
    }
  }
}

Shared root_of(Doc& doc, const std::string& name, SharedKind kind) {
  switch (kind) {
    case SharedKind::array: return doc.array(name);
    case SharedKind::map: return doc.map(name);
    case SharedKind::xml_element: return doc.xml_element(name);
    case SharedKind::xml_fragment: return doc.xml_fragment(name);
    case SharedKind::xml_text: return doc.xml_text(name);
    default: return doc.text(name);
  }
}

}  // namespace

bool needs_plan(nb::handle value) {
  return shared_in(value) != nullptr || is_bytes(value) || document_in(value) != nullptr;
}

void check_documents(std::span<const Plan> plans, Document& document) {
  std::vector<nb::object> found;
  for (const Plan& plan : plans) find_documents(plan, found);
  if (found.empty()) return;
  // Nobody may be in any of them; after a wait for one, look again at all.
  for (bool has_waited = true; has_waited;) {
    has_waited = document.access.enter();
    for (const nb::object& object : found)
      has_waited = document_in(object)->access.enter() || has_waited;
  }
  std::set<const Document*> seen;
  for (const nb::object& object : found) {
    const Document* const subdoc = document_in(object);
    if (subdoc->doc.is_subdoc() || !seen.insert(subdoc).second) refuse_integrated(object);
    for (const Document* d = &document; d != nullptr; d = d->parent)
      if (d == subdoc) throw nb::value_error("A document cannot be a value in itself");
  }
}

Plan plan_of(const PyShared& type) {
  Plan plan;
  plan.kind = type.kind;
  if (!type.initial.is_valid()) return plan;
  switch (type.kind) {
    case SharedKind::array: add_values(plan, type.initial); break;
    case SharedKind::map:
      for (const auto [key, value] : nb::borrow<nb::dict>(type.initial))
        add_entry(plan.steps, key_of(key), value, "map", SharedKind::map);
      break;
    case SharedKind::xml_element: add_element(plan, type.initial); break;
    case SharedKind::xml_fragment:
      for (const nb::handle node : type.initial) add_child(plan, node);
      break;
    default: plan.text = utf8_of(type.initial); break;
  }
  return plan;
}

Plan plan_values(nb::handle iterable) {
  Plan plan;
  plan.kind = SharedKind::array;
  add_values(plan, iterable);
  return plan;
}

Plan plan_entry(std::string key, nb::handle value) {
  Plan plan;
  plan.kind = SharedKind::map;
  add_entry(plan.steps, std::move(key), value, "map", SharedKind::map);
  return plan;
}

Plan plan_attribute(std::string key, nb::handle value) {
  Plan plan;
  plan.kind = SharedKind::xml_element;
  add_entry(plan.attributes, std::move(key), value, "attributes", SharedKind::xml_element);
  return plan;
}

Plan plan_embed(nb::handle type) {
  Plan plan;
  plan.kind = SharedKind::text;
  plan.steps.push_back(shared_step({}, type, shared_self(type)));
  return plan;
}

Plan plan_child(nb::handle node) {
  Plan plan;
  plan.kind = SharedKind::xml_fragment;
  add_child(plan, node);
  Step& child = plan.steps[0];
  if (!child.object.is_valid()) child.object = new_wrapper(wrapper_class(child.inner->kind));
  return plan;
}

void carry_out(const Plan& plan, const nb::object& document, const Shared& target,
               std::size_t index) {
  switch (plan.kind) {
    case SharedKind::text:
    case SharedKind::xml_text:
      if (!plan.text.empty()) Text(target.core(), target.branch()).insert(0, plan.text);
      break;
    case SharedKind::map:
      carry_out_entries(plan.steps, document, Map(target.core(), target.branch()));
      break;
    default:
      carry_out_entries(plan.attributes, document, Map(target.core(), target.branch()));
      carry_out_list(plan, document, Array(target.core(), target.branch()), index);
      break;
  }
}

nb::object fill_only(const Plan& plan, const nb::object& document, const Shared& target) {
  fill(plan.steps[0], document, target);
  return plan.steps[0].object;
}

void integrate_root(nb::handle self, nb::handle_t<Document> to, const std::string& name) {
  PyShared& type = shared_self(self);
  const Plan plan = plan_of(type);
  Document& d = self_of(to);
  const nb::object document = nb::borrow(to);
  const nb::object initial = type.initial;  // to be dropped when nobody is in the document
  const Shared root = root_of(d.entered(), name, type.kind);
  type.join(document, root);
  if (!plan.empty()) {
    const bool appends =
        type.kind == SharedKind::xml_fragment || type.kind == SharedKind::xml_element;
    Edit edit(d);
    check_documents({&plan, 1}, d);
    Transaction transaction = d.doc.transact();
    carry_out(plan, document, root, appends ? Array(root.core(), root.branch()).size() : 0);
    transaction.commit();
    edit.end();
  }
}

}  // namespace ycpp::python

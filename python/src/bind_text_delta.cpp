// bind_text_delta.cpp -- a text's delta: its runs, its history, and steps that are applied to it.
#include "plan.h"
#include "ycpp/any.h"
#include "ycpp/snapshot.h"

namespace ycpp::python {
namespace {

nb::object inserted(const TextDelta& run, const nb::object& document) {
  if (run.shared) return wrap(*run.shared, document);
  return run.embed.empty() ? nb::object(to_str(run.text)) : any_to_python(run.embed);
}

const Snapshot* snapshot_of(nb::handle object) {
  if (object.is_none()) return nullptr;
  if (!nb::isinstance<Snapshot>(object)) throw nb::type_error("not a Snapshot");
  return nb::inst_ptr<Snapshot>(object);
}

Value described(Document& document, nb::handle describe, PartChange change, const ElementId& id) {
  const Access::Aside aside(document.access);
  const char* const type = change == PartChange::added ? "added" : "removed";
  const nb::object value = describe(type, nb::make_tuple(id.client, id.clock));
  Writer any;
  python_to_any(value, any, "ychange");
  return Value::from_any(any.view()).value();
}

// --- steps to apply

/// Steps, and for those that insert a shared type what it is to be filled with.
struct DeltaPlan {
  std::vector<TextDelta> steps;
  std::vector<Plan> shared;
};

std::size_t count_of(nb::handle value, const std::string& path) {
  if (!PyIndex_Check(value.ptr()))
    throw nb::type_error((path + ": a number of units is an int").c_str());
  const nb::object integer = made(PyNumber_Index(value.ptr()));
  const Py_ssize_t count = PyLong_AsSsize_t(integer.ptr());
  if (count >= 0) return static_cast<std::size_t>(count);
  PyErr_Clear();
  PyErr_Format(PyExc_IndexError, "%s: %S units", path.c_str(), integer.ptr());
  throw nb::python_error();
}

void plan_insert(DeltaPlan& plan, TextDelta& step, nb::handle value, const std::string& path) {
  if (PyUnicode_Check(value.ptr())) {
    step.text = utf8_of(value);
  } else if (shared_in(value) != nullptr) {
    Plan content = plan_entry({}, value);
    step.make = content.steps[0].inner->kind;
    plan.shared.push_back(std::move(content));
  } else {
    Writer any;
    python_to_any(value, any, path);
    step.embed = any.take();
  }
}

void plan_step(DeltaPlan& plan, nb::handle entry, const std::string& path) {
  using Kind = TextDelta::Kind;
  if (!PyDict_Check(entry.ptr())) throw nb::type_error((path + ": a step is a dict").c_str());
  TextDelta step;
  int kinds = 0;
  for (const auto [key, value] : nb::borrow<nb::dict>(entry)) {
    const nb::str shown(key);
    const std::string_view name = utf8_of(shown);
    const std::string here = path + "." + std::string(name);
    if (name == "attributes") {
      if (value.is_none()) continue;
      if (!PyDict_Check(value.ptr())) throw nb::type_error((here + ": not a dict").c_str());
      Writer any;
      python_to_any(value, any, here);
      step.attributes = any.take();
      continue;
    }
    ++kinds;
    if (name == "insert") {
      step.kind = Kind::insert;
      plan_insert(plan, step, value, here);
    } else if (name == "retain" || name == "delete") {
      step.kind = name == "retain" ? Kind::retain : Kind::remove;
      step.length = count_of(value, here);
    } else {
      throw nb::value_error((here + ": not a member of a step").c_str());
    }
  }
  if (kinds != 1)
    throw nb::value_error((path + ": a step has one of insert, retain and delete").c_str());
  plan.steps.push_back(std::move(step));
}

}  // namespace

nb::list text_runs(const nb::object& document, const Text& text) {
  const NoCollection no_collection;
  nb::list runs = new_list();
  for (const TextDelta& run : text.to_delta())
    runs.append(nb::make_tuple(inserted(run, document), run.attributes.empty()
                                                            ? nb::none()
                                                            : any_to_python(run.attributes)));
  return runs;
}

nb::list text_to_delta(const nb::object& document, const Text& text, nb::handle snapshot,
                       nb::handle previous, nb::handle describe) {
  TextVersions versions{snapshot_of(snapshot), snapshot_of(previous), {}};
  if (!describe.is_none())  // called when the text has been read, so it may do what it likes
    versions.describe = [&](PartChange change, const ElementId& id) {
      return described(*nb::inst_ptr<Document>(document), describe, change, id);
    };
  const std::vector<TextDelta> runs = text.to_delta(versions);
  const NoCollection no_collection;
  nb::list steps = new_list();
  for (const TextDelta& run : runs) {
    nb::dict step = new_dict();
    step["insert"] = inserted(run, document);
    if (!run.attributes.empty()) step["attributes"] = any_to_python(run.attributes);
    steps.append(step);
  }
  return steps;
}

void text_apply_delta(const nb::object& document, Text text, nb::handle delta) {
  DeltaPlan plan;
  std::size_t i = 0;
  for (const nb::handle entry : nb::iter(delta))
    plan_step(plan, entry, "delta[" + std::to_string(i++) + "]");
  Document& d = *nb::inst_ptr<Document>(document);
  Edit edit(d);
  check_documents(plan.shared, d);
  {
    Transaction transaction = d.doc.transact();
    const std::vector<Shared> made = text.apply_delta(plan.steps);
    for (std::size_t k = 0; k < made.size(); ++k) fill_only(plan.shared[k], document, made[k]);
    transaction.commit();
  }
  edit.end();
}

}  // namespace ycpp::python

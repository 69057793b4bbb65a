// objects.cpp -- see objects.h.
#include "objects.h"

#include <cmath>

#include "ycpp/any.h"

namespace ycpp::python {

void Failures::raise() const {
  if (errors.empty()) return;
  if (unawaited == errors.size()) {
    PyErr_SetObject(errors[0].type().ptr(), errors[0].ptr());
    throw nb::python_error();
  }
  raise_together(errors);
}

void Document::keep(nb::object object) {
  if (kept.empty() || !kept.back().is(object)) kept.push_back(std::move(object));
}

void Document::keep_error(nb::python_error& error) {
  failures.errors.push_back(nb::borrow(error.value()));
}

Failures Document::after_commit() {
  if (doc.is_observing()) return {};
  const nb::object dropped = std::move(reading);
  reading.reset();
  const std::vector<nb::object> released = std::exchange(kept, {});
  const std::vector<nb::object> left = std::exchange(leaving, {});
  Failures failed = std::exchange(failures, {});
  for (const nb::object& object : left) nb::inst_ptr<Document>(object)->take_failures(failed);
  return failed;
}

void call(Document& document, const Observer& observer, const nb::object& event,
          const nb::object& transaction) {
  // The callback may unregister itself, so it is held here while it runs.
  const nb::object callback = observer.callback;
  try {
    if (observer.arguments == 0)
      callback();
    else if (observer.arguments == 1)
      callback(event);
    else
      callback(event, transaction);
  } catch (nb::python_error& error) {
    document.keep_error(error);
  }
}

void raise_together(const std::vector<nb::object>& errors) {
  nb::list group = new_list();
  for (const nb::object& error : errors) {
    if (!PyErr_GivenExceptionMatches(error.ptr(), PyExc_Exception)) {
      // KeyboardInterrupt and its like are not for a group.
      PyErr_SetObject(error.type().ptr(), error.ptr());
      throw nb::python_error();
    }
    group.append(error);
  }
  constexpr const char* kHome = PY_VERSION_HEX >= 0x030b0000 ? "builtins" : "exceptiongroup";
  const nb::object type = nb::module_::import_(kHome).attr("ExceptionGroup");
  const nb::object error = type("Observer callback error", group);
  PyErr_SetObject(type.ptr(), error.ptr());
  throw nb::python_error();
}

PySubscription::PySubscription(nb::object document_object, nb::object callback, int arguments)
    : owner(std::move(document_object)) {
  Observers& all = document().observers;
  all.push_back({std::move(callback), arguments, {}});
  observer = std::prev(all.end());
}

void PySubscription::drop() {
  if (!subscription.active()) return;
  document().access.enter();
  if (!subscription.active()) return;  // another thread came first
  subscription.reset();
  document().observers.erase(observer);
}

PySubscription::~PySubscription() {
  if (owner.is_valid() && nb::inst_ready(owner)) drop();
}

Buffer::Buffer(nb::handle object) {
  if (PyObject_GetBuffer(object.ptr(), &view_, PyBUF_SIMPLE) != 0) throw nb::python_error();
  bytes_ = {static_cast<const std::uint8_t*>(view_.buf), static_cast<std::size_t>(view_.len)};
  if (bytes_.size() < kLongWork || PyBytes_CheckExact(object.ptr())) return;
  copy_.assign(bytes_.begin(), bytes_.end());
  bytes_ = copy_;
}

std::uint64_t to_u64(nb::handle number) {
  const nb::object integer = made(PyNumber_Index(number.ptr()));
  const std::uint64_t value = PyLong_AsUnsignedLongLong(integer.ptr());
  if (PyErr_Occurred()) throw nb::python_error();
  return value;
}

namespace {

// JavaScript has no integers; what is one there comes out as int, as it went in.
nb::object number_to_python(double v) {
  const bool integral = std::abs(v) <= static_cast<double>(kMaxSafeInteger) && v == std::trunc(v) &&
                        !(v == 0 && std::signbit(v));
  return integral ? nb::object(nb::int_(static_cast<std::int64_t>(v))) : nb::object(nb::float_(v));
}

nb::object leaf_to_python(AnyTag tag, Reader& in) {
  switch (tag) {
    case AnyTag::undefined:
    case AnyTag::null: return nb::none();
    case AnyTag::integer: {
      const VarInt v = in.var_int();
      if (v.negative && v.magnitude == 0) return nb::float_(-0.0);
      const auto magnitude = static_cast<std::int64_t>(v.magnitude);
      return nb::int_(v.negative ? -magnitude : magnitude);
    }
    case AnyTag::float32: return number_to_python(in.float32());
    case AnyTag::float64: return number_to_python(in.float64());
    case AnyTag::big_int: return nb::int_(in.big_int64());
    case AnyTag::true_: return nb::bool_(true);
    case AnyTag::false_: return nb::bool_(false);
    case AnyTag::bytes: return to_bytes(in.var_bytes());
    case AnyTag::string:
    case AnyTag::array:
    case AnyTag::object: break;  // not leaves, or handled by the caller
  }
  return nb::none();
}

nb::str string_to_python(Reader& in) { return to_str_with_surrogates(as_text(in.var_bytes())); }

/// A container that is being filled.
struct Open {
  nb::object container;
  std::uint64_t left;
  bool keyed;
};

}  // namespace

nb::object any_to_python(Reader& in) {
  std::vector<Open> open;  // iterative: nesting is data
  while (true) {
    nb::object key;
    if (!open.empty() && open.back().keyed) key = string_to_python(in);
    const auto tag = static_cast<AnyTag>(in.u8());
    nb::object value;
    bool opened = false;
    if (tag == AnyTag::array || tag == AnyTag::object) {
      const bool keyed = tag == AnyTag::object;
      value = keyed ? nb::object(new_dict()) : nb::object(new_list());
      open.push_back({value, in.var_uint(), keyed});
      opened = true;
    } else {
      value = tag == AnyTag::string ? nb::object(string_to_python(in)) : leaf_to_python(tag, in);
    }
    const std::size_t parent = open.size() - (opened ? 1 : 0);
    if (parent == 0 && !opened) return value;
    if (parent > 0) {
      Open& into = open[parent - 1];
      --into.left;
      if (into.keyed)
        nb::borrow<nb::dict>(into.container)[key] = value;
      else
        nb::borrow<nb::list>(into.container).append(value);
    }
    while (!open.empty() && open.back().left == 0) {
      nb::object done = open.back().container;
      open.pop_back();
      if (open.empty()) return done;
    }
  }
}

}  // namespace ycpp::python

// objects.h -- the C++ side of the Python objects, and what the bind_*.cpp files share.
//
// Every Python object that uses a document holds a reference to its Document object. Callbacks are
// owned by the Document too, where Python's garbage collector can see them: a callback that refers
// to its own document is a cycle, and has to be collectable.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "ycpp/lib0.h"
#include "ycpp/text.h"

namespace ycpp::python {

namespace nb = nanobind;

/// One registered Python callback.
struct Observer {
  nb::object callback;
  int arguments = 1;   ///< how many of (event, transaction) it takes
  nb::object wrapper;  ///< the class of the event's target
};
using Observers = std::list<Observer>;

struct Document {
  explicit Document(DocOptions options) : doc(std::move(options)) {}

  Doc doc;
  Observers observers;
  nb::object transaction;          ///< the Transaction object that is open, or null
  nb::object origin;               ///< of the current transaction, or null
  std::vector<nb::object> errors;  ///< raised by callbacks since the last report
  std::vector<nb::object> kept;    ///< what has to outlive the operation that runs

  /// Raises what callbacks raised, all together, as an ExceptionGroup. The operation has ended;
  /// from inside of a callback it does nothing.
  void raise_errors();
  /// What callbacks raised since the last report, for a report of several documents.
  std::vector<nb::object> take_errors();
  /// Keeps an object that the engine is in the middle of using until the operation has ended.
  void keep(nb::object object);
  /// Keeps the Python exception that is being handled for raise_errors().
  void keep_error(nb::python_error& error);
};

/// The transaction as observers see it.
struct ReadTransaction {
  nb::object origin;
};
nb::object read_transaction(const Document& document);

/// What observe() returns. Dropping the last reference unregisters the callback.
struct PySubscription {
  nb::object owner;  ///< the Document
  Observers::iterator observer;
  Subscription subscription;

  PySubscription(nb::object document, nb::object callback, int arguments);
  PySubscription(const PySubscription&) = delete;
  PySubscription(PySubscription&&) = delete;
  ~PySubscription();
  /// Unregisters now. Does nothing the second time.
  void drop();
  Document& document() const { return *nb::inst_ptr<Document>(owner); }
};

/// Bytes of any object with a contiguous buffer; a TypeError otherwise.
class Buffer {
 public:
  explicit Buffer(nb::handle object);
  ~Buffer() { PyBuffer_Release(&view_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  BytesView view() const {
    return {static_cast<const std::uint8_t*>(view_.buf), static_cast<std::size_t>(view_.len)};
  }

 private:
  Py_buffer view_{};
};

/// An int from 0 to 2^64 - 1.
/// @throws TypeError, OverflowError
std::uint64_t to_u64(nb::handle number);

inline nb::bytes to_bytes(BytesView b) { return nb::bytes(b.data(), b.size()); }
inline nb::str to_str(std::string_view s) { return nb::str(s.data(), s.size()); }

/// The object that a binding's `self` names.
/// @throws RuntimeError a subclass has not called __init__ of the class
template <class T>
T& self_of(nb::handle_t<T> self) {
  if (!nb::inst_ready(self)) throw std::runtime_error("__init__ of the base class was not called");
  return *nb::inst_ptr<T>(self);
}

/// tp_traverse of a class that refers to other objects by `kMembers` alone.
template <class T, auto... kMembers>
int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  if (!nb::inst_ready(self)) return 0;
  const T& object = *nb::inst_ptr<T>(self);
  for (PyObject* member : {(object.*kMembers).ptr()...}) Py_VISIT(member);
  return 0;
}

/// Raises exceptions together, as an ExceptionGroup; KeyboardInterrupt and its like alone.
[[noreturn]] void raise_together(const std::vector<nb::object>& errors);

/// "v1" or "v2".
/// @throws ValueError it is neither
Encoding encoding_of(std::string_view name);

/// What a peer with the state vector `state` lacks.
/// @throws ValueError it is none
Bytes missing_update(const Document& document, BytesView state, Encoding encoding = Encoding::v1);

/// Doc.apply_update, for all who get updates in other wrappings.
void apply_update(Document& document, BytesView update, const nb::object& origin,
                  Encoding encoding = Encoding::v1);

/// Reads one lib0 `any` into a Python object.
nb::object any_to_python(Reader& in);
inline nb::object any_to_python(BytesView any) {
  Reader in(any);
  return any_to_python(in);
}

/// Calls `observer` with as many of the two arguments as it takes; errors are kept for later.
template <class Event>
void call(Document& document, const Observer& observer, const Event& event,
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

void bind_awareness(nb::module_& m);
void bind_document(nb::module_& m);
void bind_id_map(nb::module_& m);
void bind_id_set(nb::module_& m);
void bind_snapshot(nb::module_& m);
void bind_sync(nb::module_& m);
void bind_text(nb::module_& m);
void bind_updates(nb::module_& m);

}  // namespace ycpp::python

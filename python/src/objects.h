// objects.h -- the C++ side of the Python objects, and what the bind_*.cpp files share.
//
// Every Python object that uses a document holds a reference to its Document object. Callbacks are
// owned by the Document too, where Python's garbage collector can see them: a callback that refers
// to its own document is a cycle, and has to be collectable.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "make.h"
#include "turn.h"
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

/// What observers raised in one commit.
struct Failures {
  std::vector<nb::object> errors;
  std::size_t unawaited = 0;  ///< how many of them say only that nobody awaits the callback

  /// Raises them together, as an ExceptionGroup, if there are any.
  void raise() const;
};

struct Document {
  Document(Doc of, bool allow_multithreading) : turn(allow_multithreading), doc(std::move(of)) {}
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() { (void)release_subdocs(); }

  Access access;
  Turn turn;
  Doc doc;  ///< to be used between access.enter() and the next Python code
  Observers observers;
  nb::object transaction;  ///< the Transaction object that is open, or null
  nb::object origin;       ///< of the current transaction, or null
  nb::object reading;      ///< the ReadTransaction of the commit that goes on, or null
  nb::object spare_event;  ///< a TransactionEvent that nobody kept, for the next commit; or null
  nb::object awaited;      ///< a list of calls to await after the commit, if somebody does; or null
  nb::object check;        ///< a function that may refuse updates, or null
  Failures failures;       ///< of the commit that goes on
  std::vector<nb::object> kept;  ///< what has to outlive the operation that runs

  // The Python objects of sub-documents, as far as there are any: the same for every reading. A
  // sub-document's object belongs to that of the document that it is in.
  Document* parent = nullptr;
  std::map<doc::DocCore*, nb::object> subdocs;
  std::vector<nb::object> leaving;  ///< those of sub-documents that the commit removes
  std::size_t next_sweep = 0;       ///< how many there are when those that went are looked for
  Subscription removals;

  /// The document, as soon as no other thread is in it.
  Doc& entered() {
    access.enter();
    return doc;
  }
  /// Keeps an object that the engine is in the middle of using until the operation has ended.
  void keep(nb::object object);
  /// Keeps the Python exception that is being handled.
  void keep_error(nb::python_error& error);
  /// The transaction as observers see it.
  nb::object read_transaction();
  /// Forgets the operation that has ended, and says what failed in it. From inside of a callback it
  /// does nothing.
  Failures after_commit();
  /// Raises what observers raised.
  void raise_errors() {
    if (reading.is_valid() || !failures.errors.empty() || !kept.empty() || !leaving.empty())
      after_commit().raise();
  }
  /// Appends what observers of this document and of all in it raised in a commit of another one.
  void take_failures(Failures& into);
  /// Makes `object`, the Document of a sub-document of this one, its object.
  void adopt(const Doc& subdoc, nb::object object);
  /// The objects of the sub-documents, which are on their own from now on.
  std::vector<nb::object> release_subdocs();
  /// Whoever is in this document, or in one in it, is in the other one's from now on.
  void share(const Access& with);

 private:
  void let_go(const SubdocsEvent& event);
  void sweep();
  void leave(std::map<doc::DocCore*, nb::object>::iterator subdoc);
};

/// The object of a sub-document of `document`; made if there is none.
nb::object subdocument(const nb::object& document, const Doc& subdoc);
/// The Document in a Python object, or null if it is none.
Document* document_in(nb::handle object);

/// Calls `tell`, which is for observers, in the midst of a commit. What it raises is kept.
template <class Tell>
void tell_in_commit(Document& document, Tell&& tell) {
  const Access::Aside aside(document.access);
  try {
    tell();
  } catch (nb::python_error& error) {
    document.keep_error(error);
  }
}

/// One call that changes a document, in its turn.
class Edit {
 public:
  explicit Edit(Document& document) : document_(document) {
    if (document_.turn.is_shared() && !document_.turn.is_joined()) {
      document_.turn.take_for_edit();
      has_turn_ = true;
    }
    document_.access.enter();
  }
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;
  ~Edit() {
    if (has_turn_) document_.turn.give_back();
  }
  /// Gives the turn back, and raises what observers raised.
  void end() {
    if (!has_turn_) return document_.raise_errors();
    const Failures failures = document_.after_commit();  // before it is another's turn
    has_turn_ = false;
    document_.turn.give_back();
    failures.raise();
  }

 private:
  Document& document_;
  bool has_turn_ = false;
};

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

/// Registers an observer of a document, or of something in it: `observe(document, observer)` is
/// called when nobody else works in it, and returns the engine's Subscription.
template <class Observe>
nb::object subscribe(nb::object document, nb::object callback, int arguments, Observe&& observe) {
  const nb::object result =
      nb::cast(new PySubscription(std::move(document), std::move(callback), arguments),
               nb::rv_policy::take_ownership);
  auto& s = *nb::inst_ptr<PySubscription>(result);
  Document& d = s.document();
  d.access.enter();
  s.subscription = observe(d, *s.observer);
  return result;
}

/// While it lives, no garbage is collected: that runs Python code, and up to Python 3.11 at any
/// making of an object. For making objects of what is in a document.
class NoCollection {
 public:
  NoCollection() : was_enabled_(PyGC_Disable() != 0) {}
  NoCollection(const NoCollection&) = delete;
  NoCollection& operator=(const NoCollection&) = delete;
  ~NoCollection() {
    if (was_enabled_) PyGC_Enable();
  }

 private:
  bool was_enabled_;
};

/// Bytes of any object with a contiguous buffer; a TypeError otherwise. If they are so many that
/// the GIL is given up to read them, they are a copy, unless nobody can change the object.
class Buffer {
 public:
  explicit Buffer(nb::handle object);
  ~Buffer() { PyBuffer_Release(&view_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  BytesView view() const { return bytes_; }

 private:
  Py_buffer view_{};
  Bytes copy_;
  BytesView bytes_;
};

/// An int from 0 to 2^64 - 1.
/// @throws TypeError, OverflowError
std::uint64_t to_u64(nb::handle number);

inline nb::bytes to_bytes(BytesView b) { return nb::bytes(b.data(), b.size()); }

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

/// Doc.transaction and Doc.new_transaction.
nb::object transaction(nb::handle_t<Document> self, const nb::object& origin);
nb::object new_transaction(nb::handle_t<Document> self, const nb::object& origin,
                           std::optional<double> timeout);

/// Called by a callback: has `call` called, and what it returns awaited, after the commit.
/// @throws RuntimeError the block that commits is not asynchronous
void await_later(Document& document, const nb::object& call);

/// The origin of a Python object, by its identity.
Origin core_origin(const nb::object& origin);

/// What a peer with the state vector `state` lacks.
/// @throws ValueError it is none
Bytes missing_update(Document& document, BytesView state, Encoding encoding = Encoding::v1);

/// Doc.apply_update, for all who get updates in other wrappings.
void apply_update(Document& document, BytesView update, const nb::object& origin,
                  Encoding encoding = Encoding::v1);

/// Reads one lib0 `any` into a Python object.
nb::object any_to_python(Reader& in);
inline nb::object any_to_python(BytesView any) {
  Reader in(any);
  return any_to_python(in);
}

/// Calls `observer` with as many of the two arguments as it takes; errors are kept for later. To be
/// used in an Aside.
void call(Document& document, const Observer& observer, const nb::object& event,
          const nb::object& transaction);

void bind_awareness(nb::module_& m);
void bind_document(nb::module_& m);
void bind_exchange(nb::class_<Document>& document);
void bind_id_map(nb::module_& m);
void bind_id_set(nb::module_& m);
void bind_snapshot(nb::module_& m);
void bind_subdocs(nb::module_& m, nb::class_<Document>& document);
void bind_sync(nb::module_& m);
void bind_text(nb::module_& m);
void bind_transaction(nb::module_& m);
void bind_updates(nb::module_& m);

}  // namespace ycpp::python

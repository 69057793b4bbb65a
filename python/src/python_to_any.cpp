// python_to_any.cpp -- Python values as lib0 `any`: None, bool, int, float, str, bytes, list, tuple
// and dict, and their subclasses.
//
// Numbers are written as JavaScript would write them; integers that a double does not hold as big
// integers. Recursive; the depth is bounded well below what the stack allows.
#include "shared.h"
#include "ycpp/any.h"

namespace ycpp::python {
namespace {

constexpr std::size_t kDeepest = 2000;

class AnyWriter {
 public:
  AnyWriter(Writer& out, const std::string& root) : out_(out), path_(root) {}

  void write(nb::handle value) {
    PyObject* const o = value.ptr();
    if (o == Py_None) return tag(AnyTag::null);
    if (PyBool_Check(o)) return tag(o == Py_True ? AnyTag::true_ : AnyTag::false_);
    if (PyLong_Check(o)) return write_int(o);
    if (PyFloat_Check(o)) return write_any_number(out_, PyFloat_AS_DOUBLE(o));
    if (PyUnicode_Check(o)) {
      tag(AnyTag::string);
      return write_text(o);
    }
    if (PyBytes_Check(o) || PyByteArray_Check(o)) {
      tag(AnyTag::bytes);
      return out_.var_bytes(Buffer(value).view());
    }
    if (++depth_ > kDeepest) fail(PyExc_ValueError, "nested too deeply");
    if (PyDict_Check(o))
      write_dict(value);
    else if (PyList_Check(o) || PyTuple_Check(o))
      write_list(value);
    else
      fail(PyExc_TypeError, "Type not supported: " + std::string(Py_TYPE(o)->tp_name));
    --depth_;
  }

 private:
  void tag(AnyTag t) { out_.u8(static_cast<std::uint8_t>(t)); }

  void write_int(PyObject* o) {
    int overflow = 0;
    const long long n = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow != 0) fail(PyExc_OverflowError, "int beyond 64 bits");
    write_any_integer(out_, n);
  }

  void write_text(PyObject* o) { out_.var_string(utf8_of(o)); }

  void write_list(nb::handle value) {
    const auto items = made<nb::tuple>(PySequence_Tuple(value.ptr()));
    tag(AnyTag::array);
    out_.var_uint(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) within("[" + std::to_string(i) + "]", items[i]);
  }

  void write_dict(nb::handle value) {
    const auto items = made<nb::list>(PyDict_Items(value.ptr()));
    tag(AnyTag::object);
    out_.var_uint(items.size());
    for (const nb::handle pair : items) {
      const nb::object key = pair[0];
      if (!PyUnicode_Check(key.ptr()))
        fail(PyExc_TypeError,
             "a key of type " + std::string(Py_TYPE(key.ptr())->tp_name) + " is not a str");
      write_text(key.ptr());
      within("." + std::string(utf8_of(key)), pair[1]);
    }
  }

  void within(const std::string& step, nb::handle value) {
    const std::size_t length = path_.size();
    path_ += step;
    write(value);
    path_.resize(length);
  }

  [[noreturn]] void fail(PyObject* type, const std::string& what) {
    PyErr_SetString(type, (path_ + ": " + what).c_str());
    throw nb::python_error();
  }

  Writer& out_;
  std::string path_;
  std::size_t depth_ = 0;
};

}  // namespace

void python_to_any(nb::handle value, Writer& out, const std::string& root) {
  if (!PyDict_Check(value.ptr()) && !PyList_Check(value.ptr()) && !PyTuple_Check(value.ptr()))
    return AnyWriter(out, root).write(value);
  Writer plain;
  AnyWriter(plain, root).write(value);
  Reader in(plain.view());
  transcode_any(in, out);  // keys that are array indices go to the front, as in JavaScript
}

}  // namespace ycpp::python

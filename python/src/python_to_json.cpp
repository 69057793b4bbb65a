// python_to_json.cpp -- see json.h.
//
// What is open is a stack of frames, so a value that contains itself is an error at the depth limit
// and not a crash. The path to the value at fault is made from the frames, only when it is needed.
#include <charconv>
#include <cmath>
#include <vector>

#include "json.h"
#include "make.h"
#include "ycpp/any.h"
#include "ycpp/lib0.h"

namespace ycpp::python {
namespace {

enum class Shape { list, dict, items };

/// A container that is being written.
struct Frame {
  nb::object container;  ///< a list, a tuple, a dict, or the list of a mapping's items
  Shape shape;
  nb::object source;  ///< what the caller gave: the mapping itself in the case of items
  Py_ssize_t next = 0;
  bool first = true;
  nb::object key;    ///< of the value that is being written, unless in a list
  nb::object value;  ///< held while it is being written
};

class JsonWriter {
 public:
  explicit JsonWriter(std::string_view root) : root_(root) {}

  std::string write(nb::handle value) {
    begin(value);
    while (!frames_.empty()) step();
    return std::move(out_);
  }

 private:
  // Writes the next element of the innermost container, or closes it.
  void step() {
    Frame& frame = frames_.back();
    if (!advance(frame)) {
      out_ += frame.shape == Shape::list ? ']' : '}';
      frames_.pop_back();
      return;
    }
    if (!frame.first) out_ += ',';
    frame.first = false;
    if (frame.shape != Shape::list) {
      append_key(frame.key);
      out_ += ':';
    }
    begin(frame.value);  // may move the frame
  }

  // Takes the next key and value from a container. It may have been changed since the last time, by
  // the items() of a mapping below it; it is asked for its size again every time.
  static bool advance(Frame& frame) {
    PyObject* container = frame.container.ptr();
    PyObject* key = nullptr;
    PyObject* value = nullptr;
    if (frame.shape == Shape::dict) {
      if (!PyDict_Next(container, &frame.next, &key, &value)) return false;
    } else {
      if (frame.next >= PySequence_Fast_GET_SIZE(container)) return false;
      value = PySequence_Fast_GET_ITEM(container, frame.next);
      ++frame.next;
      if (frame.shape == Shape::items) {
        const nb::object pair = nb::borrow(value);
        if (!PyTuple_Check(pair.ptr()) || PyTuple_GET_SIZE(pair.ptr()) != 2)
          throw nb::value_error("items() of a mapping must give pairs");
        frame.key = pair[0];
        frame.value = pair[1];
        return true;
      }
    }
    frame.key = nb::borrow(key);
    frame.value = nb::borrow(value);
    return true;
  }

  // Writes a scalar, or opens a container.
  void begin(nb::handle value) {
    PyObject* v = value.ptr();
    if (PyUnicode_Check(v))
      append_string(value);
    else if (v == Py_None)
      out_ += "null";
    else if (PyBool_Check(v))
      out_ += v == Py_True ? "true" : "false";
    else if (PyLong_Check(v))
      append_int(value);
    else if (PyFloat_Check(v))
      append_float(PyFloat_AS_DOUBLE(v));
    else if (PyDict_Check(v))
      open_mapping(value);
    else if (PyList_Check(v) || PyTuple_Check(v))
      open({nb::borrow(value), Shape::list, nb::borrow(value)});
    else
      fail(PyExc_TypeError,
           "object of type " + std::string(type_name(value)) + " is not JSON serializable");
  }

  // A subclass may give its items in an order or form of its own; json asks for them, too.
  void open_mapping(nb::handle value) {
    if (PyDict_CheckExact(value.ptr()))
      return open({nb::borrow(value), Shape::dict, nb::borrow(value)});
    open({made(PyMapping_Items(value.ptr())), Shape::items, nb::borrow(value)});
  }

  void open(Frame frame) {
    if (frames_.size() == kMaxNesting) refuse_depth(frame.source);
    out_ += frame.shape == Shape::list ? '[' : '{';
    frames_.push_back(std::move(frame));
  }

  void append_key(const nb::object& key) {
    if (!PyUnicode_Check(key.ptr())) {
      const std::string what = "a key of type " + std::string(type_name(key)) + " is not a str";
      frames_.pop_back();  // the path is that of the mapping
      fail(PyExc_TypeError, what);
    }
    append_string(key);
  }

  void append_string(nb::handle text) {
    Py_ssize_t size = 0;
    if (const char* utf8 = PyUnicode_AsUTF8AndSize(text.ptr(), &size)) {
      append_json_string(out_, {utf8, static_cast<std::size_t>(size)});
      return;
    }
    // Half of a surrogate pair, which JavaScript escapes.
    PyErr_Clear();
    const auto bytes =
        made<nb::bytes>(PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
    append_json_string(out_, {bytes.c_str(), bytes.size()});
  }

  void append_int(nb::handle value) {
    int overflow = 0;
    const long long n = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
    constexpr auto kSafe = static_cast<long long>(kMaxSafeInteger);
    if (overflow == 0 && n >= -kSafe && n <= kSafe) {
      char digits[20];
      const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
      out_.append(digits, end);
      return;
    }
    const double nearest = PyLong_AsDouble(value.ptr());
    if (nearest == -1.0 && PyErr_Occurred()) {
      PyErr_Clear();
      fail(PyExc_OverflowError, "int too large for a JSON number");
    }
    append_json_number(out_, nearest);
  }

  void append_float(double value) {
    if (!std::isfinite(value))
      fail(PyExc_ValueError,
           std::string(std::isnan(value) ? "nan" : "infinity") + " is not a JSON number");
    append_json_number(out_, value);
  }

  static std::string_view type_name(nb::handle value) { return Py_TYPE(value.ptr())->tp_name; }

  [[noreturn]] void refuse_depth(const nb::object& value) {
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      if (!frames_[i].source.is(value)) continue;
      frames_.resize(i + 1);
      fail(PyExc_ValueError, "circular reference");
    }
    frames_.resize(1);
    fail(PyExc_ValueError, "nested deeper than " + std::to_string(kMaxNesting));
  }

  [[noreturn]] void fail(PyObject* type, const std::string& what) {
    PyErr_SetObject(type, to_str_with_surrogates(path() + ": " + what).ptr());
    throw nb::python_error();
  }

  // Of the value that is being written: state.users[2].name
  std::string path() {
    std::string path(root_);
    for (const Frame& frame : frames_) {
      if (frame.shape == Shape::list) {
        path += "[" + std::to_string(frame.next - 1) + "]";
        continue;
      }
      const auto key =
          made<nb::bytes>(PyUnicode_AsEncodedString(frame.key.ptr(), "utf-8", "surrogatepass"));
      path.append(".").append(key.c_str());
    }
    return path;
  }

  std::string_view root_;
  std::string out_;
  std::vector<Frame> frames_;
};

}  // namespace

std::string python_to_json(nb::handle value, std::string_view root) {
  return JsonWriter(root).write(value);
}

}  // namespace ycpp::python

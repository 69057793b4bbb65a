// json_to_python.cpp -- see json.h. What is read comes from the engine, so it is valid.
#include <vector>

#include "json.h"
#include "make.h"

namespace ycpp::python {
namespace {

/// A container that is being filled, and the key of its next value if it is a dict.
struct Open {
  nb::object container;
  nb::object key;
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view json) : cur_(json.data()), end_(cur_ + json.size()) {}

  nb::object read() {
    while (true) {
      nb::object value = scalar_or_open();
      while (value.is_valid()) {
        if (open_.empty()) return value;
        value = put(std::move(value));
      }
    }
  }

 private:
  // A whole value, or nothing when a container was opened whose first value comes next.
  nb::object scalar_or_open() {
    switch (*cur_) {
      case '{':
      case '[': return open(*cur_ == '{');
      case '"': return string();
      case 't': cur_ += 4; return nb::bool_(true);
      case 'f': cur_ += 5; return nb::bool_(false);
      case 'n': cur_ += 4; return nb::none();
      default: return number();
    }
  }

  nb::object open(bool keyed) {
    const nb::object container = keyed ? nb::object(new_dict()) : nb::object(new_list());
    ++cur_;
    if (*cur_ == (keyed ? '}' : ']')) {
      ++cur_;
      return container;
    }
    open_.push_back({container, keyed ? key() : nb::object()});
    return {};
  }

  // Puts a value where it belongs. Gives the container when that was its last, else nothing.
  nb::object put(nb::object value) {
    Open& into = open_.back();
    const int failed = into.key.is_valid()
                           ? PyDict_SetItem(into.container.ptr(), into.key.ptr(), value.ptr())
                           : PyList_Append(into.container.ptr(), value.ptr());
    if (failed != 0) throw nb::python_error();
    if (*cur_++ == ',') {
      if (into.key.is_valid()) into.key = key();
      return {};
    }
    nb::object done = std::move(into.container);
    open_.pop_back();
    return done;
  }

  nb::object key() {
    nb::object text = string();
    ++cur_;  // the colon
    return text;
  }

  nb::object string() {
    const char* const start = ++cur_;
    while (*cur_ != '"' && *cur_ != '\\') ++cur_;
    if (*cur_ == '"')
      return to_str_with_surrogates({start, static_cast<std::size_t>(cur_++ - start)});
    text_.assign(start, cur_);
    while (*cur_ != '"') {
      if (*cur_ == '\\')
        unescape();
      else
        text_ += *cur_++;
    }
    ++cur_;
    return to_str_with_surrogates(text_);
  }

  // \b \f \n \r \t \" \\ \u00xx, and \udxxx for half of a surrogate pair: all that is ever escaped.
  void unescape() {
    const char escape = cur_[1];
    cur_ += 2;
    switch (escape) {
      case 'b': text_ += '\b'; return;
      case 'f': text_ += '\f'; return;
      case 'n': text_ += '\n'; return;
      case 'r': text_ += '\r'; return;
      case 't': text_ += '\t'; return;
      case 'u': break;
      default: text_ += escape; return;
    }
    unsigned code = 0;
    for (int i = 0; i < 4; ++i, ++cur_)
      code =
          code << 4 | static_cast<unsigned>(*cur_ <= '9' ? *cur_ - '0' : (*cur_ | 0x20) - 'a' + 10);
    if (code < 0x80) {
      text_ += static_cast<char>(code);
    } else {
      text_ += static_cast<char>(0xe0 | code >> 12);
      text_ += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      text_ += static_cast<char>(0x80 | (code & 0x3f));
    }
  }

  // At most 21 digits without an exponent, so an int is cheap.
  nb::object number() {
    bool whole = true;
    const char* const start = cur_;
    for (; cur_ != end_ && *cur_ != ',' && *cur_ != '}' && *cur_ != ']'; ++cur_)
      whole = whole && *cur_ != '.' && *cur_ != 'e';
    text_.assign(start, cur_);
    if (whole) return made(PyLong_FromString(text_.c_str(), nullptr, 10));
    const double value = PyOS_string_to_double(text_.c_str(), nullptr, nullptr);
    if (value == -1.0 && PyErr_Occurred()) throw nb::python_error();
    return made(PyFloat_FromDouble(value));
  }

  const char* cur_;
  const char* end_;
  std::string text_;  // of the string or number at hand
  std::vector<Open> open_;
};

}  // namespace

nb::object json_to_python(std::string_view json) { return JsonReader(json).read(); }

}  // namespace ycpp::python

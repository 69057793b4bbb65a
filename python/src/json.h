// json.h -- JSON text <-> Python objects, as JavaScript's JSON has it.
//
// Presence is kept as JSON text and becomes Python objects only when somebody looks. Both
// directions are iterative: nesting is bounded by kMaxNesting, not by the stack.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <string_view>

namespace ycpp::python {

namespace nb = nanobind;

/// The text that JSON.stringify prints for `value`: compact, raw UTF-8, numbers as JavaScript
/// prints them. dict, list, tuple, str, int, float, bool, None and their subclasses; an int that a
/// double does not hold becomes the nearest that it does. Errors name the place, beginning with
/// `root`: "state.users[2]: object of type set is not JSON serializable".
/// @throws TypeError another type, or a key that is not a str; ValueError NaN, infinity, a circular
///         reference or nesting deeper than kMaxNesting; OverflowError an int beyond every double
std::string python_to_json(nb::handle value, std::string_view root);

/// The Python objects for a text of JSON.stringify, that is valid and without white space. Numbers
/// without fraction and exponent become int.
nb::object json_to_python(std::string_view json);

}  // namespace ycpp::python

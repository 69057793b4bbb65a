// bind_id_map.cpp -- ContentAttribute, AttrRange and IdMap.
#include <nanobind/operators.h>
#include <nanobind/stl/string.h>

#include <cmath>

#include "shared.h"
#include "ycpp/id_map.h"

namespace ycpp::python {
namespace {

struct PyAttrRange {
  std::uint64_t start;
  std::uint64_t end;
  std::vector<ContentAttribute> attributes;
};

// Attributes are JSON in all engines, so what JSON does not have is refused. Depth first, so that
// nesting without an end is found by python_to_any's bound.
void check_json(nb::handle root) {
  constexpr std::size_t kDeepest = 3000;
  std::vector<std::pair<nb::object, std::size_t>> left{{nb::borrow(root), 0}};
  while (!left.empty()) {
    const auto [value, depth] = left.back();
    left.pop_back();
    PyObject* const o = value.ptr();
    if (depth > kDeepest) return;
    if (PyBytes_Check(o)) throw nb::type_error("bytes cannot be used as a JSON attribute value");
    if (PyFloat_Check(o) && !std::isfinite(PyFloat_AS_DOUBLE(o)))
      throw nb::value_error("NaN and infinity cannot be used as attribute values");
    if (PyDict_Check(o)) {
      for (const auto [key, member] : nb::borrow<nb::dict>(value))
        left.emplace_back(nb::borrow(member), depth + 1);
    } else if (PyList_Check(o) || PyTuple_Check(o)) {
      for (const nb::handle element : nb::iter(value))
        left.emplace_back(nb::borrow(element), depth + 1);
    } else if (o != Py_None && !PyLong_Check(o) && !PyFloat_Check(o) && !PyUnicode_Check(o)) {
      throw nb::type_error(
          "attribute value must be JSON-serializable (None, bool, int, float, str, list, tuple, or "
          "dict)");
    }
  }
}

void make_attribute(ContentAttribute* self, std::string name, nb::handle value) {
  check_json(value);
  Writer any;
  python_to_any(value, any, "value");
  new (self) ContentAttribute(ContentAttribute::from_any(std::move(name), any.view()).value());
}

nb::object value_of(const ContentAttribute& attribute) {
  Reader in(attribute.any());
  return any_to_python(in);
}

nb::str describe(const ContentAttribute& attribute) {
  return to_str("ContentAttribute(name={!r}, value={!r})")
      .format(to_str(attribute.name()), value_of(attribute));
}

nb::list attributes_of(const PyAttrRange& range) {
  nb::list attributes = new_list();
  for (const ContentAttribute& attribute : range.attributes) attributes.append(attribute);
  return attributes;
}

std::vector<ContentAttribute> to_attributes(nb::handle iterable) {
  std::vector<ContentAttribute> attributes;
  for (const nb::handle attribute : nb::iter(iterable)) {
    if (!nb::isinstance<ContentAttribute>(attribute))
      throw nb::type_error(("'" + std::string(Py_TYPE(attribute.ptr())->tp_name) +
                            "' object is not an instance of 'ContentAttribute'")
                               .c_str());
    attributes.push_back(*nb::inst_ptr<ContentAttribute>(attribute));
  }
  return attributes;
}

PyAttrRange to_python(const IdMap& map, const IdMap::Range& range) {
  PyAttrRange shown{range.clock, range.end(), {}};
  for (const std::uint32_t n : range.attributes) shown.attributes.push_back(map.attributes()[n]);
  return shown;
}

nb::list entries(const IdMap& map) {
  nb::list all = new_list();
  for (const IdMap::Range& range : map.ranges())
    all.append(nb::make_tuple(range.client, to_python(map, range)));
  return all;
}

nb::list attributions(const IdMap& map, nb::handle client, nb::handle clock, nb::handle length) {
  nb::list all = new_list();
  for (const IdMap::Range& range : map.at(to_u64(client), to_u64(clock), to_u64(length)))
    all.append(to_python(map, range));
  return all;
}

// The predicate may do what it likes, so it is asked about a copy.
IdMap filter(const IdMap& map, nb::handle predicate) {
  const IdMap copy = map;
  return copy.filter([&](const IdMap::Range& range) {
    const nb::object kept = predicate(attributes_of(to_python(copy, range)));
    const int truth = PyObject_IsTrue(kept.ptr());
    if (truth < 0) throw nb::python_error();
    return truth == 1;
  });
}

void diff_with(IdMap& map, nb::handle other) {
  if (nb::isinstance<IdMap>(other))
    map.subtract(*nb::inst_ptr<IdMap>(other));
  else if (nb::isinstance<IdSet>(other))
    map.subtract(*nb::inst_ptr<IdSet>(other));
  else
    throw nb::type_error("diff_with() expects an IdMap or IdSet");
}

IdMap merge_many(nb::handle maps) {
  IdMap merged;
  for (const nb::handle map : nb::iter(maps)) {
    if (!nb::isinstance<IdMap>(map)) throw nb::type_error("merge_many() expects IdMaps");
    merged.merge(*nb::inst_ptr<IdMap>(map));
  }
  return merged;
}

IdMap decode(nb::handle data) {
  Result<IdMap> map = IdMap::decode(Buffer(data).view());
  if (!map) throw nb::value_error(("Failed to decode IdMap: " + map.error().message()).c_str());
  return std::move(*map);
}

/// `map = change(map, other)`, as an operator: a new map, or in place.
template <auto kChange, class Other>
IdMap changed(const IdMap& map, const Other& other) {
  IdMap result = map;
  (result.*kChange)(other);
  return result;
}
template <auto kChange, class Other>
nb::object change(nb::handle_t<IdMap> map, const Other& other) {
  (self_of(map).*kChange)(other);
  return nb::borrow(map);
}

constexpr auto kSubtractMap = static_cast<void (IdMap::*)(const IdMap&)>(&IdMap::subtract);
constexpr auto kSubtractSet = static_cast<void (IdMap::*)(const IdSet&)>(&IdMap::subtract);

void bind_operators(nb::class_<IdMap>& map) {
  map.def("__or__", &changed<&IdMap::merge, IdMap>, nb::is_operator(),
          "All ids of both, with the attributes of both.")
      .def("__and__", &changed<&IdMap::intersect, IdMap>, nb::is_operator(),
           "The ids that both have, with the attributes of both.")
      .def("__sub__", &changed<kSubtractMap, IdMap>, nb::is_operator(),
           "The ids that the other one does not have.")
      .def("__sub__", &changed<kSubtractSet, IdSet>, nb::is_operator())
      .def("__ior__", &change<&IdMap::merge, IdMap>, nb::is_operator(),
           nb::sig("def __ior__(self, arg: IdMap, /) -> IdMap"),
           "Add all ids of another map, with their attributes.")
      .def("__iand__", &change<&IdMap::intersect, IdMap>, nb::is_operator(),
           nb::sig("def __iand__(self, arg: IdMap, /) -> IdMap"),
           "Keep the ids that the other map has, too, with the attributes of both.")
      .def("__isub__", &change<kSubtractMap, IdMap>, nb::is_operator(),
           nb::sig("def __isub__(self, arg: IdMap, /) -> IdMap"),
           "Take out the ids that the other one has, a map or a set.")
      .def("__isub__", &change<kSubtractSet, IdSet>, nb::is_operator(),
           nb::sig("def __isub__(self, arg: IdSet, /) -> IdMap"))
      .def(nb::self == nb::self, nb::arg("other").none(),
           nb::sig("def __eq__(self, other: object, /) -> bool"),
           "True for the same ids with the same attributes.")
      .def(
          "__hash__",
          [](const IdMap&) -> Py_hash_t { throw nb::type_error("unhashable type: 'IdMap'"); },
          "Raises:\n    TypeError: a map can change.")
      .def(
          "__bool__", [](const IdMap& m) { return !m.empty(); }, "True if there are ids.")
      .def(
          "__iter__", [](const IdMap& m) { return nb::iter(entries(m)); },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[tuple[int, AttrRange]]"),
          "What `entries` gives.")
      .def(
          "__repr__",
          [](const IdMap& m) { return to_str("IdMap({})").format(nb::repr(entries(m))); },
          "The ranges.");
}

void bind_attributes(nb::module_& m) {
  nb::class_<ContentAttribute>(m, "ContentAttribute",
                               "A named JSON value that is attached to ids in an `IdMap`.\n\n"
                               "Two are equal when name and value are; the order of the keys of "
                               "dicts does not matter.")
      .def("__init__", &make_attribute, nb::arg("name"), nb::arg("value").none(),
           nb::sig("def __init__(self, name: str, value: typing.Any) -> None"),
           "Raises:\n    TypeError: the value is not JSON, or holds something that is not.\n"
           "    ValueError: NaN or infinity.\n"
           "    OverflowError: an int beyond 64 bits.")
      .def_prop_ro("name", &ContentAttribute::name, "What it is called.")
      .def_prop_ro("value", &value_of, nb::sig("def value(self) -> typing.Any"),
                   "Its value; a new object each time.")
      .def(nb::self == nb::self, nb::arg("other").none(),
           nb::sig("def __eq__(self, other: object, /) -> bool"),
           "True for the same name and an equal value.")
      .def("__hash__", &ContentAttribute::hash, "Equal for what is equal.")
      .def("__repr__", &describe, "Name and value.");

  nb::class_<PyAttrRange>(m, "AttrRange", "Clocks of one client that have the same attributes.")
      .def_ro("start", &PyAttrRange::start, "The first clock.")
      .def_ro("end", &PyAttrRange::end, "The clock after the last one.")
      .def_prop_ro("attributes", &attributes_of,
                   nb::sig("def attributes(self) -> list[ContentAttribute]"),
                   "What is attached to them; a new list each time.")
      .def(
          "__repr__",
          [](const PyAttrRange& r) {
            return to_str("AttrRange(start={}, end={}, attributes={})")
                .format(r.start, r.end, nb::repr(attributes_of(r)));
          },
          "The clocks and what is attached to them.");
}

}  // namespace

void bind_id_map(nb::module_& m) {
  bind_attributes(m);
  nb::class_<IdMap> map(m, "IdMap",
                        "Ids with attributes attached, such as who wrote what, and when.\n\n"
                        "It is an `IdSet` whose ranges carry attributes. Iterating gives (client, "
                        "AttrRange) for\nevery range, in ascending order.");
  map.def(nb::init<>())
      .def(
          "insert",
          [](IdMap& self, nb::handle client, nb::handle clock, nb::handle length,
             nb::handle attributes) {
            self.insert(to_u64(client), to_u64(clock), to_u64(length), to_attributes(attributes));
          },
          nb::arg("client"), nb::arg("clock"), nb::arg("length"), nb::arg("attributes"),
          nb::sig("def insert(self, client: int, clock: int, length: int, "
                  "attributes: collections.abc.Iterable[ContentAttribute]) -> None"),
          "Attach `attributes` to the ids of `client` from `clock` to before `clock + length`,\n"
          "behind those that they have. No attributes, or a length of 0, add nothing. O(log ranges "
          "+ those in "
          "it).\n\n"
          "Raises:\n    OverflowError: a negative number, or one beyond 64 bits.\n"
          "    ValueError: a number beyond 2**53 - 1.")
      .def(
          "remove",
          [](IdMap& self, nb::handle client, nb::handle clock, nb::handle length) {
            self.remove(to_u64(client), to_u64(clock), to_u64(length));
          },
          nb::arg("client"), nb::arg("clock"), nb::arg("length"),
          nb::sig("def remove(self, client: int, clock: int, length: int) -> None"),
          "Take the ids of `client` from `clock` to before `clock + length` out of the map.\n"
          "O(log ranges + those in it).")
      .def(
          "contains",
          [](const IdMap& self, nb::handle client, nb::handle clock) {
            return self.contains(to_u64(client), to_u64(clock));
          },
          nb::arg("client"), nb::arg("clock"),
          nb::sig("def contains(self, client: int, clock: int) -> bool"),
          "Whether the id of `client` with this `clock` is in the map.")
      .def("is_empty", &IdMap::empty, "Whether there are no ids.")
      .def("attributions", &attributions, nb::arg("client"), nb::arg("clock"), nb::arg("length"),
           nb::sig("def attributions(self, client: int, clock: int, length: int) "
                   "-> list[AttrRange]"),
           "What is attached to the ids of `client` from `clock` to before `clock + length`: "
           "ranges\n"
           "that cover all of them, without attributes where there is nothing.")
      .def("entries", &entries, nb::sig("def entries(self) -> list[tuple[int, AttrRange]]"),
           "All ranges as (client, AttrRange), in ascending order.")
      .def("merge_with", &IdMap::merge, nb::arg("other"),
           "Add all ids of `other`; one in both has the attributes of both.")
      .def_static("merge_many", &merge_many, nb::arg("maps"),
                  nb::sig("def merge_many(maps: collections.abc.Iterable[IdMap]) -> IdMap"),
                  "A map with all ids of several.")
      .def("intersect_with", &IdMap::intersect, nb::arg("other"),
           "Keep the ids that `other` has, too, with the attributes of both.")
      .def("diff_with", &diff_with, nb::arg("other"),
           nb::sig("def diff_with(self, other: IdMap | IdSet) -> None"),
           "Take out all ids that `other` has, whatever their attributes.")
      .def("filter", &filter, nb::arg("predicate"),
           nb::sig("def filter(self, predicate: "
                   "collections.abc.Callable[[list[ContentAttribute]], bool]) -> IdMap"),
           "A map of the ranges for whose attributes `predicate` returns true.")
      .def("as_id_set", &IdMap::ids, "The ids without their attributes.")
      .def_static(
          "from_set",
          [](const IdSet& ids, nb::handle attributes) {
            return IdMap::from_set(ids, to_attributes(attributes));
          },
          nb::arg("id_set"), nb::arg("attributes"),
          nb::sig("def from_set(id_set: IdSet, "
                  "attributes: collections.abc.Iterable[ContentAttribute]) -> IdMap"),
          "A map of all ids of `id_set`, each with these `attributes`.")
      .def(
          "encode", [](const IdMap& s) { return to_bytes(s.encode()); }, "The map as bytes.")
      .def_static("decode", &decode, nb::arg("data"), nb::sig("def decode(data: bytes) -> IdMap"),
                  "The map that `encode` gave the bytes of.\n\n"
                  "Raises:\n    ValueError: the bytes are no such map.");
  bind_operators(map);
}

}  // namespace ycpp::python

// bind_id_set.cpp -- IdSet.
#include <nanobind/operators.h>

#include "objects.h"
#include "ycpp/id_set.h"

namespace ycpp::python {
namespace {

IdSet decode(nb::handle data) {
  Result<IdSet> set = IdSet::decode(Buffer(data).view());
  if (!set) throw nb::value_error(("Failed to decode IdSet: " + set.error().message()).c_str());
  return std::move(*set);
}

nb::list ranges(const IdSet& set) {
  nb::list all = new_list();
  for (const IdSet::Client& client : set.clients())
    for (const IdRange& range : client.ranges)
      all.append(nb::make_tuple(client.id, range.clock, range.end()));
  return all;
}

}  // namespace

void bind_id_set(nb::module_& m) {
  nb::class_<IdSet>(m, "IdSet",
                    "A set of ids as ranges, such as what a transaction inserted or deleted.\n\n"
                    "An id is a client and a clock, and belongs to one unit of content. "
                    "Iterating gives\n"
                    "(client, start, end) for every range; `end` is not part of it.")
      .def(nb::init<>())
      .def(
          "add",
          [](IdSet& s, nb::handle client, nb::handle clock, nb::handle length) {
            s.add(to_u64(client), to_u64(clock), to_u64(length));
          },
          nb::arg("client"), nb::arg("clock"), nb::arg("length"),
          nb::sig("def add(self, client: int, clock: int, length: int) -> None"),
          "Add the ids of `client` from `clock` to before `clock + length`.\n\n"
          "Raises:\n    OverflowError: a negative number, or one beyond 64 bits.\n"
          "    ValueError: a number beyond 2**53 - 1.")
      .def("merge", &IdSet::merge, nb::arg("other"), "Add all ids of another set.")
      .def(
          "contains",
          [](const IdSet& s, nb::handle client, nb::handle clock) {
            return s.contains(to_u64(client), to_u64(clock));
          },
          nb::arg("client"), nb::arg("clock"),
          nb::sig("def contains(self, client: int, clock: int) -> bool"),
          "Whether the id of `client` with this `clock` is in the set.")
      .def(
          "encode", [](const IdSet& s) { return to_bytes(s.encode()); },
          "The set as bytes, as in updates.")
      .def_static("decode", &decode, nb::arg("data"), nb::sig("def decode(data: bytes) -> IdSet"),
                  "The set that `encode` gave the bytes of.\n\n"
                  "Raises:\n    ValueError: the bytes are not a set of ids.")
      .def(
          "__bool__", [](const IdSet& s) { return !s.empty(); }, "True if there are ids.")
      .def(
          "__iter__", [](const IdSet& s) { return nb::iter(ranges(s)); },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[tuple[int, int, int]]"),
          "The ranges as (client, first clock, length).")
      .def(nb::self == nb::self, nb::arg("other").none(),
           nb::sig("def __eq__(self, other: object, /) -> bool"), "True for the same ids.")
      .def(
          "__hash__",
          [](const IdSet&) -> Py_hash_t { throw nb::type_error("unhashable type: 'IdSet'"); },
          "Raises:\n    TypeError: a set can change.")
      .def(
          "__repr__",
          [](const IdSet& s) { return to_str("IdSet({})").format(nb::repr(ranges(s))); },
          "The ranges.");
}

}  // namespace ycpp::python

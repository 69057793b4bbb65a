// bind_sticky_index.cpp -- the native part of StickyIndex.
#include <nanobind/stl/string.h>

#include "shared.h"
#include "ycpp/sticky_index.h"

namespace ycpp::python {
namespace {

std::size_t found(const std::optional<std::size_t>& index) {
  if (!index) throw nb::value_error("The position is not in this document");
  return *index;
}

StickyIndex at(nb::handle sequence, Py_ssize_t index, bool before) {
  const Shared& shared = shared_self(sequence).integrated();
  if (index < 0)
    throw nb::index_error(("position " + std::to_string(index) + " is negative").c_str());
  return StickyIndex::at(shared, static_cast<std::size_t>(index),
                         before ? Assoc::before : Assoc::after);
}

StickyIndex checked(Result<StickyIndex> decoded) {
  if (!decoded)
    throw nb::value_error(("Cannot decode sticky index: " + decoded.error().message()).c_str());
  return std::move(*decoded);
}

std::size_t index(const StickyIndex& position, nb::handle_t<Document> document) {
  const std::optional<StickyIndex::Place> place = position.place(self_of(document).entered());
  return found(place ? std::optional(place->index) : std::nullopt);
}

}  // namespace

void bind_sticky_index(nb::module_& m) {
  nb::class_<StickyIndex>(m, "StickyPosition", "The native part of StickyIndex.")
      .def_static("at", &at, nb::arg("sequence"), nb::arg("index"), nb::arg("before"),
                  nb::sig("def at(sequence: object, index: int, before: bool) -> StickyPosition"))
      .def_static(
          "decode",
          [](nb::handle bytes) { return checked(StickyIndex::decode(Buffer(bytes).view())); },
          nb::sig("def decode(data: bytes) -> StickyPosition"))
      .def_static("from_json",
                  [](const std::string& json) { return checked(StickyIndex::from_json(json)); })
      .def("encode", [](const StickyIndex& p) { return to_bytes(p.encode()); })
      .def("to_json", &StickyIndex::to_json)
      .def_prop_ro("is_before", [](const StickyIndex& p) { return p.assoc() == Assoc::before; })
      .def("index", &index, nb::arg("document"),
           nb::sig("def index(self, document: Document) -> int"))
      .def(
          "index_in",
          [](const StickyIndex& p, nb::handle sequence) {
            return found(p.index_in(shared_self(sequence).integrated()));
          },
          nb::sig("def index_in(self, sequence: object) -> int"));
}

}  // namespace ycpp::python

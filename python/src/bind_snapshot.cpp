// bind_snapshot.cpp -- Snapshot.
#include <nanobind/operators.h>

#include "objects.h"
#include "ycpp/snapshot.h"

namespace ycpp::python {
namespace {

Snapshot decode(nb::handle data) {
  Result<Snapshot> snapshot = Snapshot::decode(Buffer(data).view());
  if (!snapshot)
    throw nb::value_error(("Failed to decode snapshot: " + snapshot.error().message()).c_str());
  return std::move(*snapshot);
}

nb::dict state(const Snapshot& snapshot) {
  nb::dict clocks = new_dict();
  for (const auto& [client, clock] : snapshot.state()) clocks[nb::int_(client)] = nb::int_(clock);
  return clocks;
}

bool contains_update(const Snapshot& snapshot, nb::handle update) {
  const Result<bool> contains = snapshot.contains_update(Buffer(update).view());
  if (!contains)
    throw nb::value_error(("Cannot decode update: " + contains.error().message()).c_str());
  return *contains;
}

}  // namespace

void bind_snapshot(nb::module_& m) {
  nb::class_<Snapshot>(m, "Snapshot",
                       "What a document was at one moment: a few bytes that name a version.\n\n"
                       "It holds no content, only how much of every peer's work was there and what "
                       "of it was\n"
                       "deleted. To show the version, the document has to keep what is deleted: "
                       "`Doc(skip_gc=True)`.")
      .def_static(
          "from_doc",
          [](nb::handle_t<Document> document) { return Snapshot::of(self_of(document).entered()); },
          nb::arg("doc"), nb::sig("def from_doc(doc: Document) -> Snapshot"),
          "What `doc` is now. O(items).")
      .def_static("decode", &decode, nb::arg("data"),
                  nb::sig("def decode(data: bytes) -> Snapshot"),
                  "The snapshot that `encode` gave the bytes of; also one of Yjs.\n\n"
                  "Raises:\n    ValueError: the bytes are not a snapshot.")
      .def(
          "encode", [](const Snapshot& s) { return to_bytes(s.encode()); },
          "The snapshot as bytes, as Yjs encodes it.")
      .def(
          "update",
          [](const Snapshot& s, nb::handle_t<Document> document) {
            return to_bytes(s.update(self_of(document).entered()));
          },
          nb::arg("doc"), nb::sig("def update(self, doc: Document) -> bytes"),
          "The update that makes a new document what `doc` was. O(items + bytes).\n\n"
          "Raises:\n    ValueError: `doc` does not keep what is deleted, or lacks work that the "
          "snapshot\n        names.")
      .def("contains_update", &contains_update, nb::arg("update"),
           nb::sig("def contains_update(self, update: bytes) -> bool"),
           "True when a document like this has everything of `update`.\n\n"
           "Raises:\n    ValueError: the bytes are not an update.")
      .def_prop_ro("deletions", &Snapshot::deletions, nb::rv_policy::copy, "What was deleted.")
      .def_prop_ro("state", &state, nb::sig("def state(self) -> dict[int, int]"),
                   "For each peer the clock up to which its work was there.")
      .def(nb::self == nb::self, nb::arg("other").none(),
           nb::sig("def __eq__(self, other: object, /) -> bool"), "True for the same version.")
      .def(
          "__hash__", [](const Snapshot& s) { return nb::hash(to_bytes(s.encode())); },
          "Equal for what is equal.")
      .def(
          "__repr__",
          [](const Snapshot& s) {
            return to_str("Snapshot(state={}, deletions={})")
                .format(state(s), nb::cast(s.deletions()));
          },
          "What it consists of.");
}

}  // namespace ycpp::python

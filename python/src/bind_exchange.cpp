// bind_exchange.cpp -- what a document tells other documents, and what it takes in from them.
#include <nanobind/stl/string_view.h>

#include <deque>

#include "limits.h"
#include "shared.h"
#include "ycpp/update.h"

namespace ycpp::python {

Bytes missing_update(Document& d, BytesView state, Encoding encoding) {
  // How much is missing is not known beforehand; of a large document it may be much.
  const bool is_long = d.entered().item_count() >= kManyItems;
  Result<Bytes> update =
      work_inside(d.access, is_long, [&] { return d.doc.update(state, encoding); });
  if (!update || state.empty()) throw nb::value_error("Cannot decode state");
  return std::move(*update);
}

namespace {

nb::bytes get_update(Document& d, const nb::object& state, std::string_view encoding) {
  const Encoding format = encoding_of(encoding);
  if (!state.is_none()) return to_bytes(missing_update(d, Buffer(state).view(), format));
  const bool is_long = d.entered().item_count() >= kManyItems;
  return to_bytes(work_inside(d.access, is_long, [&] { return *d.doc.update({}, format); }));
}

// Raises what is wrong with the bytes.
void check_applied(const Result<void>& applied) {
  if (applied) return;
  if (applied.error().code == Errc::block_parent) {
    const std::string text = "Cannot apply update: block parent " + applied.error().detail;
    throw std::runtime_error(text);
  }
  throw nb::value_error(("Cannot decode update: " + applied.error().message()).c_str());
}

/// The origin that observers get to see while an update is applied outside of a transaction.
class ShownOrigin {
 public:
  ShownOrigin(Document& document, const nb::object& origin)
      : document_(document), shows_(!document.origin.is_valid() && !origin.is_none()) {
    if (shows_) document_.origin = origin;
  }
  ShownOrigin(const ShownOrigin&) = delete;
  ShownOrigin& operator=(const ShownOrigin&) = delete;
  ~ShownOrigin() {
    if (shows_) document_.origin.reset();
  }

 private:
  Document& document_;
  bool shows_;
};

// Merged, as that is what the check tries on a document without limits.
void check_updates(Document& d, std::span<const BytesView> updates, Encoding encoding) {
  if (!d.check.is_valid()) return;
  const Result<Bytes> merged = merge_updates(updates, encoding, d.doc.limits());
  if (!merged) check_applied(merged.error());
  nb::object(d.check)(to_bytes(*merged), encoding == Encoding::v1 ? "v1" : "v2");
}

void apply(Document& d, std::span<const BytesView> updates, const nb::object& origin,
           Encoding encoding) {
  Edit edit(d);
  check_updates(d, updates, encoding);
  std::size_t size = 0;
  for (const BytesView update : updates) size += update.size();
  Result<void> applied;
  {
    const ShownOrigin shown(d, origin);
    // An origin equal to that of the open transaction is that.
    const bool is_same = d.origin.is_valid() && origin.equal(d.origin);
    const Origin from = core_origin(is_same ? d.origin : origin);
    applied = work_inside(d.access, size >= kLongWork,
                          [&] { return d.doc.apply_updates(updates, from, encoding); });
  }
  edit.end();
  check_applied(applied);
}

void apply_updates(Document& d, const nb::tuple& updates, const nb::object& origin,
                   std::string_view encoding) {
  std::deque<Buffer> buffers;
  std::vector<BytesView> views;
  for (const nb::handle update : updates) views.push_back(buffers.emplace_back(update).view());
  apply(d, views, origin, encoding_of(encoding));
}

}  // namespace

void apply_update(Document& d, BytesView update, const nb::object& origin, Encoding encoding) {
  apply(d, {&update, 1}, origin, encoding);
}

void bind_exchange(nb::class_<Document>& document) {
  document
      .def(
          "get_state", [](Document& d) { return to_bytes(d.entered().state_vector()); },
          "The encoded state vector: how much of every peer's work is here. O(clients).")
      .def("get_update", &get_update, nb::arg("state").none() = nb::none(), nb::kw_only(),
           nb::arg("encoding") = "v1",
           nb::sig("def get_update(self, state: bytes | None = None, *, "
                   "encoding: typing.Literal['v1', 'v2'] = 'v1') -> bytes"),
           "What a peer with `state` lacks; everything, without it. Includes what still waits for "
           "a\n"
           "missing update.\n\nRaises:\n    ValueError: `state` is not a state vector, or there is "
           "no "
           "such encoding.")
      .def(
          "apply_update",
          [](Document& d, const nb::object& update, const nb::object& origin,
             std::string_view encoding) {
            apply_update(d, Buffer(update).view(), origin, encoding_of(encoding));
          },
          nb::arg("update"), nb::arg("origin").none() = nb::none(), nb::kw_only(),
          nb::arg("encoding") = "v1",
          nb::sig("def apply_update(self, update: bytes, origin: object = None, *, "
                  "encoding: typing.Literal['v1', 'v2'] = 'v1') -> None"),
          "Merge a peer's update. Order and repetition do not matter.\n\n"
          "Args:\n    update: any bytes-like object.\n"
          "    origin: what observers get as the origin of the transaction.\n"
          "    encoding: that in which the update was made: the bytes do not tell.\n\n"
          "Raises:\n    ValueError: the bytes are not an update, or beyond the limits; nothing is\n"
          "        changed.\n"
          "    RuntimeError: a block's parent is not a shared type; nothing is changed.\n"
          "    ExceptionGroup: what observers raised; the update is applied.")
      .def("_apply_updates", &apply_updates, nb::arg("updates"), nb::arg("origin").none(),
           nb::arg("encoding"),
           nb::sig("def _apply_updates(self, updates: tuple[bytes, ...], origin: object, "
                   "encoding: str) -> None"))
      .def_prop_ro("_limits", [](const Document& d) {
        const Limits& limits = d.doc.limits();
        return limit_tuple(limits.update_bytes, limits.free_blocks, limits.memory_bytes);
      });
}

}  // namespace ycpp::python

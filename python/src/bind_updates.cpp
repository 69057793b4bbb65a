// bind_updates.cpp -- functions on updates without a document. Long work releases the GIL.
#include <deque>

#include "objects.h"
#include "ycpp/update.h"

namespace ycpp::python {
namespace {

// Below this many bytes, handing over the GIL costs more than the work.
constexpr std::size_t kLong = 64 * 1024;

nb::bytes merge(const nb::args& updates) {
  std::deque<Buffer> buffers;
  std::vector<BytesView> views;
  std::size_t total = 0;
  for (const nb::handle update : updates) {
    views.push_back(buffers.emplace_back(update).view());
    total += views.back().size();
  }
  const Result<Bytes> merged = [&] {
    if (total < kLong) return merge_updates(views);
    const nb::gil_scoped_release release;
    return merge_updates(views);
  }();
  if (!merged) throw nb::value_error(("Cannot merge updates: " + merged.error().message()).c_str());
  return to_bytes(*merged);
}

nb::bytes state_of(const nb::object& update) {
  const Buffer buffer(update);
  const Result<Bytes> state = state_vector_from_update(buffer.view());
  if (!state)
    throw nb::value_error(
        ("Cannot encode state vector from update: " + state.error().message()).c_str());
  return to_bytes(*state);
}

nb::bytes diff(const nb::object& update, const nb::object& state) {
  const Buffer buffer(update);
  const Buffer known(state);
  const Result<Bytes> rest = diff_update(buffer.view(), known.view());
  if (!rest) throw nb::value_error(("Cannot diff updates: " + rest.error().message()).c_str());
  return to_bytes(*rest);
}

}  // namespace

void bind_updates(nb::module_& m) {
  m.def("merge_updates", &merge, nb::sig("def merge_updates(*updates: bytes) -> bytes"),
        "One update with the effect of all of `updates`. O(n log k) for n blocks in k updates.\n\n"
        "Raises:\n    ValueError: one of them is not an update; the message says which.");
  m.def("get_state", &state_of, nb::arg("update"), nb::sig("def get_state(update: bytes) -> bytes"),
        "The state vector of a fresh document after `update`.\n\n"
        "Raises:\n    ValueError: the bytes are not an update.");
  m.def("get_update", &diff, nb::arg("update"), nb::arg("state"),
        nb::sig("def get_update(update: bytes, state: bytes) -> bytes"),
        "The part of `update` that a document with `state` lacks.\n\n"
        "Raises:\n    ValueError: the bytes are not an update or not a state vector.");
}

}  // namespace ycpp::python

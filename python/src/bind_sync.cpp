// bind_sync.cpp -- the messages peers exchange: functions from bytes to bytes.
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>

#include "objects.h"
#include "ycpp/sync.h"

namespace ycpp::python {
namespace {

std::uint64_t checked_number(nb::handle number) {
  const nb::object n = made(PyNumber_Index(number.ptr()));
  const std::uint64_t value = PyLong_AsUnsignedLongLong(n.ptr());
  if (!PyErr_Occurred() && value <= kMaxSafeInteger) return value;
  PyErr_Clear();
  throw nb::value_error("a number on the wire is between 0 and 2**53 - 1");
}

nb::bytes write_var_uint(nb::handle number) {
  Writer out;
  out.var_uint(checked_number(number));
  return to_bytes(out.view());
}

// `offset` is where `bytes` begins in what the caller knows.
[[noreturn]] void refuse(const char* what, Error error, std::size_t offset) {
  error.offset += offset;
  throw nb::value_error((std::string(what) + ": " + error.message()).c_str());
}

BytesView from(BytesView bytes, std::size_t start) {
  return bytes.subspan(std::min(start, bytes.size()));
}

nb::object read_var_uint(nb::handle stream, std::size_t start) {
  const Buffer buffer(stream);
  Reader in(from(buffer.view(), start));
  const std::uint64_t value = in.var_uint();
  if (in.ok()) return nb::make_tuple(value, start + in.offset());
  Error error = in.error();
  if (error.code != Errc::unexpected_end) refuse("Y protocol error", error, start);
  error.offset += start;
  throw nb::index_error(("Y protocol error: " + error.message()).c_str());
}

nb::object read_frame_at(nb::handle stream, std::size_t start) {
  const Buffer buffer(stream);
  Reader in(from(buffer.view(), start));
  const BytesView payload = in.var_bytes();
  if (!in.ok()) refuse("Y protocol error", in.error(), start);
  return nb::make_tuple(to_bytes(payload), start + in.offset());
}

nb::bytes read_message(nb::handle stream) {
  const Buffer buffer(stream);
  if (buffer.view().empty()) {
    PyErr_SetString(PyExc_AssertionError, "Y protocol error: an empty message");
    throw nb::python_error();
  }
  const Result<BytesView> payload = read_frame(buffer.view());
  if (!payload) refuse("Y protocol error", payload.error(), 0);
  return to_bytes(*payload);
}

nb::bytes sync_message(Document& document) {
  return to_bytes(sync_step1_message(document.entered().state_vector()));
}

// What the wire's byte after the channel says.
enum SyncKind : std::uint8_t { kStep1 = 0, kStep2 = 1, kUpdate = 2 };

nb::object handle_sync_message(nb::handle message, Document& document, const nb::object& origin) {
  constexpr std::uint8_t kNothing[] = {0, 0};  // the update without content
  const Buffer buffer(message);
  if (buffer.view().empty()) throw nb::index_error("index out of range: an empty message");
  const std::uint8_t kind = buffer.view()[0];
  if (kind > kUpdate) return nb::none();
  const Result<BytesView> payload = read_frame(buffer.view().subspan(1));
  if (!payload) refuse("Cannot decode sync message", payload.error(), 1);
  if (kind == kStep1) return to_bytes(sync_step2_message(missing_update(document, *payload)));
  if (!std::equal(payload->begin(), payload->end(), std::begin(kNothing), std::end(kNothing)))
    apply_update(document, *payload, origin);
  return nb::none();
}

nb::bytes framed(Bytes (*write)(BytesView), nb::handle payload) {
  return to_bytes(write(Buffer(payload).view()));
}

}  // namespace

void bind_sync(nb::module_& m) {
  m.def("write_var_uint", &write_var_uint, nb::arg("num"),
        nb::sig("def write_var_uint(num: int) -> bytes"),
        "A number as it stands on the wire: 7 bits a byte, low bits first.\n\n"
        "Raises:\n    ValueError: it is negative or above 2**53 - 1.");
  m.def(
      "write_message", [](nb::handle stream) { return framed(&write_frame, stream); },
      nb::arg("stream"), nb::sig("def write_message(stream: bytes) -> bytes"),
      "`stream` with its length in front.");
  m.def("read_message", &read_message, nb::arg("stream"),
        nb::sig("def read_message(stream: bytes) -> bytes"),
        "The bytes behind the length at the start of `stream`; what follows them is ignored.\n\n"
        "Raises:\n    AssertionError: `stream` is empty.\n"
        "    ValueError: it ends too early; the message says where.");
  m.def("_read_var_uint", &read_var_uint,
        nb::sig("def _read_var_uint(stream: bytes, start: int) -> tuple[int, int]"),
        "The number at `start`, and where it ends.");
  m.def("_read_frame", &read_frame_at,
        nb::sig("def _read_frame(stream: bytes, start: int) -> tuple[bytes, int]"),
        "The bytes behind the length at `start`, and where they end.");

  m.def("create_sync_message", &sync_message, nb::arg("ydoc"),
        nb::sig("def create_sync_message(ydoc: Document) -> bytes"),
        "The message that asks a peer for what `ydoc` lacks: SYNC_STEP1. O(clients).");
  m.def(
      "create_update_message", [](nb::handle data) { return framed(&sync_update_message, data); },
      nb::arg("data"), nb::sig("def create_update_message(data: bytes) -> bytes"),
      "The message that tells peers of an update: SYNC_UPDATE.");
  m.def(
      "create_awareness_message", [](nb::handle data) { return framed(&awareness_message, data); },
      nb::arg("data"), nb::sig("def create_awareness_message(data: bytes) -> bytes"),
      "The message around an awareness update.");
  m.def(
      "create_sync_step1_message",
      [](nb::handle data) { return framed(&sync_step1_message, data); }, nb::arg("data"),
      nb::sig("def create_sync_step1_message(data: bytes) -> bytes"),
      "The message around a state vector: SYNC_STEP1.");
  m.def(
      "create_sync_step2_message",
      [](nb::handle data) { return framed(&sync_step2_message, data); }, nb::arg("data"),
      nb::sig("def create_sync_step2_message(data: bytes) -> bytes"),
      "The message that answers SYNC_STEP1 with an update: SYNC_STEP2.");
  m.def("handle_sync_message", &handle_sync_message, nb::arg("message"), nb::arg("ydoc"),
        nb::arg("origin").none() = nb::none(),
        nb::sig("def handle_sync_message(message: bytes, ydoc: Document, origin: object = None)"
                " -> bytes | None"),
        "Do what a SYNC message says: answer SYNC_STEP1, apply SYNC_STEP2 and SYNC_UPDATE.\n\n"
        "Args:\n    message: The message without its first byte, the YMessageType.\n"
        "    ydoc: The document it is about.\n"
        "    origin: What observers of the document get to see.\n\n"
        "Returns:\n    The answer to SYNC_STEP1; None to all others, unknown ones included.\n\n"
        "Raises:\n    IndexError: `message` is empty.\n"
        "    ValueError: it is malformed; nothing is changed.\n"
        "    RuntimeError, ExceptionGroup: as Doc.apply_update.");
}

}  // namespace ycpp::python

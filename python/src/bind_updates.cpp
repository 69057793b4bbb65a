// bind_updates.cpp -- functions on updates without a document. Long work releases the GIL.
#include <nanobind/stl/string_view.h>

#include <deque>

#include "objects.h"
#include "ycpp/update.h"

namespace ycpp::python {

Encoding encoding_of(std::string_view name) {
  if (name == "v1") return Encoding::v1;
  if (name == "v2") return Encoding::v2;
  throw nb::value_error(("encoding must be 'v1' or 'v2', not '" + std::string(name) + "'").c_str());
}

namespace {

/// `work` on `size` bytes, without the GIL if it is long; its error begins with `what`.
template <class Work>
nb::bytes run(std::size_t size, const char* what, Work&& work) {
  const Result<Bytes> made = [&]() -> Result<Bytes> {
    if (size < kLongWork) return work();
    const WithoutGil without_gil;
    return work();
  }();
  if (!made) throw nb::value_error((std::string(what) + ": " + made.error().message()).c_str());
  return to_bytes(*made);
}

nb::bytes merge(const nb::args& updates, std::string_view encoding) {
  const Encoding format = encoding_of(encoding);
  std::deque<Buffer> buffers;
  std::vector<BytesView> views;
  std::size_t total = 0;
  for (const nb::handle update : updates) {
    views.push_back(buffers.emplace_back(update).view());
    total += views.back().size();
  }
  return run(total, "Cannot merge updates", [&] { return merge_updates(views, format); });
}

nb::bytes state_of(nb::handle update, std::string_view encoding) {
  const Encoding format = encoding_of(encoding);
  const Buffer buffer(update);
  return run(buffer.view().size(), "Cannot encode state vector from update",
             [&] { return state_vector_from_update(buffer.view(), format); });
}

nb::bytes diff(nb::handle update, nb::handle state, std::string_view encoding) {
  const Encoding format = encoding_of(encoding);
  const Buffer buffer(update);
  const Buffer known(state);
  return run(buffer.view().size(), "Cannot diff updates",
             [&] { return diff_update(buffer.view(), known.view(), format); });
}

nb::bytes convert(nb::handle update, std::string_view source, std::string_view target) {
  const Encoding from = encoding_of(source);
  const Encoding to = encoding_of(target);
  const Buffer buffer(update);
  return run(buffer.view().size(), "Cannot convert update",
             [&] { return convert_update(buffer.view(), from, to); });
}

nb::bytes obfuscate(nb::handle update, bool formatting, bool subdocuments, bool xml_names,
                    std::string_view encoding) {
  const Encoding format = encoding_of(encoding);
  const Buffer buffer(update);
  return run(buffer.view().size(), "Cannot obfuscate update", [&] {
    return obfuscate_update(buffer.view(), format, {formatting, subdocuments, xml_names});
  });
}

}  // namespace

void bind_updates(nb::module_& m) {
  m.def(
      "raise_together",
      [](const nb::list& errors) {
        Failures failures;
        for (const nb::handle error : errors) failures.errors.push_back(nb::borrow(error));
        failures.raise();
      },
      nb::sig("def raise_together(errors: list[BaseException]) -> None"),
      "Raise exceptions as an ExceptionGroup, if there are any.");
  m.def("merge_updates", &merge, nb::arg("updates"), nb::arg("encoding") = "v1",
        nb::sig("def merge_updates(*updates: bytes, "
                "encoding: typing.Literal['v1', 'v2'] = 'v1') -> bytes"),
        "One update with the effect of all of `updates`, all in one encoding. O(n log k) for n\n"
        "blocks in k updates.\n\n"
        "Raises:\n    ValueError: one of them is not an update; the message says which.");
  m.def("get_state", &state_of, nb::arg("update"), nb::kw_only(), nb::arg("encoding") = "v1",
        nb::sig("def get_state(update: bytes, *, "
                "encoding: typing.Literal['v1', 'v2'] = 'v1') -> bytes"),
        "The state vector of a fresh document after `update`. State vectors have one encoding.\n\n"
        "Raises:\n    ValueError: the bytes are not an update.");
  m.def("get_update", &diff, nb::arg("update"), nb::arg("state"), nb::kw_only(),
        nb::arg("encoding") = "v1",
        nb::sig("def get_update(update: bytes, state: bytes, *, "
                "encoding: typing.Literal['v1', 'v2'] = 'v1') -> bytes"),
        "The part of `update` that a document with `state` lacks, in the encoding of `update`.\n\n"
        "Raises:\n    ValueError: the bytes are not an update or not a state vector.");
  m.def("convert_update", &convert, nb::arg("update"), nb::kw_only(), nb::arg("source"),
        nb::arg("target"),
        nb::sig("def convert_update(update: bytes, *, source: typing.Literal['v1', 'v2'], "
                "target: typing.Literal['v1', 'v2']) -> bytes"),
        "The same update in the encoding `target`. O(bytes).\n\n"
        "In v1, embedded values and values of marks are JSON: on the way to it bytes become an\n"
        "object.\n\n"
        "Raises:\n    ValueError: the bytes are not an update in the encoding `source`.");
  m.def("obfuscate_update", &obfuscate, nb::arg("update"), nb::kw_only(),
        nb::arg("formatting") = true, nb::arg("subdocuments") = true, nb::arg("xml_names") = true,
        nb::arg("encoding") = "v1",
        nb::sig("def obfuscate_update(update: bytes, *, formatting: bool = True, "
                "subdocuments: bool = True, xml_names: bool = True, "
                "encoding: typing.Literal['v1', 'v2'] = 'v1') -> bytes"),
        "The update with its structure as it was but its content replaced, for a bug report.\n\n"
        "Texts become digits; values, keys and names become numbers. Names of roots, lengths of "
        "texts, and\nthe ids of peers remain.\n\n"
        "Args:\n"
        "    update: The update.\n"
        "    formatting: Also replace names and values of marks.\n"
        "    subdocuments: Also replace names and options of sub-documents.\n"
        "    xml_names: Also replace names of XML elements.\n"
        "    encoding: That of the update, and of the result.\n\n"
        "Raises:\n    ValueError: the bytes are not an update.");
}

}  // namespace ycpp::python

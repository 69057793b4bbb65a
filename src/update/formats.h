// formats.h -- the two formats as types, for code that is written once for both.
//
//   return in_format(encoding, [&](auto format) { return count_blocks<decltype(format)>(bytes); });
#pragma once

#include <utility>

#include "update/decode.h"
#include "update/encode.h"

namespace ycpp::update {

struct FormatV1 {
  using Reader = BlockReader;
  using FieldReader = FieldReaderV1;
  using Sections = SectionWriter;
  using Fields = FieldWriterV1;
};

struct FormatV2 {
  using Reader = BlockReaderV2;
  using FieldReader = FieldReaderV2;
  using Sections = SectionWriterV2;
  using Fields = FieldWriterV2;
};

template <class Body>
auto in_format(Encoding encoding, Body&& body) {
  return encoding == Encoding::v1 ? body(FormatV1{}) : body(FormatV2{});
}

}  // namespace ycpp::update

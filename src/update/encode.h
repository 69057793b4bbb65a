// encode.h -- blocks -> bytes of an update; the other direction of decode.h.
#pragma once

#include "update/block.h"
#include "update/fields_v1.h"
#include "update/fields_v2.h"
#include "update/id_set.h"

namespace ycpp::update {

/// Writes one block as it stands inside its client's section; see encode_block.h.
template <class Fields>
void encode_block(Fields& out, const Block& block);

/// In v1, which needs no columns.
inline void encode_block(Writer& out, const Block& block) {
  FieldWriterV1 fields(out);
  encode_block(fields, block);
}

/// Collects blocks into client sections: a new section starts whenever the client changes, and
/// where a block does not follow the one before, because inside a section clocks are implied.
template <class Fields>
class BasicSectionWriter {
 public:
  BasicSectionWriter() = default;
  BasicSectionWriter(const BasicSectionWriter&) = delete;
  BasicSectionWriter& operator=(const BasicSectionWriter&) = delete;

  void add(const Block& block);
  /// The update. Nothing can be added any more.
  Bytes finish(const IdSet& deletions);

 private:
  void close();

  Writer out_;
  Fields fields_{out_};  // whose rest() is the section that is open
  Writer sections_;
  std::uint64_t count_ = 0;
  std::uint64_t blocks_ = 0;
  std::uint64_t client_ = 0;
  std::uint64_t next_ = 0;  // clock after the last block
};

extern template class BasicSectionWriter<FieldWriterV1>;
extern template class BasicSectionWriter<FieldWriterV2>;
using SectionWriter = BasicSectionWriter<FieldWriterV1>;
using SectionWriterV2 = BasicSectionWriter<FieldWriterV2>;

}  // namespace ycpp::update

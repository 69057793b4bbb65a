// encode.h -- blocks -> bytes of an update (v1); the other direction of decode.h.
#pragma once

#include <vector>

#include "update/block.h"

namespace ycpp::update {

/// Writes one block as it stands inside its client's section. A key is written only without origins;
/// with one, bit 20 of the info byte still says that there is a key (a live document's block has it,
/// a decoded one has not: it does not know).
void encode_block(Writer& out, const Block& block);

/// Collects blocks into client sections: a new section starts whenever the client changes, and where a
/// block does not follow the one before, because inside a section clocks are implied.
class SectionWriter {
 public:
  void add(const Block& block);
  /// Number of sections, then the sections.
  void finish(Writer& out);

 private:
  void close();

  Writer sections_;
  Writer current_;
  std::uint64_t count_ = 0;
  std::uint64_t blocks_ = 0;
  std::uint64_t client_ = 0;
  std::uint64_t clock_ = 0;  // of the first block of the section
  std::uint64_t next_ = 0;   // after the last one
};

}  // namespace ycpp::update

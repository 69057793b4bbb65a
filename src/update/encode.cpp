// encode.cpp -- see encode.h.
#include "update/encode.h"

#include "update/encode_block.h"

namespace ycpp::update {

template <class Fields>
void encode_block(Fields& out, const Block& block) {
  encode_block_of(out, BlockSource(block));
}

template <class Fields>
void BasicSectionWriter<Fields>::add(const Block& block) {
  if (blocks_ > 0 && (client_ != block.id.client || next_ != block.id.clock)) close();
  if (blocks_ == 0) {
    client_ = block.id.client;
    fields_.client(client_);
    fields_.rest().var_uint(block.id.clock);
  }
  encode_block(fields_, block);
  next_ = block.end();
  ++blocks_;
}

template <class Fields>
void BasicSectionWriter<Fields>::close() {
  sections_.var_uint(blocks_);
  sections_.bytes(fields_.rest().view());
  fields_.rest().clear();
  blocks_ = 0;
  ++count_;
}

template <class Fields>
Bytes BasicSectionWriter<Fields>::finish(const IdSet& deletions) {
  if (blocks_ > 0) close();
  fields_.rest().var_uint(count_);
  fields_.rest().bytes(sections_.view());
  fields_.deletions(deletions);
  fields_.close();
  return out_.take();
}

template void encode_block(FieldWriterV1& out, const Block& block);
template void encode_block(FieldWriterV2& out, const Block& block);
template class BasicSectionWriter<FieldWriterV1>;
template class BasicSectionWriter<FieldWriterV2>;

}  // namespace ycpp::update

// fields_v2.cpp -- see fields_v2.h.
#include "update/fields_v2.h"

#include <algorithm>

namespace ycpp::update {
namespace {

// A run of more gc blocks than this is read as one block. A shorter one is not, because merging and
// converting give the blocks of their input, as Yjs does.
constexpr std::uint64_t kLongRun = 1024;

}  // namespace

template <class Decoder>
void FieldReaderV2::open(Column<Decoder>& column) {
  const BytesView bytes = rest_.var_bytes();
  if (!rest_.ok()) return;
  column.begin = rest_.offset() - bytes.size();
  column.in = Decoder(bytes);
}

FieldReaderV2::FieldReaderV2(BytesView bytes, Source source)
    : rest_(bytes), free_(source == Source::own ? kMaxSafeInteger : bytes.size() + kFreeBlocks) {
  (void)rest_.var_uint();  // the flag
  open(key_clock_);
  open(client_);
  open(left_clock_);
  open(right_clock_);
  open(info_);
  open(string_);
  open(parent_info_);
  open(type_ref_);
  open(length_);
  if (!string_.in.ok()) latch(string_.in.error(), string_.begin);
}

Error FieldReaderV2::error() const {
  Error error = rest_.error();
  if (error.code == Errc::limit_exceeded)
    error.detail = "more blocks than ycpp::kFreeBlocks allows";
  return error;
}

StringDecoder::String FieldReaderV2::read_string(Arena& arena) {
  const StringDecoder::String s = string_.in.read(arena);
  if (!string_.in.ok()) [[unlikely]]
    latch(string_.in.error(), string_.begin);
  return s;
}

std::string_view FieldReaderV2::key(Arena& arena) {
  const std::uint64_t number = read(key_clock_);
  if (!ok()) return {};
  if (number >= keys_.size()) return keys_.emplace_back(string(arena));
  charge(keys_[number].size());
  return keys_[number];
}

std::uint64_t FieldReaderV2::value_count() {
  const std::uint64_t n = read(length_);
  if (n <= rest_.remaining()) return n;
  rest_.fail(Errc::count_too_large);
  return 0;
}

std::uint64_t FieldReaderV2::take_equal_gcs(std::uint64_t left) {
  const std::uint64_t n = std::min({left, info_.in.run(), length_.in.run()});
  if (n < kLongRun) return 0;
  info_.in.skip(n);
  length_.in.skip(n);
  return n;
}

void FieldReaderV2::charge(std::uint64_t blocks) {
  if (blocks > free_) {
    rest_.fail(Errc::limit_exceeded);
    return;
  }
  free_ -= blocks;
}

void FieldWriterV2::close() {
  out_.u8(0);
  out_.var_bytes(key_clock_.finish());
  out_.var_bytes(client_.finish());
  out_.var_bytes(left_clock_.finish());
  out_.var_bytes(right_clock_.finish());
  out_.var_bytes(info_.finish());
  out_.var_bytes(string_.finish());
  out_.var_bytes(parent_info_.finish());
  out_.var_bytes(type_ref_.finish());
  out_.var_bytes(length_.finish());
  out_.bytes(rest_.view());
}

void FieldWriterV2::text(const Block& block) {
  if (!block.lead_half && !block.tail_half) {
    string_.write(block.text, block.length);
    return;
  }
  std::string whole(block.lead_half ? utf8::kReplacement : "");
  whole += block.text;
  if (block.tail_half) whole += utf8::kReplacement;
  string_.write(whole, block.length);
}

}  // namespace ycpp::update

// fields_v2.cpp -- see fields_v2.h.
#include "update/fields_v2.h"

#include <algorithm>
#include <array>

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

FieldReaderV2::FieldReaderV2(BytesView bytes, std::uint64_t free_blocks)
    : rest_(bytes), free_(bytes.size() + std::min(free_blocks, kMaxSafeInteger)) {
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

Id FieldReaderV2::begin(BytesView bytes) {
  constexpr int kColumnsAfterClient = 7;
  Reader in(bytes);
  (void)in.var_uint();   // the flag
  (void)in.var_bytes();  // key clock
  UintOptRleDecoder clients(in.var_bytes());
  for (int i = 0; i < kColumnsAfterClient; ++i) (void)in.var_bytes();
  if (in.var_uint() == 0) return kLastId;
  (void)in.var_uint();  // blocks
  const std::uint64_t client = clients.read();
  const Id id{client, in.var_uint()};
  return in.ok() && clients.ok() ? id : kLastId;
}

Error FieldReaderV2::error() const {
  Error error = rest_.error();
  if (error.code == Errc::limit_exceeded) error.detail = "more blocks than free_blocks allows";
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
  const auto put = [this](auto&... columns) {
    const std::array sizes{columns.finish()...};
    std::size_t total = rest_.size();
    for (const std::size_t size : sizes) total += Writer::kMaxVarUint + size;
    out_.reserve(total);
    const std::size_t* size = sizes.data();
    ((out_.var_uint(*size++), columns.move_to(out_)), ...);
  };
  put(key_clock_, client_, left_clock_, right_clock_, info_, string_, parent_info_, type_ref_,
      length_);
  out_.bytes(rest_.view());
}

void FieldWriterV2::text(const TextRun& run) {
  if (!run.lead_half && !run.tail_half) {
    string_.write(run.text, run.length);
    return;
  }
  std::string whole(run.lead_half ? utf8::kReplacement : "");
  whole += run.text;
  if (run.tail_half) whole += utf8::kReplacement;
  string_.write(whole, run.length);
}

}  // namespace ycpp::update

// fields_v2.h -- how v2 codes the fields of an update: each kind in a column of its own.
//
//   update := varuint flag, 9 x varbuf column, rest
//   00 | 00 0101 00 00 0104 070474616263 0103 0101 00 00 | 01 01 00 00     client 1 wrote "abc" in
//   root "t"
//
//   key clock     IntDiffOptRle  0, 1, 2 ...: which name; see key()
//   client        UintOptRle     of sections and of ids, in order of appearance
//   left clock    IntDiffOptRle  of the origin, and of the item that holds the parent
//   right clock   IntDiffOptRle  of the right origin
//   info          Rle
//   string        String         root names, keys, texts, JSON texts, guids, and names
//   parent info   Rle            1: the parent is a root
//   type ref      UintOptRle
//   length        UintOptRle     of gc and deleted blocks; count of values
//   rest          counts, clocks, lengths of skips, values, the delete set
//
// The flag means nothing so far and is not looked at. Memory: the reader keeps the names it has
// read.
#pragma once

#include <vector>

#include "lib0/columns.h"
#include "update/fields_v1.h"

namespace ycpp::update {

class FieldReaderV2 {
 public:
  /// @param free_blocks see Limits
  explicit FieldReaderV2(BytesView bytes, std::uint64_t free_blocks = kFreeBlocks);

  /// See FieldReaderV1.
  static Id begin(BytesView bytes);

  bool ok() const { return rest_.ok(); }
  Error error() const;
  /// Of `rest`; where a column failed, the error says where in the column.
  std::size_t offset() const { return rest_.offset(); }
  void fail_at(Errc code, std::size_t offset) { rest_.fail_at(code, offset); }
  Reader& rest() { return rest_; }

  std::size_t sections() { return rest_.count(2); }
  std::uint64_t blocks() { return rest_.var_uint(); }  // may all be in runs: see charge()
  std::uint64_t client() { return read(client_); }
  std::uint64_t start_clock() { return rest_.var_uint(); }

  std::uint8_t info() { return static_cast<std::uint8_t>(read(info_)); }
  Id left_id() {
    const std::uint64_t client = read(client_);
    return {client, read(left_clock_)};
  }
  Id right_id() {
    const std::uint64_t client = read(client_);
    return {client, read(right_clock_)};
  }
  bool parent_is_root() { return read(parent_info_) == 1; }
  std::string_view string(Arena& arena) { return read_string(arena).text; }
  /// A name has a number: a new one is a string and gets the next number, any other is that name
  /// again.
  std::string_view key(Arena& arena);
  std::uint64_t type_ref() { return read(type_ref_); }
  std::uint64_t length() { return read(length_); }
  std::uint64_t skip_length() { return rest_.var_uint(); }
  std::string_view text(Arena& arena, std::uint64_t& units) {
    const StringDecoder::String s = read_string(arena);
    units = s.utf16_units;
    return s.text;
  }
  std::uint64_t value_count();
  std::uint64_t json_count() { return read(length_); }  // each text takes some of the string column
  void value(Writer& out) { transcode_any(rest_, out); }
  std::uint64_t take_equal_gcs(std::uint64_t left);
  void charge(std::uint64_t blocks);

  IdSet deletions() { return IdSet::decode_v2(rest_); }

 private:
  template <class Decoder>
  struct Column {
    Decoder in;
    std::size_t begin = 0;  // its place in the update
  };
  template <class Decoder>
  void open(Column<Decoder>& column);
  template <class Decoder>
  std::uint64_t read(Column<Decoder>& column) {
    const std::uint64_t value = column.in.read();
    if (!column.in.ok()) [[unlikely]]
      latch(column.in.error(), column.begin);
    return value;
  }
  StringDecoder::String read_string(Arena& arena);
  void latch(const Error& error, std::size_t begin) {
    rest_.fail_at(error.code, begin + error.offset);
  }

  Reader rest_;
  Column<IntDiffOptRleDecoder> key_clock_;
  Column<UintOptRleDecoder> client_;
  Column<IntDiffOptRleDecoder> left_clock_;
  Column<IntDiffOptRleDecoder> right_clock_;
  Column<RleDecoder> info_;
  Column<StringDecoder> string_;
  Column<RleDecoder> parent_info_;
  Column<UintOptRleDecoder> type_ref_;
  Column<UintOptRleDecoder> length_;
  std::vector<std::string_view> keys_;
  std::uint64_t free_;  // blocks that may still come
};

class FieldWriterV2 {
 public:
  static constexpr Encoding kEncoding = Encoding::v2;
  explicit FieldWriterV2(Writer& out) : out_(out) {}
  void close();

  Writer& rest() { return rest_; }

  void client(std::uint64_t client) { client_.write(client); }
  void info(std::uint8_t info) { info_.write(info); }
  void head(std::uint8_t info, const Id& origin, const Id& right_origin) {
    info_.write(info);
    if ((info & kHasOrigin) != 0) {
      client_.write(origin.client);
      left_clock_.write(origin.clock);
    }
    if ((info & kHasRightOrigin) != 0) {
      client_.write(right_origin.client);
      right_clock_.write(right_origin.clock);
    }
  }
  void parent_id(const Id& id) {
    client_.write(id.client);
    left_clock_.write(id.clock);
  }
  void parent_is_root(bool is_root) { parent_info_.write(is_root ? 1 : 0); }
  void string(std::string_view s) { string_.write(s); }
  /// Always as a new name: Yjs never says one again, and peers of old could not read it.
  void key(std::string_view s) {
    key_clock_.write(keys_++);
    string_.write(s);
  }
  void type_ref(TypeRef ref) { type_ref_.write(static_cast<std::uint64_t>(ref)); }
  void length(std::uint64_t n) { length_.write(n); }
  void text(const TextRun& run);
  void value(BytesView any) {
    Reader in(any);
    transcode_any(in, rest_, LoneSurrogates::accept);
  }
  /// As encode() or encode_v2() of an IdSet gave it.
  void deletions(BytesView encoded) { rest_.bytes(encoded); }
  void deletions(const IdSet& set) { set.encode_v2(rest_); }

 private:
  Writer& out_;
  Writer rest_;
  std::uint64_t keys_ = 0;
  IntDiffOptRleEncoder key_clock_;
  UintOptRleEncoder client_;
  IntDiffOptRleEncoder left_clock_;
  IntDiffOptRleEncoder right_clock_;
  RleEncoder info_;
  StringEncoder string_;
  RleEncoder parent_info_;
  UintOptRleEncoder type_ref_;
  UintOptRleEncoder length_;
};

}  // namespace ycpp::update

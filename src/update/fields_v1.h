// fields_v1.h -- how v1 codes the fields of an update: one after the other, in the order of the
// grammar.
//
// The grammar itself is in decode.h and encode.h, once for both formats. It is written in terms of
// these verbs; fields_v2.h has the same ones.
#pragma once

#include <string>

#include "base/arena.h"
#include "base/utf8.h"
#include "update/block.h"
#include "update/id_set.h"
#include "ycpp/any.h"
#include "ycpp/encoding.h"
#include "ycpp/limits.h"

namespace ycpp::update {

/// The limit on free blocks for bytes that were written here, or checked before.
inline constexpr std::uint64_t kTrusted = kNoLimit;

class FieldReaderV1 {
 public:
  /// Bytes bound the number of blocks; it is v2 that needs the limit.
  explicit FieldReaderV1(BytesView bytes, std::uint64_t = kFreeBlocks) : in_(bytes) {}

  /// Where the first section begins, without reading on; kLastId if there is none.
  static Id begin(BytesView bytes) {
    Reader in(bytes);
    if (in.var_uint() == 0) return kLastId;
    (void)in.var_uint();  // blocks
    const std::uint64_t client = in.var_uint();
    const Id id{client, in.var_uint()};
    return in.ok() ? id : kLastId;
  }

  bool ok() const { return in_.ok(); }
  Error error() const { return in_.error(); }
  std::size_t offset() const { return in_.offset(); }
  void fail_at(Errc code, std::size_t offset) { in_.fail_at(code, offset); }
  /// Where values are.
  Reader& rest() { return in_; }

  std::size_t sections() { return in_.count(3); }
  std::uint64_t blocks() { return in_.count(1); }
  std::uint64_t client() { return in_.var_uint(); }
  std::uint64_t start_clock() { return in_.var_uint(); }

  std::uint8_t info() { return in_.u8(); }
  Id left_id() { return id(); }
  Id right_id() { return id(); }
  bool parent_is_root() { return in_.var_uint() == 1; }
  std::string_view string(Arena&) { return in_.var_string(); }
  std::string_view key(Arena&) { return in_.var_string(); }
  std::uint64_t type_ref() { return in_.var_uint(); }
  std::uint64_t length() { return in_.var_uint(); }
  std::uint64_t skip_length() { return in_.var_uint(); }
  /// The content of a text block and its length in UTF-16 units.
  std::string_view text(Arena&, std::uint64_t& units) {
    bool is_ascii = false;
    const std::string_view text = in_.var_string(is_ascii);
    units = is_ascii ? text.size() : utf8::count_utf16(text);
    return text;
  }
  std::uint64_t value_count() { return in_.count(1); }
  std::uint64_t json_count() { return in_.count(1); }
  /// The one value of an embed or a mark, in canonical form.
  void value(Writer& out) {
    const std::string_view json = in_.var_string();
    const std::size_t at = in_.offset() - json.size();
    if (!in_.ok()) return;
    if (const Result<void> parsed = json_to_any(json, out); !parsed)
      in_.fail_at(parsed.error().code, at + parsed.error().offset);
  }
  /// How many of the `left` blocks that follow are the same gc block again and can be taken as one
  /// with it. Here each is in the bytes, so there is no need.
  std::uint64_t take_equal_gcs(std::uint64_t) { return 0; }
  /// Called for each block, to bound their number. Here their bytes do.
  void charge(std::uint64_t) {}

  IdSet deletions() { return IdSet::decode(in_); }

 private:
  Id id() {
    const std::uint64_t client = in_.var_uint(client_);
    return {client, in_.var_uint()};
  }

  Reader in_;
  RepeatedNumber client_;
};

class FieldWriterV1 {
 public:
  static constexpr Encoding kEncoding = Encoding::v1;
  /// What is written is complete after close().
  explicit FieldWriterV1(Writer& out) : out_(out) {}
  void close() {}

  /// Where counts, clocks and values go.
  Writer& rest() { return out_; }

  void client(std::uint64_t client) { out_.var_uint(client); }
  void info(std::uint8_t info) { out_.u8(info); }
  /// The info byte of an item, and the ids that it announces.
  void head(std::uint8_t info, const Id& origin, const Id& right_origin) {
    std::uint8_t* p = out_.room(1 + 4 * Writer::kMaxVarUint);
    *p++ = info;
    if ((info & kHasOrigin) != 0) p = put(p, origin);
    if ((info & kHasRightOrigin) != 0) p = put(p, right_origin);
    out_.wrote(p);
  }
  void parent_id(const Id& id) { out_.wrote(put(out_.room(2 * Writer::kMaxVarUint), id)); }
  void parent_is_root(bool is_root) { out_.u8(is_root ? 1 : 0); }
  void string(std::string_view s) { out_.var_string(s); }
  void key(std::string_view s) { out_.var_string(s); }
  void type_ref(TypeRef ref) { out_.u8(static_cast<std::uint8_t>(ref)); }
  void length(std::uint64_t n) { out_.var_uint(n); }
  void text(const TextRun& run) {
    const std::size_t halves = (run.lead_half ? 1U : 0U) + (run.tail_half ? 1U : 0U);
    const std::size_t size = run.text.size() + halves * utf8::kReplacement.size();
    std::uint8_t* p = Writer::put_var_uint(out_.room(Writer::kMaxVarUint + size), size);
    if (run.lead_half) p = put(p, utf8::kReplacement);
    p = put(p, run.text);
    if (run.tail_half) p = put(p, utf8::kReplacement);
    out_.wrote(p);
  }
  void value(BytesView any) {
    // v2 has marks and embeds that are undefined, which JSON has not; Yjs could not write one here.
    if (any.size() == 1 && any[0] == static_cast<std::uint8_t>(AnyTag::undefined)) {
      out_.var_string("null");
      return;
    }
    std::string json;
    Reader in(any);
    any_to_json(in, json);
    out_.var_string(json);
  }
  /// As encode() or encode_v2() of an IdSet gave it.
  void deletions(BytesView encoded) { out_.bytes(encoded); }
  void deletions(const IdSet& set) { set.encode(out_); }

 private:
  std::uint8_t* put(std::uint8_t* p, const Id& id) {
    return Writer::put_var_uint(Writer::put_var_uint(p, id.client, client_), id.clock);
  }

  static std::uint8_t* put(std::uint8_t* p, std::string_view s) {
    std::memcpy(p, s.data(), s.size());
    return p + s.size();
  }

  Writer& out_;
  RepeatedNumber client_;
};

}  // namespace ycpp::update

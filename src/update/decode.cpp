// decode.cpp -- see decode.h.
#include "update/decode.h"

#include <algorithm>

#include "base/utf8.h"
#include "ycpp/any.h"

namespace ycpp::update {
namespace {

constexpr std::uint8_t kHasOrigin = 0x80;
constexpr std::uint8_t kHasRightOrigin = 0x40;
constexpr std::uint8_t kHasKey = 0x20;
constexpr std::uint8_t kKindBits = 0x1f;

}  // namespace

void BlockReader::next() {
  at_block_ = false;
  while (in_.ok()) {
    if (blocks_left_ == 0) {
      if (clients_left_ == 0) return;
      --clients_left_;
      blocks_left_ = in_.count(1);
      const std::uint64_t client = in_.var_uint();
      if (client >= client_) ordered_ = false;
      client_ = client;
      clock_ = in_.var_uint();
      continue;
    }
    --blocks_left_;
    if (read_block()) return;
  }
}

// True when block_ holds a block with at least one id.
bool BlockReader::read_block() {
  const std::size_t at = in_.offset();
  const std::uint8_t info = in_.u8();
  block_ = Block{};
  block_.id = {client_, clock_};
  const std::uint8_t kind = info & kKindBits;
  if (kind > kLastKind) in_.fail_at(Errc::invalid_content, at);
  block_.kind = static_cast<Kind>(kind);
  if (block_.kind == Kind::gc || block_.kind == Kind::skip)
    block_.length = in_.var_uint();
  else
    read_item(info);
  if (block_.length > kMaxSafeInteger - clock_) in_.fail_at(Errc::clock_overflow, at);
  if (!in_.ok()) return false;
  clock_ += block_.length;
  at_block_ = block_.length > 0;
  return at_block_;
}

void BlockReader::read_item(std::uint8_t info) {
  block_.has_origin = (info & kHasOrigin) != 0;
  block_.has_right_origin = (info & kHasRightOrigin) != 0;
  if (block_.has_origin) block_.origin = read_reference();
  if (block_.has_right_origin) block_.right_origin = read_reference();
  if (!block_.has_origin && !block_.has_right_origin) {
    if (in_.var_uint() == 1) {
      block_.parent_kind = ParentKind::root;
      block_.root = in_.var_string();
    } else {
      block_.parent_kind = ParentKind::item;
      block_.parent = read_reference();
    }
    // With an origin the bit may be set too, but no key follows: it is that of the neighbour.
    block_.has_key = (info & kHasKey) != 0;
    if (block_.has_key) block_.key = in_.var_string();
  }
  read_content();
}

Id BlockReader::read_reference() {
  const std::size_t at = in_.offset();
  const std::uint64_t client = in_.var_uint();
  const std::uint64_t clock = in_.var_uint();
  if (client == client_ && clock >= clock_) in_.fail_at(Errc::invalid_reference, at);
  return {client, clock};
}

void BlockReader::read_content() {
  block_.length = 1;
  switch (block_.kind) {
    case Kind::deleted: block_.length = in_.var_uint(); break;
    case Kind::string:
      block_.text = in_.var_string();
      block_.length = utf8::count_utf16(block_.text);
      break;
    case Kind::any:
    case Kind::json: read_values(block_.kind); break;
    case Kind::binary: block_.value = in_.var_bytes(); break;
    case Kind::format:
      block_.text = in_.var_string();
      read_json_value();
      break;
    case Kind::embed: read_json_value(); break;
    case Kind::type: {
      const std::size_t at = in_.offset();
      const std::uint64_t ref = in_.var_uint();
      if (ref > kLastTypeRef) in_.fail_at(Errc::invalid_content, at);
      block_.type_ref = static_cast<TypeRef>(ref);
      if (block_.type_ref == TypeRef::xml_element || block_.type_ref == TypeRef::xml_hook)
        block_.text = in_.var_string();
      break;
    }
    case Kind::doc:
      block_.text = in_.var_string();
      scratch_.clear();
      transcode_any(in_, scratch_);
      block_.value = arena_.copy(scratch_.view());
      break;
    case Kind::gc:
    case Kind::skip: break;  // not items
  }
}

// Values are kept as Yjs would write them again, so that re-encoding is copying.
void BlockReader::read_values(Kind kind) {
  block_.length = in_.count(1);
  scratch_.clear();
  for (std::uint64_t i = 0; i < block_.length && in_.ok(); ++i) {
    if (kind == Kind::any) {
      transcode_any(in_, scratch_);
      continue;
    }
    const std::string_view text = in_.var_string();
    if (text == "undefined")
      scratch_.u8(static_cast<std::uint8_t>(AnyTag::undefined));
    else if (in_.ok() && !json_to_any(text, scratch_))
      in_.fail(Errc::invalid_json);
  }
  if (in_.ok()) block_.value = arena_.copy(scratch_.view());
}

void BlockReader::read_json_value() {
  const std::string_view json = in_.var_string();
  const std::size_t at = in_.offset() - json.size();
  if (!in_.ok()) return;
  scratch_.clear();
  if (const Result<void> parsed = json_to_any(json, scratch_); !parsed) {
    in_.fail_at(parsed.error().code, at + parsed.error().offset);
    return;
  }
  block_.value = arena_.copy(scratch_.view());
}

Result<Update> Update::parse(BytesView bytes) {
  Update update;
  update.reader_ = std::make_unique<BlockReader>(bytes);
  BlockReader& in = *update.reader_;
  for (; in.current() != nullptr; in.next()) update.blocks_.push_back(*in.current());
  if (in.ok()) update.deletions_ = in.deletions();
  if (!in.ok()) return in.error();
  update.group();
  return update;
}

void Update::group() {
  const auto before = [](const Block& a, const Block& b) {
    return a.id.client != b.id.client ? a.id.client > b.id.client : a.id.clock < b.id.clock;
  };
  // Every encoder writes this order already; only foreign bytes need sorting.
  if (!std::is_sorted(blocks_.begin(), blocks_.end(), before))
    std::stable_sort(blocks_.begin(), blocks_.end(), before);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (clients_.empty() || clients_.back().client != blocks_[i].id.client)
      clients_.push_back({blocks_[i].id.client, i, i});
    clients_.back().end = i + 1;
  }
}

}  // namespace ycpp::update

// decode.cpp -- see decode.h.
#include "update/decode.h"

#include <algorithm>

#include "ycpp/any.h"

namespace ycpp::update {
namespace {

constexpr std::uint8_t kHasOrigin = 0x80;
constexpr std::uint8_t kHasRightOrigin = 0x40;
constexpr std::uint8_t kHasKey = 0x20;
constexpr std::uint8_t kKindBits = 0x1f;

}  // namespace

template <class Fields>
void BasicBlockReader<Fields>::next() {
  at_block_ = false;
  while (in_.ok()) {
    if (blocks_left_ > 0) {
      --blocks_left_;
      if (read_block()) return;
    } else {
      if (clients_left_ == 0) return;
      --clients_left_;
      start_section();
    }
  }
}

template <class Fields>
void BasicBlockReader<Fields>::start_section() {
  blocks_left_ = in_.blocks();
  const std::uint64_t client = in_.client();
  if (client >= client_) ordered_ = false;
  client_ = client;
  clock_ = in_.start_clock();
}

// True when block_ holds a block with at least one id.
template <class Fields>
bool BasicBlockReader<Fields>::read_block() {
  const std::size_t at = in_.offset();
  in_.charge(1);
  const std::uint8_t info = in_.info();
  block_ = Block{};
  block_.id = {client_, clock_};
  const std::uint8_t kind = info & kKindBits;
  if (kind > kLastKind) in_.fail_at(Errc::invalid_content, at);
  block_.kind = static_cast<Kind>(kind);
  if (block_.kind == Kind::gc)
    read_gc(at);
  else if (block_.kind == Kind::skip)
    block_.length = in_.skip_length();
  else
    read_item(info);
  if (block_.length > kMaxSafeInteger - clock_) in_.fail_at(Errc::clock_overflow, at);
  if (!in_.ok()) return false;
  clock_ += block_.length;
  at_block_ = block_.length > 0;
  return at_block_;
}

template <class Fields>
void BasicBlockReader<Fields>::read_gc(std::size_t at) {
  block_.length = in_.length();
  const std::uint64_t more = in_.take_equal_gcs(blocks_left_);
  if (more == 0) return;
  blocks_left_ -= more;
  if (block_.length > kMaxSafeInteger / (more + 1))
    in_.fail_at(Errc::clock_overflow, at);
  else
    block_.length *= more + 1;
}

template <class Fields>
void BasicBlockReader<Fields>::read_item(std::uint8_t info) {
  block_.has_origin = (info & kHasOrigin) != 0;
  block_.has_right_origin = (info & kHasRightOrigin) != 0;
  std::size_t at = in_.offset();
  if (block_.has_origin) block_.origin = checked(in_.left_id(), at);
  at = in_.offset();
  if (block_.has_right_origin) block_.right_origin = checked(in_.right_id(), at);
  if (!block_.has_origin && !block_.has_right_origin) {
    if (in_.parent_is_root()) {
      block_.parent_kind = ParentKind::root;
      block_.root = in_.string(arena_);
    } else {
      block_.parent_kind = ParentKind::item;
      at = in_.offset();
      block_.parent = checked(in_.left_id(), at);
    }
    // With an origin the bit may be set too, but no key follows: it is that of the neighbour.
    block_.has_key = (info & kHasKey) != 0;
    if (block_.has_key) block_.key = in_.string(arena_);
  }
  read_content();
}

template <class Fields>
Id BasicBlockReader<Fields>::checked(Id reference, std::size_t at) {
  if (reference.client == client_ && reference.clock >= clock_)
    in_.fail_at(Errc::invalid_reference, at);
  return reference;
}

template <class Fields>
void BasicBlockReader<Fields>::read_content() {
  block_.length = 1;
  switch (block_.kind) {
    case Kind::deleted: block_.length = in_.length(); break;
    case Kind::string: block_.text = in_.text(arena_, block_.length); break;
    case Kind::any: read_values(); break;
    case Kind::json: read_json(); break;
    case Kind::binary: block_.value = in_.rest().var_bytes(); break;
    case Kind::type: read_type(); break;
    case Kind::format:
    case Kind::embed:
      if (block_.kind == Kind::format) block_.text = in_.key(arena_);
      scratch_.clear();
      in_.value(scratch_);
      if (in_.ok()) block_.value = arena_.copy(scratch_.view());
      break;
    case Kind::doc: read_subdocument(); break;
    case Kind::gc:
    case Kind::skip: break;  // not items
  }
}

template <class Fields>
void BasicBlockReader<Fields>::read_type() {
  const std::size_t at = in_.offset();
  const std::uint64_t ref = in_.type_ref();
  if (ref > kLastTypeRef) in_.fail_at(Errc::invalid_content, at);
  block_.type_ref = static_cast<TypeRef>(ref);
  if (block_.type_ref == TypeRef::xml_element || block_.type_ref == TypeRef::xml_hook)
    block_.text = in_.key(arena_);
}

// Of options that are not an object Yjs makes none, but of null it throws.
template <class Fields>
void BasicBlockReader<Fields>::read_subdocument() {
  block_.text = in_.string(arena_);
  const std::size_t at = in_.rest().offset();
  scratch_.clear();
  transcode_any(in_.rest(), scratch_);
  if (!in_.ok()) return;
  const auto tag = static_cast<AnyTag>(scratch_.view()[0]);
  if (tag == AnyTag::null || tag == AnyTag::undefined) in_.fail_at(Errc::invalid_content, at);
  block_.value = arena_.copy(scratch_.view());
}

// Values are kept as Yjs would write them again, so that re-encoding is copying.
template <class Fields>
void BasicBlockReader<Fields>::read_values() {
  block_.length = in_.value_count();
  scratch_.clear();
  for (std::uint64_t i = 0; i < block_.length && in_.ok(); ++i) transcode_any(in_.rest(), scratch_);
  if (in_.ok()) block_.value = arena_.copy(scratch_.view());
}

template <class Fields>
void BasicBlockReader<Fields>::read_json() {
  block_.length = in_.json_count();
  scratch_.clear();
  for (std::uint64_t i = 0; i < block_.length && in_.ok(); ++i) {
    const std::string_view text = in_.string(arena_);
    if (text == "undefined")
      scratch_.u8(static_cast<std::uint8_t>(AnyTag::undefined));
    else if (in_.ok() && !json_to_any(text, scratch_))
      in_.fail_at(Errc::invalid_json, in_.offset());
  }
  if (in_.ok()) block_.value = arena_.copy(scratch_.view());
}

template class BasicBlockReader<FieldReaderV1>;
template class BasicBlockReader<FieldReaderV2>;

Result<Update> Update::parse(BytesView bytes, Encoding encoding) {
  return encoding == Encoding::v1 ? parse_with<BlockReader>(bytes)
                                  : parse_with<BlockReaderV2>(bytes);
}

template <class Reader>
Result<Update> Update::parse_with(BytesView bytes) {
  Update update;
  Reader in(bytes);
  for (; in.current() != nullptr; in.next()) update.blocks_.push_back(*in.current());
  if (in.ok()) update.deletions_ = in.deletions();
  if (!in.ok()) return in.error();
  update.memory_ = in.take_memory();
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

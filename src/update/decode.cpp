// decode.cpp -- see decode.h.
#include "update/decode.h"

#include <algorithm>

#include "ycpp/any.h"

namespace ycpp::update {
namespace {

constexpr std::size_t kBlockBytes = 16;  // few blocks of a text are shorter

}  // namespace

template <class Fields>
bool BasicBlockReader<Fields>::read(Block& block) {
  while (in_.ok()) {
    if (blocks_left_ > 0) {
      --blocks_left_;
      if (read_block(block)) return true;
      block = Block{};
    } else {
      if (clients_left_ == 0) return false;
      --clients_left_;
      start_section();
    }
  }
  return false;
}

template <class Fields>
void BasicBlockReader<Fields>::start_section() {
  blocks_left_ = in_.blocks();
  const std::uint64_t client = in_.client();
  if (client >= client_) ordered_ = false;
  client_ = client;
  clock_ = in_.start_clock();
}

// True when it has at least one id.
template <class Fields>
bool BasicBlockReader<Fields>::read_block(Block& block) {
  const std::size_t at = in_.offset();
  in_.charge(1);
  const std::uint8_t info = in_.info();
  block.id = {client_, clock_};
  const std::uint8_t kind = info & kKindBits;
  if (kind > kLastKind) in_.fail_at(Errc::invalid_content, at);
  block.kind = static_cast<Kind>(kind);
  if (block.kind == Kind::gc)
    read_gc(block, at);
  else if (block.kind == Kind::skip)
    block.length = in_.skip_length();
  else
    read_item(block, info);
  if (block.length > kMaxSafeInteger - clock_) in_.fail_at(Errc::clock_overflow, at);
  if (!in_.ok()) return false;
  clock_ += block.length;
  return block.length > 0;
}

template <class Fields>
void BasicBlockReader<Fields>::read_gc(Block& block, std::size_t at) {
  block.length = in_.length();
  const std::uint64_t more = in_.take_equal_gcs(blocks_left_);
  if (more == 0) return;
  blocks_left_ -= more;
  if (block.length > kMaxSafeInteger / (more + 1))
    in_.fail_at(Errc::clock_overflow, at);
  else
    block.length *= more + 1;
}

template <class Fields>
void BasicBlockReader<Fields>::read_item(Block& block, std::uint8_t info) {
  block.has_origin = (info & kHasOrigin) != 0;
  block.has_right_origin = (info & kHasRightOrigin) != 0;
  std::size_t at = in_.offset();
  if (block.has_origin) block.origin = checked(in_.left_id(), at);
  at = in_.offset();
  if (block.has_right_origin) block.right_origin = checked(in_.right_id(), at);
  if (!block.has_origin && !block.has_right_origin) {
    if (in_.parent_is_root()) {
      block.parent_kind = ParentKind::root;
      block.root = in_.string(arena_);
    } else {
      block.parent_kind = ParentKind::item;
      at = in_.offset();
      block.parent = checked(in_.left_id(), at);
    }
    // With an origin the bit may be set too, but no key follows: it is that of the neighbour.
    block.has_key = (info & kHasKey) != 0;
    if (block.has_key) block.key = in_.string(arena_);
  }
  read_content(block);
}

template <class Fields>
Id BasicBlockReader<Fields>::checked(Id reference, std::size_t at) {
  if (reference.client == client_ && reference.clock >= clock_)
    in_.fail_at(Errc::invalid_reference, at);
  return reference;
}

template <class Fields>
void BasicBlockReader<Fields>::read_content(Block& block) {
  block.length = 1;
  switch (block.kind) {
    case Kind::deleted: block.length = in_.length(); break;
    case Kind::string: block.text = in_.text(arena_, block.length); break;
    case Kind::any: read_values(block); break;
    case Kind::json: read_json(block); break;
    case Kind::binary: block.value = in_.rest().var_bytes(); break;
    case Kind::type: read_type(block); break;
    case Kind::format:
    case Kind::embed:
      if (block.kind == Kind::format) block.text = in_.key(arena_);
      scratch_.clear();
      in_.value(scratch_);
      if (in_.ok()) block.value = arena_.copy(scratch_.view());
      break;
    case Kind::doc: read_subdocument(block); break;
    case Kind::gc:
    case Kind::skip: break;  // not items
  }
}

template <class Fields>
void BasicBlockReader<Fields>::read_type(Block& block) {
  const std::size_t at = in_.offset();
  const std::uint64_t ref = in_.type_ref();
  if (ref > kLastTypeRef) in_.fail_at(Errc::invalid_content, at);
  block.type_ref = static_cast<TypeRef>(ref);
  if (block.type_ref == TypeRef::xml_element || block.type_ref == TypeRef::xml_hook)
    block.text = in_.key(arena_);
}

// Of options that are not an object Yjs makes none, but of null it throws.
template <class Fields>
void BasicBlockReader<Fields>::read_subdocument(Block& block) {
  block.text = in_.string(arena_);
  const std::size_t at = in_.rest().offset();
  scratch_.clear();
  transcode_any(in_.rest(), scratch_);
  if (!in_.ok()) return;
  const auto tag = static_cast<AnyTag>(scratch_.view()[0]);
  if (tag == AnyTag::null || tag == AnyTag::undefined) in_.fail_at(Errc::invalid_content, at);
  block.value = arena_.copy(scratch_.view());
}

// Values are kept as Yjs would write them again, so that re-encoding is copying.
template <class Fields>
void BasicBlockReader<Fields>::read_values(Block& block) {
  block.length = in_.value_count();
  scratch_.clear();
  for (std::uint64_t i = 0; i < block.length && in_.ok(); ++i) transcode_any(in_.rest(), scratch_);
  if (in_.ok()) block.value = arena_.copy(scratch_.view());
}

template <class Fields>
void BasicBlockReader<Fields>::read_json(Block& block) {
  block.length = in_.json_count();
  scratch_.clear();
  for (std::uint64_t i = 0; i < block.length && in_.ok(); ++i) {
    const std::string_view text = in_.string(arena_);
    if (text == "undefined")
      scratch_.u8(static_cast<std::uint8_t>(AnyTag::undefined));
    else if (in_.ok() && !json_to_any(text, scratch_))
      in_.fail_at(Errc::invalid_json, in_.offset());
  }
  if (in_.ok()) block.value = arena_.copy(scratch_.view());
}

template class BasicBlockReader<FieldReaderV1>;
template class BasicBlockReader<FieldReaderV2>;

Result<Update> Update::parse(BytesView bytes, Encoding encoding, std::uint64_t free_blocks) {
  return encoding == Encoding::v1 ? parse_with<BlockReader>(bytes, free_blocks)
                                  : parse_with<BlockReaderV2>(bytes, free_blocks);
}

template <class Reader>
Result<Update> Update::parse_with(BytesView bytes, std::uint64_t free_blocks) {
  Update update;
  Reader in(bytes, free_blocks, typename Reader::Keep{});
  update.take_blocks(in, bytes.size() / kBlockBytes + 1);
  if (in.ok()) update.deletions_ = in.deletions();
  if (!in.ok()) return in.error();
  update.memory_ = in.take_memory();
  return update;
}

template <class Reader>
void Update::take_blocks(Reader& in, std::uint64_t expected) {
  bool ascends = true;
  for (blocks_.reserve(2); in.read(blocks_.emplace_back());) {
    const std::size_t last = blocks_.size() - 1;
    note(last);
    if (last != clients_.back().begin)
      ascends = ascends && blocks_[last - 1].id.clock < blocks_[last].id.clock;
    else if (in.announced() > 0)
      blocks_.reserve(blocks_.size() + 1 +
                      static_cast<std::size_t>(std::min(in.announced(), expected)));
  }
  blocks_.pop_back();
  // Every encoder writes this order already; only foreign bytes need sorting.
  if (in.ok() && !(in.ordered() && ascends)) sort();
}

void Update::note(std::size_t i) {
  const Block& block = blocks_[i];
  if (clients_.empty() || clients_.back().client != block.id.client)
    clients_.push_back({block.id.client, i, i});
  clients_.back().end = i + 1;
  content_bytes_ += block.text.size() + block.value.size();
  if (block.parent_kind != ParentKind::inherited) parented_.push_back(i);
}

void Update::sort() {
  const auto before = [](const Block& a, const Block& b) {
    return a.id.client != b.id.client ? a.id.client > b.id.client : a.id.clock < b.id.clock;
  };
  std::stable_sort(blocks_.begin(), blocks_.end(), before);
  clients_.clear();
  parented_.clear();
  content_bytes_ = 0;
  for (std::size_t i = 0; i < blocks_.size(); ++i) note(i);
}

}  // namespace ycpp::update

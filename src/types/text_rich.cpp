// text_rich.cpp -- the methods of Text that deal with formatting and embeds.
#include <stdexcept>

#include "types/content.h"
#include "types/text_delta.h"
#include "types/text_format.h"
#include "types/text_history.h"
#include "types/text_place.h"
#include "ycpp/any.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

using store::Attributes;
using types::FormatCursor;

Bytes encode(const Value::Object& attributes) {
  Writer out;
  Value(attributes).to_any(out);
  return out.take();
}

Attributes decode(BytesView attributes) {
  if (attributes.empty() || attributes[0] != static_cast<std::uint8_t>(AnyTag::object))
    throw std::invalid_argument("attributes are not an object");
  return Attributes::from_any(attributes);
}

update::Block embed_block(BytesView value) {
  update::Block block;
  block.kind = update::Kind::embed;
  block.length = 1;
  block.value = value;
  return block;
}

bool makes_shared(const TextDelta& step) {
  return step.shared.has_value() || step.make != SharedKind::undefined;
}

update::Block made_block(const TextDelta& step) {
  if (!step.shared) return types::type_block(step.make, step.text);
  const store::Branch& like = step.shared->core()->store().branch(step.shared->branch());
  return types::type_block(step.shared->kind(), types::tag_of(like));
}

// The item of what is embedded.
store::ItemRef insert_step(FormatCursor& cursor, const TextDelta& step,
                           const Attributes& attributes) {
  if (makes_shared(step)) return cursor.insert(made_block(step), attributes);
  if (!step.embed.empty()) return cursor.insert(embed_block(step.embed), attributes);
  if (const std::uint32_t units = types::checked_units(step.text); units > 0)
    cursor.insert(step.text, units, attributes);
  return 0;
}

// Throws what is wrong with any of the steps, before the first is taken. Inserts do not move the
// bounds of characters, so the steps are laid over the text as it is.
void check_delta(const Text& text, std::span<const TextDelta> delta) {
  const std::size_t length = text.length();
  std::size_t index = 0;
  for (const TextDelta& step : delta) {
    if (!step.attributes.empty()) (void)decode(step.attributes);
    if (step.kind == TextDelta::Kind::insert) {
      if (makes_shared(step))
        (void)made_block(step);
      else if (step.embed.empty())
        (void)types::checked_units(step.text);
      continue;
    }
    if (step.length > length - index) types::past_the_end(index + step.length, length);
    index += step.length;
    text.check(index);
  }
}

}  // namespace

void Text::insert(std::size_t index, std::string_view value, const Value::Object& attributes) {
  insert_any(index, value, encode(attributes));
}

void Text::insert_any(std::size_t index, std::string_view value, BytesView attributes) {
  core_->check_writable(branch_);
  const types::Place place = types::place_at(*core_, branch_, index);
  const std::uint32_t units = types::checked_units(value);
  const Attributes decoded = decode(attributes);
  if (units == 0) return;
  doc::Operation operation(*core_);
  FormatCursor(*core_, branch_, types::cut(*core_, place)).insert(value, units, decoded);
  operation.end();
}

void Text::insert_embed(std::size_t index, const Value& value, const Value::Object& attributes) {
  Writer any;
  value.to_any(any);
  insert_embed_any(index, any.view(), encode(attributes));
}

Shared Text::insert_embed(std::size_t index, SharedKind kind, const Value::Object& attributes,
                          std::string_view tag) {
  return insert_embed_any(index, kind, encode(attributes), tag);
}

void Text::insert_embed_any(std::size_t index, BytesView value, BytesView attributes) {
  core_->check_writable(branch_);
  const types::Place place = types::place_at(*core_, branch_, index);
  const Attributes decoded = decode(attributes);
  doc::Operation operation(*core_);
  FormatCursor(*core_, branch_, types::cut(*core_, place)).insert(embed_block(value), decoded);
  operation.end();
}

Shared Text::insert_embed_any(std::size_t index, SharedKind kind, BytesView attributes,
                              std::string_view tag) {
  core_->check_writable(branch_);
  const types::Place place = types::place_at(*core_, branch_, index);
  const Attributes decoded = decode(attributes);
  const update::Block block = types::type_block(kind, tag);
  doc::Operation operation(*core_);
  FormatCursor cursor(*core_, branch_, types::cut(*core_, place));
  const store::ItemRef item = cursor.insert(block, decoded);
  operation.end();
  return types::shared_of(*core_, item);
}

void Text::format(std::size_t index, std::size_t length, const Value::Object& attributes) {
  format_any(index, length, encode(attributes));
}

void Text::format_any(std::size_t index, std::size_t length, BytesView attributes) {
  core_->check_writable(branch_);
  const types::Place place = types::place_at(*core_, branch_, index);
  const std::size_t total = this->length();
  if (length > total - index) types::past_the_end(index + length, total);
  (void)types::place_at(*core_, branch_, index + length);
  const Attributes decoded = decode(attributes);
  if (length == 0 || decoded.empty()) return;
  doc::Operation operation(*core_);
  const std::uint64_t units = types::utf16_length(*core_, branch_, index, length);
  FormatCursor(*core_, branch_, types::cut(*core_, place)).format(units, decoded);
  operation.end();
}

std::vector<TextDelta> Text::to_delta() const { return types::text_runs(*core_, branch_); }

std::vector<TextDelta> Text::to_delta(const TextVersions& versions) const {
  return types::text_history(*core_, branch_, versions);
}

// One cursor goes through all steps: an insert ends behind the marks that it made, and the next one
// starts there.
std::vector<Shared> Text::apply_delta(std::span<const TextDelta> delta) {
  core_->check_writable(branch_);
  check_delta(*this, delta);
  std::vector<Shared> made;
  doc::Operation operation(*core_);
  FormatCursor cursor(*core_, branch_, 0);
  std::size_t index = 0;
  for (const TextDelta& step : delta) {
    const Attributes attributes = step.attributes.empty() ? Attributes{} : decode(step.attributes);
    if (step.kind == TextDelta::Kind::insert) {
      const std::size_t before = length();
      const store::ItemRef item = insert_step(cursor, step, attributes);
      if (makes_shared(step)) made.push_back(types::shared_of(*core_, item));
      index += length() - before;
      continue;
    }
    const std::uint64_t units = types::utf16_length(*core_, branch_, index, step.length);
    if (step.kind == TextDelta::Kind::remove) {
      cursor.remove(units);
    } else {
      cursor.format(units, attributes);
      index += step.length;
    }
  }
  operation.end();
  return made;
}

}  // namespace ycpp

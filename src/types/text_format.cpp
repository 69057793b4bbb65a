// text_format.cpp -- see text_format.h.
#include "types/text_format.h"

namespace ycpp::types {

using store::Attributes;
using store::ItemRef;
using update::Block;
using update::Kind;

FormatCursor::FormatCursor(doc::DocCore& core, store::BranchRef branch, ItemRef left)
    : core_(core),
      store_(core.store()),
      list_(store_.list_slot(branch)),
      gap_{left, left != 0 ? store_.item(left).right : store_.slot(list_).head},
      current_(store_.attributes_after(left)) {}

void FormatCursor::forward() {
  if (right_is_mark()) current_.pass(store_.mark_key(right()), store_.mark_value(right()));
  gap_ = {gap_.right, right().right};
}

// Moves past what is deleted, and past marks that say what `attributes` say.
void FormatCursor::skip_redundant(const Attributes& attributes) {
  while (gap_.right != 0) {
    const bool redundant =
        right().deleted || (right().kind() == Kind::format &&
                            store::same_attribute(attributes.get(store_.mark_key(right())),
                                                  store_.mark_value(right())));
    if (!redundant) return;
    forward();
  }
}

void FormatCursor::put_mark(std::string_view key, BytesView value) {
  Block mark;
  mark.kind = Kind::format;
  mark.length = 1;
  mark.text = key;
  mark.value = value;
  gap_.right = core_.insert(list_, gap_, mark);
  forward();
}

// Makes `attributes` hold from here on; returns what has to be put back at the end.
Attributes FormatCursor::begin(const Attributes& attributes) {
  Attributes negated;
  for (const auto& [key, value] : attributes) {
    const Bytes now(current_.get(key).begin(), current_.get(key).end());
    if (store::same_attribute(now, value)) continue;
    negated.set(key, now);
    put_mark(key, value);
  }
  return negated;
}

// Puts back what begin() changed, unless the marks that follow do so.
void FormatCursor::end(Attributes negated) {
  while (gap_.right != 0) {
    if (!right().deleted) {
      if (right().kind() != Kind::format) break;
      const std::string key(store_.mark_key(right()));
      if (!negated.contains(key) ||
          !store::same_attribute(negated.get(key), store_.mark_value(right())))
        break;
      negated.erase(key);
    }
    forward();
  }
  for (const auto& [key, value] : negated) put_mark(key, value);
}

// What holds here and is not mentioned shall not hold for the new content.
Attributes FormatCursor::complete(Attributes attributes) const {
  static constexpr std::uint8_t kNull[] = {0x7e};
  for (const auto& [key, value] : current_)
    if (!attributes.contains(key)) attributes.set(key, kNull);
  attributes.order_keys();
  return attributes;
}

store::ItemRef FormatCursor::insert(const Block& content, Attributes attributes) {
  const Attributes whole = complete(std::move(attributes));
  skip_redundant(whole);
  Attributes negated = begin(whole);
  const ItemRef item = core_.insert(list_, gap_, content);
  gap_.right = item;
  forward();
  end(std::move(negated));
  return item;
}

void FormatCursor::insert(std::string_view utf8, std::uint32_t units, Attributes attributes) {
  Block text;
  text.kind = Kind::string;
  text.length = units;
  text.text = utf8;
  insert(text, std::move(attributes));
}

void FormatCursor::format(std::uint64_t units, const Attributes& attributes) {
  skip_redundant(attributes);
  Attributes negated = begin(attributes);
  pass_formatted(units, attributes, negated);
  end(std::move(negated));
}

void FormatCursor::pass_formatted(std::uint64_t& units, const Attributes& attributes,
                                  Attributes& negated) {
  while (gap_.right != 0) {
    const bool invisible = right().deleted || right().kind() == Kind::format;
    if (units == 0 && (negated.empty() || !invisible)) return;
    if (right_is_mark()) {
      const std::string key(store_.mark_key(right()));
      if (attributes.contains(key)) {
        if (store::same_attribute(attributes.get(key), store_.mark_value(right()))) {
          negated.erase(key);
        } else {
          if (units == 0) return;
          negated.set(key, store_.mark_value(right()));
        }
        core_.remove(gap_.right);
      }
    } else if (!right().deleted) {
      if (units < right().length()) core_.split(gap_.right, units);
      units -= right().length();
    }
    forward();
  }
}

void FormatCursor::remove(std::uint64_t units) {
  const Attributes before = current_;
  const ItemRef start = gap_.right;
  while (units > 0 && gap_.right != 0) {
    const Kind kind = right().kind();
    if (!right().deleted && (kind == Kind::string || kind == Kind::embed || kind == Kind::type)) {
      if (units < right().length()) core_.split(gap_.right, units);
      units -= right().length();
      core_.remove(gap_.right);
    }
    forward();
  }
  if (start != 0) store_.clean_gap(start, gap_.right, before, current_);
}

}  // namespace ycpp::types

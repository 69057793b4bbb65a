// convert.cpp -- an update in the other format, or with other content: block by block, all of them.
#include "update/formats.h"
#include "update/obfuscate.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using update::Block;

/// `change(block)` gives the block to write, valid until it is called again.
template <class From, class To, class Change>
Result<Bytes> rewrite(BytesView update, Change change) {
  typename From::Reader in(update);
  typename To::Sections sections;
  for (; in.current() != nullptr; in.next()) sections.add(change(*in.current()));
  const update::IdSet deletions = in.deletions();
  if (!in.ok()) return in.error();
  return sections.finish(deletions);
}

}  // namespace

Result<Bytes> convert_update(BytesView update, Encoding from, Encoding to) {
  const auto same = [](const Block& block) -> const Block& { return block; };
  return update::in_format(from, [&](auto source) {
    return update::in_format(
        to, [&](auto target) { return rewrite<decltype(source), decltype(target)>(update, same); });
  });
}

Result<Bytes> obfuscate_update(BytesView update, Encoding encoding, ObfuscateOptions options) {
  update::Obfuscator obfuscator(options);
  const auto hide = [&](const Block& block) { return obfuscator.hide(block); };
  return update::in_format(encoding, [&](auto format) {
    return rewrite<decltype(format), decltype(format)>(update, hide);
  });
}

}  // namespace ycpp

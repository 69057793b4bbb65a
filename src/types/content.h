// content.h -- items as the shared types show them.
#pragma once

#include "doc/doc_core.h"
#include "ycpp/shared.h"

namespace ycpp::types {

/// The `n`-th unit of an item; nothing for kinds that hold no value.
Content content_of(doc::DocCore& core, store::ItemRef item, std::uint64_t n = 0);

/// The last unit of an item: of a key, its value.
Content last_of(doc::DocCore& core, store::ItemRef item);

/// The kind of a shared type for users.
SharedKind kind_of(store::TypeRef type);

/// The tag of an element, or the name of a hook. A root's is not shared: it is "UNDEFINED".
std::string_view tag_of(const store::Branch& branch);

/// The root type named `name`, declared to be a `type` if nobody has said what it is.
store::BranchRef root_of(doc::DocCore& core, std::string_view name, store::TypeRef type);

/// A block with only content, for DocCore::insert.
update::Block any_block(BytesView values, std::uint64_t count);
update::Block binary_block(BytesView bytes);
update::Block type_block(store::TypeRef type, std::string_view name = {});
/// The same for users, whose `tag` is of an element or a hook, and ignored for other kinds.
/// @throws std::invalid_argument `kind` is undefined, or the tag is missing or not UTF-8
update::Block type_block(SharedKind kind, std::string_view tag);

/// The branch that a freshly inserted `type` item holds.
Shared shared_of(doc::DocCore& core, store::ItemRef item);

}  // namespace ycpp::types

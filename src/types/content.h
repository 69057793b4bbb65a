// content.h -- items as the shared types show them.
#pragma once

#include "doc/doc_core.h"
#include "ycpp/shared.h"

namespace ycpp::types {

/// The `n`-th unit of an item; nothing for kinds that hold no value.
Content content_of(doc::DocCore& core, store::ItemRef item, std::uint64_t n = 0);

/// The kind of a shared type for users.
SharedKind kind_of(store::TypeRef type);

/// A block with only content, for DocCore::insert.
update::Block any_block(BytesView values, std::uint64_t count);
update::Block binary_block(BytesView bytes);
update::Block type_block(store::TypeRef type, std::string_view name = {});

/// The branch that a freshly inserted `type` item holds.
Shared shared_of(doc::DocCore& core, store::ItemRef item);

}  // namespace ycpp::types

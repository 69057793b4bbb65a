// edits.h -- the edits of document_edits.py, done with the public API.
//
// The twin of yjs_edits.mjs.
#pragma once

#include "client.h"

namespace interop {

void edit_once(Client& client, const Value& edit);

/// A place for a sticky index.
struct Position {
  Shared sequence;
  std::size_t index;
};
Position position_for(Client& client, std::uint64_t at, std::uint64_t where);

}  // namespace interop

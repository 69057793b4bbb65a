// random_edit.h -- one edit of a document, chosen by dice, which does what its caller meant: what a
// list or map of plain values would be after it is what the shared type is.
#pragma once

#include "dice.h"
#include "shown.h"

namespace ycpp::swarm {

/// Edits one of the roots or of the types in them. Inside a transaction or not.
/// @throws Difference
void edit_once(Doc& doc, Dice& dice);

}  // namespace ycpp::swarm

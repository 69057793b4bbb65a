// json_renumbered.h -- recognises a JSON text by one that was there before.
//
// A client's presence is sent whole each time somebody moves a cursor, and differs from what it was
// in one number or two. Comparing is several times faster than scanning.
#pragma once

#include <string_view>

namespace ycpp {

/// True when `text` is `canonical`, a text that JSON.stringify printed, with other whole numbers as
/// values of keys that end in a letter or digit; then JSON.stringify prints `text`, too. False says
/// nothing about `text`. Cost: one comparison, 8 bytes a step.
bool is_renumbered(std::string_view canonical, std::string_view text);

}  // namespace ycpp

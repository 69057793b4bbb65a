// xml_string.h -- a tree of markup as text.
#pragma once

#include <string>

#include "ycpp/xml.h"

namespace ycpp::types {

/// Prints `root` as a type of `kind`. O(size of the tree), and iterative: depth is data.
std::string xml_string(const Shared& root, SharedKind kind, XmlStyle style);

}  // namespace ycpp::types

// shown.h -- what a document shows, in a form that can be compared: cells of texts, and everything
// as one line of text. Values are JSON; keys are sorted.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp::swarm {

/// Name to JSON; what is null is not there.
using Attributes = std::map<std::string, std::string>;

/// One character of a text, in UTF-8, or one embedded value, as its JSON in braces.
struct Cell {
  std::string content;
  Attributes attributes;
  friend bool operator==(const Cell&, const Cell&) = default;
};

std::string print(const std::vector<Cell>& cells);
std::string print(const std::vector<std::string>& elements);
std::string print(const std::map<std::string, std::string>& entries);

std::string json_of_any(BytesView any);
/// Of an encoded object; with the nulls, which a delta has.
Attributes attributes_of_any(BytesView any);
/// The characters of a valid UTF-8 string.
std::vector<std::string> characters_of(std::string_view utf8);

/// What the engine shows. `depth` says how deep to look into shared types: 0 gives only their kind.
std::vector<Cell> cells_of(const Text& text);
std::vector<std::string> elements_of(const Array& array, int depth);
std::map<std::string, std::string> entries_of(const Map& map, int depth);
std::string show(const Content& content, int depth);

/// The roots that swarms edit: the text "t", the array "a" and the map "m".
std::string show(Doc& doc);

}  // namespace ycpp::swarm

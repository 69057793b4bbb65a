// vectors.h -- reads the files of tests/data/, which tools/make_vectors.mjs wrote with Yjs.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "hex.h"

namespace ycpp {

/// One update of a recorded life, and what Yjs did with it.
struct VectorStep {
  Bytes update, update2;  // in v1 and v2
  std::vector<Bytes> events, events2;
  Bytes state;
  Bytes vector;
  std::string text;
};

struct VectorFile {
  std::string name;
  std::vector<VectorStep> steps;
  Bytes merged, merged2;
  Bytes counted;
  Bytes diff, diff2;
  Bytes state2;                 // the last one
  Bytes converted, converted2;  // state2 made into v1, the last state made into v2
  Bytes hidden, hidden2;        // those with their content obfuscated

  bool collects() const { return !name.ends_with("_kept"); }
};

inline VectorFile read_vectors(const std::string& name) {
  VectorFile file;
  file.name = name;
  std::map<std::string, Bytes*> whole = {
      {"merged", &file.merged},       {"merged2", &file.merged2},       {"counted", &file.counted},
      {"diff", &file.diff},           {"diff2", &file.diff2},           {"state2", &file.state2},
      {"converted", &file.converted}, {"converted2", &file.converted2}, {"hidden", &file.hidden},
      {"hidden2", &file.hidden2},
  };
  std::ifstream in(std::filesystem::path(YCPP_TEST_DATA) / (name + ".hex"));
  std::string word;
  for (std::string line; std::getline(in, line);) {
    const std::size_t space = line.find(' ');
    word = line.substr(0, space);
    const Bytes bytes = from_hex(std::string_view(line).substr(space + 1));
    if (word == "update") file.steps.emplace_back().update = bytes;
    if (word == "update2") file.steps.back().update2 = bytes;
    if (word == "event") file.steps.back().events.push_back(bytes);
    if (word == "event2") file.steps.back().events2.push_back(bytes);
    if (word == "state") file.steps.back().state = bytes;
    if (word == "vector") file.steps.back().vector = bytes;
    if (word == "text") file.steps.back().text.assign(bytes.begin(), bytes.end());
    if (const auto it = whole.find(word); it != whole.end()) *it->second = bytes;
  }
  return file;
}

/// All names, in alphabetical order.
inline std::vector<std::string> vector_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(YCPP_TEST_DATA))
    if (entry.path().extension() == ".hex") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ycpp

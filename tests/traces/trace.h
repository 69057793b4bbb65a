// trace.h -- reads the recordings of bench/traces: gzipped JSON, patches per transaction.
#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "ycpp/value.h"

namespace ycpp {

struct TracePatch {
  std::size_t position = 0;  ///< in code points
  std::size_t deleted = 0;
  std::string inserted;
};

struct TraceTransaction {
  std::vector<std::size_t> parents;  ///< what its author had seen; only with several authors
  std::size_t agent = 0;
  std::size_t children = 0;
  std::vector<TracePatch> patches;
};

struct Trace {
  std::string start, end;
  std::size_t agents = 1;
  bool is_concurrent = false;
  std::vector<TraceTransaction> transactions;
};

inline std::string read_gzip(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) throw std::runtime_error("cannot open " + path);
  std::string text;
  char block[1 << 16];
  for (int n = 0; (n = gzread(file, block, sizeof(block))) > 0;)
    text.append(block, static_cast<std::size_t>(n));
  gzclose(file);
  return text;
}

inline const Value* member(const Value& object, std::string_view key) {
  for (const auto& [name, value] : object.as<Value::Object>())
    if (name == key) return &value;
  return nullptr;
}

inline std::size_t to_size(const Value& value) {
  return static_cast<std::size_t>(value.as<std::int64_t>());
}

inline Trace read_trace(const std::string& path) {
  const Value json = Value::from_json(read_gzip(path)).value();
  Trace trace;
  if (const Value* start = member(json, "startContent")) trace.start = start->as<std::string>();
  trace.end = member(json, "endContent")->as<std::string>();
  if (const Value* agents = member(json, "numAgents")) trace.agents = to_size(*agents);
  trace.is_concurrent = member(json, "kind") != nullptr;
  for (const Value& recorded : member(json, "txns")->as<Value::List>()) {
    TraceTransaction& transaction = trace.transactions.emplace_back();
    for (const Value& patch : member(recorded, "patches")->as<Value::List>()) {
      const auto& fields = patch.as<Value::List>();
      transaction.patches.push_back(
          {to_size(fields[0]), to_size(fields[1]), fields[2].as<std::string>()});
    }
    if (!trace.is_concurrent) continue;
    transaction.agent = to_size(*member(recorded, "agent"));
    transaction.children = to_size(*member(recorded, "numChildren"));
    for (const Value& parent : member(recorded, "parents")->as<Value::List>())
      transaction.parents.push_back(to_size(parent));
  }
  return trace;
}

}  // namespace ycpp

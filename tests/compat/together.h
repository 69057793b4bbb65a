// together.h -- clients that edit apart and exchange updates, for cases that have a known outcome.
//
// The outcomes in the tests that include this were measured in Yjs 13.6.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "hex.h"
#include "ycpp/array.h"
#include "ycpp/map.h"
#include "ycpp/text.h"

namespace ycpp {

/// A client with one root of each kind, which remembers the updates of its own making.
struct Client {
  explicit Client(std::uint64_t id, bool gc = true)
      : doc({.client_id = id, .guid = "d", .offset_kind = OffsetKind::utf16, .gc = gc}) {}
  /// One that has received `updates`.
  Client(std::uint64_t id, const std::vector<Bytes>& updates) : Client(id) { receive(updates); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void receive(const Bytes& update) {
    const Result<void> applied = doc.apply_update(update, "peer");
    ASSERT_TRUE(applied.ok()) << applied.error().message();
    doc.verify();
  }
  void receive(const std::vector<Bytes>& updates) {
    for (const Bytes& update : updates) receive(update);
  }
  /// An update as hexadecimal digits.
  void receive(std::string_view hex) { receive(from_hex(hex)); }
  void receive(const char* hex) { receive(std::string_view(hex)); }

  Bytes last() const { return sent.back(); }
  std::string state() const { return to_hex(doc.update().value()); }
  std::string words() const { return text.to_string(); }
  Value value(std::string_view key) const { return std::get<Value>(map.get(key)); }

  Doc doc;
  Text text = doc.text("t");
  Array array = doc.array("a");
  Map map = doc.map("m");
  std::vector<Bytes> sent;
  std::vector<std::string> told;  // the updates of others, as far as they changed something
  Subscription kept = doc.observe([this](const TransactionEvent& event) {
    const Bytes update(event.update().begin(), event.update().end());
    if (event.local())
      sent.push_back(update);
    else
      told.push_back(to_hex(update));
  });
};

/// What `show` tells of new clients that received `base` and then `updates`, in every order of
/// them. All orders give the same state.
inline std::set<std::string> in_every_order(
    const std::vector<Bytes>& base, const std::vector<Bytes>& updates,
    const std::function<std::string(const Client&)>& show = &Client::words) {
  std::vector<std::size_t> order(updates.size());
  std::iota(order.begin(), order.end(), 0);
  std::set<std::string> shown;
  std::set<std::string> states;
  do {
    Client client(4'000'000'000, base);
    for (const std::size_t n : order) client.receive(updates[n]);
    EXPECT_FALSE(client.doc.has_pending());
    shown.insert(show(client));
    states.insert(client.state());
  } while (std::next_permutation(order.begin(), order.end()));
  EXPECT_EQ(states.size(), 1U);
  return shown;
}

using Outcomes = std::set<std::string>;

/// "ab{"b":true}|c": runs of equal formatting.
inline std::string runs(const Text& text) {
  std::string out;
  for (const TextDelta& run : text.to_delta()) {
    if (!out.empty()) out += '|';
    out += run.embed.empty() ? run.text : Value::from_any(run.embed).value().to_json();
    if (!run.attributes.empty()) out += Value::from_any(run.attributes).value().to_json();
  }
  return out;
}

}  // namespace ycpp

// limits_test.cpp -- messages that are made to be expensive: what each costs in time and memory is
// a multiple of its size, and this is the table of these multiples.
//
// Time is that of this thread; memory is the most that is held while the message is taken in, with
// the document that it makes. The bounds are a few times what was measured, in a build without
// sanitizers.
#include <gtest/gtest.h>

#include <ctime>
#include <functional>

#include "counted_new.h"
#include "hostile_messages.h"
#include "ycpp/awareness.h"
#include "ycpp/encoding.h"
#include "ycpp/id_map.h"
#include "ycpp/snapshot.h"
#include "ycpp/sticky_index.h"
#include "ycpp/sync.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using memory::Peak;

/// Memory: so many bytes for each byte of a message, and so many besides, which is small change
/// but for the kFreeBlocks blocks that a few bytes of v2 can stand for.
constexpr std::size_t kMostPerByte = 150;
constexpr std::size_t kMostBesides = 300 * kFreeBlocks;
constexpr std::size_t kSmallChange = 16'384;
/// Time: nanoseconds for each byte, and besides.
constexpr double kMostNanosPerByte = 3'000;
constexpr double kMostNanosBesides = 1e9;
constexpr double kSmallNanos = 1e6;

double nanos_of_this_thread() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// What was done about a message, in a few words.
using Act = std::function<std::string(BytesView)>;

std::string verdict(const Result<void>& result, const Doc& doc) {
  if (!result) return "refused: " + result.error().message();
  return doc.has_pending() ? "waits" : "taken in";
}

std::string apply(BytesView update, Encoding encoding, Limits limits = {}) {
  Doc doc({.client_id = 1, .guid = "d", .limits = limits});
  const Result<void> applied = doc.apply_update(update, {}, encoding);
  (void)doc.update().value();
  return verdict(applied, doc);
}
std::string apply_v1(BytesView update) { return apply(update, Encoding::v1); }
std::string apply_v2(BytesView update) { return apply(update, Encoding::v2); }

std::string apply_no_free(BytesView update) {
  return apply(update, Encoding::v2, {.free_blocks = 0});
}

std::string apply_few_clients(BytesView update) {
  Awareness awareness(1, 0, Awareness::kDefaultTimeout, {.clients = 1'000});
  const Result<void> applied = awareness.apply_update(update, "net", 0);
  return applied ? "taken in" : "refused: " + applied.error().message();
}

std::string apply_awareness(BytesView update) {
  Awareness awareness(1, 0);
  const Result<void> applied = awareness.apply_update(update, "net", 0);
  return applied ? "taken in" : "refused: " + applied.error().message();
}

// The other doors. What is read is written again.

template <class Read>
std::string read_and_write(const Result<Read>& read) {
  if (!read) return "refused: " + read.error().message();
  return read->encode().empty() ? "lost" : "taken in";
}
std::string decode_id_map(BytesView bytes) {
  const Result<IdMap> map = IdMap::decode(bytes);
  if (map) EXPECT_EQ(IdMap::decode(map->encode()).value(), *map);
  return read_and_write(map);
}
std::string decode_snapshot(BytesView bytes) { return read_and_write(Snapshot::decode(bytes)); }
std::string read_sticky_index(BytesView json) {
  return read_and_write(StickyIndex::from_json(as_text(json)));
}
std::string convert_to_v1(BytesView update) {
  const Result<Bytes> v1 = convert_update(update, Encoding::v2, Encoding::v1);
  return v1 ? "becomes " + std::to_string(v1->size()) + " bytes" : v1.error().message();
}
std::string merge_with_itself(BytesView update) {
  const std::array<BytesView, 2> twice{update, update};
  const Result<Bytes> merged = merge_updates(twice, Encoding::v2);
  return merged ? "becomes " + std::to_string(merged->size()) + " bytes" : merged.error().message();
}
std::string answer(BytesView state_vector) {
  Doc doc({.client_id = 1, .guid = "d"});
  const Result<Bytes> update = doc.update(state_vector);
  return update ? "answered" : "refused: " + update.error().message();
}
std::string parse(BytesView messages) {
  const auto parsed = parse_messages(messages);
  return parsed ? std::to_string(parsed->size()) + " messages" : parsed.error().message();
}

std::string serve(BytesView frame) {
  Doc doc({.client_id = 1, .guid = "d"});
  Awareness awareness(1, 0);
  SyncSession session(doc, &awareness);
  const auto replies = session.receive(frame, 0);
  return replies ? std::to_string(replies->size()) + " answers" : replies.error().message();
}

/// What a message may cost besides the multiple of its size.
enum class Besides : std::uint8_t { nothing, free_blocks };

struct Case {
  const char* name;
  std::function<Bytes()> make;
  Act act;
  Besides besides = Besides::nothing;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"a letter each of many clients", hostile::many_clients, apply_v1},
      {"as many roots as letters", hostile::many_roots, apply_v1},
      {"as many keys as values", hostile::many_keys, apply_v1},
      {"types, each in the one before", hostile::types_in_types, apply_v1},
      {"a list in a list in a list ...", hostile::value_in_values, apply_v1},
      {"insertions at one place", hostile::inserted_at_one_place, apply_v1},
      {"one client, again and again", hostile::same_ids_again, apply_v1},
      {"blocks that wait, each for another", hostile::all_waits, apply_v1},
      {"deletions of what is not there", hostile::deletions_of_nothing, apply_v1},
      {"the largest clocks", hostile::largest_clocks, apply_v1},
      {"beyond the largest clock", hostile::beyond_the_largest_clock, apply_v1},
      {"counts of 2^53 - 1", hostile::claims_to_be_large, apply_v1},
      {"v2: 2^20 blocks in a few bytes", hostile::free_blocks, apply_v2, Besides::free_blocks},
      {"v2: 100 more", hostile::more_than_free_blocks, apply_v2, Besides::free_blocks},
      {"v2: 2^20 blocks, to v1", hostile::free_blocks, convert_to_v1, Besides::free_blocks},
      {"v2: 2^20 blocks, merged", hostile::free_blocks, merge_with_itself, Besides::free_blocks},
      {"v2: 2^20 blocks, none is free", hostile::free_blocks, apply_no_free},
      {"awareness of many clients", hostile::many_presences, apply_awareness},
      {"awareness: 1,000 clients are allowed", hostile::many_presences, apply_few_clients},
      {"awareness: a list in a list ...", hostile::deep_presence, apply_awareness},
      {"id map: attributes with one name", hostile::attributes_with_one_name, decode_id_map},
      {"id map: ranges with one value", hostile::ranges_with_one_value, decode_id_map},
      {"snapshot of many clients", hostile::snapshot_of_many, decode_snapshot},
      {"state vector of many clients", hostile::state_of_many, answer},
      {"position: a list in a list ...", hostile::deep_position, read_sticky_index},
      {"as many messages as there can be", hostile::many_messages, parse},
      {"requests for all there is", hostile::many_requests, serve},
  };
  return all;
}

TEST(Limits, WhatAMessageCostsIsAMultipleOfItsSize) {
  std::printf("%-36s %10s %9s %11s  %s\n", "message", "bytes", "ms", "peak KiB", "what happens");
  for (const Case& one : cases()) {
    const Bytes message = one.make();
    ASSERT_FALSE(message.empty()) << one.name;
    const Peak peak;
    const double start = nanos_of_this_thread();
    const std::string verdict = one.act(message);
    const double nanos = nanos_of_this_thread() - start;
    const std::size_t most = peak.bytes();
    std::printf("%-36s %10zu %9.1f %11zu  %s\n", one.name, message.size(), nanos / 1e6, most / 1024,
                verdict.c_str());
    const auto size = static_cast<double>(message.size());
    const bool is_free = one.besides == Besides::free_blocks;
    const std::size_t besides = is_free ? kMostBesides : kSmallChange;
    EXPECT_LT(most, message.size() * kMostPerByte + besides) << one.name;
#ifndef YCPP_CHECKED
    const double more = is_free ? kMostNanosBesides : kSmallNanos;
    EXPECT_LT(nanos, size * kMostNanosPerByte + more) << one.name;
#else
    (void)size;
#endif
  }
}

// A peer that never stops, with the dearest messages there are: letters that wait, each for another
// client.
TEST(Limits, AFullDocumentDoesNotGrow) {
  constexpr std::uint64_t kMost = 10'000'000;
  constexpr std::uint64_t kMessages = 1'000;
  const Peak peak;
  Doc doc({.client_id = 1, .guid = "d", .limits = {.memory_bytes = kMost}});
  std::uint64_t taken = 0;
  for (std::uint64_t i = 0; i < kMessages; ++i) {
    hostile::V1 message;
    message.number(1'000);
    for (std::uint64_t k = 1'000; k > 0; --k)
      message.client(1, 1'000 * i + k, 5)
          .byte(0x84)
          .number(hostile::kLargest)
          .number(i)
          .string("a");
    if (doc.apply_update(message.number(0).take())) ++taken;
  }
  std::printf("%d of %d messages, peak KiB: %zu\n", static_cast<int>(taken),
              static_cast<int>(kMessages), peak.bytes() / 1024);
  EXPECT_GT(taken, 5U);
  EXPECT_LT(taken, 50U);
  EXPECT_GE(doc.memory_bytes(), kMost);
  EXPECT_LT(peak.bytes(), kMost + kMost / 5);
}

}  // namespace
}  // namespace ycpp

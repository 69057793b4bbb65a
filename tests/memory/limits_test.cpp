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
#include "ycpp/awareness.h"
#include "ycpp/encoding.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using memory::Peak;

#ifdef YCPP_CHECKED
constexpr std::uint64_t kCount = 2'000;  // everything is verified
#else
constexpr std::uint64_t kCount = 100'000;
#endif

/// Memory: so many bytes for each byte of a message, and so many besides. The second is what
/// kFreeBlocks blocks cost, which a few bytes of v2 can stand for.
constexpr std::size_t kMostPerByte = 150;
constexpr std::size_t kMostBesides = 300 * kFreeBlocks;
/// Time: nanoseconds for each byte, and besides.
constexpr double kMostNanosPerByte = 3'000;
constexpr double kMostNanosBesides = 1e9;

constexpr std::uint64_t kLargest = kMaxSafeInteger;

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

/// v1, byte by byte.
class V1 {
 public:
  V1& number(std::uint64_t n) {
    out_.var_uint(n);
    return *this;
  }
  V1& byte(std::uint8_t b) {
    out_.u8(b);
    return *this;
  }
  V1& string(std::string_view s) {
    out_.var_string(s);
    return *this;
  }
  /// A client's blocks follow.
  V1& client(std::uint64_t blocks, std::uint64_t id, std::uint64_t clock = 0) {
    return number(blocks).number(id).number(clock);
  }
  Bytes take() { return out_.take(); }

 private:
  Writer out_;
};

Bytes many_clients() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i)
    out.client(1, i).byte(4).number(1).string("t").string("a");
  return out.number(0).take();
}

Bytes many_roots() {
  V1 out;
  out.number(1).client(kCount, 2);
  for (std::uint64_t i = 0; i < kCount; ++i)
    out.byte(4).number(1).string(std::to_string(i)).string("a");
  return out.number(0).take();
}

Bytes many_keys() {
  V1 out;
  out.number(1).client(kCount, 2);
  for (std::uint64_t i = 0; i < kCount; ++i)
    out.byte(0x28).number(1).string("m").string(std::to_string(i)).number(1).byte(0x7e);
  return out.number(0).take();
}

Bytes types_in_types() {
  V1 out;
  out.number(1).client(kCount, 2).byte(7).number(1).string("a").number(0);
  for (std::uint64_t i = 1; i < kCount; ++i)
    out.byte(7).number(0).number(2).number(i - 1).number(0);
  return out.number(0).take();
}

Bytes value_in_values() {
  V1 out;
  out.number(1).client(1, 2).byte(8).number(1).string("a").number(1);
  for (std::uint64_t i = 0; i < kCount; ++i) out.byte(0x75).number(1);
  return out.byte(0x7e).number(0).take();
}

Bytes inserted_at_one_place() {
  V1 out;
  out.number(kCount + 1);
  for (std::uint64_t i = kCount + 2; i > 2; --i)
    out.client(1, i).byte(0x84).number(2).number(0).string("a");
  return out.client(1, 2).byte(4).number(1).string("t").string("a").number(0).take();
}

Bytes same_ids_again() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i)
    out.client(1, 2).byte(4).number(1).string("t").string("ab");
  return out.number(0).take();
}

Bytes all_waits() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = kCount; i > 0; --i)
    out.client(1, i, 5).byte(0x84).number(kLargest).number(i).string("a");
  return out.number(0).take();
}

Bytes deletions_of_nothing() {
  V1 out;
  out.number(0).number(1).number(2).number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i) out.number(3 * i).number(1);
  return out.take();
}

Bytes largest_clocks() {
  return V1()
      .number(2)
      .client(2, 7)
      .byte(0)
      .number(kLargest - 1)
      .byte(4)
      .number(1)
      .string("t")
      .string("a")
      .client(1, 3, kLargest - 1)
      .byte(0)
      .number(1)
      .number(1)
      .number(9)
      .number(1)
      .number(0)
      .number(kLargest)
      .take();
}

Bytes beyond_the_largest_clock() {
  return V1()
      .number(1)
      .client(1, 7, kLargest)
      .byte(4)
      .number(1)
      .string("t")
      .string("ab")
      .number(0)
      .take();
}

Bytes claims_to_be_large() { return V1().number(kLargest).number(kLargest).number(2).take(); }

// Deleted units, one by one, each after the one before: in v2 all columns are runs.
Bytes blocks_in_few_bytes(std::uint64_t count) {
  V1 out;
  out.number(1).client(count, 2).byte(1).number(1).string("t").number(1);
  for (std::uint64_t i = 1; i < count; ++i) out.byte(0x81).number(2).number(i - 1).number(1);
  const Bytes v1 = out.number(0).take();
  return convert_update(v1, Encoding::v1, Encoding::v2).value();
}

#ifdef YCPP_CHECKED
constexpr std::uint64_t kFree = 20'000;  // a million would be verified for minutes
#else
constexpr std::uint64_t kFree = kFreeBlocks;
#endif

Bytes free_blocks() { return blocks_in_few_bytes(kFree); }
Bytes more_than_free_blocks() { return blocks_in_few_bytes(kFreeBlocks + 100); }

Bytes many_presences() {
  V1 out;
  out.number(kCount);
  for (std::uint64_t i = 0; i < kCount; ++i) out.number(i + 2).number(1).string("1");
  return out.take();
}

Bytes deep_presence() {
  std::string json(kCount, '[');
  json.append(kCount, ']');
  return V1().number(1).number(2).number(1).string(json).take();
}

struct Case {
  const char* name;
  std::function<Bytes()> make;
  Act act;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"a letter each of many clients", many_clients, apply_v1},
      {"as many roots as letters", many_roots, apply_v1},
      {"as many keys as values", many_keys, apply_v1},
      {"types, each in the one before", types_in_types, apply_v1},
      {"a list in a list in a list ...", value_in_values, apply_v1},
      {"insertions at one place", inserted_at_one_place, apply_v1},
      {"one client, again and again", same_ids_again, apply_v1},
      {"blocks that wait, each for another", all_waits, apply_v1},
      {"deletions of what is not there", deletions_of_nothing, apply_v1},
      {"the largest clocks", largest_clocks, apply_v1},
      {"beyond the largest clock", beyond_the_largest_clock, apply_v1},
      {"counts of 2^53 - 1", claims_to_be_large, apply_v1},
      {"v2: 2^20 blocks in a few bytes", free_blocks, apply_v2},
      {"v2: 100 more", more_than_free_blocks, apply_v2},
      {"v2: 2^20 blocks, none is free", free_blocks, apply_no_free},
      {"awareness of many clients", many_presences, apply_awareness},
      {"awareness: 1,000 clients are allowed", many_presences, apply_few_clients},
      {"awareness: a list in a list ...", deep_presence, apply_awareness},
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
    EXPECT_LT(most, message.size() * kMostPerByte + kMostBesides) << one.name;
#ifndef YCPP_CHECKED
    EXPECT_LT(nanos, size * kMostNanosPerByte + kMostNanosBesides) << one.name;
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
    V1 message;
    message.number(1'000);
    for (std::uint64_t k = 1'000; k > 0; --k)
      message.client(1, 1'000 * i + k, 5).byte(0x84).number(kLargest).number(i).string("a");
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

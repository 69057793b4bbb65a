// Updates that are not well-formed: refused whole, and nothing changes.
#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/any.h"
#include "ycpp/awareness.h"

namespace ycpp {
namespace {

constexpr const char* kSeed =
    "03"
    "ac02"
    "03"
    "10"
    "7b2261223a312c2262223a226322207d"  // {"a":1,"b":"c" }
    "07"
    "02"
    "04"
    "6e756c6c"  // null
    "01"
    "05"
    "06"
    "22c3a95c6e22";  // own id: a string with an escape

class HostileTest : public testing::Test {
 protected:
  HostileTest() {
    EXPECT_TRUE(awareness.apply_update(from_hex("01 07 02 02 5b5d"), "net", 0).ok());
    before = fingerprint();
    subscription = awareness.observe([this](const AwarenessEvent&) { ++events; });
  }

  std::string fingerprint() const {
    std::string text = to_hex(awareness.encode_all());
    for (const std::uint64_t id : awareness.known_clients()) {
      text.append(" ").append(std::to_string(id));
      text.append(":").append(std::to_string(awareness.meta(id)->clock));
    }
    return text;
  }

  // Applies to a copy of the setting; true when it was refused, after checking that nothing
  // changed.
  bool refused(BytesView update) {
    const auto result = awareness.apply_update(update, "net", 5);
    if (result.ok()) return false;
    EXPECT_EQ(fingerprint(), before) << to_hex(update);
    EXPECT_EQ(events, 0) << to_hex(update);
    EXPECT_LE(result.error().offset, update.size());
    return true;
  }

  Awareness awareness{1, 0};
  Subscription subscription;
  std::string before;
  int events = 0;
};

TEST_F(HostileTest, EveryTruncationIsRefused) {
  const Bytes seed = from_hex(kSeed);
  for (std::size_t n = 0; n < seed.size(); ++n) EXPECT_TRUE(refused(BytesView(seed).first(n))) << n;
  EXPECT_FALSE(refused(seed));
}

TEST(Hostile, EveryBitFlipIsRefusedOrApplied) {
  const Bytes seed = from_hex(kSeed);
  int refusals = 0;
  for (std::size_t bit = 0; bit < seed.size() * 8; ++bit) {
    Bytes flipped = seed;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    Awareness awareness(1, 0);
    int events = 0;
    const Subscription subscription = awareness.observe([&](const AwarenessEvent&) { ++events; });
    const Bytes before = awareness.encode_all();
    if (awareness.apply_update(flipped, "net", 0).ok()) {
      for (const std::uint64_t id : awareness.clients())
        EXPECT_TRUE(validate_json(*awareness.state(id)).ok());
    } else {
      ++refusals;
      EXPECT_EQ(awareness.encode_all(), before);
      EXPECT_EQ(awareness.known_client_count(), 1u);
      EXPECT_EQ(events, 0);
    }
  }
  EXPECT_GT(refusals, 50);
}

TEST_F(HostileTest, WhatIsWrongIsSaidAndWhere) {
  const std::tuple<const char*, Errc, std::size_t> vectors[] = {
      {"", Errc::unexpected_end, 0},
      {"01", Errc::count_too_large, 0},
      {"ffffffff0f 0101027b7d", Errc::count_too_large, 0},           // a bomb
      {"01 02 01 ffffffffffffff0f 7b7d", Errc::unexpected_end, 11},  // another
      {"01 ffffffffffffff7f 01 027b7d", Errc::integer_too_large, 1},
      {"01 02 01 02 c3 28", Errc::invalid_utf8, 4},
      {"01 02 01 00 00", Errc::invalid_json, 4},                   // an empty text
      {"01 02 01 03 7b7d7d", Errc::invalid_json, 6},               // {}}
      {"02 02 01 02 7b7d 03 01 02 7b7b", Errc::invalid_json, 10},  // {{ in the second entry
      {"01 02 01 09 756e646566696e6564", Errc::invalid_json, 4},   // undefined
  };
  for (const auto& [hex, code, offset] : vectors) {
    const Bytes update = from_hex(hex);
    EXPECT_TRUE(refused(update)) << hex;
    const auto result = awareness.apply_update(update, "net", 0);
    EXPECT_EQ(result.error().code, code) << hex;
    EXPECT_EQ(result.error().offset, offset) << hex;
  }
  const auto result = awareness.apply_update(from_hex("01 09 01 01 7b"), "net", 0);
  EXPECT_EQ(result.error().message(), "invalid JSON at byte 5: in the state of client 9");
}

TEST_F(HostileTest, DeepNestingIsRefused) {
  const std::string deep(kMaxNesting + 1, '[');
  Writer out;
  out.var_uint(1);
  out.var_uint(9);
  out.var_uint(1);
  out.var_string(deep);
  EXPECT_TRUE(refused(out.view()));
  EXPECT_EQ(awareness.apply_update(out.view(), "net", 0).error().code, Errc::nesting_too_deep);
}

TEST_F(HostileTest, BytesBehindTheLastEntryAreIgnoredAsByYProtocols) {
  EXPECT_FALSE(refused(from_hex("01 09 01 02 7b7d ff")));
  EXPECT_EQ(awareness.state(9), "{}");
}

}  // namespace
}  // namespace ycpp

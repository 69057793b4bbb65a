// state_vector_test.cpp -- state vectors: searched by client, written as Yjs writes them.
#include "update/state_vector.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "hex.h"

namespace ycpp {
namespace {

using update::StateVector;

std::string hex_of(const StateVector& vector) {
  Writer out;
  vector.encode(out);
  return to_hex(out.view());
}

TEST(StateVector, WritesClientsDescending) {
  StateVector vector;
  for (const std::uint64_t client : {10, 70000, 300}) vector.set(client, 6);
  vector.seal();
  EXPECT_EQ(hex_of(vector),
            "03"
            "f0a20406"
            "ac0206"
            "0a06");
  EXPECT_EQ(hex_of(StateVector()), "00");
}

TEST(StateVector, AClientThatIsNotListedIsAtZero) {
  StateVector vector;
  EXPECT_EQ(vector.get(1), 0U);
  vector.set(5, 3);
  vector.seal();
  EXPECT_EQ(vector.get(4), 0U);
  EXPECT_EQ(vector.get(5), 3U);
  EXPECT_EQ(vector.get(6), 0U);
}

TEST(StateVector, OfTwoEntriesForAClientTheLaterOneCounts) {
  const Bytes bytes = from_hex(
      "03"
      "0109"
      "0204"
      "0102");
  Reader in(bytes);
  const StateVector vector = StateVector::decode(in);
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(vector.get(1), 2U);
  EXPECT_EQ(vector.entries().size(), 2U);
  EXPECT_EQ(hex_of(vector), "0202040102");
}

TEST(StateVector, AgreesWithAMap) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 200; ++round) {
    StateVector vector;
    std::map<std::uint64_t, std::uint64_t> expected;
    for (auto n = random() % 50; n > 0; --n) {
      const std::uint64_t client = random() % 40;
      const std::uint64_t clock = random() & kMaxSafeInteger;
      vector.set(client, clock);
      expected[client] = clock;
    }
    vector.seal();
    Writer out;
    vector.encode(out);
    Reader in(out.view());
    const StateVector again = StateVector::decode(in);
    ASSERT_TRUE(in.ok() && in.at_end());
    ASSERT_EQ(again.entries(), vector.entries());
    ASSERT_EQ(vector.entries().size(), expected.size());
    for (std::uint64_t client = 0; client < 40; ++client)
      ASSERT_EQ(again.get(client), expected.count(client) != 0 ? expected[client] : 0U);
  }
}

TEST(StateVector, MalformedBytesLatchAnError) {
  const auto error_of = [](std::string_view hex) {
    const Bytes bytes = from_hex(hex);
    Reader in(bytes);
    (void)StateVector::decode(in);
    return in.ok() ? "none" : in.error().message();
  };
  EXPECT_EQ(error_of(""), "unexpected end of input at byte 0");
  EXPECT_EQ(error_of("ffffff7f"), "more elements claimed than bytes remain at byte 0");
  EXPECT_EQ(error_of("01ac02"), "unexpected end of input at byte 3");
  EXPECT_EQ(error_of("0101ffffffffffffff1f"), "integer above 2^53 - 1 at byte 2");
  EXPECT_EQ(error_of("010100ff"), "none");  // what follows is somebody else's
}

}  // namespace
}  // namespace ycpp

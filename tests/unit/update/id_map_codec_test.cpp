// The bytes of an IdMap: those of other engines, and bytes that nobody should send.
#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/id_map.h"

namespace ycpp {
namespace {

using List = std::vector<ContentAttribute>;

TEST(IdMapCodec, HasTheBytesOfOtherEngines) {
  IdMap map;
  EXPECT_EQ(to_hex(map.encode()), "00");
  map.insert(1, 0, 5, List{{"a", 1}});
  EXPECT_EQ(to_hex(map.encode()), "010101000501000001617d01");
  map.insert(1, 3, 5, List{{"b", 2}});
  EXPECT_EQ(to_hex(map.encode()), "010103000301000001617d0103020200010101627d0205030101");
  IdMap clients;
  clients.insert(5, 0, 5, List{{"a", 1}});
  clients.insert(1, 3, 5, List{{"b", 2}});
  clients.insert(3, 3, 5, List{{"b", 2}});
  EXPECT_EQ(to_hex(clients.encode()), "030101030501000001627d020201030501000201000501010101617d01");
  IdMap named;
  named.insert(1, 0, 1, List{{"a", 1}, {"a", 2}});
  EXPECT_EQ(to_hex(named.encode()), "010101000102000001617d0101007d02");
  IdSet ids;
  ids.add(1, 0, 5);
  EXPECT_EQ(to_hex(IdMap::from_set(ids, {}).encode()), "010101000500");
}

TEST(IdMapCodec, WritesAttributesInTheOrderOfTheirUse) {
  IdMap map;
  map.insert(1, 0, 1, List{{"z", 0}});
  map.insert(1, 4, 1, List{{"y", 0}});
  map.insert(1, 2, 1, List{{"x", 0}});
  map.remove(1, 0, 1);
  EXPECT_EQ(to_hex(map.encode()),
            "010102020101000001787d000401010101"
            "01797d00");
}

TEST(IdMapCodec, ReadsWhatItWrites) {
  IdMap map;
  const Value::List values{nullptr,
                           true,
                           -7,
                           3.5,
                           "é",
                           Value::List{1, "x"},
                           Value::Object{{"n", Value::List{Value::Object{{"d", false}}}}},
                           std::int64_t{1} << 60,
                           Bytes{1, 2},
                           Value()};
  std::uint64_t clock = 0;
  for (const Value& value : values) map.insert(7, clock++, 1, List{{"k", value}, {"same", 1}});
  map.insert(kMaxSafeInteger, 0, kMaxSafeInteger, List{{"k", nullptr}});
  const IdMap read = IdMap::decode(map.encode()).value();
  EXPECT_EQ(read, map);
  EXPECT_EQ(read.encode(), map.encode());
  EXPECT_EQ(read.attributes()[read.ranges()[6].attributes[0]].value(), values[6]);
}

TEST(IdMapCodec, MendsWhatAnotherEncoderMayWrite) {
  EXPECT_EQ(to_hex(IdMap::decode(from_hex("01 01 02 00 02 01 00 00 01 61 7d 01 02 03 01 00"))
                       .value()
                       .encode()),
            "010101000501000001617d01")
      << "ranges that touch";
  EXPECT_EQ(
      to_hex(IdMap::decode(from_hex("01 01 01 00 05 02 00 00 01 61 7d 01 00")).value().encode()),
      "010101000501000001617d01")
      << "an attribute twice";
  EXPECT_EQ(to_hex(IdMap::decode(from_hex("01 01 01 00 05 02 00 00 01 61 7d 01 01 00 7d 01"))
                       .value()
                       .encode()),
            "010101000501000001617d01")
      << "two that are equal";
  EXPECT_TRUE(IdMap::decode(from_hex("01 01 01 00 00 01 00 00 01 61 7d 01")).value().empty())
      << "a range of nothing";
  EXPECT_TRUE(IdMap::decode(from_hex("01 01 00")).value().empty()) << "a client without ranges";
  EXPECT_TRUE(IdMap::decode(from_hex("00 05")).value().empty()) << "what follows is ignored";
}

TEST(IdMapCodec, RefusesWhatIsNone) {
  const std::vector<std::pair<const char*, Errc>> refused{
      {"", Errc::unexpected_end},
      {"01", Errc::count_too_large},
      {"ff ff ff ff ff", Errc::unexpected_end},
      {"01 01 01 00 05", Errc::count_too_large},
      {"01 01 01 00 05 01 00 00 01 61", Errc::unexpected_end},
      {"01 01 01 00 05 01 00 00 01 ff 7d 01", Errc::invalid_utf8},
      {"01 01 01 00 05 01 00 00 01 61 05", Errc::invalid_tag},
      {"01 01 01 00 05 01 01 00 01 61 7d 01", Errc::invalid_reference},  // an attribute ahead
      {"01 01 01 00 05 01 00 01 01 61 7d 01", Errc::invalid_reference},  // a name ahead
      {"01 01 02 03 05 00 00 01 00", Errc::invalid_reference},           // back
      {"01 01 02 00 05 00 04 01 00", Errc::invalid_reference},           // overlapping
      {"02 01 01 00 05 00 00 01 00 05 00", Errc::invalid_reference},     // a client twice
      {"01 01 01 ff ff ff ff ff ff ff 0f 01 00", Errc::clock_overflow},
      {"02 ff ff ff ff ff ff ff 0f 00 01 00", Errc::integer_too_large},
  };
  for (const auto& [hex, code] : refused) {
    const Result<IdMap> read = IdMap::decode(from_hex(hex));
    ASSERT_FALSE(read.ok()) << hex;
    EXPECT_EQ(read.error().code, code) << hex << ": " << read.error().message();
  }
}

TEST(IdMapCodec, SurvivesEveryCut) {
  IdMap map;
  map.insert(1, 0, 5, List{{"a", Value::Object{{"x", Value::List{1, "y"}}}}, {"b", nullptr}});
  map.insert(300, 2, 500, List{{"b", "long enough"}});
  const Bytes whole = map.encode();
  for (std::size_t n = 0; n < whole.size(); ++n)
    EXPECT_FALSE(IdMap::decode(BytesView(whole).first(n)).ok()) << n;
  for (std::size_t n = 0; n < whole.size(); ++n)
    for (const int byte : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      Bytes changed = whole;
      changed[n] = static_cast<std::uint8_t>(byte);
      const Result<IdMap> read = IdMap::decode(changed);
      if (read.ok()) {
        EXPECT_EQ(IdMap::decode(read->encode()).value(), *read);
      }
    }
}

}  // namespace
}  // namespace ycpp

// Messages between bytes and values.
#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/sync.h"

namespace ycpp {
namespace {

TEST(Message, IsWrittenAndReadAsYProtocolsDoes) {
  const std::tuple<MessageKind, const char*, const char*> vectors[] = {
      {MessageKind::sync_step1, "00", "00000100"},  // of an empty document
      {MessageKind::sync_step1, "010103", "000003010103"},
      {MessageKind::sync_step2, "0000", "0001020000"},
      {MessageKind::sync_update, "0000", "0002020000"},
      {MessageKind::awareness, "010100027b7d", "0106010100027b7d"},
      {MessageKind::permission_denied, "6e6f", "0200026e6f"},
      {MessageKind::permission_granted, "", "0201"},
      {MessageKind::query_awareness, "", "03"},
  };
  for (const auto& [kind, payload, hex] : vectors) {
    EXPECT_EQ(to_hex(write_message(kind, from_hex(payload))), hex);
    const Bytes bytes = from_hex(hex);
    const auto message = parse_message(bytes);
    ASSERT_TRUE(message.ok()) << hex;
    EXPECT_EQ(message->kind, kind) << hex;
    EXPECT_EQ(to_hex(message->payload), payload) << hex;
  }
}

TEST(Message, HasAWriterForEachKind) {
  const Bytes payload = from_hex("0000");
  EXPECT_EQ(to_hex(sync_step1_message(payload)), "0000020000");
  EXPECT_EQ(to_hex(sync_step2_message(payload)), "0001020000");
  EXPECT_EQ(to_hex(sync_update_message(payload)), "0002020000");
  EXPECT_EQ(to_hex(awareness_message(from_hex("00"))), "010100");
  EXPECT_EQ(to_hex(permission_denied_message("no")), "0200026e6f");
  EXPECT_EQ(to_hex(query_awareness_message()), "03");
  const Bytes denied = permission_denied_message("go away");
  EXPECT_EQ(parse_message(denied)->reason(), "go away");
}

TEST(Message, LongPayloadsCarryAVarintLength) {
  const Bytes payload(300, 0x61);
  const Bytes bytes = sync_update_message(payload);
  EXPECT_EQ(to_hex(BytesView(bytes).first(5)), "0002ac0261");
  EXPECT_EQ(parse_message(bytes)->payload.size(), 300u);
}

TEST(Message, MalformedOnesAreRefused) {
  const std::tuple<const char*, Errc, std::size_t> vectors[] = {
      {"", Errc::unexpected_end, 0},
      {"00", Errc::unexpected_end, 1},
      {"0000", Errc::unexpected_end, 2},
      {"000003 0101", Errc::unexpected_end, 3},
      {"0003 00", Errc::invalid_message, 1},
      {"01", Errc::unexpected_end, 1},
      {"01 ffffffffffffff0f 00", Errc::unexpected_end, 9},
      {"0202 00", Errc::invalid_message, 1},
      {"0200 01ff", Errc::invalid_utf8, 3},
      {"04", Errc::invalid_message, 0},
      {"ffffffffffffffff7f", Errc::integer_too_large, 0},
  };
  for (const auto& [hex, code, offset] : vectors) {
    const Bytes bytes = from_hex(hex);
    const auto message = parse_message(bytes);
    ASSERT_FALSE(message.ok()) << hex;
    EXPECT_EQ(message.error().code, code) << hex;
    EXPECT_EQ(message.error().offset, offset) << hex;
    EXPECT_FALSE(parse_messages(bytes).ok()) << hex;
  }
}

TEST(Message, SeveralInOneFrameAreToldApart) {
  const Bytes frame = from_hex("000003010103 0106010100027b7d 03");
  const auto messages = parse_messages(frame);
  ASSERT_TRUE(messages.ok());
  ASSERT_EQ(messages->size(), 3u);
  EXPECT_EQ((*messages)[0].kind, MessageKind::sync_step1);
  EXPECT_EQ(to_hex((*messages)[1].payload), "010100027b7d");
  EXPECT_EQ((*messages)[2].kind, MessageKind::query_awareness);
  EXPECT_EQ(parse_message(frame)->kind, MessageKind::sync_step1);
  for (std::size_t n : {1, 5, 7, 13}) EXPECT_FALSE(parse_messages(BytesView(frame).first(n)).ok());
}

TEST(Frame, IsALengthAndThatManyBytes) {
  const Bytes frame = write_frame(from_hex("616263"));
  EXPECT_EQ(to_hex(frame), "03616263");
  EXPECT_EQ(to_hex(*read_frame(frame)), "616263");
  const Bytes longer = from_hex("01 61 62");
  EXPECT_EQ(to_hex(*read_frame(longer)), "61");
  EXPECT_EQ(to_hex(write_frame({})), "00");
  for (const char* hex : {"", "01", "03 6162", "80"}) EXPECT_FALSE(read_frame(from_hex(hex)).ok());
}

}  // namespace
}  // namespace ycpp

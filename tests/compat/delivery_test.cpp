// delivery_test.cpp -- updates that come too early, twice, in part, or not at all.
#include "together.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

TEST(Delivery, InAnyOrderThereIsOneUpdateWhenAllIsThere) {
  Client author(1);
  for (const char* letter : {"a", "b", "c"}) author.text.push(letter);
  author.text.remove(1, 1);
  std::vector<std::size_t> order{0, 1, 2, 3};
  do {
    Client reader(2);
    for (const std::size_t n : order) reader.receive(author.sent[n]);
    EXPECT_EQ(reader.state(), author.state());
    if (order[3] == 0) {
      EXPECT_EQ(reader.told, std::vector{author.state()}) << "all waited for a";
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(Delivery, TwiceIsOnceAndOfWhatIsKnownInPartTheRestIsTold) {
  Client author(1);
  author.text.insert(0, "a");
  Client reader(2, author.sent);
  author.text.insert(1, "bc");
  reader.receive(author.sent.front());
  EXPECT_EQ(reader.told.size(), 1U);
  reader.receive(author.doc.update().value());
  ASSERT_EQ(reader.told.size(), 2U);
  EXPECT_EQ(reader.told.back(), "0101010184010002626300");
}

TEST(Delivery, ADeletionWaitsForWhatItDeletes) {
  Client reader(2);
  reader.receive("00 01 01 01 0105");
  EXPECT_EQ(reader.state(), "000101010105");
  reader.receive("01 01 01 00 04 010174 03 616263 00");
  EXPECT_EQ(reader.words(), "a");
  EXPECT_EQ(reader.state(), "01020100040101740161810100020101010105") << "what is left still waits";
}

TEST(Delivery, ADeletionOfAnUnknownClientIsPassedOn) {
  Client reader(2);
  reader.receive("00 01 ac02 01 0005");
  EXPECT_EQ(reader.state(), "0001ac02010005");
}

TEST(Delivery, AMergedUpdateWithHolesIsFilledInAnyOrder) {
  Client author(1);
  for (const char* letter : {"a", "b", "c", "d", "e"}) author.text.push(letter);
  const std::vector<BytesView> odd{author.sent[0], author.sent[2], author.sent[4]};
  const Bytes merged = merge_updates(odd).value();
  for (const auto& [first, second] : {std::pair{1, 3}, std::pair{3, 1}}) {
    Client reader(2);
    reader.receive(merged);
    EXPECT_EQ(reader.words(), "a");
    reader.receive(author.sent[static_cast<std::size_t>(first)]);
    reader.receive(author.sent[static_cast<std::size_t>(second)]);
    EXPECT_EQ(reader.words(), "abcde");
    EXPECT_EQ(reader.state(), author.state());
  }
}

TEST(Delivery, WhatWaitsIsPartOfEveryExportAndOfNoStateVector) {
  Client author(1);
  for (const char* letter : {"a", "b", "c"}) author.text.push(letter);
  Client reader(2);
  reader.receive(author.sent[2]);
  EXPECT_EQ(reader.state(), "01010102840101016300");
  EXPECT_EQ(to_hex(reader.doc.state_vector()), "00");
  EXPECT_EQ(to_hex(reader.doc.update(from_hex("010101")).value()), "01010102840101016300");
  EXPECT_TRUE(reader.doc.has_pending());
  Client next(3);
  next.receive(reader.doc.update().value());
  next.receive(author.sent[0]);
  next.receive(author.sent[1]);
  EXPECT_EQ(next.words(), "abc");
}

TEST(Delivery, ClientsMayComeInAscendingOrder) {
  Client reader(9);
  reader.receive("02 01 01 00 04 010174 01 61 01 02 00 84 0100 01 62 00");
  EXPECT_EQ(reader.words(), "ab");
}

TEST(Delivery, WhatStartsFarAwayWaitsForEver) {
  for (const char* clock : {"8080808008", "8080808010", "feffffffffffff0f"}) {
    Client reader(9);
    reader.receive(std::string("01 01 01 ") + clock + " 04 010174 01 61 00");
    EXPECT_EQ(reader.words(), "");
    EXPECT_TRUE(reader.doc.has_pending());
    EXPECT_EQ(to_hex(reader.doc.state_vector()), "00");
  }
}

}  // namespace
}  // namespace ycpp

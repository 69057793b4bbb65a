// unicode_test.cpp -- characters of two UTF-16 units, which a position in Yjs can cut in half.
//
// Cuts that a peer made are reproduced to the byte. Our own edits refuse to make one, where Yjs
// puts two replacement characters into the text: see docs/decisions/0001.
#include "together.h"

namespace ycpp {
namespace {

constexpr const char* kGrin = "01 01 01 00 04 010174 06 61f09f988062 00";  // a, U+1F600, b
constexpr const char* kLost = "\xef\xbf\xbd";

TEST(Unicode, AnEditInsideACharacterIsRefused) {
  Client client(2);
  client.receive(kGrin);
  EXPECT_THROW(client.text.insert(2, "X"), std::invalid_argument);
  EXPECT_THROW(client.text.remove(1, 1), std::invalid_argument);
  EXPECT_THROW(client.text.remove(2, 1), std::invalid_argument);
  EXPECT_THROW(client.text.format(2, 1, {{"b", Value(true)}}), std::invalid_argument);
  EXPECT_TRUE(client.sent.empty());
}

TEST(Unicode, TextThatAPeerPutsInsideACharacterDestroysIt) {
  Client client(2);
  client.receive(kGrin);
  client.receive("01 01 01 04 c4 0101 0102 01 58 00");
  EXPECT_EQ(client.words(), std::string("a") + kLost + "X" + kLost + "b");
  EXPECT_EQ(client.state(), "01030100040101740461efbfbd84010104efbfbd62c401010102015800");
  client.receive("00 01 01 01 0401");
  EXPECT_EQ(client.words(), std::string("a") + kLost + kLost + "b");
  EXPECT_EQ(client.state(), "01030100040101740461efbfbd84010104efbfbd62c101010102010101010401");
}

TEST(Unicode, AHalfThatAPeerDeletesDestroysTheOther) {
  Client first(2);
  first.receive(kGrin);
  first.receive("00 01 01 01 0101");
  EXPECT_EQ(first.words(), std::string("a") + kLost + "b");
  EXPECT_EQ(first.state(), "010301000401017401618101000184010104efbfbd620101010101");
  Client second(2);
  second.receive(kGrin);
  second.receive("00 01 01 01 0201");
  EXPECT_EQ(second.words(), std::string("a") + kLost + "b");
  EXPECT_EQ(second.state(), "01030100040101740461efbfbd8101010184010201620101010201");
}

TEST(Unicode, TextInsideACharacterThatIsDeletedStays) {
  const Bytes removal = from_hex("00 01 01 01 0102");
  const Bytes insertion = from_hex("01 01 02 00 c4 0101 0102 01 58 00");
  const auto state = [](const Client& client) { return client.state(); };
  EXPECT_EQ(in_every_order({from_hex(kGrin)}, {removal, insertion}), Outcomes{"aXb"});
  EXPECT_EQ(
      in_every_order({from_hex(kGrin)}, {removal, insertion}, state),
      Outcomes{"02010200c4010101020158040100040101740161810100018101010184010201620101010102"});
}

TEST(Unicode, APeerThatHasHalfACharacterGetsAReplacementForTheRest) {
  Client client(2);
  client.receive(kGrin);
  EXPECT_EQ(to_hex(client.doc.update(from_hex("010102")).value()), "0101010284010104efbfbd6200");
}

TEST(Unicode, HalvesThatWereTypedOneByOneAreLost) {
  Client client(2);
  client.receive("01 01 01 00 04 010174 03 efbfbd 00");
  client.receive("01 01 01 01 84 0100 03 efbfbd 00");
  EXPECT_EQ(client.words(), std::string(kLost) + kLost);
  EXPECT_EQ(client.state(), "010101000401017406efbfbdefbfbd00");
}

}  // namespace
}  // namespace ycpp

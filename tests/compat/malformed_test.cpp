// malformed_test.cpp -- bytes that are wrong in a way that has a name. Where this engine is
// stricter than Yjs, docs/decisions/0001 says why.
#include "together.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

class Malformed : public ::testing::Test {
 protected:
  Malformed() {
    reader.text.insert(0, "before");
    before_ = reader.state();
  }
  Result<void> apply(std::string_view hex, Encoding encoding = Encoding::v1) {
    return reader.doc.apply_update(from_hex(hex), {}, encoding);
  }
  void expect_refused(std::string_view hex, Encoding encoding = Encoding::v1) {
    EXPECT_FALSE(apply(hex, encoding).ok()) << hex;
    EXPECT_EQ(reader.state(), before_) << hex;
    reader.doc.verify();
  }
  void expect_accepted(std::string_view hex) {
    const Result<void> applied = apply(hex);
    EXPECT_TRUE(applied.ok()) << hex << ": " << applied.error().message();
    reader.doc.verify();
  }

  Client reader{77};

 private:
  std::string before_;
};

TEST_F(Malformed, EveryProperPrefixIsRefusedWhole) {
  Client author(1);
  author.text.insert(0, "ab", {{"b", Value(true)}});
  author.map.set("k", Value(Value::List{1, "x"}));
  author.array.insert_map(0).set("n", 1);
  author.text.remove(0, 1);
  for (const Encoding encoding : {Encoding::v1, Encoding::v2}) {
    const std::string whole = to_hex(author.doc.update({}, encoding).value());
    for (std::size_t length = 0; length < whole.size(); length += 2)
      expect_refused(whole.substr(0, length), encoding);
  }
}

TEST_F(Malformed, NothingIsNoUpdateAndWhatFollowsOneIsIgnored) {
  expect_refused("");
  expect_refused("00");
  expect_accepted("00 00 ff ff");
  Client author(1);
  author.text.insert(0, "abc");
  const std::string before = reader.state();
  expect_accepted(to_hex(author.doc.update({}, Encoding::v2).value()));
  EXPECT_EQ(reader.state(), before) << "to a reader of v1, v2 begins like an empty update";
}

TEST_F(Malformed, KindsThatDoNotExistAreRefused) {
  for (const char* info : {"0b", "0c", "10", "14", "1f"})
    expect_refused(std::string("01 01 01 00 ") + info + " 010174 01 61 00");
  for (const char* type : {"07", "09", "0f", "7f"})
    expect_refused(std::string("01 01 01 00 07 010161 ") + type + " 00");
  for (const char* tag : {"00", "73", "80", "ff"})
    expect_refused(std::string("01 01 01 00 08 010161 01 ") + tag + " 00");
}

TEST_F(Malformed, AnyParentInfoButOneNamesAnItem) {
  expect_accepted("01 01 02 00 08 02 0100 01 7d01 00");
  EXPECT_TRUE(reader.doc.has_pending());
  EXPECT_EQ(to_hex(reader.doc.update(reader.doc.state_vector()).value()),
            "0101020008000100017d0100");
}

TEST_F(Malformed, AnItemThatRefersToItselfOrToWhatItsClientMadeLaterIsRefused) {
  expect_refused("01 01 01 00 84 0100 01 61 00");
  expect_refused("01 01 01 00 44 0105 01 61 00");
  expect_refused("01 01 01 00 08 00 0100 01 7d01 00");
  expect_refused("01 02 01 00 04 010174 01 61 84 0107 01 62 00");
}

TEST_F(Malformed, ParentsThatLieInEachOtherWaitForEver) {
  expect_accepted("02 01 02 00 07 00 0100 00 01 01 00 07 00 0200 00 00");
  EXPECT_TRUE(reader.doc.has_pending());
  EXPECT_EQ(reader.words(), "before");
}

// Yjs makes the child a collected one.
TEST_F(Malformed, AParentThatIsATextOfLettersIsRefused) {
  expect_accepted("01 01 01 00 04 010175 02 6162 00");
  const std::string before = reader.state();
  const Result<void> applied = apply("01 01 02 00 28 00 0100 016b 01 7d05 00");
  ASSERT_FALSE(applied.ok());
  EXPECT_EQ(applied.error().code, Errc::block_parent);
  EXPECT_EQ(reader.state(), before);
}

TEST_F(Malformed, BlocksOfLengthZeroAreDropped) {
  expect_accepted("01 04 01 00 04 010175 00 08 010161 00 00 00 04 010175 01 61 00");
  EXPECT_EQ(reader.doc.text("u").to_string(), "a");
  EXPECT_EQ(to_hex(reader.doc.update(from_hex("014d06")).value()), "0101010004010175016100");
}

// In Yjs the later section replaces the earlier one.
TEST_F(Malformed, AllSectionsOfOneClientAreTakenIn) {
  expect_accepted("02 01 01 01 84 0100 01 62 01 01 00 04 010175 01 61 00");
  EXPECT_EQ(to_hex(reader.doc.update(from_hex("014d06")).value()), "010101000401017502616200");
}

TEST_F(Malformed, CountsThatAreTooLargeAreRefusedWithoutRoomForThem) {
  expect_refused("ffffffff07 01 01 00 04 010174 01 61 00");
  expect_refused("01 ffffffff07 01 00 04 010174 01 61 00");
  expect_refused("01 01 01 00 08 010161 ffffffff07 7d01 00");
  expect_refused("01 01 01 00 04 010174 01 61 ffffffff07 01");
}

TEST_F(Malformed, ClocksEndAtTheLargestSafeInteger) {
  expect_refused("01 01 01 01 00 ffffffffffffff0f 00");
  expect_accepted("01 01 01 00 00 8580808010 00");
  EXPECT_EQ(to_hex(reader.doc.update(from_hex("014d06")).value()),
            "01010100008580808010010101008580808010");
}

TEST_F(Malformed, DeletionsMayBeHugeUnsortedAndRepeated) {
  Client huge(9), wild(9);
  huge.receive("01 01 01 00 04 010174 01 61 01 01 01 00 ffffffffffffff0f");
  EXPECT_EQ(huge.state(), "01010100010101740101010100ffffffffffffff0f");
  wild.receive("01 01 01 00 04 010174 06 616263646566 02 01 02 0401 0001 01 02 0002 0102");
  EXPECT_EQ(wild.words(), "df");
  EXPECT_EQ(wild.state(), "010401000101017403840102016481010301840104016601010200030401");
}

TEST_F(Malformed, TextThatIsNotUtf8IsRefusedEverywhere) {
  expect_refused("01 01 01 00 04 010174 01 ff 00");
  expect_refused("01 01 01 00 04 0101ff 01 61 00");
  expect_refused("01 01 01 00 24 010174 02c080 01 61 00");
  expect_refused("01 01 01 00 08 010161 01 7703eda0bd 00");
  expect_refused("01 01 01 00 06 010174 04f5808080 0131 00");
  expect_refused("01 01 01 00 09 010161 01ff 7600 00");
  expect_refused("01 01 01 00 07 010161 03 01ff 00");
}

TEST_F(Malformed, JsonThatIsNoneIsRefused) {
  expect_refused("01 01 01 00 06 010174 0162 017b 00");
  expect_refused("01 01 01 00 05 010174 017b 00");
  expect_refused("01 01 01 00 02 010161 01 017b 00");
}

TEST_F(Malformed, OptionsOfASubdocumentAreAnObjectOrANumberThatMeansNone) {
  expect_refused("01 01 01 00 09 010161 0173 7e 00");
  expect_accepted("01 01 01 00 09 010161 0173 7d05 00");
}

TEST_F(Malformed, ValuesMayNestAsDeepAsMemoryIsCheap) {
  const auto nested = [](std::size_t depth) {
    std::string any;
    for (std::size_t n = 0; n < depth; ++n) any += "7501";
    return "01 01 01 00 08 010161 01 " + any + "7e 00";
  };
  expect_refused(nested(100'000));
  expect_accepted(nested(9'999));
}

// An array in an array in an array: deleting, printing and collecting do not use the stack for it.
TEST_F(Malformed, TypesMayNestDeeperThanTheStack) {
  constexpr std::uint64_t kDepth = 50'000;
  Writer update;
  for (const std::uint64_t n : {std::uint64_t{1}, kDepth, std::uint64_t{1}, std::uint64_t{0}})
    update.var_uint(n);
  for (std::uint64_t n = 0; n < kDepth; ++n) {
    update.u8(7);
    update.u8(n == 0 ? 1 : 0);
    if (n == 0) {
      update.var_string("a");
    } else {
      update.var_uint(1);
      update.var_uint(n - 1);
    }
    update.u8(0);
  }
  update.u8(0);
  reader.receive(update.take());
  EXPECT_EQ(reader.array.to_json().size(), 2 * (kDepth + 1));
  reader.array.remove(0);
  EXPECT_EQ(reader.array.to_json(), "[]");
  reader.doc.verify();
}

TEST_F(Malformed, AFewBytesForTwoMillionBlocksAreOneBlock) {
  const Bytes bomb = from_hex("0000010100000100010000000441fe887a0180897a0000");
  Client victim(9);
  ASSERT_TRUE(victim.doc.apply_update(bomb, {}, Encoding::v2).ok());
  EXPECT_EQ(victim.state(), "010101000080897a0101010080897a");
  EXPECT_LT(victim.doc.memory_bytes(), 100'000U);
}

TEST_F(Malformed, OriginsThatContradictEachOtherAreTakenFromTheLeft) {
  for (const auto& [origins, expected] :
       {std::pair{"0101 0100", "0301030004010175017a010200c4010101000158010100040101740361626300"},
        std::pair{"0100 0100", "0301030004010175017a010200c4010001000158010100040101740361626300"},
        std::pair{"0101 0300",
                  "0301030004010175017a010200c4010103000158010100040101740361626300"}}) {
    Client client(9);
    client.receive("01 03 01 00 04 010174 01 61 84 0100 01 62 84 0101 01 63 00");
    client.receive("01 01 03 00 04 010175 01 7a 00");
    client.receive(std::string("01 01 02 00 c4 ") + origins + " 01 58 00");
    EXPECT_EQ(client.words(), "abcX");
    EXPECT_EQ(client.state(), expected);
  }
}

}  // namespace
}  // namespace ycpp

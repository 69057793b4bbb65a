// fields_v2_test.cpp -- the container of v2: which column has what, the bytes of Yjs for each kind
// of content, and what is refused.
#include "update/fields_v2.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "made_update.h"
#include "update/decode.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using update::BlockReaderV2;
using update::SectionWriterV2;

std::string in_v2(const std::vector<Block>& blocks, const std::vector<IdRange>& deleted = {}) {
  return to_hex(made_update<SectionWriterV2>(blocks, deleted));
}

std::string v2_of(const char* v1) {
  const auto v2 = convert_update(from_hex(v1), Encoding::v1, Encoding::v2);
  return v2 ? to_hex(*v2) : v2.error().message();
}

Error error_of(const char* v2) {
  const Bytes bytes = from_hex(v2);
  const Result<void> valid = validate_update(bytes, Encoding::v2);
  return valid ? Error{Errc{}, 0, "valid"} : valid.error();
}

struct Pair {
  const char* what;
  const char* v1;
  const char* v2;
};

// What Yjs writes.
const Pair kPairs[] = {
    {"nothing", "0000", "00 00 00 00 00 00 0100 00 00 00 00 00"},
    {"text", "01010100 04 010174 03616263 00",
     "00 00 0101 00 00 0104 070474616263 0103 0101 00 00 0101 00 00"},
    {"both origins", "01030100 04010174 0161 840100 026263 c401000101 0158 00",
     "00 00 024102 020100 0102 0504008400c4 0a057461626358 41000201 0101 00 00 0103 00 00"},
    {"deleted", "01030100 04010174 0161 81010001 8401010163 0101010101",
     "00 00 024101 020002 00 050400810084 0603746163 4101 0101 00 0101 0103 00 0101010100"},
    {"key", "01010100 2801016d 016b 01 7d05 00",
     "00 00 0101 00 00 0128 05026d6b 4100 0101 00 0101 0101 00 7d05 00"},
    {"values", "01010100 08010161 05 7d01 770178 7e 79 760101617d01 00",
     "00 00 0101 00 00 0108 03016101 0101 00 0105 0101 00 7d01 770178 7e 79 760101617d01 00"},
    {"bytes", "01010100 03010161 03010203 00",
     "00 00 0101 00 00 0103 03016101 0101 00 00 0101 00 03010203 00"},
    {"embed", "01010100 05010174 0d7b22696d616765223a2278227d 00",
     "00 00 0101 00 00 0105 03017401 0101 00 00 0101 00 760105696d616765770178 00"},
    {"marks",
     "01030100 06010174 04626f6c64 0474727565 840100 026162 860102 04626f6c64 046e756c6c 00",
     "00 020002 024101 020004 00 050600840086 100b74626f6c646162626f6c64 01040204 0101 00 00 0103 "
     "00 "
     "78 7e 00"},
    {"types",
     "01070100 07010161 00 870100 01 870101 02 870102 03 03646976 870103 04 870104 05 02686b "
     "870105 "
     "06 00",
     "00 020002 024105 03000303 00 03070087 0a0661646976686b 010302 0101 0700010203040506 00 0107 "
     "00 "
     "00"},
    {"parent", "01020100 2701016d 016e 01 28000100 0178 01 7d01 00",
     "00 00 024100 0100 00 03270028 06036d6e78 4101 03010000 0101 0101 0102 00 7d01 00"},
    {"subdocument",
     "01010100 2901016d 0164 03737562 7602086175746f4c6f616478046d657461760101617d01 00",
     "00 00 0101 00 00 0129 09056d64737562 410003 0101 00 00 0101 00 "
     "7602086175746f4c6f616478046d657461760101617d01 00"},
    {"gc", "01020100 01010161 01 0002 0101010003",
     "00 00 0101 00 00 03010000 03016101 0101 00 020102 0102 00 0101010002"},
    {"JSON", "01010100 02010161 02 027b7d 0131 00",
     "00 00 0101 00 00 0102 0804617b7d31 010201 0101 00 0102 0101 00 00"},
    {"skip", "01030100 04010174 0161 0a01 4401010163 00",
     "00 00 024100 00 0102 0504000a0044 0603746163 4101 0101 00 00 0103 00 01 00"},
    {"largest client", "0101ffffffffffffff0f00 04010174 0161 00",
     "00 00 08bfffffffffffff1f 00 00 0104 05027461 4100 0101 00 00 0101 00 00"},
    {"deletions", "00 03 f0a204 01 0401 ac02 02 0301 0501 0a 02 0101 0401",
     "00 00 00 00 00 00 0100 00 00 00 00 03 f0a204 01 0400 ac02 02 0300 0100 0a 02 0100 0200"},
};

TEST(FieldsV2, EveryKindOfContentIsCodedAsYjsDoes) {
  for (const auto& [what, v1, v2] : kPairs) {
    SCOPED_TRACE(what);
    EXPECT_EQ(v2_of(v1), to_hex(from_hex(v2)));
    const auto back = convert_update(from_hex(v2), Encoding::v2, Encoding::v1);
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_EQ(to_hex(*back), to_hex(from_hex(v1)));
  }
}

TEST(FieldsV2, EveryTruncationIsRefused) {
  for (const auto& [what, v1, v2] : kPairs) {
    const Bytes whole = from_hex(v2);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const BytesView cut(whole.data(), size);
      const Result<void> valid = validate_update(cut, Encoding::v2);
      ASSERT_FALSE(valid.ok()) << what << " cut at " << size;
      EXPECT_LE(valid.error().offset, size);
    }
  }
}

TEST(FieldsV2, EveryWrongBitIsRefusedOrLeavesAnUpdate) {
  std::size_t taken = 0;
  std::size_t refused = 0;
  for (const auto& [what, v1, v2] : kPairs) {
    Bytes bytes = from_hex(v2);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      const auto as_v1 = convert_update(bytes, Encoding::v2, Encoding::v1);
      ++(as_v1 ? taken : refused);
      if (as_v1) {
        EXPECT_TRUE(validate_update(*as_v1).ok()) << what << " bit " << bit;
        const auto back = convert_update(*as_v1, Encoding::v1, Encoding::v2);
        EXPECT_EQ(convert_update(*back, Encoding::v2, Encoding::v1).value(), *as_v1)
            << what << " bit " << bit;
      } else {
        EXPECT_LE(as_v1.error().offset, bytes.size());
      }
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    }
  }
  EXPECT_GT(taken, 100u);
  EXPECT_GT(refused, 100u);
}

TEST(FieldsV2, TheFlagIsNotLookedAtNorWhatFollows) {
  for (const char* flag : {"01", "05", "7f", "8001"})
    EXPECT_EQ(error_of((std::string(flag) + "0000000000010000000000 00ff").c_str()).detail,
              "valid");
}

TEST(FieldsV2, ABlockOfALiveDocumentKeepsTheBitOfItsKey) {
  const Bytes six = from_hex("7d06");
  EXPECT_EQ(in_v2({deleted_block({1, 0}, 1).root("m").key("k"),
                   any_block({1, 1}, six).after({1, 0}).root("m").key("k")},
                  {{1, 0, 1}}),
            to_hex(from_hex("00 00 024100 0100 00 032100a8 05026d6b 4100 0101 00 024100 010200 "
                            "7d06 0101010000")));
}

TEST(FieldsV2, HalvesOfAPairAreReplacementCharacters) {
  MadeBlock block = text_block({1, 0}, "b", 3).root("t");
  block.lead_half = true;
  block.tail_half = true;
  EXPECT_EQ(in_v2({block}),
            to_hex(from_hex("00 00 0101 00 00 0104 0b0874efbfbd62efbfbd 0103 0101 00 "
                            "00 0101 00 00")));
}

// Yjs joins the halves that two strings of its own end and begin with, so a reader has to cut them.
TEST(FieldsV2, APairThatTwoTextsShareIsCut) {
  const auto v1 = convert_update(from_hex("00 00 024100 0100 00 03040084 080574f09f98804101 0101 00"
                                          "00 010200 00"),
                                 Encoding::v2, Encoding::v1);
  ASSERT_TRUE(v1.ok()) << v1.error().message();
  EXPECT_EQ(to_hex(*v1), to_hex(from_hex("01020100 04010174 03efbfbd 840100 03efbfbd 00")));
}

// No peer writes a name twice, but all are to read it.
TEST(FieldsV2, ANameThatComesAgainIsUnderstood) {
  const auto v1 =
      convert_update(from_hex("00 020100 024100 0100 00 03060086 050274624100 0101 00 00 "
                              "010200 78 7e 00"),
                     Encoding::v2, Encoding::v1);
  ASSERT_TRUE(v1.ok()) << v1.error().message();
  EXPECT_EQ(to_hex(*v1), to_hex(from_hex("01020100 06010174 0162 0474727565 860100 0162 046e756c6c "
                                         "00")));
}

// `n` marks with one name of 1000 bytes.
Bytes marks_with_one_name(std::uint64_t n) {
  IntDiffOptRleEncoder keys;
  UintOptRleEncoder clients;
  IntDiffOptRleEncoder left;
  StringEncoder strings;
  strings.write("t");
  strings.write(std::string(1000, 'n'));
  for (std::uint64_t i = 0; i < n; ++i) {
    keys.write(0);
    clients.write(1);
    if (i > 0) left.write(i - 1);
  }
  Writer out;
  const auto put = [&out](auto& column) {
    out.var_uint(column.finish());
    column.move_to(out);
  };
  out.u8(0);
  put(keys);
  put(clients);
  put(left);
  out.u8(0);
  out.var_bytes(from_hex("060086"));
  put(strings);
  out.bytes(from_hex("01010000 01"));
  out.var_uint(n);
  out.u8(0);
  for (std::uint64_t i = 0; i < n; ++i) out.u8(0x78);
  out.u8(0);
  return out.take();
}

TEST(FieldsV2, ANameThatComesAgainAndAgainCountsEachTime) {
  EXPECT_TRUE(validate_update(marks_with_one_name(900), Encoding::v2).ok());
  const Result<void> valid = validate_update(marks_with_one_name(1200), Encoding::v2);
  ASSERT_FALSE(valid.ok());
  EXPECT_EQ(valid.error().code, Errc::limit_exceeded);
}

TEST(FieldsV2, WhatAColumnLacksIsAnErrorAtItsPlace) {
  // "abc" in root "t" without a client, an info byte, a length, a parent info.
  EXPECT_EQ(error_of("00 00 00 00 00 0104 070474616263 0103 0101 00 00 0101 00 00").code,
            Errc::unexpected_end);
  const Error no_info = error_of("00 00 0101 00 00 00 070474616263 0103 0101 00 00 0101 00 00");
  EXPECT_EQ(no_info.code, Errc::unexpected_end);
  EXPECT_EQ(no_info.offset, 7u);
  const Error no_length = error_of("00 00 0101 00 00 0104 060474616263 01 0101 00 00 0101 00 00");
  EXPECT_EQ(no_length.code, Errc::unexpected_end);
  EXPECT_EQ(no_length.offset, 15u);
  EXPECT_EQ(error_of("00 00 0101 00 00 0104 070474616263 0103 00 00 00 0101 00 00").code,
            Errc::unexpected_end);
  EXPECT_EQ(error_of("00 00 00 00 00 00 00 00 00 00 00 00").code, Errc::unexpected_end);
}

TEST(FieldsV2, KindsTypesAndReferencesThatDoNotExistAreRefused) {
  EXPECT_EQ(error_of("00 00 0101 00 00 010b 03017401 0101 00 00 0101 00 00").code,
            Errc::invalid_content);
  EXPECT_EQ(error_of("00 00 0101 00 00 0107 03017401 0101 0107 00 0101 00 00").code,
            Errc::invalid_content);
  EXPECT_EQ(error_of("00 00 024100 0100 00 0184 03016101 00 00 00 0101 00 00").code,
            Errc::invalid_reference);
  // Five values in four bytes.
  EXPECT_EQ(error_of("00 00 0101 00 00 0108 03016101 0101 00 0105 0101 00 7e7e7e 00").code,
            Errc::count_too_large);
}

// 23 bytes that speak of two million blocks.
TEST(FieldsV2, ALongRunOfEqualCollectedBlocksIsOneBlock) {
  const Bytes bytes = from_hex("0000010100000100010000000441fe887a0180897a0000");
  BlockReaderV2 in(bytes);
  ASSERT_NE(in.current(), nullptr);
  EXPECT_EQ(in.current()->kind, Kind::gc);
  EXPECT_EQ(in.current()->length, 2'000'000u);
  in.next();
  EXPECT_EQ(in.current(), nullptr);
  (void)in.deletions();
  EXPECT_TRUE(in.ok());
}

TEST(FieldsV2, AShortRunOfCollectedBlocksStaysAsItIs) {
  std::vector<Block> blocks;
  for (std::uint64_t i = 0; i < 1000; ++i) blocks.push_back(gc_block({1, i * 3}, 3));
  const Bytes v1 = made_update(blocks);
  const Bytes v2 = made_update<SectionWriterV2>(blocks);
  EXPECT_LT(v2.size(), 30u);
  EXPECT_EQ(convert_update(v2, Encoding::v2, Encoding::v1).value(), v1);
}

TEST(FieldsV2, ARunPastTheLastClockIsRefused) {
  // 2^52 blocks of length 2^40.
  EXPECT_EQ(error_of("00 00 0101 00 00 0100 0100 00 00 0e c08080808040feffffffffffff07 "
                     "01 80808080808080 08 00 00")
                .code,
            Errc::clock_overflow);
}

TEST(FieldsV2, MoreBlocksThanTheLimitAreRefused) {
  // n deleted units in n blocks, each left of the one before: all in runs.
  const auto run = [](std::uint64_t n) {
    std::vector<Block> blocks{text_block({2, 0}, "a").root("t")};
    for (std::uint64_t i = 0; i < n; ++i) {
      MadeBlock block = deleted_block({1, i}, 1).before({2, 0});
      blocks.push_back(block);
    }
    return made_update<SectionWriterV2>(blocks);
  };
  const Bytes most = run(kFreeBlocks);
  EXPECT_LT(most.size(), 100u);
  EXPECT_TRUE(validate_update(most, Encoding::v2).ok());
  const Result<void> more = validate_update(run(kFreeBlocks + 100), Encoding::v2);
  ASSERT_FALSE(more.ok());
  EXPECT_EQ(more.error().code, Errc::limit_exceeded);
  EXPECT_NE(more.error().detail.find("free_blocks"), std::string::npos);
}

TEST(FieldsV2, BlocksOfLengthZeroAreBoundedToo) {
  // 2^52 texts of length 0.
  EXPECT_EQ(error_of("00 00 0101 00 00 0104 0a00 40feffffffffffff07 0101 00 00 "
                     "01 8080808080808008 00 00")
                .code,
            Errc::limit_exceeded);
}

TEST(FieldsV2, DeletionsThatJumpBackAreJoinedFirst) {
  // Two ranges of client 1: 5..7, then 2..6.
  EXPECT_EQ(v2_of("00 01 01 02 0502 0204"),
            to_hex(from_hex("00 00 00 00 00 00 0100 00 00 00 00 01 01 01 0204")));
}

}  // namespace
}  // namespace ycpp

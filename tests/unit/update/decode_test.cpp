// decode_test.cpp -- bytes of an update as blocks: each kind of content, what is refused and at
// which byte, and the order in which a whole update is kept.
#include "update/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "hex.h"
#include "made_update.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using update::ParentKind;
using update::Update;

/// One block of client 1 that starts at clock 0, between the head of an update and its end.
Bytes update_of(std::string_view block_hex) {
  return from_hex("01010100" + std::string(block_hex) + "00");
}

struct Decoded {
  explicit Decoded(Bytes input) : bytes(std::move(input)), update(Update::parse(bytes)) {}
  const Block& block() const { return update->blocks().at(0); }

  Bytes bytes;  // which the blocks view
  Result<Update> update;
};

std::string error_of(const Bytes& bytes) {
  const Result<Update> update = Update::parse(bytes);
  return update ? "none" : update.error().message();
}

TEST(Decode, TextAtTheStartOfARoot) {
  const Decoded decoded(from_hex("01010100040101740361626300"));
  ASSERT_TRUE(decoded.update.ok());
  const Block& block = decoded.block();
  EXPECT_EQ(block.id, (Id{1, 0}));
  EXPECT_EQ(block.kind, Kind::string);
  EXPECT_EQ(block.parent_kind, ParentKind::root);
  EXPECT_EQ(block.root, "t");
  EXPECT_EQ(block.text, "abc");
  EXPECT_EQ(block.length, 3U);
  EXPECT_FALSE(block.has_origin || block.has_right_origin || block.has_key);
  EXPECT_TRUE(decoded.update->deletions().empty());
}

TEST(Decode, TextCountsUtf16Units) {
  EXPECT_EQ(Decoded(update_of("0401017405f09f988061")).block().length, 3U);
}

TEST(Decode, WithAnOriginNeitherParentNorKeyFollows) {
  const Decoded decoded(
      update_of("e4"
                "0205"
                "0306"
                "0158"));  // the bit of the key is set
  ASSERT_TRUE(decoded.update.ok());
  const Block& block = decoded.block();
  EXPECT_EQ(block.origin, (Id{2, 5}));
  EXPECT_EQ(block.right_origin, (Id{3, 6}));
  EXPECT_EQ(block.parent_kind, ParentKind::inherited);
  EXPECT_FALSE(block.has_key);
  EXPECT_EQ(block.text, "X");
}

TEST(Decode, AnEntryOfAMapNamesItsParentAndItsKey) {
  const Decoded decoded(
      update_of("28"
                "000904"
                "016b"
                "017d05"));
  ASSERT_TRUE(decoded.update.ok());
  EXPECT_EQ(decoded.block().parent_kind, ParentKind::item);
  EXPECT_EQ(decoded.block().parent, (Id{9, 4}));
  EXPECT_TRUE(decoded.block().has_key);
  EXPECT_EQ(decoded.block().key, "k");
  EXPECT_EQ(to_hex(decoded.block().value), "7d05");
}

TEST(Decode, ValuesAreKeptAsYjsWouldWriteThemAgain) {
  // 2.0 as a double, and an object with its index key last.
  const Decoded decoded(
      update_of("08010161"
                "02"
                "7b4000000000000000"
                "76020161780130"
                "79"));
  ASSERT_TRUE(decoded.update.ok());
  EXPECT_EQ(decoded.block().length, 2U);
  EXPECT_EQ(to_hex(decoded.block().value),
            "7d02"
            "7602013079016178");
}

TEST(Decode, EachOtherKindOfContent) {
  const auto value_of = [](std::string_view hex) {
    const Decoded decoded(update_of(hex));
    return decoded.update ? to_hex(decoded.block().value) : decoded.update.error().message();
  };
  EXPECT_EQ(value_of("02010161"
                     "02027b7d09756e646566696e6564"),
            "76007f");  // JSON {}, undefined
  EXPECT_EQ(value_of("03010161"
                     "0300ff07"),
            "00ff07");  // bytes
  EXPECT_EQ(value_of("05010161"
                     "0474727565"),
            "78");  // embed: JSON true
  EXPECT_EQ(value_of("09010161"
                     "0167"
                     "7600"),
            "7600");  // sub-document

  const Decoded mark(
      update_of("06010161"
                "0162"
                "0474727565"));
  ASSERT_TRUE(mark.update.ok());
  EXPECT_EQ(mark.block().text, "b");
  EXPECT_EQ(to_hex(mark.block().value), "78");

  const Decoded element(
      update_of("07010161"
                "03"
                "0170"));
  ASSERT_TRUE(element.update.ok());
  EXPECT_EQ(element.block().type_ref, TypeRef::xml_element);
  EXPECT_EQ(element.block().text, "p");
}

TEST(Decode, EmptyBlocksAreDroppedBecauseNothingCanReferToThem) {
  const Decoded decoded(
      from_hex("01"
               "030100"
               "0000"        // no collected ids
               "0401017400"  // no text
               "0002"
               "00"));
  ASSERT_TRUE(decoded.update.ok());
  ASSERT_EQ(decoded.update->blocks().size(), 1U);
  EXPECT_EQ(decoded.block().id, (Id{1, 0}));
  EXPECT_EQ(decoded.block().length, 2U);
}

TEST(Decode, WhatDoesNotExistIsRefusedAtItsByte) {
  EXPECT_EQ(error_of(update_of("0b")), "unknown content or type reference at byte 4");
  EXPECT_EQ(error_of(update_of("0701017407")), "unknown content or type reference at byte 8");
  EXPECT_EQ(error_of(update_of("080101740180")), "unknown value tag at byte 9");
  EXPECT_EQ(error_of(update_of("0401017401ff")), "string is not valid UTF-8 at byte 9");
  EXPECT_EQ(error_of(update_of("0901017401647e")), "unknown content or type reference at byte 10");
  EXPECT_EQ(error_of(update_of("08010174"
                               "09")),
            "more elements claimed than bytes remain at byte 8");
  EXPECT_EQ(Update::parse(update_of("0501017401"
                                    "7b"))
                .error()
                .code,
            Errc::invalid_json);
}

TEST(Decode, ABlockRefersOnlyToWhatItsClientMadeBefore) {
  const auto after = [](Id id, Id left) { return made_update({text_block(id, "x").after(left)}); };
  EXPECT_EQ(error_of(after({1, 5}, {1, 4})), "none");
  EXPECT_EQ(error_of(after({1, 5}, {2, 9})), "none");
  EXPECT_EQ(Update::parse(after({1, 5}, {1, 5})).error().code, Errc::invalid_reference);
  EXPECT_EQ(Update::parse(after({1, 5}, {1, 6})).error().code, Errc::invalid_reference);
  EXPECT_EQ(Update::parse(made_update({text_block({1, 5}, "x").before({1, 5})})).error().code,
            Errc::invalid_reference);
  EXPECT_EQ(Update::parse(made_update({text_block({1, 5}, "x").in({1, 5})})).error().code,
            Errc::invalid_reference);
}

TEST(Decode, ClocksEndAtTheLargestSafeInteger) {
  EXPECT_EQ(error_of(made_update({gc_block({1, kMaxSafeInteger - 1}, 1)})), "none");
  EXPECT_EQ(Update::parse(made_update({gc_block({1, kMaxSafeInteger - 1}, 2)})).error().code,
            Errc::clock_overflow);
  EXPECT_EQ(Update::parse(made_update({gc_block({1, 0}, kMaxSafeInteger), gc_block({1, 0}, 1),
                                       skip_block({1, 1}, kMaxSafeInteger)}))
                .error()
                .code,
            Errc::clock_overflow);
}

TEST(Decode, EveryUpdateThatEndsTooEarlyIsRefused) {
  const Bytes value = from_hex("7d05");
  const Bytes whole = made_update({text_block({300, 0}, "abc").root("t"), gc_block({300, 3}, 200),
                                   any_block({2, 0}, value).root("m").key("k"),
                                   deleted_block({1, 0}, 3).after({300, 1}).before({300, 2})},
                                  {{300, 1, 2}, {1, 0, 3}});
  for (const Encoding encoding : {Encoding::v1, Encoding::v2}) {
    const Bytes bytes = convert_update(whole, Encoding::v1, encoding).value();
    EXPECT_TRUE(Update::parse(bytes, encoding).ok());
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(Update::parse(BytesView(bytes).first(size), encoding).ok()) << size;
  }
}

TEST(Decode, BlocksAreGroupedByClientWhateverTheirOrder) {
  std::mt19937_64 random(1);
  std::vector<Block> blocks;
  for (const std::uint64_t client : {9, 5, 2})
    for (std::uint64_t clock = 0; clock < 5; ++clock)
      blocks.push_back(gc_block({client, clock}, 1));
  for (int round = 0; round < 50; ++round) {
    std::vector<Block> shuffled = blocks;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const Bytes bytes = made_update(shuffled);
    const Result<Update> update = Update::parse(bytes);
    ASSERT_TRUE(update.ok());
    ASSERT_EQ(update->blocks().size(), blocks.size());
    for (std::size_t i = 0; i < blocks.size(); ++i) ASSERT_EQ(update->blocks()[i].id, blocks[i].id);
    ASSERT_EQ(update->clients().size(), 3U);
    for (std::size_t c = 0; c < 3; ++c) {
      ASSERT_EQ(update->clients()[c].client, blocks[c * 5].id.client);
      ASSERT_EQ(update->clients()[c].begin, c * 5);
      ASSERT_EQ(update->clients()[c].end, c * 5 + 5);
    }
  }
}

TEST(BlockReader, KnowsWhetherClientsCameInOrder) {
  const auto ordered = [](const std::vector<Block>& blocks) {
    const Bytes bytes = made_update(blocks);
    update::BlockReader in(bytes);
    while (in.current() != nullptr) in.next();
    EXPECT_TRUE(in.ok());
    return in.ordered();
  };
  EXPECT_TRUE(ordered({}));
  EXPECT_TRUE(ordered({gc_block({2, 0}, 1), gc_block({2, 1}, 1), gc_block({1, 0}, 1)}));
  EXPECT_FALSE(ordered({gc_block({1, 0}, 1), gc_block({2, 0}, 1)}));
  EXPECT_FALSE(ordered({gc_block({1, 0}, 1), gc_block({1, 5}, 1)}));  // a client twice
}

TEST(BlockReader, HasNoBlockAfterAnError) {
  const Bytes bytes = from_hex(
      "010201000001"
      "0b");
  update::BlockReader in(bytes);
  ASSERT_NE(in.current(), nullptr);
  EXPECT_EQ(in.current()->length, 1U);
  in.next();
  EXPECT_EQ(in.current(), nullptr);
  EXPECT_FALSE(in.ok());
  in.next();
  EXPECT_EQ(in.current(), nullptr);
}

}  // namespace
}  // namespace ycpp

// export_test.cpp -- the document, or what a transaction did to it, as an update.
#include <gtest/gtest.h>

#include "hex.h"
#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

update::StateVector knows(std::uint64_t client, std::uint64_t clock) {
  update::StateVector sv;
  sv.set(client, clock);
  sv.seal();
  return sv;
}

TEST(Export, AnEmptyStoreIsAnEmptyUpdate) { EXPECT_EQ(to_hex(StorePeer().state()), "0000"); }

TEST(Export, WhatIsKnownIsLeftOutAndAnItemIsCut) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "abcd").root("t")})).ok());
  EXPECT_EQ(to_hex(peer.store.encode_all(knows(1, 2))),
            to_hex(made_update({text_block({1, 2}, "cd").after({1, 1})})));
  EXPECT_EQ(to_hex(peer.store.encode_all(knows(1, 4))), "0000");
  EXPECT_EQ(to_hex(peer.store.encode_all(knows(1, 9))), "0000");
}

TEST(Export, AllDeletionsGoOutWhateverIsKnown) {
  StorePeer peer;
  ASSERT_TRUE(
      peer.apply(made_update({text_block({1, 0}, "abcd").root("t")}, {{1, 0, 1}, {1, 2, 2}})).ok());
  EXPECT_EQ(to_hex(peer.store.encode_all(knows(1, 4))),
            to_hex(made_update({}, {{1, 0, 1}, {1, 2, 2}})));
}

TEST(Export, ClientsGoFromTheHighestToTheLowest) {
  const Bytes update =
      made_update({text_block({300, 0}, "c").root("t"), text_block({20, 0}, "b").root("u"),
                   text_block({1, 0}, "a").root("v")});
  StorePeer peer;
  for (const auto& [client, text, root] :
       {std::tuple{20U, "b", "u"}, {300U, "c", "t"}, {1U, "a", "v"}})
    ASSERT_TRUE(peer.apply(made_update({text_block({client, 0}, text).root(root)})).ok());
  EXPECT_EQ(to_hex(peer.state()), to_hex(update));
}

TEST(Export, WhatWaitsGoesOutToo) {
  StorePeer peer;
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "a").root("t")})).ok());
  ASSERT_TRUE(peer.apply(made_update({text_block({1, 5}, "f").after({1, 4})}, {{2, 0, 3}})).ok());
  StorePeer other;
  ASSERT_TRUE(other.apply(peer.state()).ok());
  EXPECT_TRUE(other.store.has_pending());
  EXPECT_EQ(to_hex(other.state()), to_hex(peer.state()));
  ASSERT_TRUE(other.apply(made_update({text_block({1, 1}, "bcde").after({1, 0})})).ok());
  EXPECT_EQ(other.text("t"), "abcdef");
}

TEST(Export, ATransactionIsWhatItAddedAndDeleted) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  type_at(peer.store, 1, t, 0, "abc");
  peer.commit();
  type_at(peer.store, 1, t, 3, "d");
  remove_at(peer.store, t, 0, 1);
  peer.commit();
  EXPECT_EQ(to_hex(peer.emitted),
            to_hex(made_update({text_block({1, 3}, "d").after({1, 2})}, {{1, 0, 1}})));
  Writer none;
  peer.store.encode_changes(none);
  EXPECT_EQ(to_hex(none.view()), "0000");
}

TEST(Export, BothFormatsSayTheSame) {
  StorePeer peer;
  const store::BranchRef t = peer.store.root("t");
  for (int i = 0; i < 50; ++i)
    type_at(peer.store, 1 + i % 3, t, static_cast<std::uint64_t>(i / 2), "xy");
  remove_at(peer.store, t, 10, 30);
  peer.commit();
  const Bytes v2 = peer.store.encode_all({}, Encoding::v2);
  const auto parsed = update::Update::parse(v2, Encoding::v2);
  ASSERT_TRUE(parsed.ok());
  StorePeer other;
  other.store.apply(*parsed);
  other.commit();
  EXPECT_EQ(to_hex(other.state()), to_hex(peer.state()));
  EXPECT_EQ(other.store.encode_all({}, Encoding::v2), v2);
}

}  // namespace
}  // namespace ycpp

// read_text_test.cpp -- the text of a list, with and without an index, of any number of pieces.
#include <gtest/gtest.h>

#include <random>

#include "local_edit.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

TEST(ReadText, IsEmptyForAListThatIsNotThere) {
  StorePeer peer;
  EXPECT_EQ(peer.store.read_text(peer.store.root("t")), "");
}

TEST(ReadText, JoinsLivePiecesInOrderWithAndWithoutAnIndex) {
  std::mt19937 random(1);
  for (int pieces = 1; pieces < 40; ++pieces) {
    StorePeer writer;
    const store::BranchRef branch = writer.store.root("t");
    std::string expected;
    for (int i = 0; i < pieces; ++i) {
      const std::size_t at = random() % (expected.size() + 1);
      const std::string text(1 + random() % 70, static_cast<char>('a' + i % 26));
      type_at(writer.store, 1, branch, at, text);
      expected.insert(at, text);
      if (i % 3 == 2) {
        const std::size_t from = random() % expected.size();
        const std::size_t count = 1 + random() % (expected.size() - from);
        remove_at(writer.store, branch, from, count);
        expected.erase(from, count);
      }
      writer.commit();
    }
    EXPECT_EQ(writer.store.read_text(branch), expected) << pieces;
    StorePeer reader;  // asks for no position, so it has no index
    ASSERT_TRUE(reader.apply(writer.state()).ok());
    EXPECT_EQ(reader.store.read_text(reader.store.root("t")), expected) << pieces;
  }
}

TEST(ReadText, ShowsHalvesOfAPairThatWasCutAsReplacements) {
  for (const bool has_index : {false, true}) {
    StorePeer peer;
    ASSERT_TRUE(peer.apply(made_update({text_block({1, 0}, "a\xf0\x9f\x98\x80z").root("t")})).ok());
    ASSERT_TRUE(
        peer.apply(made_update({text_block({2, 0}, "X").after({1, 1}).before({1, 2})})).ok());
    const store::BranchRef branch = peer.store.root("t");
    if (has_index) (void)peer.store.length(branch);
    EXPECT_EQ(peer.store.read_text(branch), "a\xef\xbf\xbdX\xef\xbf\xbdz");
  }
}

}  // namespace
}  // namespace ycpp

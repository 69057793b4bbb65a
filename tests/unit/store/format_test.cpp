// format_test.cpp -- formatting marks: what holds where, and which of them go.
#include <gtest/gtest.h>

#include <random>

#include "hex.h"
#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

const Bytes kOne = from_hex("7d01");
const Bytes kTwo = from_hex("7d02");
const Bytes kNull = from_hex("7e");

/// A text of client 1 in which clock n is the nth of `blocks`; each has length 1.
class Marked : public StorePeer {
 public:
  explicit Marked(std::vector<MadeBlock> blocks) {
    std::vector<Block> row;
    for (std::uint64_t n = 0; n < blocks.size(); ++n) {
      blocks[n].id = {1, n};
      row.push_back(n == 0 ? blocks[n].root("t") : blocks[n].after({1, n - 1}));
    }
    EXPECT_TRUE(apply(made_update(row)).ok());
    store.declare(store.find_root("t"), TypeRef::text);
  }
  store::ItemRef at(std::uint64_t clock) const { return store.find({0, clock}); }
  bool is_deleted(std::uint64_t clock) const { return store.item(at(clock)).deleted; }

  /// A peer's change, and the cleaning that a document does after it.
  void apply_and_clean(const Bytes& bytes) {
    const auto parsed = update::Update::parse(bytes);
    ASSERT_TRUE(parsed.ok());
    store.apply(*parsed);
    ASSERT_TRUE(store.needs_format_cleaning());
    store.changes.normalize();
    const store::ChangeSet past = std::exchange(store.changes, {});
    store.changes.number = past.number + 1;
    store.clean_formats(past);
    store.verify();
  }
};

MadeBlock mark(std::string_view key, BytesView value) { return format_block({}, key, value); }
MadeBlock letter(std::string_view text) { return text_block({}, text); }

TEST(Format, TheLastMarkOfAKeyHolds) {
  const Marked text({mark("b", kOne), letter("x"), mark("i", kOne), mark("b", kTwo), letter("y"),
                     mark("b", kNull), letter("z")});
  EXPECT_TRUE(text.store.attributes_after(0).empty());
  EXPECT_EQ(to_hex(text.store.attributes_after(text.at(1)).to_any()),
            "76010162"
            "7d01");
  EXPECT_EQ(to_hex(text.store.attributes_after(text.at(4)).get("b")), "7d02");
  EXPECT_EQ(to_hex(text.store.attributes_after(text.at(6)).to_any()),
            "76010169"
            "7d01");
}

// What holds, found from the start on, with the order in which the keys were set.
store::Attributes passed(const StorePeer& peer, store::ItemRef after) {
  store::Attributes attributes;
  const store::Slot& list = peer.store.slot(peer.store.item(after).slot);
  for (store::ItemRef i = list.head;; i = peer.store.item(i).right) {
    const store::Item& item = peer.store.item(i);
    if (peer.store.is_live_mark(i))
      attributes.pass(peer.store.mark_key(item), peer.store.mark_value(item));
    if (i == after) return attributes;
  }
}

std::string in_order(const store::Attributes& attributes) {
  std::string text;
  for (const auto& [key, value] : attributes) text += key + "=" + to_hex(value) + " ";
  return text;
}

TEST(Format, WhatHoldsIsFoundFromTheRightAsFromTheLeft) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const unsigned keys = round % 10 == 0 ? 20 : 1 + random() % 4;
    std::vector<MadeBlock> blocks;
    std::vector<std::string> names(60);
    for (std::string& name : names) {
      name = "k" + std::to_string(random() % keys);
      blocks.push_back(random() % 3 == 0 ? letter("x")
                                         : mark(name, random() % 2 == 0   ? kNull
                                                      : random() % 2 == 0 ? kOne
                                                                          : kTwo));
    }
    Marked text(std::move(blocks));
    if (round % 2 == 0) (void)text.store.length(text.store.find_root("t"));
    for (int i = 0; i < 15; ++i) text.store.remove(text.at(random() % names.size()));
    text.store.verify();
    for (std::uint64_t clock = 0; clock < names.size(); ++clock) {
      EXPECT_EQ(in_order(text.store.attributes_after(text.at(clock))),
                in_order(passed(text, text.at(clock))))
          << round << " " << clock;
    }
  }
}

TEST(Format, ADeletedMarkDoesNotHold) {
  Marked text({mark("b", kOne), letter("x")});
  text.store.remove(text.at(0));
  EXPECT_FALSE(text.store.is_live_mark(text.at(0)));
  EXPECT_TRUE(text.store.attributes_after(text.at(1)).empty());
}

TEST(Format, AMarkRepeatsWhatHoldsBeforeIt) {
  const Marked text({mark("n", kNull), mark("b", kOne), letter("x"), mark("b", kOne),
                     mark("b", kTwo), mark("i", kOne)});
  EXPECT_TRUE(text.store.repeats_format(text.at(0))) << "nothing is null already";
  EXPECT_FALSE(text.store.repeats_format(text.at(1)));
  EXPECT_TRUE(text.store.repeats_format(text.at(3)));
  EXPECT_FALSE(text.store.repeats_format(text.at(4)));
  EXPECT_FALSE(text.store.repeats_format(text.at(5)));
}

TEST(Format, CleaningAGapKeepsTheLastMarkOfAKeyThatChangesSomething) {
  Marked text({letter("x"), mark("b", kOne), mark("i", kOne), mark("b", kTwo), mark("u", kNull),
               letter("y"), mark("b", kTwo)});
  store::Attributes current;
  text.store.clean_gap(text.at(1), text.at(5), {}, current);
  EXPECT_TRUE(text.is_deleted(1)) << "overridden";
  EXPECT_FALSE(text.is_deleted(2));
  EXPECT_FALSE(text.is_deleted(3));
  EXPECT_TRUE(text.is_deleted(4)) << "null was null";
  EXPECT_FALSE(text.is_deleted(6)) << "behind what is visible";
  EXPECT_EQ(to_hex(current.get("b")), "7d02");
  EXPECT_EQ(to_hex(current.get("i")), "7d01");
}

TEST(Format, AfterTheDeletionOfWhatAMarkFormattedTheMarkGoes) {
  Marked text({letter("a"), mark("b", kOne), letter("x"), mark("b", kNull), letter("y")});
  text.apply_and_clean(made_update({}, {{1, 2, 1}}));
  EXPECT_TRUE(text.is_deleted(1)) << "only the last of a key has an effect";
  EXPECT_FALSE(text.is_deleted(3));
  EXPECT_EQ(text.text("t"), "ay");
}

TEST(Format, AMarkOfAPeerCleansTheStartOfTheText) {
  Marked text({mark("b", kOne), mark("b", kTwo), mark("i", kNull), letter("x")});
  text.apply_and_clean(made_update({format_block({2, 0}, "u", kOne).after({1, 3})}));
  EXPECT_TRUE(text.is_deleted(0));
  EXPECT_FALSE(text.is_deleted(1));
  EXPECT_TRUE(text.is_deleted(2));
}

TEST(Format, TextsAreCleanedInTheOrderInWhichTheirMarksCame) {
  StorePeer peer;
  const auto text_named = [](std::uint64_t client, const char* name) {
    return std::vector<Block>{text_block({client, 0}, "x").root(name),
                              format_block({client, 1}, "b", kOne).before({client, 0})};
  };
  for (const auto& [client, name] : {std::pair{1, "late"}, std::pair{2, "early"}}) {
    peer.store.declare(peer.store.root(name), TypeRef::text);
    ASSERT_TRUE(peer.apply(made_update(text_named(static_cast<std::uint64_t>(client), name))).ok());
  }
  const auto again = [](Id id, Id right) { return format_block(id, "b", kOne).before(right); };
  const Bytes more = made_update({again({2, 2}, {1, 1}), again({1, 2}, {2, 1})});
  peer.store.apply(*update::Update::parse(more));
  peer.store.changes.normalize();
  const store::ChangeSet past = std::exchange(peer.store.changes, {});
  peer.store.changes.number = past.number + 1;
  peer.store.clean_formats(past);
  std::vector<std::string> names;
  for (const store::SlotRef slot : peer.store.changes.slots)
    names.emplace_back(peer.store.branch(peer.store.slot(slot).branch).name);
  EXPECT_EQ(names, (std::vector<std::string>{"early", "late"}));
}

TEST(Format, OnlyAChangedTextWithMarksNeedsCleaning) {
  Marked text({mark("b", kOne), letter("x")});
  EXPECT_FALSE(text.store.needs_format_cleaning()) << "nothing changed";
  text.store.remove(text.at(1));
  EXPECT_TRUE(text.store.needs_format_cleaning());
  text.store.declare(text.store.find_root("t"), TypeRef::array);
  EXPECT_FALSE(text.store.needs_format_cleaning());
  Marked plain({letter("x")});
  plain.store.remove(plain.at(0));
  EXPECT_FALSE(plain.store.needs_format_cleaning());
}

}  // namespace
}  // namespace ycpp

// Texts between snapshots: what Yjs's toDelta(snapshot, previous) gives.
#include "types/text_history.h"

#include <gtest/gtest.h>

#include "hex.h"
#include "ycpp/map.h"
#include "ycpp/snapshot.h"

namespace ycpp {
namespace {

// "ab{ychange:{type:added}}|c": text in runs with attributes; <> for what is embedded.
std::string show(const std::vector<TextDelta>& runs) {
  std::string out;
  for (const TextDelta& run : runs) {
    if (!out.empty()) out += '|';
    if (run.shared)
      out += "<shared>";
    else if (!run.embed.empty())
      out += '<' + Value::from_any(run.embed)->to_json() + '>';
    else
      out += run.text;
    if (!run.attributes.empty()) out += Value::from_any(run.attributes)->to_json();
  }
  return out;
}

const std::string kAdded = R"({"ychange":{"type":"added"}})";
const std::string kRemoved = R"({"ychange":{"type":"removed"}})";

class TextHistory : public ::testing::Test {
 protected:
  Snapshot now() { return Snapshot::of(doc); }
  std::string between(const Snapshot* previous, const Snapshot* snapshot) {
    return show(text.to_delta({.snapshot = snapshot, .previous = previous}));
  }

  Doc doc{DocOptions{.client_id = 1, .guid = "d", .gc = false}};
  Text text = doc.text("t");
};

TEST_F(TextHistory, ShowsOldVersions) {
  const Snapshot none = now();
  text.insert(0, "hello");
  const Snapshot first = now();
  text.remove(1, 3);
  text.insert(1, "i");
  const Snapshot second = now();
  EXPECT_EQ(between(nullptr, &none), "");
  EXPECT_EQ(between(nullptr, &first), "hello");
  EXPECT_EQ(between(nullptr, &second), "hio");
  EXPECT_EQ(between(nullptr, nullptr), "hio");
}

TEST_F(TextHistory, MarksWhatChanged) {
  text.insert(0, "hello");
  const Snapshot first = now();
  text.remove(1, 3);
  text.insert(1, "i");
  const Snapshot second = now();
  const std::string changes = "h|ell" + kRemoved + "|i" + kAdded + "|o";
  EXPECT_EQ(between(&first, &second), changes);
  EXPECT_EQ(between(&second, &first), "h|ell" + kAdded + "|i" + kRemoved + "|o");
  text.insert(3, "!");
  EXPECT_EQ(between(&first, &second), changes) << "what came later does not show";
  EXPECT_EQ(between(&first, nullptr), changes + "|!" + kAdded) << "up to the text as it is";
  EXPECT_EQ(between(&first, &first), "hello");
}

TEST_F(TextHistory, DescribesPartsByTheirIds) {
  text.insert(0, "abc");
  const Snapshot first = now();
  Doc other({.client_id = 2, .guid = "d"});
  ASSERT_TRUE(other.apply_update(*doc.update()).ok());
  other.text("t").insert(3, "theirs");
  ASSERT_TRUE(doc.apply_update(*other.update()).ok());
  text.insert(0, "mine");
  text.remove(5, 1);
  std::vector<std::pair<PartChange, ElementId>> asked;
  const TextVersions versions{.previous = &first,
                              .describe = [&](PartChange change, const ElementId& id) {
                                asked.emplace_back(change, id);
                                return Value(static_cast<std::int64_t>(id.client));
                              }};
  EXPECT_EQ(show(text.to_delta(versions)),
            R"(mine{"ychange":1}|a|b{"ychange":1}|c|theirs{"ychange":2})");
  using enum PartChange;
  EXPECT_EQ(asked, (std::vector<std::pair<PartChange, ElementId>>{
                       {added, {1, 3}}, {removed, {1, 1}}, {added, {2, 0}}}));
}

TEST_F(TextHistory, JoinsPartsThatAreDescribedAlike) {
  text.insert(0, "abc");
  const Snapshot first = now();
  text.insert(3, "d");
  text.remove(2, 1);
  text.insert(2, "x");
  EXPECT_EQ(between(&first, nullptr), "ab|c" + kRemoved + "|xd" + kAdded);
  const TextVersions alike{.previous = &first, .describe = [](PartChange, const ElementId&) {
                             return Value("changed");
                           }};
  EXPECT_EQ(show(text.to_delta(alike)), R"(ab|cxd{"ychange":"changed"})");
}

TEST_F(TextHistory, HasTheFormattingOfTheVersion) {
  text.insert(0, "abcd");
  const Snapshot plain = now();
  text.format(1, 2, {{"b", true}});
  const Snapshot bold = now();
  text.remove(2, 1);
  EXPECT_EQ(between(nullptr, &plain), "abcd");
  EXPECT_EQ(between(nullptr, &bold), R"(a|bc{"b":true}|d)");
  EXPECT_EQ(between(&bold, nullptr), R"(a|b{"b":true}|c{"b":true,"ychange":{"type":"removed"}}|d)");
}

TEST_F(TextHistory, ShowsWhatIsEmbeddedWithTheMarkOfTheTextBeforeIt) {
  text.insert(0, "ab");
  text.insert_embed(1, Value("old"));
  const Snapshot first = now();
  text.insert(1, "x");
  text.insert_embed(0, SharedKind::map);
  text.remove(4, 1);
  EXPECT_EQ(between(nullptr, &first), R"(a|<"old">|b)");
  EXPECT_EQ(between(&first, nullptr),
            "<shared>|a|x" + kAdded + R"(|<"old">)" + kAdded + "|b" + kRemoved);
}

TEST_F(TextHistory, ReplacesACharacterThatAVersionHasHalfOf) {
  text.insert(0, "a\xf0\x9f\x98\x80z");
  const Snapshot half = Snapshot::decode(from_hex("00 01 01 02")).value();
  EXPECT_EQ(between(nullptr, &half), "a\xef\xbf\xbd");
  EXPECT_EQ(between(&half, nullptr), "a\xef\xbf\xbd|\xef\xbf\xbdz" + kAdded);
  const Snapshot low = Snapshot::decode(from_hex("01 01 01 00 02 01 01 04")).value();
  EXPECT_EQ(between(nullptr, &low), "\xef\xbf\xbdz");
}

TEST_F(TextHistory, CountsInTheUnitOfTheDocument) {
  for (const auto& [unit, lengths] :
       std::vector<std::pair<OffsetKind, std::vector<std::size_t>>>{{OffsetKind::unicode, {2, 1}},
                                                                    {OffsetKind::utf16, {3, 2}},
                                                                    {OffsetKind::utf8, {6, 4}}}) {
    Doc any({.client_id = 1, .guid = "d", .offset_kind = unit, .gc = false});
    any.text("t").insert(0, "\xc3\xa9\xf0\x9f\x98\x80");
    const Snapshot first = Snapshot::of(any);
    any.text("t").push("\xf0\x9f\x98\x80");
    const auto runs = any.text("t").to_delta({.previous = &first});
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[0].length, lengths[0]);
    EXPECT_EQ(runs[1].length, lengths[1]);
  }
}

TEST_F(TextHistory, SurvivesADescriptionThatChangesTheText) {
  text.insert(0, "abc");
  text.insert_embed(3, Value("embedded"));
  const Snapshot first = now();
  text.insert(0, "x");
  text.push("y");
  const TextVersions versions{.previous = &first, .describe = [&](PartChange, const ElementId&) {
                                text.remove(0, text.length());
                                text.insert(0, std::string(100'000, 'z'));
                                return Value(1);
                              }};
  EXPECT_EQ(show(text.to_delta(versions)), R"(x{"ychange":1}|abc|<"embedded">|y{"ychange":1})");
}

TEST_F(TextHistory, TakesTimeInTheNumberOfCuts) {
  // All of it is deleted and one item; the snapshot has every second unit.
  constexpr std::size_t kLength = 200'000;
  text.insert(0, std::string(kLength, 'a'));
  doc.transact([&] {
    for (std::size_t i = 0; i < kLength / 2; ++i) text.remove(i, 1);
  });
  const Snapshot half = now();
  text.remove(0, kLength / 2);
  const auto runs = text.to_delta({.snapshot = &half});
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].text, std::string(kLength / 2, 'a'));
}

TEST_F(TextHistory, NeedsADocumentThatKeepsWhatIsDeleted) {
  Doc collecting;
  const Snapshot snapshot = Snapshot::of(collecting);
  EXPECT_THROW((void)collecting.text("t").to_delta({.snapshot = &snapshot}), std::invalid_argument);
  EXPECT_THROW((void)collecting.text("t").to_delta({.previous = &snapshot}), std::invalid_argument);
  EXPECT_TRUE(collecting.text("t").to_delta(TextVersions{}).empty());
}

}  // namespace
}  // namespace ycpp

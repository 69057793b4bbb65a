// text_format_test.cpp -- formatting: runs and bytes are those that Yjs gives for the same edits.
#include "types/text_format.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>

#include "hex.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client) {
  return Doc({.client_id = client, .guid = "d", .offset_kind = OffsetKind::utf16});
}

const Value::Object kBold{{"b", Value(true)}};
const Value::Object kNotBold{{"b", Value(nullptr)}};
const Value::Object kItalic{{"i", Value(true)}};

// "ab{b:true}|c": what to_delta() says.
std::string runs(const Text& text) {
  std::string out;
  for (const TextDelta& run : text.to_delta()) {
    if (!out.empty()) out += '|';
    out += run.embed.empty() ? run.text : Value::from_any(run.embed).value().to_json();
    if (!run.attributes.empty()) out += Value::from_any(run.attributes).value().to_json();
  }
  return out;
}

struct Case {
  const char* name;
  std::function<void(Text&)> edit;
  const char* runs;
  const char* bytes;
};

const Case kCases[] = {
    {"text at the end of a run without attributes takes them over",
     [](Text& t) {
       t.insert(0, "ab", kBold);
       t.insert(2, "c");
     },
     R"(abc{"b":true})",
     "0104010006010174016204747275658401000261628601020162046e756c6cc401020103016300"},
    {"text with empty attributes does not",
     [](Text& t) {
       t.insert(0, "ab", kBold);
       t.insert(2, "c", {});
     },
     R"(ab{"b":true}|c)",
     "0104010006010174016204747275658401000261628601020162046e756c6c840103016300"},
    {"text before a run does not",
     [](Text& t) {
       t.insert(0, "ab", kBold);
       t.insert(0, "c");
     },
     R"(c|ab{"b":true})",
     "0104010006010174016204747275658401000261628601020162046e756c6c440100016300"},
    {"text with empty attributes inside a run interrupts it",
     [](Text& t) {
       t.insert(0, "ab", kBold);
       t.insert(1, "c", {});
     },
     R"(a{"b":true}|c|b{"b":true})",
     "010701000601017401620474727565840100016184010101628601020162046e756c6cc6010101020162046e756c"
     "6cc4010401020163c6010501020162047472756500"},
    {"runs overlap",
     [](Text& t) {
       t.insert(0, "abcdef");
       t.format(0, 4, kBold);
       t.format(2, 4, kItalic);
     },
     R"(ab{"b":true}|cd{"b":true,"i":true}|ef{"i":true})",
     "010701000401017402616284010102636484010302656646010001620474727565c6010301040162046e756c6cc6"
     "01010102016904747275658601050169046e756c6c00"},
    {"the same format twice makes no second mark",
     [](Text& t) {
       t.insert(0, "abcd");
       t.format(1, 2, kBold);
       t.format(1, 2, kBold);
     },
     R"(a|bc{"b":true}|d)",
     "010501000401017401618401000262638401020164c60100010101620474727565c6010201030162046e756c6c0"
     "0"},
    {"undoing a format deletes both marks",
     [](Text& t) {
       t.insert(0, "abcd");
       t.format(1, 2, kBold);
       t.format(1, 2, kNotBold);
     },
     "abcd", "010501000401017401618401000262638401020164c10100010101c101020103010101010402"},
    {"runs that meet become one",
     [](Text& t) {
       t.insert(0, "ab");
       t.format(0, 1, kBold);
       t.format(1, 1, kBold);
     },
     R"(ab{"b":true})",
     "01050100040101740161840100016246010001620474727565c101000101018601010162046e756c6c01010103"
     "01"},
    {"deleting a run deletes both marks",
     [](Text& t) {
       t.insert(0, "abcd");
       t.format(1, 2, kBold);
       t.remove(1, 2);
     },
     "ad", "01050100040101740161810100028401020164c10100010101c1010201030101010201020402"},
    {"deleting a part of a run keeps its marks",
     [](Text& t) {
       t.insert(0, "abcd");
       t.format(1, 2, kBold);
       t.remove(1, 1);
     },
     R"(a|c{"b":true}|d)",
     "010601000401017401618101000184010101638401020164c60100010101620474727565c6010201030162046e75"
     "6c6c0101010101"},
    {"deleting over the start of a run keeps the rest of it",
     [](Text& t) {
       t.insert(0, "abcdef");
       t.format(1, 4, kBold);
       t.remove(0, 3);
     },
     R"(de{"b":true}|f)",
     "010601000101017401810100028401020264658401040166c60100010101620474727565c6010401050162046e75"
     "6c6c0101010003"},
    {"marks come in the order of a JavaScript object",
     [](Text& t) {
       t.insert(0, "ab", {{"b", Value(true)}, {"10", Value(true)}});
       t.insert(1, "c", kItalic);
     },
     R"(a{"10":true,"b":true}|c{"i":true}|b{"10":true,"b":true})",
     "010d01000601017402313004747275658601000162047472756584010101618401020162860103023130046e756c"
     "6c8601040162046e756c6cc601020103023130046e756c6cc60106010301690474727565c6010701030162046e75"
     "6c6cc4010801030163c6010901030231300474727565c6010a01030169046e756c6cc6010b010301620474727565"
     "00"},
    {"an object that formatted what is replaced does not come back",
     [](Text& t) {
       t.insert(0, "a", {{"c", Value(Value::Object{{"x", 1}})}});
       TextDelta gone;
       gone.kind = TextDelta::Kind::remove;
       gone.length = 1;
       TextDelta come;
       come.kind = TextDelta::Kind::insert;
       come.text = "b";
       t.apply_delta(std::vector{gone, come});
     },
     "b", "01020100010101740384010201620101010003"},
    {"nested values never equal each other",
     [](Text& t) {
       const Value nested(Value::Object{{"a", Value::Object{{"n", 1}}}});
       t.insert(0, "ab");
       t.format(0, 2, {{"c", nested}});
       t.format(0, 2, {{"c", nested}});
     },
     R"(ab{"c":{"a":{"n":1}}})",
     "0105010004010174026162410100018601010163046e756c6c46010201630d7b2261223a7b226e223a317d7dc601"
     "01010301630d7b2261223a7b226e223a317d7d0101010201"},
    {"flat values do",
     [](Text& t) {
       const Value flat(Value::Object{{"a", 1}});
       t.insert(0, "ab");
       t.format(0, 2, {{"c", flat}});
       t.format(0, 2, {{"c", flat}});
     },
     R"(ab{"c":{"a":1}})",
     "01030100040101740261624601000163077b2261223a317d8601010163046e756c6c00"},
};

TEST(TextFormat, HasTheRunsAndTheBytesOfYjs) {
  for (const Case& each : kCases) {
    Doc doc = doc_with(1);
    Text text = doc.text("t");
    each.edit(text);
    EXPECT_EQ(runs(text), each.runs) << each.name;
    EXPECT_EQ(to_hex(doc.update().value()), each.bytes) << each.name;
    doc.verify();
  }
}

// Two peers that start with `base`, edit at the same time and exchange what they did.
struct Peers {
  explicit Peers(const std::function<void(Text&)>& base) {
    base(text1);
    EXPECT_TRUE(second.apply_update(first.update().value()).ok());
  }
  void exchange() {
    const Bytes one = first.update(second.state_vector()).value();
    const Bytes two = second.update(first.state_vector()).value();
    EXPECT_TRUE(first.apply_update(two).ok());
    EXPECT_TRUE(second.apply_update(one).ok());
    first.verify();
    second.verify();
  }
  Doc first = doc_with(1);
  Doc second = doc_with(2);
  Text text1 = first.text("t");
  Text text2 = second.text("t");
};

TEST(TextFormat, OfOverlappingRunsTheFirstEndWins) {
  Peers peers([](Text& t) { t.insert(0, "hello wo"); });
  peers.text1.format(0, 5, kBold);
  peers.text2.format(3, 5, kBold);
  std::vector<std::string> emitted;
  const Subscription kept = peers.first.observe(
      [&](const TransactionEvent& event) { emitted.push_back(to_hex(event.update())); });
  peers.exchange();
  // The second start mark repeats what holds there. It stays, and ends the run for to_delta().
  EXPECT_EQ(runs(peers.text1), R"(hel{"b":true}|lo{"b":true}| wo)");
  EXPECT_EQ(runs(peers.text2), R"(hel{"b":true}|lo{"b":true}| wo)");
  EXPECT_EQ(emitted,
            std::vector<std::string>{"01020200c601020103016204747275658601070162046e756c6c00"});
}

TEST(TextFormat, OfTwoValuesThatOfTheHigherClientWinsAndTheOtherIsCleanedUp) {
  Peers peers([](Text& t) { t.insert(0, "ab"); });
  peers.text1.format(0, 2, {{"c", "red"}});
  peers.text2.format(0, 2, {{"c", "blue"}});
  peers.exchange();
  for (const Text* text : {&peers.text1, &peers.text2}) EXPECT_EQ(runs(*text), R"(ab{"c":"blue"})");
  constexpr std::string_view kState =
      "0202020046010001630622626c7565228601010163046e756c6c0301000401017402616241010001860101016304"
      "6e"
      "756c6c0101010201";
  EXPECT_EQ(to_hex(peers.first.update().value()), kState);
  EXPECT_EQ(to_hex(peers.second.update().value()), kState);
}

TEST(TextFormat, TextInsideARunIsFormattedAndTextAtItsEndIsNot) {
  for (const auto& [index, expected] :
       {std::pair{2, R"(a|bXc{"b":true}|d)"}, std::pair{3, R"(a|bc{"b":true}|Xd)"}}) {
    Peers peers([](Text& t) { t.insert(0, "abcd"); });
    peers.text1.format(1, 2, kBold);
    peers.text2.insert(static_cast<std::size_t>(index), "X");
    peers.exchange();
    EXPECT_EQ(runs(peers.text1), expected);
    EXPECT_EQ(runs(peers.text2), expected);
  }
}

TEST(TextFormat, WhenBothDeleteAPartOfARunItsLeadingMarksAreCleanedUp) {
  Peers peers([](Text& t) {
    t.insert(0, "abcdef");
    t.format(1, 4, kBold);
  });
  peers.text1.remove(1, 2);
  peers.text2.remove(3, 2);
  peers.exchange();
  EXPECT_EQ(peers.text1.to_string(), "af");
  EXPECT_EQ(peers.text2.to_string(), "af");
  EXPECT_EQ(peers.first.update().value(), peers.second.update().value());
}

// The model: every character with its own set of attributes.
TEST(TextFormat, RandomEditsLeaveWhatAListOfFormattedCharactersHolds) {
  std::mt19937 random(11);
  const auto below = [&](std::size_t n) { return random() % n; };
  const char* keys[] = {"b", "i", "c"};
  for (int round = 0; round < 40; ++round) {
    Doc doc = doc_with(1);
    Text text = doc.text("t");
    std::vector<std::pair<char, std::map<std::string, std::int64_t>>> model;
    for (int edit = 0; edit < 30; ++edit) {
      const std::size_t index = below(model.size() + 1);
      const std::size_t length = below(model.size() - index + 1);
      const char* key = keys[below(3)];
      const auto value = static_cast<std::int64_t>(below(3));  // 0 is none
      const Value::Object attributes{{key, value == 0 ? Value(nullptr) : Value(value)}};
      const auto at = model.begin() + static_cast<std::ptrdiff_t>(index);
      if (const std::size_t what = below(4); what == 0) {
        text.remove(index, length);
        model.erase(at, at + static_cast<std::ptrdiff_t>(length));
      } else if (what == 1) {
        text.format(index, length, attributes);
        for (auto c = at; c != at + static_cast<std::ptrdiff_t>(length); ++c) {
          if (value == 0)
            c->second.erase(key);
          else
            c->second[key] = value;
        }
      } else {
        const char letter = static_cast<char>('a' + below(26));
        text.insert(index, std::string(1, letter), attributes);
        model.insert(at, {letter, value == 0 ? std::map<std::string, std::int64_t>{}
                                             : std::map<std::string, std::int64_t>{{key, value}}});
      }
      decltype(model) told;
      for (const TextDelta& run : text.to_delta()) {
        std::map<std::string, std::int64_t> held;
        if (!run.attributes.empty()) {
          const Value object = Value::from_any(run.attributes).value();
          for (const auto& [name, v] : object.as<Value::Object>())
            held[name] = v.as<std::int64_t>();
        }
        for (const char c : run.text) told.emplace_back(c, held);
      }
      ASSERT_EQ(told, model) << "round " << round << ", edit " << edit;
    }
    doc.verify();
  }
}

}  // namespace
}  // namespace ycpp

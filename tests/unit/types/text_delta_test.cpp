// text_delta_test.cpp -- what observers of a text are told; the steps are those of Yjs.
#include "types/text_delta.h"

#include <gtest/gtest.h>

#include <functional>
#include <random>

#include "hex.h"
#include "made_update.h"
#include "ycpp/text.h"

namespace ycpp {
namespace {

Doc doc_with(std::uint64_t client, OffsetKind unit = OffsetKind::utf16) {
  return Doc({.client_id = client, .guid = "d", .offset_kind = unit});
}

const Value::Object kBold{{"b", Value(true)}};

// "=2 +ab{..} -1": retain, insert, remove.
std::string steps(const std::vector<TextDelta>& delta) {
  std::string out;
  for (const TextDelta& step : delta) {
    if (!out.empty()) out += ' ';
    if (step.kind == TextDelta::Kind::retain) out += "=" + std::to_string(step.length);
    if (step.kind == TextDelta::Kind::remove) out += "-" + std::to_string(step.length);
    if (step.kind == TextDelta::Kind::insert)
      out += "+" + (step.embed.empty() ? step.text : Value::from_any(step.embed).value().to_json());
    if (!step.attributes.empty()) out += Value::from_any(step.attributes).value().to_json();
  }
  return out;
}

// What one transaction with `edit` tells, in a text that `base` made.
std::string told(const std::function<void(Text&)>& base, const std::function<void(Text&)>& edit) {
  Doc doc = doc_with(1);
  Text text = doc.text("t");
  base(text);
  std::string out = "nothing";
  const Subscription kept =
      text.observe([&](const TextEvent& event) { out = steps(event.delta()); });
  doc.transact([&] { edit(text); });
  return out;
}

void plain(Text& t) { t.insert(0, "abcdef"); }
void formatted(Text& t) {
  t.insert(0, "abcdef");
  t.format(1, 3, kBold);
}

TEST(TextDelta, WithoutMarksTellsWhatCameAndWent) {
  EXPECT_EQ(told(plain,
                 [](Text& t) {
                   t.insert(3, "XY");
                   t.remove(0, 2);
                   t.remove(5, 1);
                 }),
            "-2 =1 +XY =2 -1");
  EXPECT_EQ(told(plain,
                 [](Text& t) {
                   t.insert_embed(1, Value(Value::Object{{"k", 1}}));
                   t.insert(2, "x");
                 }),
            "=1 +{\"k\":1} +x");
  EXPECT_EQ(told(plain, [](Text& t) { t.push("g"); }), "=6 +g");
}

TEST(TextDelta, OfWhatCameAndWentTellsNothing) {
  EXPECT_EQ(told(plain,
                 [](Text& t) {
                   t.insert(3, "XY");
                   t.remove(3, 2);
                 }),
            "");
  EXPECT_EQ(told(plain, [](Text&) {}), "nothing");
}

TEST(TextDelta, WithMarksTellsHowRunsChanged) {
  EXPECT_EQ(told(formatted, [](Text& t) { t.format(2, 4, {{"i", 1}}); }), "=2 =4{\"i\":1}");
  EXPECT_EQ(told(formatted,
                 [](Text& t) {
                   t.format(2, 1, {{"b", Value(nullptr)}});
                 }),
            "=2 =1{\"b\":null}");
  EXPECT_EQ(told(formatted, [](Text& t) { t.insert(2, "XY"); }), "=2 +XY{\"b\":true}");
  EXPECT_EQ(told(formatted, [](Text& t) { t.insert(2, "XY", {}); }), "=2 +XY");
  EXPECT_EQ(told(formatted, [](Text& t) { t.insert_embed(2, Value(7), kBold); }),
            "=2 +7{\"b\":true}");
  EXPECT_EQ(told(formatted,
                 [](Text& t) {
                   t.remove(0, 2);
                   t.insert(1, "Z", {{"i", Value(true)}});
                 }),
            "-2 =1 +Z{\"i\":true}");
}

TEST(TextDelta, AfterADeletedRunTellsYjssStrayStep) {
  EXPECT_EQ(told(formatted, [](Text& t) { t.remove(1, 3); }), "=1 -3 =2{\"b\":null}");
}

TEST(TextDelta, CleaningUpIsToldApart) {
  Doc first = doc_with(1);
  Doc second = doc_with(2);
  Text text = first.text("t");
  text.insert(0, "ab");
  ASSERT_TRUE(second.apply_update(first.update().value()).ok());
  text.format(0, 2, {{"c", "red"}});
  second.text("t").format(0, 2, {{"c", "blue"}});
  std::vector<std::string> all;
  const Subscription kept =
      text.observe([&](const TextEvent& event) { all.push_back(steps(event.delta())); });
  ASSERT_TRUE(first.apply_update(second.update().value()).ok());
  EXPECT_EQ(all, (std::vector<std::string>{"=2{\"c\":\"blue\"}", "=2{\"c\":\"blue\"}"}));
}

TEST(TextDelta, AMarkThatRepeatsWhatHoldsDoesNotPartWhatIsInserted) {
  Doc first = doc_with(1);
  Doc second = doc_with(2);
  first.text("t").insert(0, "ad");
  ASSERT_TRUE(second.apply_update(first.update().value()).ok());
  first.text("t").format(0, 2, kBold);
  second.text("t").insert(1, "b", kBold);
  ASSERT_TRUE(first.apply_update(second.update().value()).ok());
  Doc third = doc_with(3);
  std::vector<std::string> all;
  const Subscription kept =
      third.text("t").observe([&](const TextEvent& event) { all.push_back(steps(event.delta())); });
  ASSERT_TRUE(third.apply_update(first.update().value()).ok());
  EXPECT_EQ(all.at(0), "+ab{\"b\":true} +d");
}

TEST(TextDelta, CountsInTheUnitOfTheDocument) {
  const Bytes grin = made_update({text_block({1, 0}, "a\xf0\x9f\x98\x80z", 4).root("t")});
  for (const auto& [unit, expected] :
       {std::pair{OffsetKind::unicode, "=2 +X =1 +Y"}, std::pair{OffsetKind::utf16, "=3 +X =1 +Y"},
        std::pair{OffsetKind::utf8, "=5 +X =1 +Y"}}) {
    Doc doc = doc_with(2, unit);
    ASSERT_TRUE(doc.apply_update(grin).ok());
    Text text = doc.text("t");
    std::string out;
    const Subscription kept =
        text.observe([&](const TextEvent& event) { out = steps(event.delta()); });
    ASSERT_TRUE(doc.apply_update(made_update({text_block({3, 0}, "X").after({1, 2}).before({1, 3}),
                                              text_block({3, 1}, "Y").after({1, 3})}))
                    .ok());
    EXPECT_EQ(out, expected);
  }
}

// A mirror that only hears deltas holds what the text holds, plain and formatted.
TEST(TextDelta, AMirrorThatAppliesTheStepsHoldsTheSameText) {
  for (const bool with_marks : {false, true}) {
    std::mt19937 random(5);
    Doc doc = doc_with(1);
    Doc peer = doc_with(2);
    Text text = doc.text("t");
    Text other = peer.text("t");
    std::string mirror;
    const Subscription kept = text.observe([&](const TextEvent& event) {
      std::size_t at = 0;
      for (const TextDelta& step : event.delta()) {
        if (step.kind == TextDelta::Kind::remove) mirror.erase(at, step.length);
        if (step.kind == TextDelta::Kind::insert) mirror.insert(at, step.text);
        if (step.kind != TextDelta::Kind::remove) at += step.length;
        ASSERT_LE(at, mirror.size());
      }
    });
    const auto edit = [&](Text& t) {
      const std::size_t index = random() % (t.length() + 1);
      const std::size_t length = random() % (t.length() - index + 1);
      const std::size_t what = random() % (with_marks ? 4 : 3);
      if (what == 0) t.remove(index, length / 2);
      if (what == 1 || what == 2)
        t.insert(index, std::string(1 + random() % 3, static_cast<char>('a' + random() % 26)));
      if (what == 3)
        t.format(index, length, random() % 2 == 0 ? kBold : Value::Object{{"b", nullptr}});
    };
    for (int round = 0; round < 100; ++round) {
      doc.transact([&] {
        for (int i = 0; i < 3; ++i) edit(text);
      });
      for (int i = 0; i < 2; ++i) edit(other);
      ASSERT_TRUE(doc.apply_update(peer.update(doc.state_vector()).value()).ok());
      ASSERT_TRUE(peer.apply_update(doc.update(peer.state_vector()).value()).ok());
      ASSERT_EQ(mirror, text.to_string()) << "round " << round << ", marks " << with_marks;
      ASSERT_EQ(other.to_string(), text.to_string());
    }
    doc.verify();
  }
}

}  // namespace
}  // namespace ycpp

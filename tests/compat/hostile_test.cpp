// hostile_test.cpp -- real messages, cut short and with wrong bits: each is refused without a
// trace, or taken in and then a sound document like any other.
//
// The normal run samples the long messages; with YCPP_LONG set it goes through every bit of all.
#include <gtest/gtest.h>

#include <cstdlib>

#include "vectors.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

/// Variants of one message that a normal run looks at.
constexpr std::size_t kVariants = 400;

bool is_long_run() { return std::getenv("YCPP_LONG") != nullptr; }

/// Calls `visit` with `bytes` cut at every length, with every bit wrong, and with every byte
/// replaced by a number that is too large for whatever it counts.
template <class Visit>
void each_variant(const Bytes& bytes, Visit&& visit) {
  const std::size_t count = bytes.size() * 10;
  const std::size_t stride = is_long_run() ? 1 : count / kVariants + 1;
  const Bytes huge = from_hex("ffffffffffffff0f");
  for (std::size_t i = 0; i < count; i += stride) {
    const std::size_t at = i / 10;
    Bytes variant(bytes.begin(), bytes.end());
    if (i % 10 == 0) {
      variant.resize(at);
    } else if (i % 10 == 1) {
      variant.erase(variant.begin() + static_cast<std::ptrdiff_t>(at));
      variant.insert(variant.begin() + static_cast<std::ptrdiff_t>(at), huge.begin(), huge.end());
    } else {
      variant[at] ^= static_cast<std::uint8_t>(1U << (i % 10 - 2));
    }
    variant.shrink_to_fit();  // ends where its memory ends, so that a sanitizer sees reads past it
    visit(variant);
  }
}

/// What others can see of a document.
struct Appearance {
  explicit Appearance(Doc& doc)
      : state(to_hex(doc.update().value())),
        vector(to_hex(doc.state_vector())),
        text(doc.text("t").to_string()),
        roots(doc.root_names()),
        pending(doc.has_pending()) {}
  std::string state, vector, text;
  std::vector<std::string> roots;
  bool pending;
  friend bool operator==(const Appearance&, const Appearance&) = default;
};

class Hostile : public testing::TestWithParam<std::tuple<std::string, Encoding>> {
 protected:
  VectorFile file_ = read_vectors(std::get<0>(GetParam()));
  Encoding encoding_ = std::get<1>(GetParam());
  bool v1_ = encoding_ == Encoding::v1;

  Doc document() const {
    DocOptions options;
    options.client_id = 0xa5a5a5a5;
    options.gc = file_.collects();
    Doc doc(options);
    doc.text("t").insert(0, "ours");
    return doc;
  }

  /// The updates of the file, its first and last states, and what was made without a document.
  std::vector<Bytes> messages() const {
    std::vector<Bytes> list;
    const bool is_random = file_.name.starts_with("everything");
    for (std::size_t i = 0; i < file_.steps.size(); i += is_random ? 9 : 1)
      list.push_back(v1_ ? file_.steps[i].update : file_.steps[i].update2);
    if (v1_) list.push_back(file_.steps.front().state);
    list.push_back(v1_ ? file_.steps.back().state : file_.state2);
    list.push_back(v1_ ? file_.merged : file_.merged2);
    return list;
  }
};

/// A document that took something in is sound: others can load it, and it does not change any more.
/// `alike` counts those that look the same after loading, as all do whose items refer to neighbours
/// of their own list; a wrong bit can make one refer to a neighbour elsewhere, which may die alone.
void expect_sound(Doc& doc, BytesView update, Encoding encoding, std::size_t& alike) {
  doc.verify();
  const Bytes state = doc.update().value();
  ASSERT_TRUE(validate_update(state).ok());
  DocOptions options;
  options.client_id = 0x5a5a5a5a;
  options.gc = doc.gc();
  Doc copy(options);
  ASSERT_TRUE(copy.apply_update(state).ok());
  copy.verify();
  ASSERT_EQ(to_hex(copy.state_vector()), to_hex(doc.state_vector()));
  alike += copy.update().value() == state ? 1 : 0;
  ASSERT_TRUE(doc.apply_update(update, {}, encoding).ok());
  ASSERT_EQ(to_hex(doc.update().value()), to_hex(state));
}

TEST_P(Hostile, AnUpdateIsRefusedWithoutATraceOrTakenInSoundly) {
  Doc doc = document();
  int events = 0;
  Subscription subscription = doc.observe([&](const TransactionEvent&) { ++events; });
  const Appearance before(doc);
  std::size_t refused = 0;
  std::size_t taken = 0;
  std::size_t alike = 0;
  for (const Bytes& message : messages()) {
    each_variant(message, [&](const Bytes& variant) {
      if (HasFatalFailure()) return;
      const Result<void> applied = doc.apply_update(variant, {}, encoding_);
      SCOPED_TRACE(to_hex(variant));
      if (!applied.ok()) {
        ++refused;
        ASSERT_LE(applied.error().offset, variant.size());
        ASSERT_EQ(events, 0);
        ASSERT_TRUE(Appearance(doc) == before);
        return;
      }
      ++taken;
      ASSERT_TRUE(validate_update(variant, encoding_).ok());
      expect_sound(doc, variant, encoding_, alike);
      subscription.reset();
      doc = document();
      events = 0;
      subscription = doc.observe([&](const TransactionEvent&) { ++events; });
    });
  }
  EXPECT_GT(refused, 0U);
  EXPECT_GT(taken, 0U);
  EXPECT_GE(alike * 100, taken * 95);
}

TEST_P(Hostile, WithoutADocumentItIsAnErrorOrAnUpdateAgain) {
  const Bytes vector = file_.steps[file_.steps.size() / 2].vector;
  const Bytes& other = v1_ ? file_.steps.front().update : file_.steps.front().update2;
  for (const Bytes& message : messages()) {
    each_variant(message, [&](const Bytes& variant) {
      if (HasFatalFailure()) return;
      SCOPED_TRACE(to_hex(variant));
      const bool valid = validate_update(variant, encoding_).ok();
      const std::vector<BytesView> both{variant, other};
      const Result<Bytes> merged = merge_updates(both, encoding_);
      ASSERT_EQ(merged.ok(), valid);
      const Result<Bytes> diff = diff_update(variant, vector, encoding_);
      ASSERT_EQ(diff.ok(), valid);
      const Result<Bytes> counted = state_vector_from_update(variant, encoding_);
      ASSERT_EQ(counted.ok(), valid);
      const Encoding target = v1_ ? Encoding::v2 : Encoding::v1;
      const Result<Bytes> converted = convert_update(variant, encoding_, target);
      ASSERT_EQ(converted.ok(), valid);
      const Result<Bytes> hidden = obfuscate_update(variant, encoding_);
      ASSERT_EQ(hidden.ok(), valid);
      if (!valid) return;
      ASSERT_TRUE(validate_update(*merged, encoding_).ok());
      ASSERT_TRUE(validate_update(*diff, encoding_).ok());
      ASSERT_EQ(state_vector_from_update(*converted, target).value(), *counted);
      ASSERT_EQ(state_vector_from_update(*hidden, encoding_).value(), *counted);
      ASSERT_TRUE(validate_state_vector(*counted).ok());
      const std::vector<BytesView> again{*merged, other};
      ASSERT_EQ(to_hex(merge_updates(again, encoding_).value()), to_hex(*merged));
    });
  }
}

TEST_P(Hostile, AStateVectorIsAnErrorOrGivesAnUpdate) {
  Doc doc = document();
  for (const VectorStep& step : file_.steps) ASSERT_TRUE(doc.apply_update(step.update).ok());
  const Appearance before(doc);
  const Bytes known = doc.state_vector();
  each_variant(known, [&](const Bytes& variant) {
    if (HasFatalFailure()) return;
    SCOPED_TRACE(to_hex(variant));
    if (variant.empty()) return;  // asks for everything
    const Result<Bytes> update = doc.update(variant);
    ASSERT_EQ(update.ok(), validate_state_vector(variant).ok());
    ASSERT_EQ(diff_update(file_.merged, variant).ok(), update.ok());
    ASSERT_TRUE(!update.ok() || validate_update(*update).ok());
  });
  EXPECT_TRUE(Appearance(doc) == before);
}

INSTANTIATE_TEST_SUITE_P(Yjs, Hostile,
                         testing::Combine(testing::ValuesIn(vector_names()),
                                          testing::Values(Encoding::v1, Encoding::v2)),
                         [](const auto& test) {
                           return std::get<0>(test.param) +
                                  (std::get<1>(test.param) == Encoding::v1 ? "_v1" : "_v2");
                         });

}  // namespace
}  // namespace ycpp

// swarm_test.cpp -- a few documents edit one text while their messages are lost, repeated, reordered and
// merged, and while documents restart from what they stored. After each step every document has to show
// what the naive text shows that received the same.
//
// A history is made from its seed alone; a failure prints the seed. YCPP_SEED=n runs that one,
// YCPP_LONG runs many more.
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "delta_shadow.h"
#include "hex.h"
#include "naive_text.h"
#include "ycpp/text.h"
#include "ycpp/update.h"

namespace ycpp {
namespace {

using swarm::DeltaShadow;
using swarm::Message;
using swarm::NaiveText;

constexpr std::uint64_t kHistories = 1500;
constexpr std::uint64_t kLongHistories = 20'000;

std::string to_utf8(const std::u16string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t cp = text[i];
    if (cp >= 0xd800 && cp < 0xdc00) cp = 0x10000 + ((cp - 0xd800) << 10) + (text[++i] - 0xdc00U);
    if (cp < 0x80) {
      out += static_cast<char>(cp);
      continue;
    }
    if (cp < 0x800) {
      out += static_cast<char>(0xc0 | (cp >> 6));
    } else if (cp < 0x10000) {
      out += static_cast<char>(0xe0 | (cp >> 12));
      out += static_cast<char>(0x80 | ((cp >> 6) & 0x3f));
    } else {
      out += static_cast<char>(0xf0 | (cp >> 18));
      out += static_cast<char>(0x80 | ((cp >> 12) & 0x3f));
      out += static_cast<char>(0x80 | ((cp >> 6) & 0x3f));
    }
    out += static_cast<char>(0x80 | (cp & 0x3f));
  }
  return out;
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

/// A message on its way, as the engine and as the naive text write it.
struct Parcel {
  Bytes update;
  Message message;
};

class Peer {
 public:
  Peer(std::uint64_t client, OffsetKind unit, bool gc) : shadow_(unit) {
    options_.client_id = client;
    options_.offset_kind = unit;
    options_.gc = gc;
    start();
  }

  /// One transaction of up to three edits; what it tells others.
  Parcel edit(Dice& dice) {
    Parcel parcel;
    const Subscription subscription = doc_->observe([&](const TransactionEvent& event) {
      parcel.update.assign(event.update().begin(), event.update().end());
    });
    doc_->transact([&] {
      for (std::size_t n = dice.below(3) + 1; n > 0; --n) parcel.message.add(edit_once(dice));
    });
    check();
    return parcel;
  }

  void receive(const Parcel& parcel) {
    ASSERT_TRUE(doc_->apply_update(parcel.update).ok());
    naive_.receive(parcel.message);
    check();
  }

  void receive_again(const Parcel& parcel) {
    bool heard = false;
    const Subscription subscription =
        doc_->observe([&](const TransactionEvent&) { heard = true; });
    const Bytes before = doc_->update().value();
    ASSERT_TRUE(doc_->apply_update(parcel.update).ok());
    ASSERT_FALSE(heard);
    ASSERT_EQ(to_hex(doc_->update().value()), to_hex(before));
  }

  /// Everything that `other` lacks.
  Parcel for_peer(const Peer& other) const {
    return {doc_->update(other.doc_->state_vector()).value(), naive_.everything()};
  }

  void restart() {
    const Bytes stored = doc_->update().value();
    start();
    ASSERT_TRUE(doc_->apply_update(stored).ok());
    ASSERT_EQ(to_hex(doc_->update().value()), to_hex(stored));
    check();
  }

  void check() {
    doc_->verify();
    const std::string expected = to_utf8(naive_.text());
    ASSERT_EQ(text().to_string(), expected);
    ASSERT_EQ(shadow_.text(), expected);
    ASSERT_EQ(doc_->has_pending(), naive_.waits());
    Writer vector;
    vector.var_uint(naive_.states().size());
    for (auto it = naive_.states().rbegin(); it != naive_.states().rend(); ++it) {
      vector.var_uint(it->first);
      vector.var_uint(it->second);
    }
    ASSERT_EQ(to_hex(doc_->state_vector()), to_hex(vector.view()));
  }

  std::string shown() { return text().to_string(); }
  Bytes state() const { return doc_->update().value(); }
  bool waits() const { return doc_->has_pending(); }

 private:
  Text text() { return doc_->text("t"); }

  void start() {
    subscription_.reset();
    doc_ = std::make_unique<Doc>(options_);
    shadow_.reset({});
    subscription_ = text().observe([this](const TextEvent& event) { shadow_.follow(event); });
  }

  /// The naive text counts UTF-16 units; so many of the document's units lie before `index` of them.
  std::size_t to_unit(const std::u16string& shown, std::size_t index) const {
    const std::u16string before = shown.substr(0, index);
    if (options_.offset_kind == OffsetKind::utf16) return index;
    if (options_.offset_kind == OffsetKind::utf8) return to_utf8(before).size();
    return index - static_cast<std::size_t>(std::count_if(
                       before.begin(), before.end(), [](char16_t c) { return (c >> 10) == 0x36; }));
  }

  /// A boundary between characters.
  static std::size_t boundary(const std::u16string& shown, Dice& dice) {
    const std::size_t at = dice.below(shown.size() + 1);
    return at < shown.size() && (shown[at] >> 10) == 0x37 ? at + 1 : at;
  }

  Message edit_once(Dice& dice) {
    static const std::u16string kWords[] = {u"a",      u"bc",           u"\u00e9", u"\u20ac\u20ac",
                                            u"\U0001f600", u"x\U0001f601y", u"word "};
    const std::u16string shown = naive_.text();
    std::size_t from = boundary(shown, dice);
    std::size_t to = boundary(shown, dice);
    if (from > to) std::swap(from, to);
    if (to - from > 6) to = from;
    if (from == to || dice.one_in(3)) {
      if (dice.one_in(2)) from = last_ <= shown.size() ? boundary_at(shown, last_) : from;
      const std::u16string& word = kWords[dice.below(std::size(kWords))];
      text().insert(to_unit(shown, from), to_utf8(word));
      last_ = from + word.size();
      return naive_.insert(*options_.client_id, from, word);
    }
    const std::size_t index = to_unit(shown, from);
    text().remove(index, to_unit(shown, to) - index);
    return naive_.remove(from, to - from);
  }
  static std::size_t boundary_at(const std::u16string& shown, std::size_t at) {
    return at < shown.size() && (shown[at] >> 10) == 0x37 ? at + 1 : at;
  }

  DocOptions options_;
  std::unique_ptr<Doc> doc_;
  NaiveText naive_;
  DeltaShadow shadow_;
  Subscription subscription_;
  std::size_t last_ = 0;  // where the last insertion ended, because people go on typing there
};

/// What encoders make of an update does not change when they do it again.
void check_codec(const Bytes& update) {
  const Bytes nothing{0, 0};
  const std::vector<BytesView> once{update, nothing};
  const Bytes merged = merge_updates(once).value();
  const std::vector<BytesView> twice{merged, nothing};
  ASSERT_EQ(to_hex(merge_updates(twice).value()), to_hex(merged));
  ASSERT_EQ(to_hex(diff_update(merged, Bytes{0}).value()), to_hex(merged));
}

class Swarm {
 public:
  explicit Swarm(std::uint64_t seed) : dice_(seed) {
    const OffsetKind units[] = {OffsetKind::unicode, OffsetKind::utf16, OffsetKind::utf8};
    const std::uint64_t ids[] = {1, 70'000, 300, kMaxSafeInteger, 2};
    const std::size_t count = 2 + dice_.below(4);
    for (std::size_t i = 0; i < count; ++i) {
      peers_.emplace_back(
          std::make_unique<Peer>(ids[i], units[dice_.below(3)], !dice_.one_in(4)));
    }
    mail_.resize(count);
  }

  void run() {
    for (std::size_t step = 10 + dice_.below(40); step > 0; --step) {
      step_once();
      if (testing::Test::HasFatalFailure()) return;
    }
    settle();
  }

 private:
  void step_once() {
    const std::size_t at = dice_.below(peers_.size());
    switch (dice_.below(8)) {
      case 0: peers_[at]->restart(); return;
      case 1: {  // a hello after something was lost
        const std::size_t other = dice_.below(peers_.size());
        if (other != at) peers_[at]->receive(peers_[other]->for_peer(*peers_[at]));
        return;
      }
      case 2:
      case 3:
      case 4: deliver(at); return;
      default: {
        const Parcel parcel = peers_[at]->edit(dice_);
        if (testing::Test::HasFatalFailure() || parcel.update.empty()) return;
        check_codec(parcel.update);
        for (std::size_t i = 0; i < peers_.size(); ++i)
          if (i != at && !dice_.one_in(8)) mail_[i].push_back(parcel);
      }
    }
  }

  // Some of the mail, in any order, as it is or merged into one, perhaps twice.
  void deliver(std::size_t at) {
    std::vector<Parcel>& mail = mail_[at];
    std::vector<Parcel> picked;
    for (std::size_t n = dice_.below(4) + 1; n > 0 && !mail.empty(); --n) {
      const std::size_t i = dice_.below(mail.size());
      picked.push_back(mail[i]);
      mail.erase(mail.begin() + static_cast<std::ptrdiff_t>(i));
    }
    if (picked.size() > 1 && dice_.one_in(2)) picked = {merged(picked)};
    for (const Parcel& parcel : picked) {
      peers_[at]->receive(parcel);
      if (testing::Test::HasFatalFailure()) return;
      if (dice_.one_in(3)) peers_[at]->receive_again(parcel);
    }
  }

  static Parcel merged(const std::vector<Parcel>& parcels) {
    Parcel all;
    std::vector<BytesView> updates;
    for (const Parcel& parcel : parcels) {
      updates.push_back(parcel.update);
      all.message.add(parcel.message);
    }
    all.update = merge_updates(updates).value();
    check_codec(all.update);
    return all;
  }

  // Everybody asks everybody until nothing is missing; then all show the same.
  void settle() {
    for (int round = 0; round < 2; ++round) {
      for (auto& to : peers_) {
        for (auto& from : peers_) {
          if (to == from) continue;
          to->receive(from->for_peer(*to));
          if (testing::Test::HasFatalFailure()) return;
        }
      }
    }
    for (const auto& peer : peers_) {
      ASSERT_FALSE(peer->waits());
      ASSERT_EQ(peer->shown(), peers_.front()->shown());
    }
  }

  Dice dice_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<std::vector<Parcel>> mail_;
};

void run_history(std::uint64_t seed) {
  SCOPED_TRACE("YCPP_SEED=" + std::to_string(seed));
  Swarm(seed).run();
}

// Several tests, so that they run side by side.
class Histories : public testing::TestWithParam<std::uint64_t> {};
constexpr std::uint64_t kParts = 8;

TEST_P(Histories, EveryDocumentShowsWhatTheNaiveTextShows) {
  if (const char* seed = std::getenv("YCPP_SEED")) return run_history(std::stoull(seed));
  const std::uint64_t count = std::getenv("YCPP_LONG") != nullptr ? kLongHistories : kHistories;
  for (std::uint64_t seed = GetParam(); seed < count; seed += kParts) {
    run_history(seed);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Part, Histories, testing::Range<std::uint64_t>(0, kParts));

}  // namespace
}  // namespace ycpp

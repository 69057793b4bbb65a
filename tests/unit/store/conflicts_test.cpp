// conflicts_test.cpp -- who inserts where others insert, beside the rules written down plainly.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "made_update.h"
#include "store_peer.h"

namespace ycpp {
namespace {

/// A letter, and between which two it was typed.
struct Letter {
  Id id;
  std::optional<Id> origin, right_origin;
};

using Row = std::vector<Letter>;

std::ptrdiff_t place_of(const Row& row, const Id& id) {
  return std::find_if(row.begin(), row.end(), [&](const Letter& l) { return l.id == id; }) -
         row.begin();
}

/// The rules as they are told: two sets of ids, and every letter between the origins looked at.
void insert(Row& row, const Letter& letter) {
  const auto less = [](const Id& a, const Id& b) {
    return a.client != b.client ? a.client < b.client : a.clock < b.clock;
  };
  std::set<Id, decltype(less)> seen(less), since_last_place(less);
  const std::ptrdiff_t end = letter.right_origin ? place_of(row, *letter.right_origin)
                                                 : static_cast<std::ptrdiff_t>(row.size());
  std::ptrdiff_t place = letter.origin ? place_of(row, *letter.origin) + 1 : 0;
  for (std::ptrdiff_t i = place; i < end; ++i) {
    const Letter& other = row[static_cast<std::size_t>(i)];
    seen.insert(other.id);
    since_last_place.insert(other.id);
    bool is_place = false;
    if (other.origin == letter.origin) {
      is_place = other.id.client < letter.id.client;
      if (!is_place && other.right_origin == letter.right_origin) break;
    } else if (other.origin && seen.contains(*other.origin)) {
      is_place = !since_last_place.contains(*other.origin);
    } else {
      break;
    }
    if (!is_place) continue;
    place = i + 1;
    since_last_place.clear();
  }
  row.insert(row.begin() + place, letter);
}

char name_of(const Id& id) { return static_cast<char>('A' + (id.client * 7 + id.clock * 3) % 58); }

Bytes update_of(const Letter& letter) {
  const std::string text(1, name_of(letter.id));
  MadeBlock block = text_block(letter.id, text);
  if (letter.origin) block.after(*letter.origin);
  if (letter.right_origin) block.before(*letter.right_origin);
  if (!letter.origin && !letter.right_origin) block.root("t");
  return made_update({block});
}

std::string shown(const Row& row) {
  std::string text;
  for (const Letter& letter : row) text += name_of(letter.id);
  return text;
}

/// One who types, and hears of some of the others.
class Typist {
 public:
  explicit Typist(std::uint64_t client) : client_(client) {}

  /// Types a letter at one of the first places, or behind its last one.
  void type(std::mt19937& random, std::size_t places) {
    std::size_t at = random() % (std::min(places, row_.size()) + 1);
    if (random() % 3 == 0 && clock_ > 0)
      at = static_cast<std::size_t>(place_of(row_, {client_, clock_ - 1})) + random() % 2;
    Letter letter{{client_, clock_++}, {}, {}};
    if (at > 0) letter.origin = row_[at - 1].id;
    if (at < row_.size()) letter.right_origin = row_[at].id;
    hear(letter);
  }
  void hear(const Letter& letter) {
    insert(row_, letter);
    heard_.push_back(letter);
  }
  bool knows(const Id& id) const {
    return place_of(row_, id) < static_cast<std::ptrdiff_t>(row_.size());
  }
  /// What it knows, each letter after those it refers to.
  const std::vector<Letter>& heard() const { return heard_; }
  const Row& row() const { return row_; }

 private:
  std::uint64_t client_;
  std::uint64_t clock_ = 0;
  Row row_;
  std::vector<Letter> heard_;
};

/// A document and the plain rules, which hear of the same letters.
class Listener {
 public:
  void hear(const Typist& writer, std::size_t most) {
    for (const Letter& letter : writer.heard()) {
      if (plain_.knows(letter.id)) continue;
      if (most-- == 0) return;
      ASSERT_TRUE(peer_.apply(update_of(letter)).ok());
      plain_.hear(letter);
      ASSERT_EQ(peer_.text("t"), shown(plain_.row()));
    }
  }

 private:
  StorePeer peer_;
  Typist plain_{0};
};

void tell(const Typist& from, Typist& to, std::size_t most) {
  for (const Letter& letter : from.heard()) {
    if (to.knows(letter.id)) continue;
    if (most-- == 0) return;
    to.hear(letter);
  }
}

// Some write apart, some together; the listener hears of some early, and of all in the end.
void write_and_listen(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Typist> writers;
  const std::size_t count = 2 + random() % (seed % 3 == 0 ? 60 : 8);
  for (std::size_t i = 0; i < count; ++i) writers.emplace_back(1 + i * 37 % 499 + i % 2 * 1500);
  const auto anyone = [&]() -> Typist& { return writers[random() % count]; };
  const std::size_t places = random() % 3;
  const std::size_t silence = 1 + random() % 40;  // the more, the less they hear of each other
  Listener listener;
  for (std::size_t step = 0; step < 20 + 3 * count; ++step) {
    Typist& writer = anyone();
    for (std::size_t n = 1 + random() % 4; n > 0; --n) writer.type(random, places);
    if (random() % silence == 0) tell(anyone(), anyone(), 1 + random() % 30);
    if (random() % 4 == 0) listener.hear(anyone(), 1 + random() % 9);
  }
  for (const Typist& writer : writers) listener.hear(writer, 10'000);
}

TEST(Conflicts, GoWhereThePlainRulesSay) {
  for (std::uint32_t seed = 0; seed < 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    write_and_listen(seed);
  }
}

}  // namespace
}  // namespace ycpp

// conflicts_test.cpp -- who inserts where others insert, beside the rules written down plainly.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "made_update.h"
#include "store_peer.h"
#include "swarm/naive_text.h"

namespace ycpp {
namespace {

using swarm::NaiveText;
using swarm::Unit;

// Every letter is another one, so that a text tells where each of them is.
constexpr char16_t kFirstLetter = 0x4e00;

std::string to_utf8(const std::u16string& text) {
  std::string out;
  for (const char16_t letter : text) utf8::append(out, letter);
  return out;
}

Bytes update_of(const Unit& letter) {
  const auto id = [](const swarm::UnitId& unit) { return Id{unit.client, unit.clock}; };
  const std::string text = to_utf8({letter.value});
  MadeBlock block = text_block(id(letter.id), text);
  if (letter.left) block.after(id(*letter.left));
  if (letter.right) block.before(id(*letter.right));
  if (!letter.left && !letter.right) block.root("t");
  return made_update({block});
}

bool knows(const NaiveText& text, const Unit& letter) {
  return letter.id.clock < text.state(letter.id.client);
}

/// One who types, and hears of some of the others.
class Typist {
 public:
  explicit Typist(std::uint64_t client) : client_(client) {}

  /// Types a letter at one of the first places, or next to its last one.
  void type(std::mt19937& random, std::size_t places, char16_t letter) {
    const std::u16string text = text_.text();
    std::size_t at = random() % (std::min(places, text.size()) + 1);
    if (random() % 3 == 0 && last_ != 0) at = text.find(last_) + random() % 2;
    heard_.push_back(text_.insert(client_, at, {letter}).typed.front());
    last_ = letter;
  }
  void hear(const Typist& other, std::size_t most) {
    for (const Unit& letter : other.heard_) {
      if (knows(text_, letter)) continue;
      if (most-- == 0) return;
      text_.receive({{letter}, {}});
      heard_.push_back(letter);
    }
  }
  /// What it knows, each letter after those it refers to.
  const std::vector<Unit>& heard() const { return heard_; }

 private:
  std::uint64_t client_;
  char16_t last_ = 0;
  NaiveText text_;
  std::vector<Unit> heard_;
};

/// A document and the plain rules, which hear of the same letters.
class Listener {
 public:
  void hear(const Typist& writer, std::size_t most) {
    for (const Unit& letter : writer.heard()) {
      if (knows(plain_, letter)) continue;
      if (most-- == 0) return;
      ASSERT_TRUE(peer_.apply(update_of(letter)).ok());
      plain_.receive({{letter}, {}});
      ASSERT_EQ(peer_.text("t"), to_utf8(plain_.text()));
    }
  }

 private:
  StorePeer peer_;
  NaiveText plain_;
};

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
  char16_t letter = kFirstLetter;
  for (std::size_t step = 0; step < 20 + 3 * count; ++step) {
    Typist& writer = anyone();
    for (std::size_t n = 1 + random() % 4; n > 0; --n) writer.type(random, places, letter++);
    if (random() % silence == 0) anyone().hear(anyone(), 1 + random() % 30);
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

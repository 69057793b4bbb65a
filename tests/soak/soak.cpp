// soak.cpp -- documents that are edited for as long as one likes: memory stays in proportion to
// what is in them.
//
//   soak [--minutes N] [--seed N]
//
// A round edits one document, which lives from the first round to the last, and a copy that takes
// its updates; a text, an array, a map and types in them, whose content is kept below a limit. Then
// it makes, edits, exchanges and ends a few hundred others. After each round
//
//   * both documents are sound and show the same, and so does a third that loads the stored state;
//   * the old one holds at most kMostTimes the memory of the one that was just loaded;
//   * all that the others held has been given back, to the byte.
//
// Prints a line for each round that ends a minute, and says at the end what was done.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "memory/counted_new.h"
#include "swarm/difference.h"
#include "swarm/random_edit.h"
#include "ycpp/update.h"

namespace {

using namespace ycpp;
using swarm::require;
using swarm::require_equal;
using swarm::show;

constexpr std::size_t kMostTimes = 3;
constexpr std::size_t kMostBesides = 64 << 10;  // bytes, for what is held in reserve
constexpr std::size_t kMostContent = 300;       // characters, elements
constexpr int kEditsPerRound = 400;
constexpr int kDocumentsPerRound = 100;

void shorten(Doc& doc) {
  Text text = doc.text("t");
  if (text.length() > kMostContent) text.remove(0, text.length() - kMostContent / 2);
  Array array = doc.array("a");
  if (array.size() > kMostContent / 10) array.remove(0, array.size() - kMostContent / 20);
}

/// A document whose updates go to a copy.
class Pair {
 public:
  explicit Pair(std::uint64_t client)
      : doc(DocOptions{.client_id = client}), copy(DocOptions{.client_id = client + 1}) {
    watch_ = doc.observe([this](const TransactionEvent& event) {
      require(copy.apply_update(event.update()).ok(), "an update is accepted");
    });
  }

  void edit(swarm::Dice& dice) {
    doc.transact([&] {
      swarm::edit_once(doc, dice);
      shorten(doc);
    });
  }

  void check() {
    doc.verify();
    copy.verify();
    require_equal(show(copy), show(doc), "the copy");
  }

  Doc doc, copy;

 private:
  Subscription watch_;
};

class Soak {
 public:
  explicit Soak(std::uint64_t seed) : dice_(seed) {}

  void round() {
    for (int i = 0; i < kEditsPerRound; ++i) old_.edit(dice_);
    edits_ += kEditsPerRound;
    old_.check();
    check_memory();
    const std::size_t held = memory::held_bytes();
    for (int i = 0; i < kDocumentsPerRound; ++i) {
      Pair pair(10 + 2 * dice_.below(1000));
      for (std::size_t n = dice_.below(30); n > 0; --n) pair.edit(dice_);
      pair.check();
    }
    documents_ += kDocumentsPerRound;
    require(memory::held_bytes() == held, "documents that end give everything back");
  }

  void print(double minutes) {
    std::ifstream status("/proc/self/statm");
    std::size_t pages = 0, resident = 0;
    status >> pages >> resident;
    std::printf(
        "%7.1f min  %10llu edits  %9llu documents  state %7zu  memory %8zu  loaded %8zu  "
        "resident %5zu MiB\n",
        minutes, static_cast<unsigned long long>(edits_),
        static_cast<unsigned long long>(documents_), stored_, memory_, loaded_,
        resident * 4096 >> 20);
    std::fflush(stdout);
  }

 private:
  void check_memory() {
    const Bytes state = old_.doc.update().value();
    Doc loaded(DocOptions{.client_id = 9});
    require(loaded.apply_update(state).ok(), "what was stored is accepted");
    require_equal(show(loaded), show(old_.doc), "what was stored");
    stored_ = state.size();
    memory_ = old_.doc.memory_bytes();
    loaded_ = loaded.memory_bytes();
    require(memory_ <= kMostTimes * loaded_ + kMostBesides, "an old document holds little more");
    require(old_.copy.memory_bytes() <= kMostTimes * loaded_ + kMostBesides,
            "and so does its copy");
  }

  swarm::SeededDice dice_;
  Pair old_{1};
  std::uint64_t edits_ = 0;
  std::uint64_t documents_ = 0;
  std::size_t stored_ = 0, memory_ = 0, loaded_ = 0;
};

void run(double minutes, std::uint64_t seed) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(Clock::now() - start).count() / 60;
  };
  Soak soak(seed);
  double next_line = 1;
  do {
    soak.round();
    if (elapsed() < next_line) continue;
    soak.print(elapsed());
    next_line = elapsed() + 1;
  } while (elapsed() < minutes);
  soak.print(elapsed());
}

}  // namespace

int main(int argc, char** argv) {
  double minutes = 1;
  std::uint64_t seed = 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--minutes") minutes = std::atof(argv[i + 1]);
    if (option == "--seed") seed = std::strtoull(argv[i + 1], nullptr, 10);
  }
  try {
    run(minutes, seed);
  } catch (const std::exception& error) {
    std::printf("soak, seed %llu: %s\n", static_cast<unsigned long long>(seed), error.what());
    return 1;
  }
  return 0;
}

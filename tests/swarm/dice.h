// dice.h -- where the swarms take their choices from: a seed, or the bytes of a fuzzer.
#pragma once

#include <cstdint>
#include <random>

#include "ycpp/result.h"

namespace ycpp::swarm {

class Dice {
 public:
  virtual ~Dice() = default;
  /// A number in [0, n).
  virtual std::size_t below(std::size_t n) = 0;
  bool one_in(std::size_t n) { return below(n) == 0; }
};

class SeededDice : public Dice {
 public:
  explicit SeededDice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) override { return static_cast<std::size_t>(engine_() % n); }

 private:
  std::mt19937_64 engine_;
};

/// A byte for each choice; zeros when there are no more.
class ByteDice : public Dice {
 public:
  explicit ByteDice(BytesView bytes) : rest_(bytes) {}
  bool at_end() const { return rest_.empty(); }
  std::size_t below(std::size_t n) override {
    if (rest_.empty()) return 0;
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte % n;
  }

 private:
  BytesView rest_;
};

}  // namespace ycpp::swarm

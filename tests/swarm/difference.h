// difference.h -- what is thrown when the engine and what it is compared with do not agree.
// GoogleTest reports it with the seed, a fuzzer ends with it.
#pragma once

#include <stdexcept>
#include <string>

namespace ycpp::swarm {

class Difference : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// @throws Difference
inline void require(bool holds, const char* what) {
  if (!holds) throw Difference(what);
}

/// @throws Difference
inline void require_equal(const std::string& is, const std::string& should_be, const char* what) {
  if (is == should_be) return;
  throw Difference(std::string(what) + "\n         is " + is + "\n  should be " + should_be);
}

}  // namespace ycpp::swarm

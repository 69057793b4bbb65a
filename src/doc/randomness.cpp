// randomness.cpp -- see randomness.h.
//
// From the system in one call: std::random_device costs 20 us a word on some machines, which would
// be most of what it costs to make a document.
#include "doc/randomness.h"

#include <array>
#include <random>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/random.h>
#include <unistd.h>
#define YCPP_HAS_GETENTROPY 1
#endif

namespace ycpp::doc {
namespace {

template <class T>
void fill(T& out) {
#ifdef YCPP_HAS_GETENTROPY
  if (getentropy(&out, sizeof out) == 0) return;
#endif
  std::random_device device;
  for (std::size_t i = 0; i < sizeof out; ++i)
    reinterpret_cast<unsigned char*>(&out)[i] = static_cast<unsigned char>(device());
}

using GuidBytes = std::array<unsigned char, 16>;

std::string guid_of(const GuidBytes& random) {
  std::string guid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  std::size_t next = 0;  // half of a byte
  for (char& c : guid) {
    if (c != 'x' && c != 'y') continue;
    const unsigned nibble = random[next / 2] >> (next % 2 * 4) & 15U;
    c = "0123456789abcdef"[c == 'x' ? nibble : 8U | (nibble & 3U)];
    ++next;
  }
  return guid;
}

}  // namespace

std::uint64_t random_client_id() {
  std::uint32_t id = 0;
  fill(id);
  return id;
}

Identity random_identity() {
  struct {
    GuidBytes guid;
    std::uint32_t client_id;
  } random;
  fill(random);
  return {guid_of(random.guid), random.client_id};
}

}  // namespace ycpp::doc

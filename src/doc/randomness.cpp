// randomness.cpp -- see randomness.h.
//
// From the system in one call: std::random_device costs 20 us a word on some machines, which would
// be most of what it costs to make a document.
#include "doc/randomness.h"

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

}  // namespace

std::uint64_t random_client_id() {
  std::uint32_t id = 0;
  fill(id);
  return id;
}

std::string random_guid() {
  unsigned char random[32];
  fill(random);
  std::string guid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  const unsigned char* next = random;
  for (char& c : guid) {
    if (c != 'x' && c != 'y') continue;
    const unsigned nibble = c == 'x' ? *next & 15U : 8U | (*next & 3U);
    ++next;
    c = "0123456789abcdef"[nibble];
  }
  return guid;
}

}  // namespace ycpp::doc

// randomness.cpp -- see randomness.h.
#include "doc/randomness.h"

#include <random>

namespace ycpp::doc {

std::uint64_t random_client_id() { return std::random_device{}(); }

std::string random_guid() {
  std::random_device device;
  std::string guid = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";
  for (char& c : guid) {
    if (c != 'x' && c != 'y') continue;
    const unsigned nibble = c == 'x' ? device() & 15U : 8U | (device() & 3U);
    c = "0123456789abcdef"[nibble];
  }
  return guid;
}

}  // namespace ycpp::doc

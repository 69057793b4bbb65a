// randomness.h -- the two random things a document needs when the caller does not give them.
#pragma once

#include <cstdint>
#include <string>

namespace ycpp::doc {

/// 32 random bits, as Yjs chooses client ids.
std::uint64_t random_client_id();
struct Identity {
  std::string guid;  ///< a random (version 4) UUID
  std::uint64_t client_id;
};
/// Both, from one call to the system.
Identity random_identity();

}  // namespace ycpp::doc

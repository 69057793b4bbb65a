// hostile_messages.h -- messages that are made to be expensive.
#pragma once

#include "ycpp/lib0.h"
#include "ycpp/limits.h"

namespace ycpp::hostile {

#ifdef YCPP_CHECKED
inline constexpr std::uint64_t kCount = 2'000;  // everything is verified
inline constexpr std::uint64_t kFree = 20'000;  // a million would be verified for minutes
#else
inline constexpr std::uint64_t kCount = 100'000;
inline constexpr std::uint64_t kFree = kFreeBlocks;
#endif
inline constexpr std::uint64_t kMany = 10 * kCount;
inline constexpr std::uint64_t kLargest = kMaxSafeInteger;

/// v1, byte by byte.
class V1 {
 public:
  V1& number(std::uint64_t n) {
    out_.var_uint(n);
    return *this;
  }
  V1& byte(std::uint8_t b) {
    out_.u8(b);
    return *this;
  }
  V1& string(std::string_view s) {
    out_.var_string(s);
    return *this;
  }
  /// A client's blocks follow.
  V1& client(std::uint64_t blocks, std::uint64_t id, std::uint64_t clock = 0) {
    return number(blocks).number(id).number(clock);
  }
  Bytes take() { return out_.take(); }

 private:
  Writer out_;
};

// Updates.
Bytes many_clients();
Bytes many_roots();
Bytes many_keys();
Bytes types_in_types();
Bytes value_in_values();
Bytes inserted_at_one_place();
Bytes same_ids_again();
Bytes all_waits();
Bytes deletions_of_nothing();
Bytes largest_clocks();
Bytes beyond_the_largest_clock();
Bytes claims_to_be_large();
Bytes free_blocks();
Bytes more_than_free_blocks();

// Presence.
Bytes many_presences();
Bytes deep_presence();

// For the other doors.
Bytes attributes_with_one_name();
Bytes ranges_with_one_value();
Bytes snapshot_of_many();
Bytes state_of_many();
Bytes deep_position();
Bytes many_requests();
Bytes many_messages();

}  // namespace ycpp::hostile

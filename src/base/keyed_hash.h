// keyed_hash.h -- KeyedHash: a hash of bytes that peers cannot make collide.
//
// Names and keys come from peers. Whoever knows the hash function of a table can send thousands of
// keys that fall into one bucket, and every search goes through all of them. SipHash-1-3 makes the
// buckets depend on a key, which they would have to know. A table's own address is key enough: it
// never leaves the process, and it changes nothing that can be seen from outside.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ycpp {

class KeyedHash {
 public:
  explicit KeyedHash(std::uint64_t key) : key_(key) {}

  std::size_t operator()(std::string_view bytes) const {
    State s(key_);
    const std::size_t size = bytes.size();
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) s.take(load(bytes.data(), 8));
    s.take(load(bytes.data(), bytes.size()) | static_cast<std::uint64_t>(size) << 56);
    return static_cast<std::size_t>(s.finish());
  }

 private:
  struct State {
    explicit State(std::uint64_t key)
        : v0(key ^ 0x736f6d6570736575ULL),
          v1(~key ^ 0x646f72616e646f6dULL),
          v2(key ^ 0x6c7967656e657261ULL),
          v3(~key ^ 0x7465646279746573ULL) {}
    void round() {
      v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
      v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
      v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
      v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
    }
    void take(std::uint64_t word) {
      v3 ^= word;
      round();
      v0 ^= word;
    }
    std::uint64_t finish() {
      v2 ^= 0xff;
      round(), round(), round();
      return v0 ^ v1 ^ v2 ^ v3;
    }
    std::uint64_t v0, v1, v2, v3;
  };

  static std::uint64_t load(const char* bytes, std::size_t size) {
    std::uint64_t word = 0;
    if (size > 0) std::memcpy(&word, bytes, size);
    return word;
  }

  std::uint64_t key_;
};

}  // namespace ycpp

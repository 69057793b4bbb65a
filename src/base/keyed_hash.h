// keyed_hash.h -- KeyedHash: a hash of bytes that peers cannot make collide.
//
// Names and keys come from peers. Whoever knows the hash function of a table can send thousands of
// keys that fall into one bucket, and every search goes through all of them. Here the bytes are
// mixed with secrets before they are multiplied, and the two halves of the product folded: without
// the secrets nobody can tell which bytes collide, and nothing that can be seen from outside
// depends on them. A table's own address, which never leaves the process, is what they are made of.
//
// Cost: one multiplication for up to 16 bytes, one more for each further 16, and one to finish.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace ycpp {

class KeyedHash {
 public:
  explicit KeyedHash(std::uint64_t key)
      : first_(scatter(key ^ 0x736f6d6570736575ULL)),
        second_(scatter(key ^ 0x646f72616e646f6dULL)) {}

  std::size_t operator()(std::string_view bytes) const {
    const char* p = bytes.data();
    std::size_t size = bytes.size();
    std::uint64_t state = second_;
    for (; size > 16; p += 16, size -= 16) state = fold(load(p) ^ first_, load(p + 8) ^ state);
    // The last 16 bytes or fewer; two loads that overlap take all of them.
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    if (size >= 8) {
      low = load(p);
      high = load(p + size - 8);
    } else if (size >= 4) {
      low = load4(p);
      high = load4(p + size - 4);
    } else if (size > 0) {
      low = static_cast<std::uint64_t>(static_cast<unsigned char>(p[0])) << 8 |
            static_cast<unsigned char>(p[size / 2]);
      high = static_cast<unsigned char>(p[size - 1]);
    }
    return static_cast<std::size_t>(fold(fold(low ^ first_, high ^ state), second_ ^ bytes.size()));
  }

 private:
  // The finalizer of SplitMix64.
  static std::uint64_t scatter(std::uint64_t v) {
    v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9ULL;
    v = (v ^ (v >> 27)) * 0x94d049bb133111ebULL;
    return (v ^ (v >> 31)) | 1;
  }
  static std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
#else
    const std::uint64_t cross =
        (a >> 32) * (b & 0xffffffff) + ((a & 0xffffffff) * (b & 0xffffffff) >> 32);
    const std::uint64_t other = (a & 0xffffffff) * (b >> 32) + (cross & 0xffffffff);
    return a * b ^ ((a >> 32) * (b >> 32) + (cross >> 32) + (other >> 32));
#endif
  }
  static std::uint64_t load(const char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, 8);
    return word;
  }
  static std::uint64_t load4(const char* bytes) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, 4);
    return word;
  }

  std::uint64_t first_;
  std::uint64_t second_;
};

}  // namespace ycpp

// replay.cpp -- runs a fuzz target without libFuzzer: over every file of a corpus, all truncations
// of it and all of its single bit flips.
//
//   replay_any fuzz/corpus/any [more directories or files]
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "require.h"

namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  YCPP_REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

// Runs a copy that ends where its memory ends, so that a sanitizer sees every read past it.
void run(const std::vector<std::uint8_t>& bytes, std::size_t size) {
  const auto copy = std::make_unique<std::uint8_t[]>(size);
  std::copy_n(bytes.begin(), size, copy.get());
  LLVMFuzzerTestOneInput(copy.get(), size);
}

std::size_t run_variants(std::vector<std::uint8_t> bytes) {
  for (std::size_t size = 0; size <= bytes.size(); ++size) run(bytes, size);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
    bytes[bit / 8] ^= mask;
    run(bytes, bytes.size());
    bytes[bit / 8] ^= mask;
  }
  return bytes.size() * 9 + 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  std::size_t runs = 0;
  for (int i = 1; i < argc; ++i) {
    std::vector<fs::path> paths;
    if (fs::is_directory(argv[i]))
      paths.assign(fs::directory_iterator(argv[i]), {});
    else
      paths.emplace_back(argv[i]);
    std::sort(paths.begin(), paths.end());
    for (const fs::path& path : paths) {
      runs += run_variants(read(path));
      ++files;
    }
  }
  std::printf("%zu files, %zu runs\n", files, runs);
  return files == 0 ? 1 : 0;  // an empty corpus tests nothing
}

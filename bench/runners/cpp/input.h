// input.h -- the files that a benchmark runs on: edits of a text, byte strings, or a session.
//
// The driver writes them so that every engine reads the same bytes and none has to parse JSON or
// gzip. All numbers are little-endian u32.
//
//   edits    count, then per edit: position, removed, size, `size` bytes of UTF-8 to insert
//   frames   count, then per frame: size, `size` bytes
//   session  writers, steps, then per step: writer, number of steps whose updates it gets before,
//            these steps, its edits as above
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ycpp/result.h"

namespace ycpp::bench {

/// An insertion when `removed` is 0, else a removal.
struct Edit {
  std::uint32_t position = 0;
  std::uint32_t removed = 0;
  std::string inserted;
};

/// What one writer does at a time.
struct Step {
  std::uint32_t agent = 0;
  std::vector<std::uint32_t> received;  ///< steps of others, whose updates it applies first
  std::vector<Edit> edits;
};

struct Session {
  std::uint32_t agents = 0;
  std::vector<Step> steps;
};

// All throw std::runtime_error when the file cannot be read or written, or is cut short.
std::vector<Edit> read_edits(const std::string& path);
std::vector<Bytes> read_frames(const std::string& path);
Session read_session(const std::string& path);
void write_frames(const std::string& path, std::span<const Bytes> frames);

}  // namespace ycpp::bench

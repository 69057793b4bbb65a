// input.cpp -- reads and writes the files described in input.h.
#include "input.h"

#include <cstring>
#include <fstream>
#include <stdexcept>

namespace ycpp::bench {
namespace {

class File {
 public:
  explicit File(const std::string& path) {
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    if (!stream) throw std::runtime_error("cannot read " + path);
    content_.resize(static_cast<std::size_t>(stream.tellg()));
    stream.seekg(0).read(content_.data(), static_cast<std::streamsize>(content_.size()));
    if (!stream) throw std::runtime_error("cannot read " + path);
  }

  std::uint32_t u32() {
    const std::string_view raw = bytes(4);
    std::uint32_t value = 0;
    for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<std::uint8_t>(raw[i]);
    return value;
  }

  std::string_view bytes(std::size_t size) {
    if (size > content_.size() - next_) throw std::runtime_error("the input file is cut short");
    const std::string_view out(content_.data() + next_, size);
    next_ += size;
    return out;
  }

 private:
  std::string content_;
  std::size_t next_ = 0;
};

std::vector<Edit> next_edits(File& file) {
  std::vector<Edit> edits(file.u32());
  for (Edit& edit : edits) {
    edit.position = file.u32();
    edit.removed = file.u32();
    edit.inserted = file.bytes(file.u32());
  }
  return edits;
}

}  // namespace

std::vector<Edit> read_edits(const std::string& path) {
  File file(path);
  return next_edits(file);
}

Session read_session(const std::string& path) {
  File file(path);
  Session session;
  session.agents = file.u32();
  session.steps.resize(file.u32());
  for (Step& step : session.steps) {
    step.agent = file.u32();
    step.received.resize(file.u32());
    for (std::uint32_t& received : step.received) received = file.u32();
    step.edits = next_edits(file);
  }
  return session;
}

std::vector<Bytes> read_frames(const std::string& path) {
  File file(path);
  std::vector<Bytes> frames(file.u32());
  for (Bytes& frame : frames) {
    const std::string_view raw = file.bytes(file.u32());
    frame.assign(raw.begin(), raw.end());
  }
  return frames;
}

void write_frames(const std::string& path, std::span<const Bytes> frames) {
  std::ofstream stream(path, std::ios::binary);
  const auto u32 = [&stream](std::size_t value) {
    for (int i = 0; i < 4; ++i) stream.put(static_cast<char>(value >> 8 * i));
  };
  u32(frames.size());
  for (const Bytes& frame : frames) {
    u32(frame.size());
    stream.write(reinterpret_cast<const char*>(frame.data()),
                 static_cast<std::streamsize>(frame.size()));
  }
  if (!stream.flush()) throw std::runtime_error("cannot write " + path);
}

}  // namespace ycpp::bench

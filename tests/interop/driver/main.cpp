// main.cpp -- this engine behind a pipe: document histories in, everything observable out.
//
// The protocol is that of yjs_peer.mjs: frames of a 32-bit big-endian length and that many bytes of
// JSON; {"kind": "document", "batch": [history, ...]} is answered by {"results": [log, ...]}. The
// process ends when its input ends. A program and not a Python module, because it is there before
// the bindings are, and many times faster.
#include <array>
#include <cstdio>
#include <cstdlib>

#include "run.h"

namespace {

using ycpp::Value;

[[noreturn]] void die(const char* what) {
  std::fprintf(stderr, "interop_driver: %s\n", what);
  std::exit(1);
}

bool read_frame(std::string& body) {
  std::array<std::uint8_t, 4> head{};
  const std::size_t got = std::fread(head.data(), 1, head.size(), stdin);
  if (got == 0) return false;
  if (got < head.size()) die("the input ends inside a frame's head");
  const std::size_t size = static_cast<std::size_t>(head[0]) << 24U |
                           static_cast<std::size_t>(head[1]) << 16U |
                           static_cast<std::size_t>(head[2]) << 8U | head[3];
  body.resize(size);
  if (std::fread(body.data(), 1, size, stdin) < size) die("the input ends inside a frame");
  return true;
}

void write_frame(const std::string& body) {
  const std::size_t size = body.size();
  for (const unsigned shift : {24U, 16U, 8U, 0U})
    std::putchar(static_cast<int>(size >> shift & 255U));
  std::fwrite(body.data(), 1, size, stdout);
  std::fflush(stdout);
}

}  // namespace

int main() {
  std::string body;
  while (read_frame(body)) {
    const ycpp::Result<Value> request = Value::from_json(body);
    if (!request) die("a request that is not JSON");
    if (interop::string(interop::field(*request, "kind")) != "document") die("an unknown kind");
    Value::List logs;
    for (const Value& history : interop::field(*request, "batch").as<Value::List>())
      logs.push_back(interop::run_document(history));
    write_frame(Value(Value::Object{{"results", std::move(logs)}}).to_json());
  }
}

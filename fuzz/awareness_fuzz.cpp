// awareness_fuzz.cpp -- an awareness update: refused whole, or applied so that peers can read what
// we then say, and read the same.
#include <string>

#include "require.h"
#include "ycpp/any.h"
#include "ycpp/awareness.h"

namespace {

using namespace ycpp;

void check_states(const Awareness& awareness) {
  YCPP_REQUIRE(awareness.clients().size() == awareness.client_count());
  YCPP_REQUIRE(awareness.known_clients().size() == awareness.known_client_count());
  for (const std::uint64_t id : awareness.clients()) {
    std::string canonical;
    YCPP_REQUIRE(canonical_json(*awareness.state(id), canonical).ok());
    YCPP_REQUIRE(canonical == *awareness.state(id));
    YCPP_REQUIRE(awareness.meta(id)->clock <= kMaxSafeInteger);
  }
}

// A peer that knows nothing learns all states from what we send.
void check_encoding(const Awareness& awareness) {
  const Bytes all = awareness.encode_all();
  Awareness peer(kMaxSafeInteger, 0);
  YCPP_REQUIRE(peer.apply_update(all, "net", 0).ok());
  for (const std::uint64_t id : awareness.clients())
    if (awareness.meta(id)->clock > 0) YCPP_REQUIRE(peer.state(id) == awareness.state(id));
}

void show(Awareness& awareness, std::uint64_t client, std::string_view state) {
  Writer update;
  update.var_uint(1);
  update.var_uint(client);
  update.var_uint(1);
  update.var_string(state);
  YCPP_REQUIRE(awareness.apply_update(update.view(), "net", 0).ok());
}

// Limits refuse some of what is well-formed, and change nothing else.
void check_limited(BytesView bytes, const Awareness& without) {
  Awareness awareness(1, 0, 1000, {.state_bytes = 16, .clients = 3});
  const bool fits = awareness.apply_update(bytes, "net", 10).ok();
  YCPP_REQUIRE(awareness.known_client_count() <= 3);
  YCPP_REQUIRE(fits || awareness.clients() == std::vector<std::uint64_t>{1});
  if (!fits) return;
  for (const std::uint64_t id : awareness.clients())
    YCPP_REQUIRE(awareness.state(id) == without.state(id) || id == 7 || id == 8);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  (void)is_disconnect_message(bytes);
  Awareness awareness(1, 0, 1000);
  show(awareness, 7, R"({"name":"x","at":{"anchor":7,"head":99}})");
  show(awareness, 8, "[]");  // of another shape, so that 7 is compared with what 7 showed before
  const Bytes before = awareness.encode_all();
  const auto known = awareness.known_clients();
  int events = 0;
  const Subscription subscription = awareness.observe([&](const AwarenessEvent&) { ++events; });

  const auto applied = awareness.apply_update(bytes, "net", 10);
  if (!applied) {
    YCPP_REQUIRE(applied.error().offset <= size);
    YCPP_REQUIRE(events == 0 && awareness.encode_all() == before);
    YCPP_REQUIRE(awareness.known_clients() == known);
    return 0;
  }
  YCPP_REQUIRE(awareness.local_state().has_value());
  check_states(awareness);
  check_encoding(awareness);
  check_limited(bytes, awareness);
  // In time everyone but us leaves and is forgotten.
  awareness.tick(1'010);
  YCPP_REQUIRE(awareness.clients() == std::vector<std::uint64_t>{1});
  awareness.tick(11'010);
  YCPP_REQUIRE(awareness.known_clients() == std::vector<std::uint64_t>{1});
  check_states(awareness);
  return 0;
}

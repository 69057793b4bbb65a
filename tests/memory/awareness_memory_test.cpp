// awareness_memory_test.cpp -- presence when memory runs out: each client is as before or as after,
// and the same call made again does the rest.
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "failing_new.h"
#include "ycpp/awareness.h"
#include "ycpp/origin.h"

namespace ycpp {
namespace {

using memory::FailingNew;

Bytes update_of(std::uint64_t client, const std::string& state, int clock) {
  Awareness sender(client, 0);
  for (int i = 0; i < clock; ++i) sender.set_local_state(state, 0);
  return sender.encode_all();
}

// Three clients are known, of which the update changes one, ends one and adds one.
Awareness make() {
  Awareness awareness(1, 0);
  awareness.set_local_state("{\"name\":\"somebody with a name that is long\"}", 0);
  for (std::uint64_t id = 2; id < 5; ++id)
    (void)awareness.apply_update(update_of(id, "{\"cursor\":1}", 1), "net", 0);
  return awareness;
}

Bytes news() {
  Awareness sender(9, 0);
  (void)sender.apply_update(update_of(2, "{\"cursor\":\"a much longer place than before\"}", 3), "",
                            0);
  (void)sender.apply_update(update_of(3, "null", 3), "", 0);
  (void)sender.apply_update(update_of(8, "[\"someone new, with a state of some length\"]", 1), "",
                            0);
  const std::uint64_t clients[] = {2, 8};
  return sender.encode_update(clients);
}

void check_every_allocation(const std::function<void(Awareness&)>& run) {
  Awareness done = make();
  run(done);
  const Bytes after = done.encode_all();
  for (std::uint64_t n = 1;; ++n) {
    SCOPED_TRACE(n);
    Awareness awareness = make();
    bool failed = false;
    {
      const FailingNew failing(n);
      try {
        run(awareness);
      } catch (const std::bad_alloc&) {
      }
      failed = FailingNew::has_failed();
    }
    Awareness peer(99, 0);
    ASSERT_TRUE(peer.apply_update(awareness.encode_all(), "net", 0).ok());
    ASSERT_EQ(peer.state(2).has_value(), true);
    run(awareness);
    ASSERT_EQ(awareness.encode_all(), after) << "the second attempt";
    if (!failed) return;
    ASSERT_LT(n, 1000U);
  }
}

TEST(AwarenessMemory, APeersUpdate) {
  const Bytes update = news();
  check_every_allocation([&](Awareness& a) {
    if (!a.apply_update(update, "net", 5).ok()) throw std::logic_error("refused");
  });
}

TEST(AwarenessMemory, Encoding) {
  check_every_allocation([](Awareness& a) { (void)a.encode_all(); });
}

TEST(AwarenessMemory, Restoring) {
  check_every_allocation([](Awareness& a) {
    a.restore(7, {.clock = 3, .last_updated = 1}, "{\"restored\":\"a state of some length\"}");
  });
}

TEST(AwarenessMemory, LeavingByTimeout) {
  check_every_allocation([](Awareness& a) { a.forget_client(3); });
}

}  // namespace
}  // namespace ycpp

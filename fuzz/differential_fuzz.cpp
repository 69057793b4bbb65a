// differential_fuzz.cpp -- bytes that choose what a swarm of documents does: every document has to
// be what a naive document is that received the same, and what one is in the end that received it
// in another order. See tests/swarm/tree_swarm.h; a difference ends as an exception that nobody
// catches.
#include "require.h"
#include "swarm/tree_swarm.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ycpp::swarm::ByteDice dice(ycpp::BytesView(data, size));
  ycpp::swarm::TreeSwarm swarm(dice);
  while (!dice.at_end()) swarm.step();
  swarm.settle();
  return 0;
}

// message_fuzz.cpp -- a frame from a peer: parsed into messages that can be written again, and
// taken in by a session whose answers are themselves well-formed.
#include <algorithm>

#include "require.h"
#include "ycpp/sync.h"

namespace {

using namespace ycpp;

void check_writing(const Message& message) {
  const Bytes written = write_message(message.kind, message.payload);
  const auto again = parse_message(written);
  YCPP_REQUIRE(again.ok() && again->kind == message.kind);
  YCPP_REQUIRE(std::equal(again->payload.begin(), again->payload.end(), message.payload.begin(),
                          message.payload.end()));
}

void check_session(BytesView frame) {
  Doc doc(DocOptions{.client_id = 1, .guid = "fuzz"});
  Awareness awareness(1, 0);
  SyncSession session(doc, &awareness);
  const auto replies = session.receive(frame, 0);
  doc.verify();
  if (!replies) {
    YCPP_REQUIRE(replies.error().offset <= frame.size());
    return;
  }
  Doc other(DocOptions{.client_id = 2, .guid = "fuzz"});
  Awareness others(2, 0);
  SyncSession peer(other, &others);
  for (const Bytes& reply : *replies) YCPP_REQUIRE(peer.receive(reply, 0).ok());
  session.close(1);
  YCPP_REQUIRE(awareness.local_state().has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView frame(data, size);
  const auto messages = parse_messages(frame);
  YCPP_REQUIRE(!messages.ok() || parse_message(frame).ok());
  if (messages.ok())
    for (const Message& message : *messages) check_writing(message);
  const auto framed = read_frame(frame);
  if (framed.ok()) {
    const Bytes again = write_frame(*framed);
    YCPP_REQUIRE(read_frame(again)->size() == framed->size());
  }
  check_session(frame);
  return 0;
}

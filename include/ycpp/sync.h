// sync.h -- the messages peers exchange, and SyncSession: one peer's side of a conversation.
//
// No sockets: bytes in, bytes out. Messages are those of y-protocols as y-websocket frames them,
// one message in one frame:
//   00 00 len sv         sync step 1: what I have; answer with what I lack
//   00 01 len update     sync step 2: the answer
//   00 02 len update     a change, as it happens
//   01 len update        awareness states
//   02 00 len reason     permission denied
//   03                   asks for all awareness states
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ycpp/awareness.h"
#include "ycpp/doc.h"
#include "ycpp/result.h"

namespace ycpp {

enum class MessageKind : std::uint8_t {
  sync_step1,          ///< payload: a state vector
  sync_step2,          ///< payload: an update
  sync_update,         ///< payload: an update
  awareness,           ///< payload: an awareness update
  permission_denied,   ///< payload: the reason, UTF-8
  permission_granted,  ///< no payload
  query_awareness,     ///< no payload
};

/// One message. The payload is a view into the bytes it was parsed from, and is not checked itself.
struct Message {
  MessageKind kind;
  BytesView payload;

  /// The payload of permission_denied.
  std::string_view reason() const {
    return {reinterpret_cast<const char*>(payload.data()), payload.size()};
  }
};

/// Reads the message at the start of `bytes`; what follows it is ignored, as by y-websocket.
Result<Message> parse_message(BytesView bytes);

/// Reads all messages of a frame; some peers put several into one.
Result<std::vector<Message>> parse_messages(BytesView bytes);

/// The bytes of a message.
Bytes write_message(MessageKind kind, BytesView payload = {});
Bytes sync_step1_message(BytesView state_vector);
Bytes sync_step2_message(BytesView update);
Bytes sync_update_message(BytesView update);
Bytes awareness_message(BytesView awareness_update);
Bytes permission_denied_message(std::string_view reason);
Bytes query_awareness_message();

/// A length-framed payload: the varint length, then the bytes. Reading ignores what follows.
Bytes write_frame(BytesView payload);
Result<BytesView> read_frame(BytesView bytes);

struct SyncOptions {
  /// The origin of what this peer sends; the session's identity when absent.
  std::optional<Origin> origin;
  /// Ignores the peer's changes to the document; its awareness and its requests are served.
  bool read_only = false;
};

/// The conversation with one peer about one document, the same on both sides: send what start()
/// returns, answer every frame with what receive() returns, and send update_message() for every
/// change that forwards() says the peer does not know. Every returned element is one frame.
///
///   SyncSession session(doc);
///   auto watch = doc.observe([&](const TransactionEvent& e) {
///     if (session.forwards(e.origin())) send(session.update_message(e.update()));
///   });
///   for (const Bytes& frame : session.start()) send(frame);
///
/// The document and the awareness must outlive it.
class SyncSession {
 public:
  explicit SyncSession(Doc& doc, Awareness* awareness = nullptr, SyncOptions options = {});
  SyncSession(const SyncSession&) = delete;
  SyncSession& operator=(const SyncSession&) = delete;

  /// The frames that open the conversation: sync step 1, and the awareness states if there are any.
  std::vector<Bytes> start() const;

  /// Takes in a frame and returns the frames to answer with: one at most for all requests of a
  /// kind, so that many in a frame cost no more than one. A frame whose messages cannot be told
  /// apart does nothing; on a malformed payload the messages before it have been taken in.
  /// @throws ObserverError, ReadOnlyError as Doc::apply_update and Awareness::apply_update
  Result<std::vector<Bytes>> receive(BytesView frame, std::int64_t now);

  /// True for changes that did not come from this peer.
  bool forwards(const Origin& origin) const { return origin.empty() || origin != origin_; }
  /// The frame that tells the peer of a change.
  Bytes update_message(BytesView update) const { return sync_update_message(update); }
  /// The frame that tells the peer of the states in an event of the topic `update`.
  Bytes awareness_message(const AwarenessEvent& event) const;

  /// The connection is lost: removes the states that came through it, unless they have been set by
  /// another connection since.
  /// @throws ObserverError
  void close(std::int64_t now);

  /// True once the peer has answered our step 1, so that we have all it had then.
  bool synced() const { return synced_; }
  /// The reason, once the peer has denied access.
  const std::optional<std::string>& denied() const { return denied_; }
  const Origin& origin() const { return origin_; }

 private:
  struct Answers;
  Result<void> take(const Message& message, std::int64_t now, Answers& answers);
  Result<void> take_update(const Message& message);
  Result<void> take_awareness(const Message& message, std::int64_t now, Answers& answers);

  Doc& doc_;
  Awareness* awareness_;
  Origin origin_;
  bool read_only_;
  bool synced_ = false;
  std::optional<std::string> denied_;
  std::map<std::uint64_t, std::uint64_t>
      speaks_for_;  // client -> clock of its state from this peer
};

}  // namespace ycpp

// message.cpp -- messages between bytes and values.
//
// A message starts with its channel; the channels sync and auth have kinds of their own:
//   00 kind len payload | 01 len payload | 02 kind [len payload] | 03
#include "ycpp/lib0.h"
#include "ycpp/sync.h"

namespace ycpp {
namespace {

// Names of numbers on the wire, as constants are named.
// NOLINTBEGIN(readability-identifier-naming)
enum Channel : std::uint64_t { kSync = 0, kAwareness = 1, kAuth = 2, kQueryAwareness = 3 };
enum SyncKind : std::uint64_t { kStep1 = 0, kStep2 = 1, kUpdate = 2 };
enum AuthKind : std::uint64_t { kDenied = 0, kGranted = 1 };
// NOLINTEND(readability-identifier-naming)

MessageKind read_sync_kind(Reader& in) {
  const std::size_t at = in.offset();
  switch (in.var_uint()) {
    case kStep1: return MessageKind::sync_step1;
    case kStep2: return MessageKind::sync_step2;
    case kUpdate: return MessageKind::sync_update;
    default: in.fail_at(Errc::invalid_message, at); return MessageKind::sync_step1;
  }
}

Message read_auth(Reader& in) {
  const std::size_t at = in.offset();
  switch (in.var_uint()) {
    case kDenied: return {MessageKind::permission_denied, Writer::as_bytes(in.var_string())};
    case kGranted: return {MessageKind::permission_granted, {}};
    default: in.fail_at(Errc::invalid_message, at); return {};
  }
}

Message read_one(Reader& in) {
  const std::size_t at = in.offset();
  switch (in.var_uint()) {
    case kSync: {
      const MessageKind kind = read_sync_kind(in);
      return {kind, in.var_bytes()};
    }
    case kAwareness: return {MessageKind::awareness, in.var_bytes()};
    case kAuth: return read_auth(in);
    case kQueryAwareness: return {MessageKind::query_awareness, {}};
    default: in.fail_at(Errc::invalid_message, at); return {};
  }
}

}  // namespace

Result<Message> parse_message(BytesView bytes) {
  Reader in(bytes);
  const Message message = read_one(in);
  if (!in.ok()) return in.error();
  return message;
}

Result<std::vector<Message>> parse_messages(BytesView bytes) {
  std::vector<Message> messages;
  Reader in(bytes);
  do {
    messages.push_back(read_one(in));
  } while (in.ok() && !in.at_end());
  if (!in.ok()) return in.error();
  return messages;
}

Bytes write_message(MessageKind kind, BytesView payload) {
  Writer out;
  switch (kind) {
    case MessageKind::sync_step1: out.u8(kSync), out.u8(kStep1); break;
    case MessageKind::sync_step2: out.u8(kSync), out.u8(kStep2); break;
    case MessageKind::sync_update: out.u8(kSync), out.u8(kUpdate); break;
    case MessageKind::awareness: out.u8(kAwareness); break;
    case MessageKind::permission_denied: out.u8(kAuth), out.u8(kDenied); break;
    case MessageKind::permission_granted: out.u8(kAuth), out.u8(kGranted); return out.take();
    case MessageKind::query_awareness: out.u8(kQueryAwareness); return out.take();
  }
  out.var_bytes(payload);
  return out.take();
}

Bytes sync_step1_message(BytesView state_vector) {
  return write_message(MessageKind::sync_step1, state_vector);
}
Bytes sync_step2_message(BytesView update) {
  return write_message(MessageKind::sync_step2, update);
}
Bytes sync_update_message(BytesView update) {
  return write_message(MessageKind::sync_update, update);
}
Bytes awareness_message(BytesView awareness_update) {
  return write_message(MessageKind::awareness, awareness_update);
}
Bytes permission_denied_message(std::string_view reason) {
  return write_message(MessageKind::permission_denied, Writer::as_bytes(reason));
}
Bytes query_awareness_message() { return write_message(MessageKind::query_awareness); }

Bytes write_frame(BytesView payload) {
  Writer out;
  out.var_bytes(payload);
  return out.take();
}

Result<BytesView> read_frame(BytesView bytes) {
  Reader in(bytes);
  const BytesView payload = in.var_bytes();
  if (!in.ok()) return in.error();
  return payload;
}

}  // namespace ycpp

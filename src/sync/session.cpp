// session.cpp -- one peer's side of a conversation, as a pure function of what it is told.
//
// Both sides do the same: each sends its state vector (step 1) and is answered with what it lacks
// (step 2). From then on changes travel as they happen. Nothing here may be lost but everything may
// be repeated, so there is no state to keep but whether the answer has come.
#include "ycpp/sync.h"

namespace ycpp {

SyncSession::SyncSession(Doc& doc, Awareness* awareness, SyncOptions options)
    : doc_(doc),
      awareness_(awareness),
      origin_(options.origin ? std::move(*options.origin) : Origin::identity(this)),
      read_only_(options.read_only) {}

std::vector<Bytes> SyncSession::start() const {
  std::vector<Bytes> frames{sync_step1_message(doc_.state_vector())};
  if (awareness_ != nullptr && awareness_->client_count() > 0)
    frames.push_back(ycpp::awareness_message(awareness_->encode_all()));
  return frames;
}

Result<std::vector<Bytes>> SyncSession::receive(BytesView frame, std::int64_t now) {
  const auto messages = parse_messages(frame);
  if (!messages) return messages.error();
  std::vector<Bytes> replies;
  for (const Message& message : *messages) {
    const auto taken = take(message, now, replies);
    if (taken) continue;
    Error error = taken.error();  // its offset is in the payload
    error.offset += static_cast<std::size_t>(message.payload.data() - frame.data());
    return error;
  }
  return replies;
}

Result<void> SyncSession::take(const Message& message, std::int64_t now,
                               std::vector<Bytes>& replies) {
  switch (message.kind) {
    case MessageKind::sync_step1: {
      if (message.payload.empty()) return Error{Errc::unexpected_end, 0, "no state vector"};
      const auto missing = doc_.update(message.payload);
      if (!missing) return missing.error();
      replies.push_back(sync_step2_message(*missing));
      return {};
    }
    case MessageKind::sync_step2:
    case MessageKind::sync_update: return take_update(message);
    case MessageKind::awareness: return take_awareness(message, now, replies);
    case MessageKind::query_awareness:
      if (awareness_ != nullptr)
        replies.push_back(ycpp::awareness_message(awareness_->encode_all()));
      return {};
    case MessageKind::permission_denied: denied_.emplace(message.reason()); return {};
    case MessageKind::permission_granted: denied_.reset(); return {};
  }
  return {};
}

Result<void> SyncSession::take_update(const Message& message) {
  if (read_only_) return {};
  if (const auto applied = doc_.apply_update(message.payload, origin_); !applied) return applied;
  if (message.kind == MessageKind::sync_step2) synced_ = true;
  return {};
}

Result<void> SyncSession::take_awareness(const Message& message, std::int64_t now,
                                         std::vector<Bytes>& replies) {
  if (awareness_ == nullptr) return {};
  const std::uint64_t own = awareness_->client_id();
  bool said_gone = false;
  const auto note = [&](const AwarenessEvent& event) {
    if (event.origin != origin_) return;
    for (const auto& ids : {event.added, event.updated})
      for (const std::uint64_t id : ids)
        if (const auto meta = awareness_->meta(id)) speaks_for_[id] = meta->clock;
    for (const std::uint64_t id : event.removed) {
      if (!awareness_->state(id)) speaks_for_.erase(id);
      said_gone = said_gone || id == own;
    }
  };
  const Subscription noting = awareness_->observe(note, AwarenessTopic::update);
  if (const auto applied = awareness_->apply_update(message.payload, origin_, now); !applied)
    return applied;
  speaks_for_.erase(own);
  if (said_gone && awareness_->local_state())  // a peer that says we left must hear that we did not
    replies.push_back(ycpp::awareness_message(awareness_->encode_update({&own, 1})));
  return {};
}

Bytes SyncSession::awareness_message(const AwarenessEvent& event) const {
  std::vector<std::uint64_t> ids;
  for (const auto& list : {event.added, event.updated, event.removed})
    ids.insert(ids.end(), list.begin(), list.end());
  return ycpp::awareness_message(awareness_->encode_update(ids));
}

void SyncSession::close(std::int64_t now) {
  if (awareness_ == nullptr) return;
  std::vector<std::uint64_t> ids;
  for (const auto& [id, clock] : speaks_for_) {
    const auto meta = awareness_->meta(id);
    if (meta && meta->clock == clock) ids.push_back(id);
  }
  speaks_for_.clear();
  awareness_->remove_states(ids, origin_, now);
}

}  // namespace ycpp

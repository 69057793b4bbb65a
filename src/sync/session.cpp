// session.cpp -- one peer's side of a conversation, as a pure function of what it is told.
//
// Both sides do the same: each sends its state vector (step 1) and is answered with what it lacks
// (step 2). From then on changes travel as they happen. Nothing here may be lost but everything may
// be repeated, so there is no state to keep but whether the answer has come.
#include "ycpp/sync.h"

#include <algorithm>

#include "doc/doc_core.h"
#include "update/state_vector.h"

namespace ycpp {
namespace {

// What is common to all that ask in one frame: an answer to this is one to each of them.
void keep_common(update::StateVector& common, const update::StateVector& other) {
  update::StateVector least;
  for (const auto& [client, clock] : common.entries())
    if (const std::uint64_t both = std::min(clock, other.get(client)); both > 0)
      least.set(client, both);
  least.seal();
  common = std::move(least);
}

}  // namespace

// A frame of a thousand requests must not make a thousand copies of the document.
struct SyncSession::Answers {
  std::optional<update::StateVector> known;  // by those who asked for the document
  bool all_states = false;                   // somebody asked who is here
  bool own_state = false;                    // somebody said that we left
};

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
  Answers answers;
  for (const Message& message : *messages) {
    const auto taken = take(message, now, answers);
    if (taken) continue;
    Error error = taken.error();  // its offset is in the payload
    error.offset += static_cast<std::size_t>(message.payload.data() - frame.data());
    return error;
  }
  std::vector<Bytes> replies;
  if (answers.known) {
    const store::Store& store = doc_.core()->store();
    replies.push_back(sync_step2_message(store.encode_all(*answers.known, Encoding::v1)));
  }
  if (answers.all_states) {
    replies.push_back(ycpp::awareness_message(awareness_->encode_all()));
  } else if (answers.own_state && awareness_->local_state()) {
    const std::uint64_t own = awareness_->client_id();
    replies.push_back(ycpp::awareness_message(awareness_->encode_update({&own, 1})));
  }
  return replies;
}

Result<void> SyncSession::take(const Message& message, std::int64_t now, Answers& answers) {
  switch (message.kind) {
    case MessageKind::sync_step1: {
      if (message.payload.empty()) return Error{Errc::unexpected_end, 0, "no state vector"};
      Reader in(message.payload);
      update::StateVector known = update::StateVector::decode(in);
      if (!in.ok()) return in.error();
      if (answers.known)
        keep_common(*answers.known, known);
      else
        answers.known = std::move(known);
      return {};
    }
    case MessageKind::sync_step2:
    case MessageKind::sync_update: return take_update(message);
    case MessageKind::awareness: return take_awareness(message, now, answers);
    case MessageKind::query_awareness: answers.all_states = awareness_ != nullptr; return {};
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
                                         Answers& answers) {
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
  answers.own_state = answers.own_state || said_gone;  // who says we left must hear we did not
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

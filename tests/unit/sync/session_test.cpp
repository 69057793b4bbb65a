// SyncSession: two peers, and what passes between them.
#include <gtest/gtest.h>

#include <deque>

#include "hex.h"
#include "ycpp/lib0.h"
#include "ycpp/sync.h"

namespace ycpp {
namespace {

// The update in which `client`, who has written `clock` letters, appends more to the text "t".
Bytes typing(std::uint64_t client, std::uint64_t clock, std::string_view letters) {
  Writer out;
  out.u8(1);  // one client
  out.u8(1);  // with one block
  out.var_uint(client);
  out.var_uint(clock);
  out.u8(clock == 0 ? 0x04 : 0x84);  // a string, the first of a root or behind another item
  if (clock == 0) {
    out.u8(1);
    out.var_string("t");
  } else {
    out.var_uint(client);
    out.var_uint(clock - 1);
  }
  out.var_string(letters);
  out.u8(0);  // nothing deleted
  return out.take();
}

// One end of a connection: a document, its awareness and the frames on their way to the other end.
struct Peer {
  explicit Peer(std::uint64_t id, SyncOptions options = {})
      : doc(DocOptions{.client_id = id, .guid = std::nullopt}),
        awareness(id, 0),
        session(doc, &awareness, std::move(options)) {}

  void type(std::string_view letters) {
    ASSERT_TRUE(doc.apply_update(typing(doc.client_id(), typed, letters)).ok());
    typed += letters.size();
  }
  void send(const std::vector<Bytes>& frames) {
    out.insert(out.end(), frames.begin(), frames.end());
  }

  Doc doc;
  Awareness awareness;
  SyncSession session;
  std::deque<Bytes> out;
  std::uint64_t typed = 0;
  Subscription updates = doc.observe([this](const TransactionEvent& e) {
    if (session.forwards(e.origin())) out.push_back(session.update_message(e.update()));
  });
  Subscription states = awareness.observe(
      [this](const AwarenessEvent& e) {
        if (session.forwards(e.origin)) out.push_back(session.awareness_message(e));
      },
      AwarenessTopic::update);
};

// Carries frames both ways until none is left; the number of frames carried.
int exchange(Peer& a, Peer& b) {
  int carried = 0;
  const auto carry = [&](Peer& from, Peer& to) {
    while (!from.out.empty()) {
      const Bytes frame = from.out.front();
      from.out.pop_front();
      const auto replies = to.session.receive(frame, 0);
      EXPECT_TRUE(replies.ok()) << replies.error().message();
      to.send(*replies);
      ++carried;
    }
  };
  while (!a.out.empty() || !b.out.empty()) {
    carry(a, b);
    carry(b, a);
    if (carried > 1000) {
      ADD_FAILURE() << "the peers do not stop talking";
      break;
    }
  }
  return carried;
}

void connect(Peer& a, Peer& b) {
  a.out.clear();
  b.out.clear();
  a.send(a.session.start());
  b.send(b.session.start());
  exchange(a, b);
}

// What a document holds; equal for documents that hold the same.
std::string content(const Peer& peer) { return to_hex(*peer.doc.update()); }

bool holds(const Peer& peer, std::string_view letters) {
  return content(peer).find(to_hex(Writer::as_bytes(letters))) != std::string::npos;
}

TEST(SyncSession, OpensWithStepOneAndTheStates) {
  Peer a(1);
  const auto frames = a.session.start();
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(to_hex(frames[0]), "00000100");
  EXPECT_EQ(to_hex(frames[1]), "0106010100027b7d");
  a.awareness.set_local_state(std::nullopt, 0);
  EXPECT_EQ(a.session.start().size(), 1u);
  Doc doc;
  EXPECT_EQ(SyncSession(doc).start().size(), 1u);
}

TEST(SyncSession, StepOneIsAlwaysAnswered) {
  Peer a(1);
  const auto replies = a.session.receive(from_hex("00000100"), 0);
  ASSERT_TRUE(replies.ok());
  ASSERT_EQ(replies->size(), 1u);
  EXPECT_EQ(to_hex((*replies)[0]), "0001020000");
  EXPECT_FALSE(a.session.synced());
}

TEST(SyncSession, BothSidesEndWithTheSameDocument) {
  Peer a(1);
  Peer b(2);
  a.type("left");
  b.type("right");
  connect(a, b);
  EXPECT_TRUE(a.session.synced() && b.session.synced());
  EXPECT_EQ(content(a), content(b));
  EXPECT_TRUE(holds(a, "left") && holds(a, "right"));
  EXPECT_EQ(a.doc.state_vector(), b.doc.state_vector());
}

TEST(SyncSession, ChangesTravelAndDoNotEcho) {
  Peer a(1);
  Peer b(2);
  connect(a, b);
  a.type("hello");
  EXPECT_EQ(exchange(a, b), 1);
  EXPECT_TRUE(holds(b, "hello"));
  b.type("world");
  EXPECT_EQ(exchange(a, b), 1);
  EXPECT_EQ(content(a), content(b));
}

TEST(SyncSession, StatesTravel) {
  Peer a(1);
  Peer b(2);
  a.awareness.set_local_state(R"({"name":"Ann"})", 0);
  connect(a, b);
  EXPECT_EQ(b.awareness.state(1), R"({"name":"Ann"})");
  b.awareness.set_local_state(R"({"name":"Bob"})", 0);
  EXPECT_EQ(exchange(a, b), 1);
  EXPECT_EQ(a.awareness.state(2), R"({"name":"Bob"})");
}

TEST(SyncSession, AQueryIsAnsweredWithAllStates) {
  Peer a(1);
  const auto replies = a.session.receive(query_awareness_message(), 0);
  ASSERT_TRUE(replies.ok());
  ASSERT_EQ(replies->size(), 1u);
  EXPECT_EQ(to_hex((*replies)[0]), "0106010100027b7d");
  Doc doc;
  SyncSession without(doc);
  EXPECT_TRUE(without.receive(query_awareness_message(), 0)->empty());
  EXPECT_TRUE(without.receive(from_hex("0106010100027b7d"), 0)->empty());
}

TEST(SyncSession, APeerThatSaysWeLeftIsToldWeDidNot) {
  Peer a(1);
  Peer b(2);
  a.awareness.set_local_state(R"({"name":"Ann"})", 0);
  connect(a, b);
  b.awareness.remove_states(std::vector<std::uint64_t>{1}, "mistake", 0);
  EXPECT_FALSE(b.awareness.state(1));
  exchange(a, b);
  EXPECT_EQ(b.awareness.state(1), R"({"name":"Ann"})");
}

TEST(SyncSession, ClosingRemovesTheStatesThatCameThrough) {
  Peer server(1);
  SyncSession second(server.doc, &server.awareness);
  Peer client(2);
  Peer guest(3);
  client.awareness.set_local_state("[2]", 0);
  guest.awareness.set_local_state("[3]", 0);
  connect(server, client);
  ASSERT_TRUE(second.receive(guest.session.start()[1], 0).ok());
  EXPECT_EQ(server.awareness.clients(), (std::vector<std::uint64_t>{1, 2, 3}));
  server.session.close(5);
  EXPECT_EQ(server.awareness.clients(), (std::vector<std::uint64_t>{1, 3}));
  server.session.close(6);
  EXPECT_EQ(server.awareness.clients(), (std::vector<std::uint64_t>{1, 3}));
}

TEST(SyncSession, ClosingTheOldConnectionOfAClientThatCameBackKeepsItsState) {
  Peer server(1);
  SyncSession second(server.doc, &server.awareness);
  Peer client(2);
  client.awareness.set_local_state("[1]", 0);
  connect(server, client);
  client.awareness.set_local_state("[2]", 1);
  ASSERT_TRUE(second.receive(client.session.start()[1], 1).ok());
  server.session.close(2);
  EXPECT_EQ(server.awareness.state(2), "[2]");
  second.close(3);
  EXPECT_FALSE(server.awareness.state(2));
}

TEST(SyncSession, AReadOnlyPeerReadsAndIsSeenButChangesNothing) {
  Peer server(1, SyncOptions{.origin = std::nullopt, .read_only = true});
  Peer client(2);
  server.type("fixed");
  client.type("mine");
  client.awareness.set_local_state("[2]", 0);
  connect(server, client);
  client.type("!");
  exchange(server, client);
  EXPECT_TRUE(holds(server, "fixed"));
  EXPECT_FALSE(holds(server, "mine"));
  EXPECT_TRUE(holds(client, "fixed") && holds(client, "mine"));
  EXPECT_TRUE(client.session.synced());
  EXPECT_EQ(server.awareness.state(2), "[2]");
}

TEST(SyncSession, TheOriginOfReceivedChangesIsTheSession) {
  Peer a(1, SyncOptions{.origin = Origin("websocket"), .read_only = false});
  Origin seen;
  const Subscription s = a.doc.observe([&](const TransactionEvent& e) { seen = e.origin(); });
  Peer b(2);
  b.type("x");
  connect(a, b);
  EXPECT_EQ(seen, Origin("websocket"));
  EXPECT_FALSE(a.session.forwards(Origin("websocket")));
  EXPECT_TRUE(a.session.forwards(Origin()));
  EXPECT_FALSE(b.session.forwards(Origin::identity(&b.session)));
}

TEST(SyncSession, ADenialIsRemembered) {
  Peer a(1);
  EXPECT_FALSE(a.session.denied());
  ASSERT_TRUE(a.session.receive(permission_denied_message("no"), 0).ok());
  EXPECT_EQ(a.session.denied(), "no");
}

TEST(SyncSession, SeveralMessagesInAFrameAreAllAnswered) {
  Peer a(1);
  const auto replies = a.session.receive(from_hex("00000100 03 00000100"), 0);
  ASSERT_TRUE(replies.ok());
  EXPECT_EQ(replies->size(), 2u);
}

TEST(SyncSession, ManyRequestsInAFrameAreOne) {
  Peer a(1);
  a.type(std::string(1000, 'x'));
  a.awareness.set_local_state(R"({"name":"Ann"})", 0);
  Bytes frame;
  for (int i = 0; i < 1000; ++i)
    for (const int byte : {0, 0, 1, 0, 3}) frame.push_back(static_cast<std::uint8_t>(byte));
  const auto replies = a.session.receive(frame, 0);
  ASSERT_TRUE(replies.ok());
  ASSERT_EQ(replies->size(), 2u);
  EXPECT_LT((*replies)[0].size() + (*replies)[1].size(), 1100u);
}

TEST(SyncSession, TheAnswerToSeveralIsAnAnswerToEach) {
  Peer a(1);
  a.type("abcd");
  Peer b(2);
  b.type("wxyz");
  ASSERT_TRUE(a.doc.apply_update(*b.doc.update()).ok());
  // One has all of client 1 and half of client 2, the other has a part of client 1 only.
  const auto replies = a.session.receive(from_hex("000005 02 0202 0104 000003 01 0103"), 0);
  ASSERT_TRUE(replies.ok()) << replies.error().message();
  ASSERT_EQ(replies->size(), 1u);
  EXPECT_EQ((*replies)[0], sync_step2_message(*a.doc.update(from_hex("01 0103"))));
}

TEST(SyncSession, APeerThatSaysOftenThatWeLeftIsToldOnce) {
  Peer a(1);
  a.awareness.set_local_state(R"({"name":"Ann"})", 0);
  Bytes frame;
  for (std::uint8_t clock = 2; clock < 100; ++clock)
    for (const int byte : {1, 8, 1, 1, int{clock}, 4, 'n' + 0, 'u' + 0, 'l' + 0, 'l' + 0})
      frame.push_back(static_cast<std::uint8_t>(byte));
  const auto replies = a.session.receive(frame, 0);
  ASSERT_TRUE(replies.ok()) << replies.error().message();
  EXPECT_EQ(replies->size(), 1u);
}

TEST(SyncSession, MalformedFramesAreRefusedAndChangeNothing) {
  Peer a(1);
  a.type("abc");
  a.awareness.set_local_state("[1]", 0);
  const Bytes doc_before = *a.doc.update();
  const Bytes states_before = a.awareness.encode_all();
  const std::pair<const char*, std::size_t> vectors[] = {
      {"", 0},
      {"05", 0},
      {"0009 00", 1},
      {"000000", 0},      // an empty state vector
      {"00000101", 0},    // that ends inside
      {"0001020100", 0},  // an update that ends inside
      {"000200", 0},
      {"0105 01020102 7b", 0},  // a state that is not JSON
      {"00000100 04", 4},       // a good message and an unknown one
  };
  for (const auto& [hex, offset] : vectors) {
    const Bytes frame = from_hex(hex);
    const auto replies = a.session.receive(frame, 0);
    ASSERT_FALSE(replies.ok()) << hex;
    EXPECT_LE(replies.error().offset, frame.size()) << hex;
    if (offset != 0) {
      EXPECT_EQ(replies.error().offset, offset) << hex;
    }
    EXPECT_EQ(*a.doc.update(), doc_before) << hex;
    EXPECT_EQ(a.awareness.encode_all(), states_before) << hex;
  }
  EXPECT_FALSE(a.session.synced());
}

}  // namespace
}  // namespace ycpp

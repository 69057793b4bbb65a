// Awareness: states, clocks, events and bytes.
#include "ycpp/awareness.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>

#include "hex.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

using Ids = std::vector<std::uint64_t>;
constexpr std::int64_t kTimeout = 1000;

struct Entry {
  std::uint64_t client;
  std::uint64_t clock;
  std::string_view json;
};

Bytes update_of(const std::vector<Entry>& entries) {
  Writer out;
  out.var_uint(entries.size());
  for (const Entry& entry : entries) {
    out.var_uint(entry.client);
    out.var_uint(entry.clock);
    out.var_string(entry.json);
  }
  return out.take();
}

std::string listed(std::span<const std::uint64_t> ids) {
  std::string text(1, '[');
  for (const std::uint64_t id : ids) {
    if (text.size() > 1) text += ' ';
    text += std::to_string(id);
  }
  return text.append("]");
}

// Writes down what it hears: "update [added] [updated] [removed] origin".
struct Log {
  std::vector<std::string> lines;

  void operator()(const AwarenessEvent& event) {
    const char* topic = event.topic == AwarenessTopic::add      ? "add"
                        : event.topic == AwarenessTopic::remove ? "remove"
                        : event.topic == AwarenessTopic::change ? "change"
                                                                : "update";
    lines.push_back(std::string(topic) + " " + listed(event.added) + " " + listed(event.updated) +
                    " " + listed(event.removed) + " " + std::string(event.origin.name()));
  }
  std::vector<std::string> take() { return std::exchange(lines, {}); }
};

class AwarenessTest : public testing::Test {
 protected:
  void apply(const std::vector<Entry>& entries, std::int64_t now = 0) {
    ASSERT_TRUE(awareness.apply_update(update_of(entries), "net", now).ok());
  }
  std::string all() const { return std::string(as_text(awareness.encode_all())); }

  Awareness awareness{1, 0, kTimeout};
  Log log;
  Subscription subscription = awareness.observe([this](const AwarenessEvent& e) { log(e); });
};

using Lines = std::vector<std::string>;

TEST_F(AwarenessTest, StartsWithAnEmptyObjectAtClockZero) {
  EXPECT_EQ(awareness.client_id(), 1u);
  EXPECT_EQ(awareness.local_state(), "{}");
  EXPECT_EQ(awareness.meta(1)->clock, 0u);
  EXPECT_EQ(awareness.clients(), Ids{1});
  EXPECT_EQ(to_hex(awareness.encode_all()),
            "01010002"
            "7b7d");
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(AwarenessTest, SettingTheLocalStateAdvancesTheClockAndTells) {
  awareness.set_local_state(R"({"a":1})", 5);
  EXPECT_EQ(log.take(), (Lines{"change [] [1] [] local", "update [] [1] [] local"}));
  EXPECT_EQ(awareness.meta(1)->clock, 1u);
  EXPECT_EQ(awareness.meta(1)->last_updated, 5);
  awareness.set_local_state(R"( {"a": 1.0} )", 6);
  EXPECT_EQ(log.take(), Lines{"update [] [1] [] local"});
  EXPECT_EQ(awareness.local_state(), R"({"a":1})");
  EXPECT_EQ(awareness.meta(1)->clock, 2u);

  awareness.set_local_state(std::nullopt, 7);
  const Lines removed{"remove [] [] [1] local", "change [] [] [1] local", "update [] [] [1] local"};
  EXPECT_EQ(log.take(), removed);
  EXPECT_FALSE(awareness.local_state());
  EXPECT_EQ(awareness.client_count(), 0u);
  awareness.set_local_state("null", 8);
  EXPECT_EQ(log.take(), removed) << "told again, as y-protocols does";
  EXPECT_EQ(awareness.meta(1)->clock, 4u);
  EXPECT_EQ(to_hex(awareness.encode_update(Ids{1})), "010104046e756c6c");

  awareness.set_local_state("{}", 9);
  EXPECT_EQ(log.take(),
            (Lines{"add [1] [] [] local", "change [1] [] [] local", "update [1] [] [] local"}));
}

TEST_F(AwarenessTest, StatesArePrintedAsStringifyPrintsThem) {
  awareness.set_local_state("{ \"b\" : 1.50, \"1\":\"\\u00e9\\/\", \"b\":-0 }", 0);
  EXPECT_EQ(awareness.local_state(), "{\"1\":\"\xc3\xa9/\",\"b\":0}");
  apply({{2, 1, "{\"y\":1e0}"}, {3, 1, "[1]"}});
  EXPECT_EQ(awareness.state(2), "{\"y\":1}");
  EXPECT_EQ(awareness.state(3), "[1]");
}

TEST_F(AwarenessTest, ALocalStateThatIsNotJsonIsRefused) {
  EXPECT_THROW(awareness.set_local_state("{", 0), std::invalid_argument);
  EXPECT_THROW(awareness.set_local_state("", 0), std::invalid_argument);
  EXPECT_EQ(awareness.local_state(), "{}");
  EXPECT_EQ(awareness.meta(1)->clock, 0u);
  EXPECT_TRUE(log.lines.empty());
}

TEST_F(AwarenessTest, ANewerClockWins) {
  apply({{7, 3, R"({"x":1})"}}, 10);
  EXPECT_EQ(log.take(),
            (Lines{"add [7] [] [] net", "change [7] [] [] net", "update [7] [] [] net"}));
  EXPECT_EQ(awareness.meta(7)->clock, 3u);
  EXPECT_EQ(awareness.meta(7)->last_updated, 10);
  apply({{7, 3, R"({"x":2})"}}, 11);
  apply({{7, 2, R"({"x":2})"}}, 11);
  apply({{7, 2, "null"}}, 11);
  EXPECT_TRUE(log.take().empty());
  EXPECT_EQ(awareness.state(7), R"({"x":1})");
  EXPECT_EQ(awareness.meta(7)->last_updated, 10);
  apply({{7, 4, R"({"x":2})"}}, 12);
  EXPECT_EQ(log.take(), (Lines{"change [] [7] [] net", "update [] [7] [] net"}));
  apply({{7, 5, R"({"x":2})"}}, 13);
  EXPECT_EQ(log.take(), Lines{"update [] [7] [] net"});
  EXPECT_EQ(awareness.meta(7)->last_updated, 13);
}

TEST_F(AwarenessTest, ChangeComparesValuesNotTexts) {
  apply({{7, 1, R"({"a":1,"b":{"c":[2]}})"}});
  log.take();
  apply({{7, 2, R"({"b":{"c":[2]},"a":1})"}});
  EXPECT_EQ(log.take(), Lines{"update [] [7] [] net"});
  EXPECT_EQ(awareness.state(7), R"({"b":{"c":[2]},"a":1})") << "the newest text is kept";
  apply({{7, 3, R"({"b":{"c":[3]},"a":1})"}});
  EXPECT_EQ(log.take().size(), 2u);
}

TEST_F(AwarenessTest, AnUnknownClientAtClockZeroIsIgnored) {
  apply({{7, 0, "{}"}, {8, 0, "null"}});
  EXPECT_TRUE(log.lines.empty());
  EXPECT_FALSE(awareness.meta(7));
  EXPECT_EQ(awareness.known_client_count(), 1u);
}

TEST_F(AwarenessTest, NullAtTheSameClockRemoves) {
  apply({{7, 3, "{}"}});
  log.take();
  apply({{7, 3, " null "}}, 4);
  EXPECT_EQ(log.take(),
            (Lines{"remove [] [] [7] net", "change [] [] [7] net", "update [] [] [7] net"}));
  EXPECT_FALSE(awareness.state(7));
  EXPECT_EQ(awareness.meta(7)->clock, 3u);
  apply({{7, 3, "null"}});
  EXPECT_TRUE(log.take().empty()) << "already gone";
  apply({{7, 4, "null"}});
  EXPECT_EQ(log.take().size(), 3u) << "a newer null is told on";
}

TEST_F(AwarenessTest, AClientThatComesBackIsAdded) {
  apply({{7, 1, "{}"}, {8, 1, "{}"}});
  apply({{7, 2, "null"}});
  log.take();
  apply({{7, 3, "{}"}});
  EXPECT_EQ(log.take(),
            (Lines{"add [7] [] [] net", "change [7] [] [] net", "update [7] [] [] net"}));
  EXPECT_EQ(awareness.clients(), (Ids{1, 8, 7})) << "in order of arrival";
}

TEST_F(AwarenessTest, ANullFromAnUnknownClientIsRememberedButNotTold) {
  apply({{7, 5, "null"}}, 3);
  EXPECT_TRUE(log.lines.empty());
  EXPECT_EQ(awareness.meta(7)->clock, 5u);
  EXPECT_EQ(awareness.meta(7)->last_updated, 3);
  EXPECT_FALSE(awareness.state(7));
  EXPECT_EQ(awareness.known_clients(), (Ids{1, 7}));
  EXPECT_EQ(awareness.clients(), Ids{1});
  apply({{7, 5, "{}"}});
  EXPECT_FALSE(awareness.state(7)) << "older than the null";
}

TEST_F(AwarenessTest, ARemoteNullDoesNotRemoveTheLocalState) {
  awareness.set_local_state(R"({"me":1})", 0);
  log.take();
  apply({{1, 1, "null"}});
  EXPECT_EQ(awareness.local_state(), R"({"me":1})");
  EXPECT_EQ(awareness.meta(1)->clock, 2u);
  EXPECT_EQ(log.take(),
            (Lines{"remove [] [] [1] net", "change [] [] [1] net", "update [] [] [1] net"}));
  apply({{1, 9, "null"}});
  EXPECT_EQ(awareness.meta(1)->clock, 10u);
  apply({{1, 9, "null"}});
  EXPECT_EQ(awareness.meta(1)->clock, 10u);
}

TEST_F(AwarenessTest, ARemoteStateOverridesTheLocalOne) {
  apply({{1, 4, R"({"not":"me"})"}});
  EXPECT_EQ(awareness.local_state(), R"({"not":"me"})");
  EXPECT_EQ(awareness.meta(1)->clock, 4u);
  EXPECT_EQ(log.take(), (Lines{"change [] [1] [] net", "update [] [1] [] net"}));
}

TEST_F(AwarenessTest, ClocksStopAtTheLargestNumberPeersCanRead) {
  apply({{1, kMaxSafeInteger, "null"}});
  EXPECT_EQ(awareness.meta(1)->clock, kMaxSafeInteger);
  awareness.set_local_state("{}", 0);
  EXPECT_EQ(awareness.meta(1)->clock, kMaxSafeInteger);
  Awareness peer(2, 0);
  EXPECT_TRUE(peer.apply_update(awareness.encode_all(), "net", 0).ok());
}

TEST_F(AwarenessTest, OneUpdateCanSpeakOfAClientTwice) {
  apply({{7, 1, "{}"}, {7, 2, "null"}, {7, 3, "[]"}});
  EXPECT_EQ(log.take(), (Lines{"add [7 7] [] [] net", "remove [] [] [7] net",
                               "change [7 7] [] [7] net", "update [7 7] [] [7] net"}));
  EXPECT_EQ(awareness.state(7), "[]");
}

TEST_F(AwarenessTest, RemovingStatesIgnoresWhoHasNone) {
  apply({{7, 1, "{}"}, {8, 1, "{}"}});
  log.take();
  awareness.remove_states(Ids{99, 8, 7, 8}, "closed", 3);
  EXPECT_EQ(log.take(), (Lines{"remove [] [] [8 7] closed", "change [] [] [8 7] closed",
                               "update [] [] [8 7] closed"}));
  EXPECT_EQ(awareness.meta(7)->clock, 1u);
  awareness.remove_states(Ids{7, 99}, "closed", 3);
  EXPECT_TRUE(log.take().empty());
  awareness.remove_states(Ids{1}, "closed", 4);
  EXPECT_EQ(awareness.meta(1)->clock, 1u);
  EXPECT_EQ(awareness.meta(1)->last_updated, 4);
  EXPECT_EQ(log.take().size(), 3u);
  // The old clock with null removes the client at other peers.
  EXPECT_EQ(to_hex(awareness.encode_update(Ids{7})), "010701046e756c6c");
}

TEST_F(AwarenessTest, EncodingListsOwnIdFirstThenArrivals) {
  apply({{300, 1, "{\"a\":1}"}, {2, 1, "[]"}, {5, 1, "null"}});
  EXPECT_EQ(to_hex(awareness.encode_all()),
            "03"
            "010002"
            "7b7d"
            "ac020107"
            "7b2261223a317d"
            "020102"
            "5b5d");
  EXPECT_EQ(to_hex(awareness.encode_update(Ids{})), "00");
  EXPECT_EQ(to_hex(awareness.encode_update(Ids{5, 2})),
            "02"
            "05010"
            "46e756c6c"
            "0201025b5d");
  try {
    (void)awareness.encode_update(Ids{2, 77});
    FAIL() << "an unknown client was encoded";
  } catch (const std::out_of_range& e) {
    EXPECT_STREQ(e.what(), "unknown client 77");
  }
}

TEST_F(AwarenessTest, TickRenewsTheOwnState) {
  awareness.set_local_state(R"({"a":1})", 0);
  log.take();
  awareness.tick(499);
  EXPECT_TRUE(log.lines.empty());
  awareness.tick(500);
  EXPECT_EQ(log.take(), Lines{"update [] [1] [] local"});
  EXPECT_EQ(awareness.meta(1)->clock, 2u);
  EXPECT_EQ(awareness.meta(1)->last_updated, 500);
  EXPECT_EQ(awareness.local_state(), R"({"a":1})");
  awareness.set_local_state(std::nullopt, 600);
  log.take();
  awareness.tick(10'000);
  EXPECT_TRUE(log.take().empty());
}

TEST_F(AwarenessTest, TickRemovesSilentPeersInOneEvent) {
  awareness.set_local_state(std::nullopt, 0);
  apply({{7, 1, "{}"}, {8, 1, "{}"}, {9, 1, "{}"}}, 0);
  apply({{8, 2, "{}"}}, 400);
  log.take();
  awareness.tick(999);
  EXPECT_TRUE(log.lines.empty());
  awareness.tick(1000);
  EXPECT_EQ(log.take(), (Lines{"remove [] [] [7 9] timeout", "change [] [] [7 9] timeout",
                               "update [] [] [7 9] timeout"}));
  EXPECT_EQ(awareness.clients(), Ids{8});
  EXPECT_EQ(awareness.meta(7)->clock, 1u);
  awareness.tick(1400);
  EXPECT_TRUE(awareness.clients().empty());
}

TEST_F(AwarenessTest, TheExpiredAreListedAsTheyBecameKnown) {
  awareness.set_local_state(std::nullopt, 0);
  apply({{9, 1, "{}"}, {7, 1, "{}"}, {8, 1, "{}"}}, 0);
  apply({{9, 2, "{}"}}, 10);
  apply({{7, 2, "{}"}}, 20);
  log.take();
  awareness.tick(1020);
  EXPECT_EQ(log.take(), (Lines{"remove [] [] [9 7 8] timeout", "change [] [] [9 7 8] timeout",
                               "update [] [] [9 7 8] timeout"}));
}

TEST_F(AwarenessTest, DepartedClientsAreForgottenTenTimeoutsLater) {
  apply({{7, 1, "{}"}, {8, 1, "{}"}}, 0);
  apply({{9, 4, "null"}}, 0);
  apply({{7, 2, "null"}}, 500);
  awareness.tick(1000);  // 8 times out
  awareness.tick(9'999);
  EXPECT_EQ(awareness.known_clients(), (Ids{1, 7, 8, 9}));
  log.take();
  awareness.tick(10'000);
  EXPECT_FALSE(awareness.meta(9));
  awareness.tick(10'500);
  EXPECT_FALSE(awareness.meta(7));
  EXPECT_TRUE(awareness.meta(8));
  awareness.tick(11'000);
  EXPECT_EQ(awareness.known_clients(), Ids{1});
  for (const std::string& line : log.take()) EXPECT_EQ(line, "update [] [1] [] local");
  apply({{7, 1, "{}"}}, 11'000);
  EXPECT_EQ(log.take()[0], "add [7] [] [] net");
}

TEST_F(AwarenessTest, AReturnSavesAClientFromBeingForgotten) {
  apply({{7, 1, "{}"}, {7, 2, "null"}}, 0);
  apply({{7, 3, "{}"}}, 9'500);
  awareness.tick(10'000);
  EXPECT_EQ(awareness.meta(7)->clock, 3u);
  EXPECT_EQ(awareness.state(7), "{}");
}

TEST_F(AwarenessTest, TheOwnClockIsNeverForgotten) {
  awareness.set_local_state(std::nullopt, 0);
  awareness.tick(1'000'000);
  EXPECT_EQ(awareness.meta(1)->clock, 1u);
}

TEST_F(AwarenessTest, ClientIdsAndTimeoutsAreChecked) {
  EXPECT_THROW(Awareness(kMaxSafeInteger + 1, 0), std::invalid_argument);
  EXPECT_THROW(Awareness(1, 0, 0), std::invalid_argument);
  EXPECT_NO_THROW(Awareness(kMaxSafeInteger, 0, std::numeric_limits<std::int64_t>::max()).tick(9));
}

TEST(Awareness, MovesWithItsObservers) {
  Awareness first(1, 0);
  int heard = 0;
  Subscription subscription = first.observe([&](const AwarenessEvent&) { ++heard; });
  Awareness second = std::move(first);
  second.set_local_state("[1]", 0);
  EXPECT_EQ(heard, 2);
  subscription.reset();
  second.set_local_state("[2]", 0);
  EXPECT_EQ(heard, 2);
}

TEST(Awareness, TwoPeersAgreeThroughUpdates) {
  Awareness a(1, 0);
  Awareness b(2, 0);
  a.set_local_state(R"({"name":"Ann"})", 0);
  b.set_local_state(R"({"name":"Bob"})", 0);
  ASSERT_TRUE(b.apply_update(a.encode_all(), "net", 0).ok());
  ASSERT_TRUE(a.apply_update(b.encode_all(), "net", 0).ok());
  for (const std::uint64_t id : {1, 2}) EXPECT_EQ(a.state(id), b.state(id));
  a.set_local_state(std::nullopt, 1);
  const Bytes gone = a.encode_update(Ids{1});
  EXPECT_TRUE(is_disconnect_message(gone));
  ASSERT_TRUE(b.apply_update(gone, "net", 1).ok());
  EXPECT_EQ(b.clients(), Ids{2});
}

}  // namespace
}  // namespace ycpp

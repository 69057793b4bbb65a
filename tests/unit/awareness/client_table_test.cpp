// ClientTable against a plain model, through random lives of clients.
#include "awareness/client_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace ycpp::awareness {
namespace {

struct Model {
  std::vector<std::uint64_t> known;  // all but this client, by arrival
  std::vector<std::uint64_t> silent;
  std::vector<std::uint64_t> departed;
  std::map<std::uint64_t, std::string> states;

  static void to_end(std::vector<std::uint64_t>& list, std::uint64_t id) {
    std::erase(list, id);
    list.push_back(id);
  }
};

void check(const ClientTable& table, const Model& model) {
  std::vector<std::uint64_t> known;
  table.for_each_known([&](const Client& client) { known.push_back(client.id); });
  std::vector<std::uint64_t> expected{1};
  expected.insert(expected.end(), model.known.begin(), model.known.end());
  ASSERT_EQ(known, expected);
  ASSERT_EQ(table.known_count(), expected.size());
  ASSERT_EQ(table.present_count(), model.states.size());
  std::size_t bytes = 0;
  for (const auto& [id, state] : model.states) {
    ASSERT_EQ(table[table.find(id)].state.view(), state);
    bytes += state.size();
  }
  ASSERT_EQ(table.state_bytes(), bytes);
  const auto first = [&](std::uint32_t index) { return index == kNoIndex ? 0 : table[index].id; };
  ASSERT_EQ(first(table.longest_silent()), model.silent.empty() ? 0 : model.silent.front());
  ASSERT_EQ(first(table.first_departed()), model.departed.empty() ? 0 : model.departed.front());
}

TEST(ClientTable, AgreesWithAPlainModel) {
  std::mt19937 random(1);
  ClientTable table(1);
  Model model;
  for (int step = 0; step < 20'000; ++step) {
    const std::uint64_t id = 1 + random() % 20;
    const bool own = id == 1;
    std::uint32_t index = table.find(id);
    const std::string state(1 + random() % 40, 'x');
    if (index == kNoIndex && random() % 2 == 0) {
      table.add_present(id, state, step);
      model.known.push_back(id);
      model.silent.push_back(id);
      model.states[id] = state;
      check(table, model);
      continue;
    }
    if (index == kNoIndex) {
      index = table.add(id);
      model.known.push_back(id);
      model.departed.push_back(id);
    }
    if (table[index].present()) {
      switch (random() % 3) {
        case 0:
          table.leave(index, step);
          model.states.erase(id);
          std::erase(model.silent, id);
          if (!own) model.departed.push_back(id);
          break;
        case 1:
          table.replace(index, state);
          model.states[id] = state;
          break;
        default:
          table.touch(index, step);
          if (!own) Model::to_end(model.silent, id);
      }
    } else if (own || random() % 4 != 0) {
      table.arrive(index, state, step);
      model.states[id] = state;
      if (!own) {
        std::erase(model.departed, id);
        model.silent.push_back(id);
        Model::to_end(model.known, id);
      }
    } else {
      table.forget(index);
      std::erase(model.departed, id);
      std::erase(model.known, id);
    }
    check(table, model);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace ycpp::awareness

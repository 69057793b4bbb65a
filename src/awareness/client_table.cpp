// client_table.cpp -- see client_table.h.
#include "awareness/client_table.h"

#include <algorithm>
#include <utility>

namespace ycpp::awareness {

// An address nobody outside knows is seed enough; see id_table.h.
ClientTable::ClientTable(std::uint64_t own_id) : ids_(reinterpret_cast<std::uintptr_t>(this)) {
  clients_.emplace_back().id = own_id;
  ids_.insert(own_id, kOwn);
}

std::uint32_t ClientTable::make_record(std::uint64_t id) {
  auto index = static_cast<std::uint32_t>(clients_.size());
  if (free_.empty()) {
    clients_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  clients_[index].id = id;
  clients_[index].number = ++last_number_;
  ids_.insert(id, index);
  arrivals_.push_back(clients_, index);
  return index;
}

std::uint32_t ClientTable::add(std::uint64_t id) {
  const std::uint32_t index = make_record(id);
  departed_.push_back(clients_, index);
  return index;
}

std::uint32_t ClientTable::add_present(std::uint64_t id, std::string_view state, std::int64_t now) {
  StateText text;
  text.assign(state);
  const std::uint32_t index = make_record(id);
  Client& client = clients_[index];
  client.state = std::move(text);
  client.last_updated = now;
  ++present_;
  state_bytes_ += state.size();
  silent_.push_back(clients_, index);
  return index;
}

void ClientTable::arrive(std::uint32_t index, std::string_view state, std::int64_t now) {
  Client& client = clients_[index];
  client.state.assign(state);
  client.last_updated = now;
  ++present_;
  state_bytes_ += state.size();
  if (index == kOwn) return;
  departed_.remove(clients_, index);
  silent_.push_back(clients_, index);
  arrivals_.remove(clients_, index);
  arrivals_.push_back(clients_, index);
}

void ClientTable::replace(std::uint32_t index, std::string_view state) {
  StateText& text = clients_[index].state;
  const std::size_t size_before = text.size();
  text.assign(state);
  state_bytes_ = state_bytes_ - size_before + state.size();
}

void ClientTable::touch(std::uint32_t index, std::int64_t now) {
  clients_[index].last_updated = now;
  if (index == kOwn) return;
  silent_.remove(clients_, index);
  silent_.push_back(clients_, index);
}

void ClientTable::leave(std::uint32_t index, std::int64_t now) {
  Client& client = clients_[index];
  client.left_at = now;
  if (index != kOwn) (client.present() ? silent_ : departed_).remove(clients_, index);
  if (client.present()) {
    --present_;
    state_bytes_ -= client.state.size();
    client.state.clear();
  }
  if (index != kOwn) departed_.push_back(clients_, index);
}

void ClientTable::sort_as_known(std::span<std::uint64_t> ids) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> numbered;  // number, id
  numbered.reserve(ids.size());
  for (const std::uint64_t id : ids) numbered.emplace_back(clients_[find(id)].number, id);
  std::sort(numbered.begin(), numbered.end());
  std::transform(numbered.begin(), numbered.end(), ids.begin(),
                 [](const auto& client) { return client.second; });
}

void ClientTable::forget(std::uint32_t index) {
  ids_.erase(clients_[index].id, index);
  departed_.remove(clients_, index);
  arrivals_.remove(clients_, index);
  clients_[index] = Client{};
  free_.push_back(index);
}

}  // namespace ycpp::awareness

// observers.cpp -- see observers.h.
#include "awareness/observers.h"

namespace ycpp::awareness {

Subscription Observers::observe(std::function<void(const AwarenessEvent&)> callback,
                                AwarenessTopic topics) {
  observers_.push_back(std::make_unique<Observer>(Observer{std::move(callback), bit(topics)}));
  topics_ |= bit(topics);
  return Subscription([this, observer = observers_.back().get()] { remove(observer); });
}

void Observers::remove(Observer* observer) {
  observer->topics = 0;
  if (deliveries_ == 0) settle();
}

// Drops the observers that were removed.
void Observers::settle() {
  std::erase_if(observers_, [](const auto& observer) { return observer->topics == 0; });
  topics_ = 0;
  for (const auto& observer : observers_) topics_ |= observer->topics;
}

void Observers::deliver(const Changes& changes, const Origin& origin,
                        std::vector<std::exception_ptr>& errors) {
  const std::size_t count = observers_.size();
  if (count == 0) return;
  const std::span<const std::uint64_t> added = changes.added.view();
  const std::span<const std::uint64_t> updated = changes.updated.view();
  const std::span<const std::uint64_t> changed = changes.changed.view();
  const std::span<const std::uint64_t> removed = changes.removed.view();
  const bool came_or_went = !added.empty() || !removed.empty();
  ++deliveries_;
  if (!added.empty()) tell(count, {AwarenessTopic::add, added, {}, {}, origin}, errors);
  if (!removed.empty()) tell(count, {AwarenessTopic::remove, {}, {}, removed, origin}, errors);
  if (came_or_went || !changed.empty())
    tell(count, {AwarenessTopic::change, added, changed, removed, origin}, errors);
  if (came_or_went || !updated.empty())
    tell(count, {AwarenessTopic::update, added, updated, removed, origin}, errors);
  if (--deliveries_ == 0) settle();
}

void Observers::tell(std::size_t count, const AwarenessEvent& event,
                     std::vector<std::exception_ptr>& errors) {
  for (std::size_t i = 0; i < count; ++i) {
    Observer& observer = *observers_[i];  // does not move, though the vector may grow
    if ((observer.topics & bit(event.topic)) == 0) continue;
    try {
      observer.callback(event);
    } catch (...) {
      errors.push_back(std::current_exception());
    }
  }
}

}  // namespace ycpp::awareness

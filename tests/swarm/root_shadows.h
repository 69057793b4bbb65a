// root_shadows.h -- copies of the roots of a document that follow it by its events alone: after
// every transaction they have to be what the document shows.
#pragma once

#include "shown.h"

namespace ycpp::swarm {

class RootShadows {
 public:
  /// Starts over with an empty document.
  void watch(Doc& doc);
  /// @throws Difference
  void check(Doc& doc) const;

 private:
  void follow(const TextEvent& event);
  void follow(const ArrayEvent& event);
  void follow(const MapEvent& event);
  std::size_t width(const Cell& cell) const;
  std::size_t cells_in(std::size_t at, std::size_t length) const;

  OffsetKind unit_ = OffsetKind::unicode;
  std::vector<Cell> cells_;
  std::vector<std::string> elements_;
  std::map<std::string, std::string> entries_;
  std::vector<Subscription> subscriptions_;
};

}  // namespace ycpp::swarm

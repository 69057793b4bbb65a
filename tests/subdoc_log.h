// subdoc_log.h -- what observers of sub-documents are told, as text: "+added -removed !loaded".
#pragma once

#include <string>
#include <vector>

#include "ycpp/subdocs.h"

namespace ycpp {

class SubdocLog {
 public:
  explicit SubdocLog(Doc doc)
      : kept_(doc.observe_subdocs([this](const SubdocsEvent& event) { write(event); })) {}

  /// The events since the last call.
  std::vector<std::string> take() { return std::exchange(events_, {}); }

 private:
  void write(const SubdocsEvent& event) {
    std::string line;
    const auto add = [&line](char mark, const std::vector<SubdocView>& subdocs) {
      for (const SubdocView& subdoc : subdocs)
        line += (line.empty() ? "" : " ") + (mark + subdoc.guid());
    };
    add('+', event.added());
    add('-', event.removed());
    add('!', event.loaded());
    events_.push_back(line);
  }

  std::vector<std::string> events_;
  Subscription kept_;
};

using Lines = std::vector<std::string>;

}  // namespace ycpp

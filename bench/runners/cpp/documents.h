// documents.h -- what the workloads on documents share: who writes, and what came of it.
#pragma once

#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "input.h"
#include "measure.h"
#include "ycpp/doc.h"
#include "ycpp/text.h"

namespace ycpp::bench {

// Encoded sizes depend on the width of the client id, so every engine edits as this one, which has
// the most frequent width of a random 32-bit id: 5 bytes.
inline constexpr std::uint64_t kClientId = 2'000'000'011;

inline Doc writer(std::uint64_t client_id = kClientId) {
  DocOptions options;
  options.client_id = client_id;
  return Doc(std::move(options));
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// An edit is a removal or an insertion, in recorded sessions both.
inline void apply(Text& text, const Edit& edit) {
  if (edit.removed > 0) text.remove(edit.position, edit.removed);
  if (!edit.inserted.empty()) text.insert(edit.position, edit.inserted);
}

inline void apply(Text& text, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) apply(text, edit);
}

inline Outcome outcome_of(Doc& doc) {
  Outcome outcome;
  outcome.add("text", doc.text("t").to_string());
  outcome.add("state", must(doc.update()));
  return outcome;
}

}  // namespace ycpp::bench

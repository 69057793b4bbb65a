// disconnect.cpp -- recognises the message that says that one client left.
//
// Three framings of the same update, told apart by trying: a reading counts only if it uses up
// every byte, so a message of one framing never passes for another.
//   bare          01 07 02 04 6e756c6c
//   with length   08 | 01 07 02 04 6e756c6c
//   message       01 08 | 01 07 02 04 6e756c6c
#include <algorithm>

#include "ycpp/awareness.h"
#include "ycpp/lib0.h"

namespace ycpp {
namespace {

constexpr std::uint64_t kAwarenessMessage = 1;

bool is_null(std::string_view json) {
  constexpr std::string_view kSpace = " \t\n\r";
  const std::size_t start = std::min(json.find_first_not_of(kSpace), json.size());
  const std::size_t end = json.find_last_not_of(kSpace) + 1;
  return json.substr(start, end - start) == "null";
}

bool is_departure(BytesView update) {
  Reader in(update);
  const std::uint64_t count = in.var_uint();
  in.var_uint();  // client
  in.var_uint();  // clock
  const std::string_view state = as_text(in.var_bytes());
  return in.ok() && in.at_end() && count == 1 && is_null(state);
}

bool is_framed_departure(Reader in) {
  const BytesView update = in.var_bytes();
  return in.ok() && in.at_end() && is_departure(update);
}

}  // namespace

bool is_disconnect_message(BytesView message) {
  if (is_departure(message) || is_framed_departure(Reader(message))) return true;
  Reader in(message);
  return in.var_uint() == kAwarenessMessage && is_framed_departure(in);
}

}  // namespace ycpp

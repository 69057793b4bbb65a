// value_sinks.cpp -- see value_sinks.h.
#include "lib0/value_sinks.h"

#include "lib0/lone_surrogate.h"

namespace ycpp {

void AnySink::text(std::string_view s) {
  std::size_t at = replace_ ? find_lone_surrogate(s) : std::string_view::npos;
  if (at == std::string_view::npos) return out_.var_string(s);
  static_assert(utf8::kReplacement.size() == kSurrogateLength, "the length stays the same");
  out_.var_uint(s.size());
  while (at != std::string_view::npos) {
    out_.bytes(s.substr(0, at));
    out_.bytes(utf8::kReplacement);
    s.remove_prefix(at + kSurrogateLength);
    at = find_lone_surrogate(s);
  }
  out_.bytes(s);
}

void JsonSink::bytes(BytesView b) {
  before_value();
  out_ += '{';
  for (std::size_t i = 0; i < b.size(); ++i) {
    if (i > 0) out_ += ',';
    out_ += '"';
    out_ += std::to_string(i);
    out_ += "\":";
    out_ += std::to_string(b[i]);
  }
  out_ += '}';
}

}  // namespace ycpp

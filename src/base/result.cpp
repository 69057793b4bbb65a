// result.cpp -- the words for each error code.
#include "ycpp/result.h"

namespace ycpp {
namespace {

const char* describe(Errc code) {
  switch (code) {
    case Errc::unexpected_end: return "unexpected end of input";
    case Errc::integer_too_large: return "integer above 2^53 - 1";
    case Errc::invalid_utf8: return "string is not valid UTF-8";
    case Errc::count_too_large: return "more elements claimed than bytes remain";
    case Errc::nesting_too_deep: return "value is nested too deeply";
    case Errc::invalid_tag: return "unknown value tag";
    case Errc::invalid_content: return "unknown content or type reference";
    case Errc::invalid_json: return "invalid JSON";
    case Errc::invalid_reference: return "item refers to itself or to a later item of its client";
    case Errc::clock_overflow: return "clock above 2^53 - 1";
    case Errc::block_parent: return "block parent must be deleted or a shared type";
    case Errc::invalid_message: return "unknown message type";
    case Errc::limit_exceeded: return "limit exceeded";
  }
  return "invalid input";
}

}  // namespace

std::string Error::message() const {
  std::string text = describe(code);
  const bool is_of_all = code == Errc::limit_exceeded && offset == 0;
  if (!is_of_all) text += " at byte " + std::to_string(offset);
  if (!detail.empty()) text += ": " + detail;
  return text;
}

}  // namespace ycpp

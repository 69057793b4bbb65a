// json_fuzz.cpp -- a JSON text: all doors agree on what is valid, canonical text is a fixed point
// that means the same, and the way through `any` gives the same text.
#include <string>

#include "require.h"
#include "ycpp/any.h"

namespace {

using namespace ycpp;

// JSON.stringify prints null for infinity, which a number in a valid text can be: 1e999.
bool has_infinity(BytesView any) {
  std::string json;
  Reader in(any);
  any_to_json(in, json);
  Writer back;
  YCPP_REQUIRE(json_to_any(json, back).ok());
  return as_text(back.view()) != as_text(any);
}

std::string print(BytesView any) {
  Reader in(any);
  std::string json;
  any_to_json(in, json);
  YCPP_REQUIRE(in.ok() && in.at_end());
  return json;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto valid = validate_json(text);
  std::string canonical;
  Writer any;
  YCPP_REQUIRE(canonical_json(text, canonical).ok() == valid.ok());
  YCPP_REQUIRE(json_to_any(text, any).ok() == valid.ok());
  if (!valid) {
    YCPP_REQUIRE(valid.error().offset <= size);
    YCPP_REQUIRE(canonical.empty() && any.size() == 0);
    return 0;
  }
  std::string twice;
  YCPP_REQUIRE(canonical_json(canonical, twice).ok() && twice == canonical);
  YCPP_REQUIRE(json_equal(text, text + " "));
  YCPP_REQUIRE(print(any.view()) == canonical);
  YCPP_REQUIRE(json_equal(text, canonical) || has_infinity(any.view()));

  Reader in(any.view());
  Writer wire;
  transcode_any(in, wire, LoneSurrogates::accept);
  YCPP_REQUIRE(in.ok() && in.at_end());
  Reader checked(wire.view());
  skip_any(checked);
  YCPP_REQUIRE(checked.ok() && checked.at_end());
  return 0;
}

// any_fuzz.cpp -- a value from a peer: skipping and transcoding agree on what is valid, transcoding
// twice is transcoding once, and it does not change what the value says.
#include <string>

#include "require.h"
#include "ycpp/any.h"

namespace {

using namespace ycpp;

Bytes transcoded(BytesView value) {
  Reader in(value);
  Writer out;
  transcode_any(in, out);
  YCPP_REQUIRE(in.ok() && in.at_end());
  return out.take();
}

std::string json_of(BytesView value) {
  Reader in(value);
  std::string json;
  any_to_json(in, json);
  YCPP_REQUIRE(in.ok() && in.at_end());
  return json;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  Reader in(bytes);
  skip_any(in);
  YCPP_REQUIRE(in.offset() <= size);
  if (!in.ok()) {
    Reader again(bytes);
    Writer out;
    transcode_any(again, out);
    YCPP_REQUIRE(!again.ok() && out.size() == 0);
    YCPP_REQUIRE(again.error().code == in.error().code && again.offset() == in.offset());
    return 0;
  }
  const BytesView value = in.since(0);
  const Bytes canonical = transcoded(value);
  YCPP_REQUIRE(transcoded(canonical) == canonical);
  const std::string json = json_of(value);
  YCPP_REQUIRE(json_of(canonical) == json);
  if (json == "undefined") return 0;
  YCPP_REQUIRE(validate_json(json).ok());
  return 0;
}

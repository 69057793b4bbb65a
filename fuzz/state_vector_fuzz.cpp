// state_vector_fuzz.cpp -- a state vector from a peer, asked of a document in which some clients
// are known and something waits.
#include "require.h"
#include "update_body.h"

namespace {

using namespace ycpp;

// Client 1 wrote "ab" and client 2 "c" after it; of client 3 something is known that waits.
constexpr std::uint8_t kKnown[] = {3, 1, 3, 4,    0x84, 1, 1,   1,   'x',  //
                                   1, 2, 0, 0x84, 1,    1, 1,   'c',       //
                                   1, 1, 0, 0x04, 1,    1, 't', 2,   'a', 'b', 1, 1, 1, 0, 1};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView bytes(data, size);
  Doc doc = fuzz::make_doc(9, OffsetKind::unicode, true);
  YCPP_REQUIRE(doc.apply_update(kKnown).ok() && doc.has_pending());
  YCPP_REQUIRE(doc.text("t").to_string() == "bc");
  const bool valid = validate_state_vector(bytes).ok();
  for (const Encoding encoding : {Encoding::v1, Encoding::v2}) {
    const Result<Bytes> lacking = doc.update(bytes, encoding);
    YCPP_REQUIRE(lacking.ok() == (valid || bytes.empty()));
    YCPP_REQUIRE(!lacking.ok() || validate_update(*lacking, encoding).ok());
    const Result<Bytes> diff = diff_update(doc.update({}, encoding).value(), bytes, encoding);
    YCPP_REQUIRE(diff.ok() == valid);
    YCPP_REQUIRE(!diff.ok() || validate_update(*diff, encoding).ok());
  }
  return 0;
}

// update_v2_fuzz.cpp -- an update in v2 from a peer: refused, or one that v1 can say as well, that
// merges, and that leaves a document sound.
#include "require.h"
#include "ycpp/doc.h"
#include "ycpp/update.h"

namespace {

using namespace ycpp;

constexpr std::size_t kMostBytes = 1 << 16;  // of v1; what runs stand for takes too long beyond

Bytes convert(BytesView update, Encoding from, Encoding to) {
  Result<Bytes> converted = convert_update(update, from, to);
  YCPP_REQUIRE(converted.ok());
  return std::move(*converted);
}

Bytes there_and_back(BytesView v2) {
  return convert(convert(v2, Encoding::v2, Encoding::v1), Encoding::v1, Encoding::v2);
}

void check_document(BytesView update) {
  Doc doc(DocOptions{.client_id = 1, .guid = "fuzz"});
  const Result<void> applied = doc.apply_update(update, {}, Encoding::v2);
  doc.verify();
  if (!applied) return;
  Doc other(DocOptions{.client_id = 2, .guid = "fuzz"});
  YCPP_REQUIRE(other.apply_update(doc.update({}, Encoding::v2).value(), {}, Encoding::v2).ok());
  other.verify();
  // Where two blocks claim the same ids, a cut can spare what is pending the wait.
  YCPP_REQUIRE(doc.has_pending() || other.state_vector() == doc.state_vector());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const BytesView update(data, size);
  const Result<void> valid = validate_update(update, Encoding::v2);
  if (!valid) {
    YCPP_REQUIRE(valid.error().offset <= size);
    YCPP_REQUIRE(!convert_update(update, Encoding::v2, Encoding::v1).ok());
    return 0;
  }
  const Bytes v1 = convert(update, Encoding::v2, Encoding::v1);
  YCPP_REQUIRE(validate_update(v1).ok());
  if (v1.size() > kMostBytes) return 0;
  const Bytes v2 = convert(v1, Encoding::v1, Encoding::v2);
  // Deletions of a client are sorted on the way to v2, long runs of gc blocks joined on the way
  // back.
  const Bytes settled = there_and_back(v2);
  YCPP_REQUIRE(there_and_back(settled) == settled);
  const Bytes known = state_vector_from_update(update, Encoding::v2).value();
  YCPP_REQUIRE(state_vector_from_update(v1).value() == known);
  const BytesView both[] = {update, v2};
  const Result<Bytes> merged = merge_updates(both, Encoding::v2);
  YCPP_REQUIRE(merged.ok() && validate_update(*merged, Encoding::v2).ok());
  YCPP_REQUIRE(diff_update(update, known, Encoding::v2).ok());
  const Result<Bytes> hidden = obfuscate_update(update, Encoding::v2);
  YCPP_REQUIRE(hidden.ok() && state_vector_from_update(*hidden, Encoding::v2).value() == known);
  check_document(update);
  return 0;
}

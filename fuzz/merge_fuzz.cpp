// merge_fuzz.cpp -- several updates, each framed by its length, and what can be done with them
// without a document: merged, compared with a state vector, converted, made unreadable.
#include <vector>

#include "require.h"
#include "ycpp/doc.h"
#include "ycpp/lib0.h"
#include "ycpp/update.h"

namespace {

using namespace ycpp;

void check_one(BytesView update, Encoding encoding) {
  const bool valid = validate_update(update, encoding).ok();
  const Encoding other = encoding == Encoding::v1 ? Encoding::v2 : Encoding::v1;
  const Result<Bytes> vector = state_vector_from_update(update, encoding);
  const Result<Bytes> diff = diff_update(update, Bytes{0}, encoding);
  YCPP_REQUIRE(vector.ok() == valid && diff.ok() == valid);
  YCPP_REQUIRE(obfuscate_update(update, encoding).ok() == valid);
  if (!valid) return;
  YCPP_REQUIRE(validate_state_vector(*vector).ok() && validate_update(*diff, encoding).ok());
  const Bytes converted = convert_update(update, encoding, other).value();
  YCPP_REQUIRE(validate_update(converted, other).ok());
  YCPP_REQUIRE(state_vector_from_update(converted, other).value() == *vector);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Reader in(BytesView(data, size));
  const Encoding encoding = in.u8() % 2 == 0 ? Encoding::v1 : Encoding::v2;
  std::vector<BytesView> updates;
  while (in.ok() && !in.at_end() && updates.size() < 64) {
    const BytesView update = in.var_bytes();
    if (in.ok()) updates.push_back(update);
  }
  bool all_valid = true;
  for (const BytesView update : updates) {
    check_one(update, encoding);
    all_valid = all_valid && validate_update(update, encoding).ok();
  }
  const Result<Bytes> merged = merge_updates(updates, encoding);
  YCPP_REQUIRE(merged.ok() == all_valid);
  if (!merged.ok()) return 0;
  YCPP_REQUIRE(validate_update(*merged, encoding).ok());
  Doc doc;
  const bool applied = doc.apply_update(*merged, {}, encoding).ok();
  if (applied) doc.verify();
  return 0;
}

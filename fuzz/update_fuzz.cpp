// update_fuzz.cpp -- an update in the v1 encoding; see update_body.h.
#include "update_body.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ycpp::fuzz::run_update(ycpp::BytesView(data, size), ycpp::Encoding::v1);
  return 0;
}

// reader_fuzz.cpp -- the first byte of each step chooses a read; reads never go past the end,
// errors stay, and numbers survive being written again.
#include <cmath>

#include "base/utf8.h"
#include "require.h"
#include "ycpp/lib0.h"

namespace {

using namespace ycpp;

void read_var_uint(Reader& in) {
  const std::uint64_t n = in.var_uint();
  YCPP_REQUIRE(n <= kMaxSafeInteger);
  Writer out;
  out.var_uint(n);
  Reader again(out.view());
  YCPP_REQUIRE(again.var_uint() == n && again.ok() && again.at_end());
}

void read_var_int(Reader& in) {
  const VarInt n = in.var_int();
  YCPP_REQUIRE(n.magnitude <= kMaxSafeInteger);
  Writer out;
  out.var_int(n);
  Reader again(out.view());
  const VarInt same = again.var_int();
  YCPP_REQUIRE(same.magnitude == n.magnitude && same.negative == n.negative && again.at_end());
}

void step(Reader& in) {
  switch (in.u8() % 8) {
    case 0: return read_var_uint(in);
    case 1: return read_var_int(in);
    case 2: YCPP_REQUIRE(utf8::valid(in.var_string())); return;
    case 3: (void)in.var_bytes(); return;
    case 4: YCPP_REQUIRE(in.count(3) <= in.remaining() / 3); return;
    case 5: (void)in.float32(); return;
    case 6: (void)in.float64(); return;
    default: (void)in.big_int64(); return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Reader in(BytesView(data, size));
  while (in.ok() && !in.at_end()) {
    const std::size_t before = in.offset();
    step(in);
    YCPP_REQUIRE(!in.ok() || in.offset() > before);
    YCPP_REQUIRE(in.offset() <= size);
  }
  if (in.ok()) return 0;
  const Error error = in.error();
  YCPP_REQUIRE(in.var_uint() == 0 && in.var_bytes().empty() && in.remaining() == 0);
  YCPP_REQUIRE(in.error().code == error.code && in.error().offset == error.offset);
  return 0;
}

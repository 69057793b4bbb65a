// assert.h -- YCPP_ASSERT: an invariant of ours. On in checked builds, nothing otherwise.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ycpp {

/// Reports a broken invariant and aborts; also used by verify(), which is always compiled.
[[noreturn]] inline void broken_invariant(const char* what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, what);
  std::abort();
}

}  // namespace ycpp

#define YCPP_VERIFY(condition) \
  ((condition) ? static_cast<void>(0) : ::ycpp::broken_invariant(#condition, __FILE__, __LINE__))

#ifdef YCPP_CHECKED
#define YCPP_ASSERT(condition) YCPP_VERIFY(condition)
#else
#define YCPP_ASSERT(condition) static_cast<void>(0)
#endif

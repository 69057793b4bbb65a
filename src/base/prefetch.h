// prefetch.h -- asking for memory before it is needed. A hint: it never changes a result.
#pragma once

#if defined(__GNUC__) || defined(__clang__)
#define YCPP_PREFETCH(address) __builtin_prefetch(address)
#else
#define YCPP_PREFETCH(address) ((void)(address))
#endif

// limits.h -- limits as Python hands them down: three numbers, None for no limit.
#pragma once

#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>

#include <array>
#include <optional>
#include <tuple>

#include "ycpp/limits.h"

namespace ycpp::python {

using Limit = std::optional<std::uint64_t>;
using LimitTuple = std::tuple<Limit, Limit, Limit>;

inline std::array<std::uint64_t, 3> limits_of(const LimitTuple& limits) {
  const auto& [a, b, c] = limits;
  return {a.value_or(kNoLimit), b.value_or(kNoLimit), c.value_or(kNoLimit)};
}

inline LimitTuple limit_tuple(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  const auto shown = [](std::uint64_t limit) { return limit == kNoLimit ? Limit() : Limit(limit); };
  return {shown(a), shown(b), shown(c)};
}

}  // namespace ycpp::python

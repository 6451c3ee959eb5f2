#include "workloads/graph/findings.hpp"

#include <fmt/format.h>

namespace quartet {

bool Findings::check_range(const std::string& what, std::int64_t value, std::int64_t low, std::int64_t high) {
  if (value >= low && value <= high) return true;
  add(fmt::format("{} is {}, must lie in [{}, {}]", what, value, low, high));
  return false;
}

Result<Shape> Findings::conclude(Shape shape) const {
  if (clean()) return shape;
  return pass(Error{ErrorCode::bad_input, problems_});
}

}  // namespace quartet

#include "workloads/graph/tensor.hpp"

namespace quartet {

std::string to_string(const Shape& shape) {
  std::string text;
  for (const int size : shape) {
    if (!text.empty()) text += 'x';
    text += std::to_string(size);
  }
  return text;
}

std::optional<std::int64_t> checked_element_count(const Shape& shape) {
  if (shape.empty() || shape.size() > kMaxRank) return std::nullopt;
  std::int64_t count = 1;
  for (const int size : shape) {
    if (size < 1 || size > kMaxElements / count) return std::nullopt;
    count *= size;
  }
  return count;
}

}  // namespace quartet

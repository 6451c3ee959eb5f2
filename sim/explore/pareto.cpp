#include "sim/explore/pareto.hpp"

#include <algorithm>
#include <numeric>

namespace quartet {

std::vector<std::size_t> pareto_front(const std::vector<double>& rows, std::size_t objectives) {
  if (objectives == 0) return {};
  const std::size_t count = rows.size() / objectives;
  const auto row = [&](std::size_t i) { return rows.data() + i * objectives; };
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // In lexicographic order a row can only be dominated by one that stands before it.
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto [x, y] = std::mismatch(row(a), row(a) + objectives, row(b));
    return x == row(a) + objectives ? a < b : *x < *y;
  });
  std::vector<std::size_t> front;
  for (const std::size_t i : order) {
    const auto dominates = [&](std::size_t f) {
      bool better = false;
      for (std::size_t k = 0; k < objectives; ++k) {
        if (row(f)[k] > row(i)[k]) return false;
        better = better || row(f)[k] < row(i)[k];
      }
      return better;
    };
    // With two objectives the last of the front has the smallest second one.
    const bool beaten = objectives <= 2 ? !front.empty() && dominates(front.back())
                                        : std::any_of(front.rbegin(), front.rend(), dominates);
    if (!beaten) front.push_back(i);
  }
  std::sort(front.begin(), front.end());
  return front;
}

}  // namespace quartet

#include "sim/stats/roc.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace quartet {

std::optional<double> area_under_roc(const std::vector<double>& scores, const std::vector<bool>& positive) {
  const auto positives = static_cast<double>(std::count(positive.begin(), positive.end(), true));
  const double negatives = static_cast<double>(positive.size()) - positives;
  if (positives == 0 || negatives == 0) return std::nullopt;
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  double below = 0.0, pairs = 0.0;  // negatives of lower scores; pairs in the right order
  for (std::size_t first = 0; first < order.size();) {
    double up = 0.0, down = 0.0;  // of one score
    std::size_t last = first;
    for (; last < order.size() && scores[order[last]] == scores[order[first]]; ++last) (positive[order[last]] ? up : down) += 1.0;
    pairs += up * (below + 0.5 * down);
    below += down;
    first = last;
  }
  return pairs / (positives * negatives);
}

Interval hanley_mcneil95(double area, std::int64_t positives, std::int64_t negatives) {
  constexpr double kZ = 1.959963984540054;  // 97.5 % point of the standard normal distribution
  if (positives <= 0 || negatives <= 0) return {};
  const auto p = static_cast<double>(positives), n = static_cast<double>(negatives);
  const double two_positives = area / (2 - area), two_negatives = 2 * area * area / (1 + area);
  const double squared = area * area;
  const double spread = area * (1 - area) + (p - 1) * (two_positives - squared) + (n - 1) * (two_negatives - squared);
  const double variance = spread / (p * n);
  const double half = kZ * std::sqrt(std::max(variance, 0.0));
  return {std::max(0.0, area - half), std::min(1.0, area + half)};
}

}  // namespace quartet

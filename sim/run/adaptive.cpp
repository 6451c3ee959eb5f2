#include "sim/run/adaptive.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

#include "sim/stats/quantile.hpp"

namespace quartet {

namespace {

Distribution distribution_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {sum / static_cast<double>(values.size()), quantile(values, 0.50), quantile(values, 0.95), quantile(values, 0.99)};
}

double cost_of(const OperatingPoint& point) {
  return point.energy_j ? point.energy_j->mean : point.latency_s.mean;
}

}  // namespace

OperatingPoint operating_point(const AdaptiveStudy& study, std::uint32_t margin) {
  OperatingPoint point;
  point.margin = margin;
  std::vector<double> seconds, joules;
  for (std::size_t s = 0; s < study.leads.size(); ++s) {
    const bool escalates = study.leads[s] < margin;
    point.escalated += escalates ? 1 : 0;
    point.correct += (escalates ? study.big_right[s] : study.little_right[s]) ? 1 : 0;
    const SampleCost& cost = escalates ? study.escalated_costs[s] : study.stayed_costs[s];
    seconds.push_back(cost.seconds);
    if (cost.energy_j) joules.push_back(*cost.energy_j);
  }
  if (joules.size() == seconds.size()) point.energy_j = distribution_of(std::move(joules));
  point.latency_s = distribution_of(std::move(seconds));
  return point;
}

void mark_front(std::vector<OperatingPoint>& points) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double x = cost_of(points[a]), y = cost_of(points[b]);
    return x != y ? x < y : points[a].correct > points[b].correct;
  });
  std::int64_t best = -1;
  for (const std::size_t i : order) {
    points[i].front = points[i].correct > best;
    best = std::max(best, points[i].correct);
  }
}

namespace {

/// Where the next sample escalates, and how often the pair is right then.
struct Candidate {
  std::uint32_t margin = 0;
  std::size_t escalated = 0;
  std::int64_t correct = 0;
};

/// Every margin that makes a difference, by rising margin and cost.
std::vector<Candidate> candidates_of(const AdaptiveStudy& study) {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::vector<std::size_t> order(study.leads.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return study.leads[a] < study.leads[b]; });
  std::vector<Candidate> all = {{0, 0, std::count(study.little_right.begin(), study.little_right.end(), true)}};
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t s = order[i];
    // A margin just above a lead is where that lead begins to escalate.
    const std::uint32_t margin = study.leads[s] == kMost ? kMost : study.leads[s] + 1;
    if (all.back().margin != margin) all.push_back({margin, i, all.back().correct});
    all.back().escalated = i + 1;
    all.back().correct += (study.big_right[s] ? 1 : 0) - (study.little_right[s] ? 1 : 0);
  }
  return all;
}

/// At most `count` of `from`, the first and the last among them.
std::vector<std::size_t> thinned(const std::vector<std::size_t>& from, std::size_t count) {
  if (from.size() <= count) return from;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(from[i * (from.size() - 1) / std::max<std::size_t>(count - 1, 1)]);
  return out;
}

}  // namespace

std::vector<std::uint32_t> choose_margins(const AdaptiveStudy& study, std::int64_t count) {
  const std::vector<Candidate> all = candidates_of(study);
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(count, 2));
  std::set<std::size_t> chosen = {0, all.size() - 1};
  std::vector<std::size_t> front;
  std::int64_t best = -1;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].correct > best) front.push_back(i);
    best = std::max(best, all[i].correct);
  }
  for (const std::size_t i : thinned(front, wanted - 2)) chosen.insert(i);
  // The rest at even shares of the samples.
  const std::size_t more = wanted - std::min(wanted, chosen.size());
  for (std::size_t k = 1; k <= more; ++k) {
    const std::size_t samples = (k * study.leads.size() + more) / (more + 1);
    const auto at = std::find_if(all.begin(), all.end(), [&](const Candidate& c) { return c.escalated >= samples; });
    chosen.insert(static_cast<std::size_t>(at - all.begin()));
  }
  std::vector<std::uint32_t> margins;
  for (const std::size_t i : chosen) margins.push_back(all[i].margin);
  return margins;
}

}  // namespace quartet

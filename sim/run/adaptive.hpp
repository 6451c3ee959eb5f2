// Adaptive inference: what a pair of networks with a score margin costs and scores, for every margin at once.
//
// The firmware tests the margin on the core, with both networks resident. Each executed sample goes both ways through
// it, once with a margin that it has and once with one that it has not: its cycles are its own, and its scores must be
// those of the golden interpreter. Samples that are not executed cost the mean of those that are; most kernels take the
// same time for every input, and AdaptivePath says how far cycles differ.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/run/experiment.hpp"

namespace quartet {

struct AdaptiveRequest {
  RunRequest common;       ///< subject: the workload; platform, data, samples, rounding, settings
  std::string little, big; ///< variant of the workload, or path of a model file
  std::vector<std::uint32_t> margins;  ///< in the stored integers of the little scores; empty: chosen from the data
  std::int64_t points = 40;            ///< how many are chosen
  std::optional<std::int64_t> executed = 8;  ///< the first N samples run on the core, one at least; nullopt: all
};

/// Quantiles interpolate between the sorted samples (sim/stats/quantile.hpp).
struct Distribution {
  double mean = 0.0, p50 = 0.0, p95 = 0.0, p99 = 0.0;
};

/// One network alone on the machine, without test or partner.
struct AdaptiveSide {
  std::string name;
  std::int64_t macs = 0, weight_bytes = 0;
  std::int64_t correct = 0;
  double seconds = 0.0;
  std::uint64_t cycles = 0;
  std::optional<double> energy_j;
  std::vector<MemorySummary> memories;
};

/// One way through the pair, over the executed samples.
struct AdaptivePath {
  double cycles = 0.0, seconds = 0.0;   ///< means
  std::optional<double> energy_j;       ///< mean
  std::uint64_t least_cycles = 0, most_cycles = 0;
};

/// What a sample costs either way.
struct SampleCost {
  double seconds = 0.0;
  std::optional<double> energy_j;
};

struct OperatingPoint {
  std::uint32_t margin = 0;   ///< the big network runs where the lead is smaller
  std::int64_t escalated = 0;
  std::int64_t correct = 0;
  Distribution latency_s;
  std::optional<Distribution> energy_j;
  bool front = false;         ///< no other point has more correct for the same energy or less (time, where energy is not modelled)
};

struct AdaptiveStudy {
  std::string workload, platform, data, version;
  bool synthetic = false;
  std::vector<std::string> classes;      ///< of the workload; may be empty
  AdaptiveSide little, big;
  AdaptivePath stayed, escalated;        ///< little and test; little, test and big
  std::vector<SampleCost> stayed_costs, escalated_costs;  ///< of each sample
  std::uint64_t test_cycles = 0;
  std::vector<MemorySummary> memories;   ///< of both resident
  double score_scale = 1.0;              ///< real value of a stored unit of the little scores
  std::int64_t samples = 0;
  std::vector<std::uint32_t> leads;      ///< of each sample
  std::vector<std::int32_t> labels;
  std::vector<bool> little_right, big_right;
  std::vector<OperatingPoint> points;    ///< by margin
  std::int64_t executed = 0;             ///< samples, each both ways
  std::vector<std::string> warnings;
  bool interrupted = false;

  [[nodiscard]] double accuracy(const OperatingPoint& point) const {
    return static_cast<double>(point.correct) / static_cast<double>(samples);
  }
};

/// Errors: usage (a platform that takes no exit, a set without classes), bad_input, does_not_fit with both resident,
/// check_failed when an executed sample has other scores.
[[nodiscard]] Result<AdaptiveStudy> study_adaptive(const AdaptiveRequest& request, const RunHooks& hooks);

/// What `margin` makes of recorded leads; `front` is left false.
[[nodiscard]] OperatingPoint operating_point(const AdaptiveStudy& study, std::uint32_t margin);
/// Sets `front` of every point.
void mark_front(std::vector<OperatingPoint>& points);
/// At most `count` margins, all of them different in what they do: 0 (never), one above the largest lead (always), those
/// on the Pareto front (evenly thinned where they are too many), the rest at even shares of the samples.
[[nodiscard]] std::vector<std::uint32_t> choose_margins(const AdaptiveStudy& study, std::int64_t count);

}  // namespace quartet

// How much of the space of objectives a front dominates, and how that grows with the points of a sweep.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/explore/store.hpp"

namespace quartet {

/// `rows`: n × objectives, smaller is better. The volume between the rows and `reference` (a value an objective); rows that
/// are not below it in every objective add nothing. O(n log n) for two objectives, by slices for more.
[[nodiscard]] double hypervolume(const std::vector<double>& rows, const std::vector<double>& reference);

struct HypervolumeTrace {
  std::int64_t sweep = 0;
  std::string sampler;
  struct At {
    std::int64_t evaluations = 0;  ///< points, infeasible and failed ones counted
    double volume = 0.0;           ///< 1: everything down to the best value of each objective
  };
  std::vector<At> points;
};

/// Traces of sweeps of one space, comparable: each objective is scaled to 0 at the best value of all sweeps and 1 at the median
/// of all their points; the reference is 1.1 in each. At most `most` places, evenly over each sweep. Empty when nothing is done.
[[nodiscard]] Result<std::vector<HypervolumeTrace>> hypervolume_traces(Store& store, const std::vector<StoredSweep>& sweeps,
                                                                      const std::vector<Objective>& objectives, int most = 100);

/// The sweeps of the database that have points of the same space, itself included.
[[nodiscard]] Result<std::vector<StoredSweep>> comparable_sweeps(Store& store, std::int64_t sweep);

}  // namespace quartet

// A sweep from beginning to end: enters the database, lets workers compute, and says how it goes.
#pragma once

#include <filesystem>
#include <functional>

#include "sim/explore/sampler.hpp"
#include "sim/explore/store.hpp"
#include "sim/explore/workers/worker.hpp"

namespace quartet {

struct SweepProgress {
  SweepCounts counts;
  double elapsed_s = 0.0;
  double rate = 0.0;                    ///< points a second since the start of this process
  std::optional<double> best;           ///< of the first objective, so far
};

struct SweepOptions {
  std::filesystem::path database;
  int jobs = 1;                         ///< worker processes
  Shard shard;                          ///< of a job array
  std::function<void(const SweepProgress&)> progress;  ///< about once a second; may be empty
  const std::atomic<bool>* stop = nullptr;
};

struct SweepOutcome {
  std::int64_t sweep = 0;
  SweepCounts counts;
  bool interrupted = false;
  bool resumed = false;                 ///< points were there already
};

/// Runs, or goes on with, the sweep of `spec` in processes of this machine. A point whose process dies or takes longer than
/// the time limit is recorded as failed; the others go on. Searches cannot be cut into shards.
[[nodiscard]] Result<SweepOutcome> run_sweep(const SweepSpec& spec, const SweepOptions& options);
/// The same with a sampler of the caller's.
[[nodiscard]] Result<SweepOutcome> run_sweep(const SweepSpec& spec, ISampler& sampler, const SweepOptions& options);

/// Puts shards together in `options.database`; merging again changes nothing. What no shard has is left to do there.
[[nodiscard]] Result<SweepOutcome> merge_shards(const SweepSpec& spec, const std::vector<std::string>& shards, const SweepOptions& options);

/// Non-dominated points of the objectives among those done, in order of the ordinal; of points that a sampler made twice the
/// first.
[[nodiscard]] Result<std::vector<StoredPoint>> front_of(Store& store, std::int64_t sweep, const std::vector<Objective>& objectives);

/// Keys of axes that changed no metric at any of the points tried: each varied alone at up to `bases` points of the space.
[[nodiscard]] Result<std::vector<std::string>> idle_axes(const SweepSpec& spec, ISampler& sampler, PointRunner& runner, int bases = 8);

}  // namespace quartet

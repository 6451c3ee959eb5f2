// The database of sweeps: one SQLite file that several processes use at once and that survives a kill.
//
//   sweep  one row a specification: its text, totals, how far the points are handed out
//   claim  stretches of points that a worker holds (the points in flight)
//   point  one row a finished point: state, axis values, metrics, message
//   worker who is alive (host, process, start time), so that claims of the dead are given out again
//   cached what costs more than a point and serves several: accuracies of trained candidates
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/explore/point_runner.hpp"
#include "sim/explore/search/search.hpp"

namespace quartet {

inline constexpr int kStoreSchema = 2;

struct StoredPoint {
  std::int64_t ordinal = 0;
  std::string key;                 ///< content hash, 32 hexadecimal digits
  std::vector<std::string> values; ///< one an axis; empty text where the axis does not exist
  PointResult result;              ///< metrics: the registered ones, then the sweep's figures
};

struct SweepCounts {
  std::int64_t total = 0;          ///< ordinals of this database: of a shard, its part
  std::int64_t handed_out = 0;     ///< the first ordinal that nobody has had yet
  std::int64_t done = 0, failed = 0, infeasible = 0;
  std::int64_t none = 0;           ///< ordinals without a point
  [[nodiscard]] std::int64_t finished() const { return done + failed + infeasible + none; }
};

/// A sweep as the database describes it, for readers that have no specification at hand.
struct StoredSweep {
  std::int64_t id = 0;
  std::string space;               ///< hash of what its points are points of: sweeps that share it can be compared
  std::string sampler;
  std::string subject;             ///< workload, model file or "template NAME"
  std::string source;              ///< SPEC.toml
  std::vector<std::string> axes;   ///< keys, in the order of StoredPoint::values
  std::vector<std::string> metrics;  ///< names, in the order of PointResult::metrics
  std::vector<Objective> objectives; ///< indices into `metrics`; of the last command
  SweepCounts counts;
};

struct Claim {
  std::int64_t id = 0;
  std::int64_t first = 0, end = 0;  ///< ordinals
  bool wait = false;                ///< nothing to take now, but there will be: a cohort is not finished
};

/// A part of a sweep: what one task of a job array computes.
struct Shard {
  std::int64_t index = 0, count = 1;
  [[nodiscard]] std::int64_t first(std::int64_t total) const { return edge(total, index); }
  [[nodiscard]] std::int64_t end(std::int64_t total) const { return edge(total, index + 1); }

 private:
  // Exact for any total: whole parts first, then one more for each of the first `total % count`.
  [[nodiscard]] std::int64_t edge(std::int64_t total, std::int64_t part) const {
    return total / count * part + std::min(total % count, part);
  }
};

/// Errors of every call name the file and what to do: not a database, another schema, read-only, disk full, corrupted.
class Store {
 public:
  /// Creates the file when it is missing.
  [[nodiscard]] static Result<Store> open(const std::filesystem::path& file);
  Store(Store&&) noexcept;
  ~Store();

  /// The sweep of this specification: a new one, or the one that is there. `total`: ordinals of all shards. An error where
  /// the database holds another shard of it.
  [[nodiscard]] Result<std::int64_t> enter(const SweepSpec& spec, std::int64_t total, const Shard& shard = {});
  /// Every sweep of the database, in the order of their ids.
  [[nodiscard]] Result<std::vector<StoredSweep>> sweeps();
  [[nodiscard]] Result<SweepCounts> counts(std::int64_t sweep);
  /// Registers this process; its claims are given to others when it is gone, or when it is released.
  [[nodiscard]] Result<std::int64_t> register_worker();
  [[nodiscard]] Result<void> release_worker(std::int64_t worker);
  /// In one transaction: keeps `points` and `none` (ordinals without a point) of `claim`, gives back what is left of it from
  /// `next` on, and takes up to `wanted` further ordinals, none beyond the cohort. A claim without ordinals: nothing is left
  /// to do, or to do now.
  [[nodiscard]] Result<Claim> exchange(std::int64_t sweep, std::int64_t worker, const Claim& claim, std::int64_t next,
                                       const std::vector<StoredPoint>& points, const std::vector<std::int64_t>& none, std::int64_t wanted,
                                       const Cohorts& cohorts = {});
  /// Ordinals of [first, end) that are finished already: of a claim whose holder died.
  [[nodiscard]] Result<std::vector<std::int64_t>> finished(std::int64_t sweep, std::int64_t first, std::int64_t end);
  /// A point whose process died or was too slow.
  [[nodiscard]] Result<void> record_failure(std::int64_t sweep, const StoredPoint& point);
  [[nodiscard]] Result<std::optional<double>> cached(const std::string& key);
  [[nodiscard]] Result<void> keep_cached(const std::string& key, double value);

  /// Points in order of the ordinal; `visit` returns false to stop. Memory does not grow with their number.
  [[nodiscard]] Result<void> visit(std::int64_t sweep, const std::function<bool(const StoredPoint&)>& visit);
  /// The finished points of [first, end).
  [[nodiscard]] Result<std::vector<StoredPoint>> range(std::int64_t sweep, std::int64_t first, std::int64_t end);
  /// The points of these ordinals (ascending) that are finished.
  [[nodiscard]] Result<std::vector<StoredPoint>> points(std::int64_t sweep, const std::vector<std::int64_t>& ordinals);
  /// Metrics alone, of the points done that have each of them: an order of magnitude faster than visit().
  [[nodiscard]] Result<void> visit_metrics(std::int64_t sweep, const std::vector<std::size_t>& metrics,
                                           const std::function<void(std::int64_t ordinal, const double* values)>& visit);
  /// The best value of an objective among the points done; nullopt when there is none.
  [[nodiscard]] Result<std::optional<double>> best(std::int64_t sweep, const Objective& objective);
  /// The most frequent messages of a state, with their counts: messages that differ in numbers alone are one, and the first
  /// of them stands for all.
  [[nodiscard]] Result<std::vector<std::pair<std::string, std::int64_t>>> messages(std::int64_t sweep, PointState state, int most);

  /// Adds the points of the same sweep in another database; points that are here stay. Returns how many were new.
  [[nodiscard]] Result<std::int64_t> take_points(std::int64_t sweep, const SweepSpec& spec, const std::filesystem::path& other);
  /// After take_points: counts again what is here and gives out what is missing. `exists` says whether an ordinal has a
  /// point. An error while a living worker holds points of the sweep.
  [[nodiscard]] Result<void> settle(std::int64_t sweep, const std::function<bool(std::int64_t ordinal)>& exists);

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace quartet

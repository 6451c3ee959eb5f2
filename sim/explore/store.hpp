// The database of sweeps: one SQLite file that several processes use at once and that survives a kill.
//
//   sweep  one row a specification: totals, how far the points are handed out
//   claim  stretches of points that a worker holds (the points in flight)
//   point  one row a finished point: state, axis values, metrics, message
//   worker who is alive (host, process, start time), so that claims of the dead are given out again
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/explore/point_runner.hpp"

namespace quartet {

inline constexpr int kStoreSchema = 1;

struct StoredPoint {
  std::int64_t ordinal = 0;
  std::string key;                 ///< content hash, 32 hexadecimal digits
  std::vector<std::string> values; ///< one an axis; empty text where the axis does not exist
  PointResult result;
};

struct SweepCounts {
  std::int64_t total = 0;          ///< ordinals
  std::int64_t handed_out = 0;
  std::int64_t done = 0, failed = 0, infeasible = 0;
  std::int64_t none = 0;           ///< ordinals without a point
  [[nodiscard]] std::int64_t finished() const { return done + failed + infeasible + none; }
};

struct Claim {
  std::int64_t id = 0;
  std::int64_t first = 0, end = 0;  ///< ordinals
};

/// Errors of every call name the file and what to do: not a database, another schema, read-only, disk full, corrupted.
class Store {
 public:
  /// Creates the file when it is missing.
  [[nodiscard]] static Result<Store> open(const std::filesystem::path& file);
  Store(Store&&) noexcept;
  ~Store();

  /// The sweep of this specification: a new one, or the one that is there.
  [[nodiscard]] Result<std::int64_t> enter(const SweepSpec& spec, std::int64_t total);
  [[nodiscard]] Result<SweepCounts> counts(std::int64_t sweep);
  /// Registers this process; its claims are given to others when it is gone.
  [[nodiscard]] Result<std::int64_t> register_worker();
  /// In one transaction: keeps `points` and `none` (ordinals without a point) of `claim`, gives back what is left of it from
  /// `next` on, and takes up to `wanted` further ordinals. A claim without ordinals: nothing is left to do.
  [[nodiscard]] Result<Claim> exchange(std::int64_t sweep, std::int64_t worker, const Claim& claim, std::int64_t next,
                                       const std::vector<StoredPoint>& points, const std::vector<std::int64_t>& none, std::int64_t wanted);
  /// Ordinals of [first, end) that are finished already: of a claim whose holder died.
  [[nodiscard]] Result<std::vector<std::int64_t>> finished(std::int64_t sweep, std::int64_t first, std::int64_t end);
  /// A point whose process died or was too slow.
  [[nodiscard]] Result<void> record_failure(std::int64_t sweep, const StoredPoint& point);
  /// Points in order of the ordinal; `visit` returns false to stop. Memory does not grow with their number.
  [[nodiscard]] Result<void> visit(std::int64_t sweep, const std::function<bool(const StoredPoint&)>& visit);
  /// The points of these ordinals (ascending) that are finished.
  [[nodiscard]] Result<std::vector<StoredPoint>> points(std::int64_t sweep, const std::vector<std::int64_t>& ordinals);
  /// The best value of an objective among the points done; nullopt when there is none.
  [[nodiscard]] Result<std::optional<double>> best(std::int64_t sweep, const Objective& objective);
  /// The most frequent messages of a state, with their counts.
  [[nodiscard]] Result<std::vector<std::pair<std::string, std::int64_t>>> messages(std::int64_t sweep, PointState state, int most);

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace quartet

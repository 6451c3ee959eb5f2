// What a worker process does: take points, compute them, keep them, until none is left.
#pragma once

#include <atomic>
#include <cstdint>

#include "sim/explore/sampler.hpp"
#include "sim/explore/workers/desk.hpp"

namespace quartet {

/// Shared with the parent process: what a worker is at, so that the parent knows which point a dead or slow worker held.
struct WorkerSlot {
  std::atomic<std::int64_t> ordinal{-1};    ///< −1: between points
  std::atomic<std::int64_t> since_ms{0};    ///< monotonic clock, when the point was begun
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free, "shared between processes");

[[nodiscard]] std::int64_t monotonic_ms();

/// Batches grow until one takes about this long: short enough to stop within a second, long enough that the database costs little.
inline constexpr std::int64_t kBatchMilliseconds = 200;
inline constexpr std::int64_t kLargestBatch = 4096;

struct Work {
  const SweepSpec& spec;
  ISampler& sampler;
  PointRunner& runner;
  int workers = 1;  ///< of the sweep, about: they share a cohort
};

/// Returns when nothing is left to take, or `stop` is set; then what is done is kept and the rest given back.
[[nodiscard]] Result<void> work(IDesk& desk, const Work& work, WorkerSlot& slot, const std::atomic<bool>& stop);

/// Axis values as text, and the key: a point without its result.
[[nodiscard]] StoredPoint described(std::int64_t ordinal, const PointValues& values, PointRunner& runner);

/// The axis values of a finished point.
[[nodiscard]] PointValues values_of(const SweepSpec& spec, const StoredPoint& point);

/// Tells a search everything that it needs to make the point of `ordinal`; nothing for other samplers.
[[nodiscard]] Result<void> catch_up(IDesk& desk, const SweepSpec& spec, ISampler& sampler, std::int64_t ordinal);

}  // namespace quartet

#include "sim/explore/worker.hpp"

#include <algorithm>
#include <chrono>

namespace quartet {

namespace {

class Batch {
 public:
  Batch(ISampler& sampler, PointRunner& runner, WorkerSlot& slot) : sampler_(sampler), runner_(runner), slot_(slot) {}

  /// Every ordinal of the claim that is not in `finished`; stops early when asked. Returns the ordinal after the last.
  std::int64_t run(const Claim& claim, const std::vector<std::int64_t>& finished, const std::atomic<bool>& stop) {
    for (std::int64_t ordinal = claim.first; ordinal < claim.end; ++ordinal) {
      if (stop.load()) return ordinal;
      if (!std::binary_search(finished.begin(), finished.end(), ordinal)) one(ordinal);
    }
    return claim.end;
  }

  std::vector<StoredPoint> points;
  std::vector<std::int64_t> none;

 private:
  void one(std::int64_t ordinal) {
    slot_.since_ms = monotonic_ms();
    slot_.ordinal = ordinal;
    if (const auto values = sampler_.point(ordinal)) {
      points.push_back(described(ordinal, *values, runner_));
      points.back().result = runner_.run(*values);
    } else {
      none.push_back(ordinal);
    }
    slot_.ordinal = -1;
  }

  ISampler& sampler_;
  PointRunner& runner_;
  WorkerSlot& slot_;
};

}  // namespace

std::int64_t monotonic_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

StoredPoint described(std::int64_t ordinal, const PointValues& values, PointRunner& runner) {
  StoredPoint point;
  point.ordinal = ordinal;
  point.key = runner.key(values);
  for (const auto& value : values) point.values.push_back(value ? value_text(*value) : "");
  return point;
}

Result<void> work(Store& store, std::int64_t sweep, ISampler& sampler, PointRunner& runner, WorkerSlot& slot,
                  const std::atomic<bool>& stop) {
  const auto worker = store.register_worker();
  if (!worker) return pass(worker.error());
  std::int64_t wanted = 1;
  auto claim = store.exchange(sweep, *worker, {}, 0, {}, {}, wanted);
  while (true) {
    if (!claim) return pass(claim.error());
    if (claim->id == 0) return {};
    const auto finished = store.finished(sweep, claim->first, claim->end);
    if (!finished) return pass(finished.error());
    const std::int64_t begun = monotonic_ms();
    Batch batch(sampler, runner, slot);
    const std::int64_t next = batch.run(*claim, *finished, stop);
    const std::int64_t took = monotonic_ms() - begun;
    if (took * 2 < kBatchMilliseconds)
      wanted = std::min(kLargestBatch, wanted * 2);
    else if (took > kBatchMilliseconds)
      wanted = std::max<std::int64_t>(1, wanted / 2);
    claim = store.exchange(sweep, *worker, *claim, next, batch.points, batch.none, stop.load() ? 0 : wanted);
  }
}

}  // namespace quartet

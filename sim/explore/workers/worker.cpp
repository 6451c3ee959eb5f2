#include "sim/explore/workers/worker.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>

namespace quartet {

namespace {

constexpr long kShortestWait_ns = 500'000, kLongestWait_ns = 20'000'000;  // for the other workers of a cohort

class Batch {
 public:
  Batch(const Work& work, WorkerSlot& slot) : work_(work), slot_(slot) {}

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
    if (const auto values = work_.sampler.point(ordinal)) {
      points.push_back(described(ordinal, *values, work_.runner));
      points.back().result = work_.runner.run(*values);
    } else {
      none.push_back(ordinal);
    }
    slot_.ordinal = -1;
  }

  const Work& work_;
  WorkerSlot& slot_;
};

// How many points to ask for next, by how long the last ones took; of a cohort a share, so that all have work.
class BatchSize {
 public:
  explicit BatchSize(const Work& work) {
    if (work.sampler.search() == nullptr) return;
    const Cohorts c = work.sampler.search()->cohorts();
    most_ = std::max<std::int64_t>(1, std::min(c.first, c.size) / (2 * std::max(1, work.workers)));
    most_ = std::min(most_, kLargestBatch);
  }
  void took(std::int64_t milliseconds) {
    if (milliseconds * 2 < kBatchMilliseconds)
      wanted_ = std::min(most_, wanted_ * 2);
    else if (milliseconds > kBatchMilliseconds)
      wanted_ = std::max<std::int64_t>(1, wanted_ / 2);
  }
  [[nodiscard]] std::int64_t wanted() const { return wanted_; }

 private:
  std::int64_t most_ = kLargestBatch, wanted_ = 1;
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

PointValues values_of(const SweepSpec& spec, const StoredPoint& point) {
  PointValues values(spec.axes.size());
  for (std::size_t i = 0; i < values.size() && i < point.values.size(); ++i) {
    if (!point.values[i].empty()) values[i] = value_of_text(spec.axes[i], point.values[i]);
  }
  return values;
}

Result<void> catch_up(IDesk& desk, const SweepSpec& spec, ISampler& sampler, std::int64_t ordinal) {
  ISearch* search = sampler.search();
  if (search == nullptr) return {};
  const std::int64_t begin = search->cohorts().begin(ordinal), known = search->known();
  if (known >= begin) return {};
  const auto points = desk.range(known, begin);
  if (!points) return pass(points.error());
  std::vector<Known> news(static_cast<std::size_t>(begin - known));
  for (Known& one : news) one.exists = false;  // until its row says otherwise
  for (const StoredPoint& point : *points)
    news[static_cast<std::size_t>(point.ordinal - known)] = known_of(spec, point.result, values_of(spec, point));
  search->learn(std::move(news));
  return {};
}

Result<void> work(IDesk& desk, const Work& work, WorkerSlot& slot, const std::atomic<bool>& stop) {
  BatchSize size(work);
  long wait_ns = kShortestWait_ns;
  auto claim = desk.exchange({}, 0, {}, {}, size.wanted());
  while (true) {
    if (!claim) return pass(claim.error());
    if (claim->id == 0) {
      if (!claim->wait || stop.load()) return {};
      const timespec pause{0, wait_ns};
      nanosleep(&pause, nullptr);
      wait_ns = std::min(wait_ns * 2, kLongestWait_ns);
      claim = desk.exchange({}, 0, {}, {}, size.wanted());
      continue;
    }
    wait_ns = kShortestWait_ns;
    if (const auto ok = catch_up(desk, work.spec, work.sampler, claim->first); !ok) return pass(ok.error());
    const auto finished = desk.finished(claim->first, claim->end);
    if (!finished) return pass(finished.error());
    const std::int64_t begun = monotonic_ms();
    Batch batch(work, slot);
    const std::int64_t next = batch.run(*claim, *finished, stop);
    size.took(monotonic_ms() - begun);
    claim = desk.exchange(*claim, next, std::move(batch.points), batch.none, stop.load() ? 0 : size.wanted());
  }
}

}  // namespace quartet

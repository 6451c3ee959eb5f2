// Where a worker takes points from and brings results to: the database itself, or a process that has it open.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "sim/explore/point_subject.hpp"
#include "sim/explore/store.hpp"

namespace quartet {

/// One worker's view of one sweep. The calls are those of Store.
class IDesk : public IMemo {
 public:
  [[nodiscard]] virtual Result<Claim> exchange(const Claim& claim, std::int64_t next, std::vector<StoredPoint> points,
                                               const std::vector<std::int64_t>& none, std::int64_t wanted) = 0;
  [[nodiscard]] virtual Result<std::vector<std::int64_t>> finished(std::int64_t first, std::int64_t end) = 0;
  [[nodiscard]] virtual Result<std::vector<StoredPoint>> range(std::int64_t first, std::int64_t end) = 0;
  [[nodiscard]] virtual Result<void> record_failure(const StoredPoint& point) = 0;
  /// Does a part of what exchanges have left for later; whether there is more.
  [[nodiscard]] virtual Result<bool> write_down() { return false; }
};

/// Called in each worker process, and by its parent to record what a dead one held.
using OpenDesk = std::function<Result<std::unique_ptr<IDesk>>()>;

/// A connection of its own to the database of this machine, and a row as a worker there.
[[nodiscard]] Result<std::unique_ptr<IDesk>> open_store_desk(const std::filesystem::path& database, std::int64_t sweep, const Cohorts& cohorts);

}  // namespace quartet

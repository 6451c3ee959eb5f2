#include "sim/explore/workers/desk.hpp"

namespace quartet {

namespace {

class StoreDesk final : public IDesk {
 public:
  StoreDesk(Store store, std::int64_t sweep, std::int64_t worker, const Cohorts& cohorts)
      : store_(std::move(store)), sweep_(sweep), worker_(worker), cohorts_(cohorts) {}
  ~StoreDesk() override { static_cast<void>(store_.release_worker(worker_)); }  // a dead process is found without it

  Result<Claim> exchange(const Claim& claim, std::int64_t next, std::vector<StoredPoint> points,
                         const std::vector<std::int64_t>& none, std::int64_t wanted) override {
    return store_.exchange(sweep_, worker_, claim, next, points, none, wanted, cohorts_);
  }
  Result<std::vector<std::int64_t>> finished(std::int64_t first, std::int64_t end) override { return store_.finished(sweep_, first, end); }
  Result<std::vector<StoredPoint>> range(std::int64_t first, std::int64_t end) override { return store_.range(sweep_, first, end); }
  Result<void> record_failure(const StoredPoint& point) override { return store_.record_failure(sweep_, point); }
  Result<std::optional<double>> cached(const std::string& key) override { return store_.cached(key); }
  Result<void> keep_cached(const std::string& key, double value) override { return store_.keep_cached(key, value); }

 private:
  Store store_;
  std::int64_t sweep_, worker_;
  Cohorts cohorts_;
};

}  // namespace

Result<std::unique_ptr<IDesk>> open_store_desk(const std::filesystem::path& database, std::int64_t sweep, const Cohorts& cohorts) {
  auto store = Store::open(database);
  if (!store) return pass(store.error());
  const auto worker = store->register_worker();
  if (!worker) return pass(worker.error());
  return std::make_unique<StoreDesk>(std::move(*store), sweep, *worker, cohorts);
}

}  // namespace quartet

#include "sim/explore/sweep.hpp"

#include <algorithm>
#include <set>

#include "sim/explore/pareto.hpp"
#include "sim/explore/sweep_session.hpp"
#include "sim/explore/workers/supervisor.hpp"

namespace quartet {

Result<SweepOutcome> run_sweep(const SweepSpec& spec, const SweepOptions& options) {
  const auto sampler = make_sampler(spec);
  if (!sampler) return pass(sampler.error());
  return run_sweep(spec, **sampler, options);
}

Result<SweepOutcome> run_sweep(const SweepSpec& spec, ISampler& sampler, const SweepOptions& options) {
  if (sampler.search() != nullptr && options.shard.count > 1)
    return bad_input("sampler", "'" + spec.sampler + "' decides by all results: it cannot be cut into shards",
                     "run it with -j N on one node, or under mpirun on several");
  auto runner = PointRunner::create(spec);
  if (!runner) return pass(runner.error());
  auto session = SweepSession::enter(spec, sampler, options);
  if (!session) return pass(session.error());
  const Cohorts cohorts = sampler.search() != nullptr ? sampler.search()->cohorts() : Cohorts{};
  const OpenDesk open_desk = [&] { return open_store_desk(options.database, session->sweep(), cohorts); };
  const Work work{spec, sampler, *runner, options.jobs};
  const auto done = supervise(work, open_desk, {options.jobs, options.stop, [&] { session->report(); }});
  if (!done) return pass(done.error());
  return session->outcome();
}

Result<SweepOutcome> merge_shards(const SweepSpec& spec, const std::vector<std::string>& shards, const SweepOptions& options) {
  const auto sampler = make_sampler(spec);
  if (!sampler) return pass(sampler.error());
  const auto session = SweepSession::enter(spec, **sampler, options);
  if (!session) return pass(session.error());
  {
    auto store = Store::open(options.database);
    if (!store) return pass(store.error());
    for (const std::string& shard : shards) {
      if (const auto added = store->take_points(session->sweep(), spec, shard); !added) return pass(added.error());
    }
    const auto exists = [&](std::int64_t ordinal) { return (*sampler)->point(ordinal).has_value(); };
    if (const auto ok = store->settle(session->sweep(), exists); !ok) return pass(ok.error());
  }
  return session->outcome();
}

namespace {

// The rows that nothing beats so far: they are sought in blocks, so that memory follows the front and not the sweep.
class RunningFront {
 public:
  explicit RunningFront(const std::vector<Objective>& objectives) : objectives_(objectives) {}

  void add(std::int64_t ordinal, const double* values) {
    for (std::size_t k = 0; k < objectives_.size(); ++k) rows_.push_back(objectives_[k].goal == Goal::maximum ? -values[k] : values[k]);
    ordinals_.push_back(ordinal);
    if (ordinals_.size() >= next_) reduce();
  }
  std::vector<std::int64_t> ordinals() {
    reduce();
    return ordinals_;
  }

 private:
  void reduce() {
    const std::size_t k = objectives_.size();
    std::size_t kept = 0;
    for (const std::size_t i : pareto_front(rows_, k)) {  // ascending: rows move forward only
      std::copy_n(rows_.begin() + static_cast<std::ptrdiff_t>(i * k), k, rows_.begin() + static_cast<std::ptrdiff_t>(kept * k));
      ordinals_[kept++] = ordinals_[i];
    }
    rows_.resize(kept * k);
    ordinals_.resize(kept);
    next_ = 2 * kept + kBlock;
  }

  static constexpr std::size_t kBlock = 65'536;
  const std::vector<Objective>& objectives_;
  std::vector<double> rows_;
  std::vector<std::int64_t> ordinals_;
  std::size_t next_ = kBlock;
};

}  // namespace

Result<std::vector<StoredPoint>> front_of(Store& store, std::int64_t sweep, const std::vector<Objective>& objectives) {
  RunningFront front(objectives);
  std::vector<std::size_t> columns;
  for (const Objective& o : objectives) columns.push_back(o.metric);
  const auto seen = store.visit_metrics(sweep, columns, [&](std::int64_t ordinal, const double* values) { front.add(ordinal, values); });
  if (!seen) return pass(seen.error());
  auto points = store.points(sweep, front.ordinals());
  if (!points) return points;
  std::set<std::string> keys;
  std::erase_if(*points, [&](const StoredPoint& point) { return !keys.insert(point.key).second; });
  return points;
}

Result<std::vector<std::string>> idle_axes(const SweepSpec& spec, ISampler& sampler, PointRunner& runner, int bases) {
  std::vector<bool> moves(spec.axes.size(), false);
  const std::int64_t step = std::max<std::int64_t>(1, sampler.count() / bases);
  for (std::int64_t ordinal = 0; ordinal < sampler.count(); ordinal += step) {
    const auto base = sampler.point(ordinal);
    if (!base) continue;
    const PointResult here = runner.run(*base);
    for (std::size_t i = 0; i < spec.axes.size(); ++i) {
      if (moves[i] || !(*base)[i]) continue;
      for (const double share : {0.0, 0.34, 0.67, 0.999}) {
        PointValues other = *base;
        other[i] = spec.axes[i].at(share);
        apply_conditions(spec.axes, other);
        const PointResult there = runner.run(other);
        moves[i] = moves[i] || there.metrics != here.metrics || there.state != here.state;
      }
    }
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < spec.axes.size(); ++i) {
    const bool varies = spec.axes[i].is_range() || spec.axes[i].values.size() > 1;
    if (varies && !moves[i]) out.push_back(spec.axes[i].key);
  }
  return out;
}

}  // namespace quartet

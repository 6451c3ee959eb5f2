// Sweeps of kws x max78000 with the database in it: points a second of one worker on both rungs, and the Pareto front of a
// million stored points. Whole processes, MPI and memory: sweep_processes.py.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "sim/base/hash.hpp"
#include "sim/base/philox.hpp"
#include "sim/explore/sweep.hpp"

namespace quartet::bench {
namespace {

// docs/architecture.md, speed budget, one core.
constexpr double kPlanBar = 20e3;
constexpr double kSimulateBar = 200;
constexpr double kFrontSecondsBar = 2;
constexpr std::int64_t kStored = 1'000'000;

class Scratch {
 public:
  Scratch() : path_(std::filesystem::temp_directory_path() / ("quartet_bench_" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string text(const std::string& fidelity, std::int64_t budget) {
  return "schema_version = 1\nworkload = \"kws\"\nplatform = \"max78000\"\nfidelity = \"" + fidelity + "\"\nsampler = \"random\"\nbudget = " +
         std::to_string(budget) +
         "\n[[axis]]\nkey = \"cnn.clock_hz\"\nmin = 1e7\nmax = 1e8\n[[axis]]\nkey = \"tech.quadrant_cycle\"\nmin = 1e-11\nmax = 1e-9\nscale = \"log\"\n"
         "[[axis]]\nkey = \"cnn.overlap_load\"\nvalues = [true, false]\n[[constraint]]\nmetric = \"latency.seconds\"\nmax = 4e-3\n"
         "[[objective]]\nmetric = \"latency.seconds\"\n[[objective]]\nmetric = \"energy.total_j\"\n";
}

// One worker in this process, from an empty database to the last point.
void points(benchmark::State& state, const std::string& fidelity, std::int64_t budget, double bar) {
  const auto spec = parse_sweep_spec(text(fidelity, budget), "bench.toml");
  if (!spec) return state.SkipWithError(spec.error().text().c_str());
  auto sampler = make_sampler(*spec);
  auto runner = PointRunner::create(*spec);
  if (!sampler || !runner) return state.SkipWithError((!sampler ? sampler.error() : runner.error()).text().c_str());
  const Scratch scratch;
  int turn = 0;
  for (auto _ : state) {
    const auto file = scratch.file(std::to_string(turn++));
    std::int64_t sweep = 0;
    {
      auto store = Store::open(file);
      const auto entered = store ? store->enter(*spec, budget) : Result<std::int64_t>(pass(store.error()));
      if (!entered) return state.SkipWithError(entered.error().text().c_str());
      sweep = *entered;
    }
    const auto desk = open_store_desk(file, sweep, {});
    if (!desk) return state.SkipWithError(desk.error().text().c_str());
    WorkerSlot slot;
    const std::atomic<bool> stop{false};
    const auto done = work(**desk, {*spec, **sampler, *runner, 1}, slot, stop);
    if (!done) return state.SkipWithError(done.error().text().c_str());
  }
  state.SetItemsProcessed(state.iterations() * budget);
  state.counters["bar"] = bar;
}

// A database of a million points whose objectives form a cloud with a front of some thousands.
Result<std::int64_t> fill(Store& store, const SweepSpec& spec) {
  const auto sweep = store.enter(spec, kStored);
  if (!sweep) return sweep;
  const auto worker = store.register_worker();
  if (!worker) return worker;
  auto claim = store.exchange(*sweep, *worker, {}, 0, {}, {}, 10'000);
  while (claim && claim->id != 0) {
    std::vector<StoredPoint> points;
    for (std::int64_t ordinal = claim->first; ordinal < claim->end; ++ordinal) {
      const double a = uniform01(1, 0, static_cast<std::uint64_t>(ordinal)), b = uniform01(1, 1, static_cast<std::uint64_t>(ordinal));
      StoredPoint point;
      point.ordinal = ordinal;
      point.key = content_hash(std::to_string(ordinal));
      point.values = {std::to_string(1e7 * (1.0 + a)), std::to_string(1e-10 * (1.0 + b)), "true"};
      point.result.metrics.assign(metrics().size(), 1000.0 * a);
      point.result.metrics[spec.objectives[0].metric] = a;
      point.result.metrics[spec.objectives[1].metric] = 1.0 / (a + 0.01) + b * b;
      points.push_back(std::move(point));
    }
    claim = store.exchange(*sweep, *worker, *claim, claim->end, points, {}, 10'000);
  }
  if (!claim) return pass(claim.error());
  return sweep;
}

void front(benchmark::State& state) {
  const auto spec = parse_sweep_spec(text("plan", kStored), "bench.toml");
  if (!spec) return state.SkipWithError(spec.error().text().c_str());
  const Scratch scratch;
  auto store = Store::open(scratch.file("million"));
  if (!store) return state.SkipWithError(store.error().text().c_str());
  const auto sweep = fill(*store, *spec);
  if (!sweep) return state.SkipWithError(sweep.error().text().c_str());
  std::size_t size = 0;
  for (auto _ : state) {
    const auto found = front_of(*store, *sweep, spec->objectives);
    if (!found) return state.SkipWithError(found.error().text().c_str());
    size = found->size();
  }
  state.counters["front"] = static_cast<double>(size);
  state.counters["bytes_a_point"] = static_cast<double>(std::filesystem::file_size(scratch.file("million"))) / static_cast<double>(kStored);
  state.counters["bar_s"] = kFrontSecondsBar;
}

const bool kRegistered = [] {
  using benchmark::RegisterBenchmark;
  RegisterBenchmark("sweep_plan_kws_points_per_s__bar_20e3", [](benchmark::State& s) { points(s, "plan", 20'000, kPlanBar); });
  RegisterBenchmark("sweep_simulate_kws_points_per_s__bar_200", [](benchmark::State& s) { points(s, "simulate", 400, kSimulateBar); });
  RegisterBenchmark("sweep_front_of_1e6_points__bar_2_s", front)->Unit(benchmark::kSecond);
  return true;
}();

}  // namespace
}  // namespace quartet::bench

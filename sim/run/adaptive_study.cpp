// Running what an adaptive study needs: values of both networks, both ways through the pair, and samples to check them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <limits>
#include <thread>

#include "accel/platform.hpp"
#include "sim/energy/ledger.hpp"
#include "sim/run/adaptive.hpp"
#include "sim/run/adaptive_pair.hpp"
#include "sim/run/version.hpp"
#include "workloads/golden/interpreter.hpp"

namespace quartet {

namespace {

/// A path rather than the name of a variant, whatever lies in the present folder.
bool is_file(const std::string& name) {
  return name.find('/') != std::string::npos || std::filesystem::path(name).has_extension();
}

/// One of the two networks alone: by variant, or a file on the data of the workload.
Result<Experiment> prepare(const AdaptiveRequest& request, const std::string& name, const Experiment* other) {
  RunRequest run = request.common;
  if (!is_file(name)) {
    run.variant = name;
    return Experiment::prepare(std::move(run));
  }
  run.subject = name;
  if (run.inputs.empty()) {
    const DataSet* set = other == nullptr ? nullptr : other->data_set();
    if (set == nullptr)
      return fail(ErrorCode::usage, "--inputs", "two model files have no data set", "give --inputs FILE.npy and --labels FILE.npy, or a variant of the workload");
    run.inputs = {set->inputs.string()};
    run.labels = set->labels.string();
    run.data.clear();
  }
  return Experiment::prepare(std::move(run));
}

std::vector<MemorySummary> memories_of(const Schedule& schedule) {
  std::vector<MemorySummary> out;
  for (const MemoryUse& m : schedule.memory) out.push_back({m.name, m.used_bytes, m.capacity_bytes});
  return out;
}

class Study {
 public:
  Study(const AdaptiveRequest& request, const RunHooks& hooks) : request_(request), hooks_(hooks) {}

  Result<AdaptiveStudy> run() {
    for (const auto step : {&Study::check_platform, &Study::prepare_both, &Study::make_pair, &Study::compute_values, &Study::execute_samples, &Study::summarize}) {
      if (auto ok = (this->*step)(); !ok) return pass(std::move(ok.error()));
    }
    const std::vector<std::uint32_t> margins = request_.margins.empty() ? choose_margins(out_, request_.points) : sorted(request_.margins);
    for (const std::uint32_t margin : margins) out_.points.push_back(operating_point(out_, margin));
    mark_front(out_.points);
    return std::move(out_);
  }

 private:
  static std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> margins) {
    std::sort(margins.begin(), margins.end());
    margins.erase(std::unique(margins.begin(), margins.end()), margins.end());
    return margins;
  }

  // Before anything else: a network that the wrong machine cannot run says nothing of the reason.
  Result<void> check_platform() {
    if (request_.common.platform == kReference) return no_program();
    const auto target = load_platform(request_.common.platform);
    return target && !(*target)->takes_exit() ? no_program() : Result<void>{};
  }
  [[nodiscard]] Result<void> no_program() const {
    return fail(ErrorCode::usage, "--on", "platform '" + request_.common.platform + "' has no program that could choose at run time",
                "take a microcontroller: pulpissimo, mpic, stm32l4r5, …");
  }

  Result<void> prepare_both() {
    const bool little_first = !is_file(request_.little);
    auto first = prepare(request_, little_first ? request_.little : request_.big, nullptr);
    if (!first) return pass(first.error());
    auto second = prepare(request_, little_first ? request_.big : request_.little, &*first);
    if (!second) return pass(second.error());
    little_.emplace(little_first ? std::move(*first) : std::move(*second));
    big_.emplace(little_first ? std::move(*second) : std::move(*first));
    for (const Experiment* one : {&*little_, &*big_}) {
      const DataSet* set = one->data_set();
      if (set != nullptr && set->metric != kAccuracyMetric)
        return fail(ErrorCode::usage, "--data", "set '" + set->name + "' is not measured by classes", "a margin is between classes");
    }
    if (little_->labels().empty() || big_->labels() != little_->labels())
      return bad_input("--labels", "the two networks have no common labels", "take a workload with labels, or give --inputs and --labels");
    describe();
    return {};
  }

  void describe() {
    out_.version = version();
    out_.workload = request_.common.subject;
    out_.platform = big_->target()->name();
    const DataSet* set = little_->data_set() != nullptr ? little_->data_set() : big_->data_set();
    out_.data = set != nullptr ? set->name : request_.common.inputs.front();
    out_.synthetic = set != nullptr && set->synthetic;
    if (const auto found = find_workload(request_.common.subject)) out_.classes = found->workload.classes;
    const Network& network = little_->network();
    out_.score_scale = network.tensor(network.logits()).quantization.scale();
  }

  Result<void> make_pair() {
    auto pair = make_adaptive_pair(little_->network(), big_->network());
    if (!pair) return pass(pair.error());
    pair_ = std::move(*pair);
    if (!pair_.shared_input)
      out_.warnings.push_back("the two networks quantize their input differently: both inputs lie in memory, making the second from the first is not modelled");
    return {};
  }

  /// Which samples are right, and the scores' leads.
  Result<void> compute_values() {
    auto little = little_->values(request_.common.seed, hooks_);
    if (!little) return pass(little.error());
    auto big = big_->values(request_.common.seed, hooks_);
    if (!big) return pass(big.error());
    out_.interrupted = little->interrupted || big->interrupted;
    out_.samples = std::min(little->samples, big->samples);
    if (out_.samples == 0) return fail(ErrorCode::interrupted, "", "interrupted before anything was computed");
    if (out_.interrupted) out_.warnings.push_back(fmt::format("stopped after {} samples: the figures cover those", out_.samples));
    little_values_ = rows_of(*little);
    big_values_ = rows_of(*big);
    const auto& labels = little_->labels();
    out_.labels.assign(labels.begin(), labels.begin() + out_.samples);
    for (std::size_t s = 0; s < out_.labels.size(); ++s) {
      out_.leads.push_back(score_lead(little_values_[s]));
      out_.little_right.push_back(argmax(little_values_[s]) == labels[s]);
      out_.big_right.push_back(argmax(big_values_[s]) == labels[s]);
    }
    return {};
  }

  [[nodiscard]] std::vector<Values> rows_of(const Evaluation& evaluation) const {
    const auto width = static_cast<std::ptrdiff_t>(evaluation.outputs.size()) / evaluation.samples;
    std::vector<Values> rows;
    for (std::int64_t s = 0; s < out_.samples; ++s)
      rows.emplace_back(evaluation.outputs.begin() + s * width, evaluation.outputs.begin() + (s + 1) * width);
    return rows;
  }

  [[nodiscard]] std::vector<Values> inputs(std::int64_t sample) const {
    std::vector<Values> values = little_->data().sample(sample);
    if (pair_.shared_input) return values;
    for (Values& more : big_->data().sample(sample)) values.push_back(std::move(more));
    return values;
  }

  /// One sample, one way; called by several threads at once.
  Result<Schedule> execute(std::int64_t sample, bool escalates) {
    RunOptions options;
    options.rounding = request_.common.rounding == "single" ? Rounding::single_rounding : Rounding::double_rounding;
    options.seed = request_.common.seed;
    const auto at = static_cast<std::size_t>(sample);
    const std::uint32_t lead = out_.leads[at];
    // The nearest margin on either side, so that the test itself is tested. No margin lies above the largest lead.
    const bool never = lead == std::numeric_limits<std::uint32_t>::max();
    options.exit = pair_.exit(escalates && !never ? lead + 1 : lead);
    auto run = big_->target()->simulate(pair_.network, inputs(sample), options);
    if (!run) return pass(run.error());
    const Values& expected = escalates && !never ? big_values_[at] : little_values_[at];
    if (run->logits == expected) return std::move(run->schedule);
    return fail(ErrorCode::check_failed, fmt::format("sample {}", sample),
                fmt::format("the firmware's scores at margin {} are not those of the golden interpreter", options.exit->margin));
  }

  std::optional<double> energy_of(const Schedule& schedule) { return Ledger::price(schedule.activity, big_->target()->costs()).total_j(); }

  /// Both ways of the first samples, on several threads; the result does not depend on their number.
  Result<void> execute_samples() {
    const std::int64_t count = std::clamp<std::int64_t>(request_.executed.value_or(out_.samples), 1, out_.samples);
    runs_.resize(static_cast<std::size_t>(2 * count));
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i = next.fetch_add(1); i < runs_.size(); i = next.fetch_add(1)) {
        if (hooks_.stop != nullptr && hooks_.stop->load() && i >= 2) return;
        auto schedule = execute(static_cast<std::int64_t>(i / 2), i % 2 == 1);
        if (!schedule) {
          runs_[i].error = std::move(schedule.error());
          return;
        }
        runs_[i].cycles = schedule->cycles;
        runs_[i].cost = SampleCost{schedule->seconds(), energy_of(*schedule)};
        if (i < 2) ends_[i] = std::move(*schedule);
      }
    };
    std::vector<std::thread> threads;
    for (int i = 1; i < hooks_.jobs; ++i) threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    // Up to the first sample that is not whole.
    for (std::size_t i = 0; i + 1 < runs_.size() && runs_[i].cost && runs_[i + 1].cost; i += 2) ++out_.executed;
    for (const Run& run : runs_) {
      if (run.error) return pass(*run.error);
    }
    out_.interrupted = out_.interrupted || out_.executed < count;
    return {};
  }

  /// Means over the executed samples, which stand for the others.
  AdaptivePath summarize_path(std::size_t way, std::vector<SampleCost>& costs) const {
    AdaptivePath path;
    path.least_cycles = std::numeric_limits<std::uint64_t>::max();
    path.energy_j = 0.0;
    const auto count = static_cast<double>(out_.executed);
    for (std::size_t i = way; i < static_cast<std::size_t>(2 * out_.executed); i += 2) {
      const Run& run = runs_[i];
      costs.push_back(*run.cost);
      path.cycles += static_cast<double>(run.cycles) / count;
      path.seconds += run.cost->seconds / count;
      path.energy_j = path.energy_j && run.cost->energy_j ? std::optional(*path.energy_j + *run.cost->energy_j / count) : std::nullopt;
      path.least_cycles = std::min(path.least_cycles, run.cycles);
      path.most_cycles = std::max(path.most_cycles, run.cycles);
    }
    costs.resize(static_cast<std::size_t>(out_.samples), {path.seconds, path.energy_j});
    return path;
  }

  AdaptiveSide side_of(const Experiment& one, const std::string& name, const std::vector<bool>& right) {
    const Schedule& plan = *one.plan();
    return {name, one.network().macs(), one.network().weight_bytes(), std::count(right.begin(), right.end(), true),
            plan.seconds(), plan.cycles, energy_of(plan), memories_of(plan)};
  }

  Result<void> summarize() {
    out_.stayed = summarize_path(0, out_.stayed_costs);
    out_.escalated = summarize_path(1, out_.escalated_costs);
    out_.memories = memories_of(ends_[1]);
    if (!ends_[0].layers.empty()) out_.test_cycles = ends_[0].layers.back().cycles;
    out_.little = side_of(*little_, request_.little, out_.little_right);
    out_.big = side_of(*big_, request_.big, out_.big_right);
    out_.warnings.insert(out_.warnings.end(), ends_[1].warnings.begin(), ends_[1].warnings.end());
    if (!out_.escalated.energy_j) out_.warnings.push_back("energy is not modelled: a price of the platform's cost table is missing");
    return {};
  }

  /// One execution: sample i / 2, escalated where i is odd.
  struct Run {
    std::uint64_t cycles = 0;
    std::optional<SampleCost> cost;
    std::optional<Error> error;
  };

  const AdaptiveRequest& request_;
  const RunHooks& hooks_;
  std::optional<Experiment> little_, big_;
  AdaptivePair pair_;
  std::vector<Values> little_values_, big_values_;
  std::vector<Run> runs_;
  std::array<Schedule, 2> ends_;  ///< of sample 0: stayed, escalated
  AdaptiveStudy out_;
};

}  // namespace

Result<AdaptiveStudy> study_adaptive(const AdaptiveRequest& request, const RunHooks& hooks) {
  return Study(request, hooks).run();
}

}  // namespace quartet

#include "sim/cli/commands/cim_study.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/run/evaluation.hpp"
#include "sim/run/experiment.hpp"

namespace quartet::cli {

namespace {

[[nodiscard]] Result<Measurement> measurement_of(const RunResult& result, std::uint64_t seed) {
  if (!result.accuracy)
    return bad_input(result.network, "the accuracy is not known",
                     "take a workload with labels, or give --inputs and --labels");
  const Accuracy& accuracy = *result.accuracy;
  Measurement m;
  m.data = accuracy.data;
  m.seeds = accuracy.seeds.value_or(seed_accuracy({accuracy.correct}, accuracy.samples, seed));
  m.samples = accuracy.samples / m.seeds.count;
  return m;
}

}  // namespace

void declare_study_options(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "PLATFORM", "an analog machine: aon-cim, or a .toml file");
  declare_data_options(options);
  options.value("seeds", "N", "machines: seeds S, S + 1, ... (default 20)");
  options.repeated("set", "KEY=VALUE", "a parameter of the machine; may be repeated");
  options.value("jobs,j", "N", "threads (default: one a processor core)");
  options.value("csv", "FILE|-",
                "write the table as comma-separated values; '-': to standard output, and nothing else there");
}

Result<Study> study_of(const Arguments& arguments, std::int64_t default_seeds) {
  Study study;
  auto request = run_request(arguments);
  if (!request) return pass(std::move(request.error()));
  study.request = std::move(*request);
  const auto platform = arguments.text("on");
  if (!platform) return fail(ErrorCode::usage, "--on", "the platform is missing", "for example --on aon-cim");
  study.request.platform = *platform;
  study.request.fidelity = "plan";
  if (!arguments.has("seeds")) study.request.seeds = default_seeds;
  const auto jobs = worker_count(arguments);
  if (!jobs) return pass(jobs.error());
  study.jobs = *jobs;
  return study;
}

Result<std::vector<Measurement>> measure(const Study& study, const std::vector<Condition>& conditions,
                                         Session& session, bool& interrupted) {
  const auto& stop = watch_interrupt();
  Progress progress(session, "inferences");
  std::vector<Measurement> done;
  for (const Condition& condition : conditions) {
    RunRequest request = study.request;
    request.settings.insert(request.settings.end(), condition.settings.begin(), condition.settings.end());
    const auto experiment = Experiment::prepare(std::move(request));
    if (!experiment) return pass(experiment.error());
    RunHooks hooks;
    hooks.jobs = study.jobs;
    hooks.stop = &stop;
    const auto before = static_cast<std::int64_t>(done.size()),
               all = static_cast<std::int64_t>(conditions.size());
    hooks.progress = [&](std::int64_t at, std::int64_t total) {
      progress.update(before * total + at, all * total);
    };
    const auto outcome = experiment->run(hooks);
    if (!outcome) return pass(outcome.error());
    interrupted = outcome->interrupted || stop.load();
    if (!outcome->interrupted) {
      auto measured = measurement_of(outcome->result, study.request.seed);
      if (!measured) return pass(std::move(measured.error()));
      done.push_back(std::move(*measured));
    }
    if (interrupted) break;
  }
  return done;
}

Result<double> digital_accuracy(const Study& study, Session& session) {
  Study digital = study;
  digital.request.platform = kReference;
  digital.request.settings.clear();
  digital.request.seeds = 1;
  // The variant that the machine runs, which need not be the first.
  if (digital.request.variant.empty()) {
    const auto experiment = Experiment::prepare(study.request);
    if (!experiment) return pass(experiment.error());
    const auto planned = experiment->planned();
    if (!planned) return pass(planned.error());
    digital.request.variant = planned->model.variant;
  }
  bool interrupted = false;
  const auto measured = measure(digital, {{"digital", {}}}, session, interrupted);
  if (!measured) return pass(measured.error());
  if (measured->empty()) return fail(ErrorCode::interrupted, "", "interrupted before anything was measured");
  return measured->front().seeds.mean;
}

}  // namespace quartet::cli

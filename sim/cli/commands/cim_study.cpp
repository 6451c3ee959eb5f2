#include "sim/cli/commands/cim_study.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_options.hpp"
#include "sim/run/experiment.hpp"

namespace quartet::cli {

namespace {

/// Numbers that a list may hold.
constexpr std::size_t kMostNumbers = 1000;

[[nodiscard]] Result<Measurement> measurement_of(const RunResult& result, std::uint64_t seed) {
  if (!result.accuracy)
    return bad_input(result.network, "the accuracy is not known",
                     "take a workload with labels, or give --inputs and --labels");
  const Accuracy& accuracy = *result.accuracy;
  Measurement m;
  m.data = accuracy.data;
  if (accuracy.seeds) {
    m.seeds = *accuracy.seeds;
    m.samples = accuracy.samples / std::max<std::int64_t>(accuracy.seeds->count, 1);
  } else {
    m.seeds = {1,
               accuracy.value,
               0.0,
               accuracy.value,
               accuracy.value,
               accuracy.value,
               accuracy.value,
               accuracy.value,
               accuracy.value,
               seed,
               {accuracy.correct}};
    m.samples = accuracy.samples;
  }
  return m;
}

}  // namespace

void declare_study_options(OptionTable& options) {
  options.positional("WORKLOAD or MODEL", 1, 1);
  options.value("on", "PLATFORM", "an analog machine: aon-cim, or a .toml file");
  options.repeated("inputs", "X.npy", "samples of a model file, first axis = sample");
  options.value("labels", "Y.npy", "class of each sample");
  options.value("data", "NAME", "data set of the workload (default: the first)");
  options.value("variant", "NAME", "network of the workload (default: the first that the platform runs)");
  options.value("samples", "N|all", "the first N samples (default all)");
  options.value("seed", "S", "the first seed (default 1)");
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

Result<std::vector<double>> number_list(const std::string& option, const std::string& text) {
  std::vector<double> numbers;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at <= end && numbers.size() < kMostNumbers) {
    double value = 0.0;
    const auto [rest, error] = std::from_chars(at, end, value);
    if (error != std::errc() || !std::isfinite(value) || value < 0.0 || (rest != end && *rest != ',')) break;
    numbers.push_back(value);
    if (rest == end) return numbers;
    at = rest + 1;
  }
  return fail(ErrorCode::usage, option, "'" + text + "' is not a list of numbers of at least 0",
              "for example " + option + " 25,3600,86400");
}

}  // namespace quartet::cli

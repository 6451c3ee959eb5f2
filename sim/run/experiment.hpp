// One run, in two steps: prepare (names, files, parameters, plan: everything that can be refused) and run.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accel/target.hpp"
#include "sim/run/evaluation.hpp"
#include "sim/run/result.hpp"
#include "sim/run/samples.hpp"
#include "sim/run/sensor_chain.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet {

/// How a caller watches and stops a run.
struct RunHooks {
  std::function<void(std::int64_t done, std::int64_t total)> progress;  ///< after every sample; may be empty
  const std::atomic<bool>* stop = nullptr;  ///< true: end after the present sample and keep what is done
  int jobs = 1;                             ///< threads that compute values; the result does not depend on it
};

struct RunOutcome {
  RunResult result;
  Values outputs;  ///< N × output elements, row by row; of the first seed
  std::int64_t samples = 0;  ///< of each seed
  IntType output_type = kInt8;
  bool interrupted = false;
};

/// Everything a run needs, validated.
class Experiment {
 public:
  /// Errors: usage (an unknown name or key, with the nearest), bad_input (files), does_not_fit.
  [[nodiscard]] static Result<Experiment> prepare(RunRequest request);

  [[nodiscard]] const RunRequest& request() const { return request_; }
  [[nodiscard]] const Network& network() const { return *network_; }
  /// The plan rung's schedule; nullptr on the reference.
  [[nodiscard]] const Schedule* plan() const { return plan_ ? &*plan_ : nullptr; }
  [[nodiscard]] std::int64_t samples() const { return used_; }
  [[nodiscard]] const Samples& data() const { return *samples_; }
  [[nodiscard]] const std::vector<std::int32_t>& labels() const { return labels_; }  ///< one a sample; empty: not known
  [[nodiscard]] const DataSet* data_set() const { return data_ ? &*data_ : nullptr; }  ///< of the workload
  /// "kws-max78000": of the results directory.
  [[nodiscard]] std::string name() const;

  // For sweeps, which change the machine's parameters between points.
  [[nodiscard]] ITarget* target() { return target_.get(); }  ///< nullptr: the reference
  [[nodiscard]] ParameterSet& duty_parameters() { return duty_parameters_; }
  [[nodiscard]] const DutyParams& duty() const { return *duty_; }
  /// Time and activity under the present parameters, on the rung that was asked for.
  [[nodiscard]] Result<Schedule> schedule(std::uint64_t seed) const;
  /// Values of every sample under the present parameters.
  [[nodiscard]] Result<Evaluation> values(std::uint64_t seed, const RunHooks& hooks) const;
  /// Everything that decides the figures, as prepared: version, network, data, machine, rounding and rung.
  [[nodiscard]] std::string identity_text() const;

  [[nodiscard]] Result<RunOutcome> run(const RunHooks& hooks) const;
  /// The result with everything that the plan knows, no value computed: what --dry-run shows.
  [[nodiscard]] Result<RunResult> planned() const;

 private:
  Experiment() = default;
  [[nodiscard]] Result<void> choose_platform();
  [[nodiscard]] Result<void> choose_network();
  [[nodiscard]] Result<void> choose_variant();
  [[nodiscard]] Result<void> choose_data();
  [[nodiscard]] Result<Network> plan_network(const std::filesystem::path& file);

  [[nodiscard]] RunOptions options(std::uint64_t seed) const;
  [[nodiscard]] Result<std::unique_ptr<IFunction>> function(std::uint64_t seed) const;
  [[nodiscard]] Result<Schedule> simulate_first(std::uint64_t seed) const;
  [[nodiscard]] Result<void> compute(const RunHooks& hooks, RunOutcome& outcome) const;
  void set_accuracy(const std::vector<std::int64_t>& correct, RunOutcome& outcome) const;
  [[nodiscard]] Result<void> set_detection(RunOutcome& outcome) const;
  /// The labels are anomalies, not classes.
  [[nodiscard]] bool detects() const { return data_ && data_->metric == kAucMetric && !labels_.empty(); }
  [[nodiscard]] RunIdentity identity() const;
  [[nodiscard]] RunResult describe() const;
  [[nodiscard]] Result<void> add_schedule(const Schedule& schedule, RunResult& result) const;

  RunRequest request_;
  std::unique_ptr<ITarget> target_;  ///< nullptr: the reference
  std::unique_ptr<DutyParams> duty_ = std::make_unique<DutyParams>();
  ParameterSet duty_parameters_;
  std::unique_ptr<SensorChain> sensor_;  ///< with settings sensor.*
  std::optional<RtlOptions> rtl_;  ///< on the rtl rung
  std::string resolved_;  ///< settings after --set
  std::optional<Workload> workload_;
  Variant variant_;
  std::unique_ptr<Network> network_;  ///< has a fixed address: functions refer to it
  std::optional<Schedule> plan_;
  std::optional<DataSet> data_;
  std::vector<std::string> input_files_;
  std::optional<Samples> samples_;
  std::vector<std::int32_t> labels_;  ///< one a data sample; empty: accuracy is not known
  std::int64_t used_ = 0;
  std::vector<std::string> notes_, warnings_;
};

}  // namespace quartet

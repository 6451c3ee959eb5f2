// Running what was prepared: values, time, accuracy, energy.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "sim/base/hash.hpp"
#include "sim/run/activation_peak.hpp"
#include "sim/run/detection.hpp"
#include "sim/run/energy_summary.hpp"
#include "sim/run/evaluation.hpp"
#include "sim/run/experiment.hpp"
#include "sim/run/layer_traffic.hpp"
#include "sim/run/output_check.hpp"
#include "sim/run/reference.hpp"
#include "sim/run/settings.hpp"
#include "sim/run/version.hpp"
#include "sim/stats/interval.hpp"

namespace quartet {

namespace {

std::string tensor_text(const Tensor& tensor) {
  return to_string(tensor.shape) + " " + tensor.type.name();
}

std::string rule_text(Requantization::Rule rule) {
  constexpr std::array<const char*, 4> kNames{"no", "multiplier", "shift", "threshold"};
  return kNames.at(static_cast<std::size_t>(rule));
}

// "int8 weights, shift requantization": of the layers with weights; what differs is listed.
std::string quantization_text(const Network& network) {
  std::vector<std::string> types, rules;
  const auto add = [](std::vector<std::string>& list, const std::string& word) {
    if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
  };
  for (const Layer& layer : network.layers) {
    if (layer.weights == kNoTensor) continue;
    add(types, network.tensor(layer.weights).type.name());
    if (layer.requantization.rule != Requantization::Rule::none)
      add(rules, rule_text(layer.requantization.rule));
  }
  const auto join = [](const std::vector<std::string>& list) {
    std::string out;
    for (const std::string& word : list) out += (out.empty() ? "" : "/") + word;
    return out.empty() ? "no" : out;
  };
  return join(types) + " weights, " + join(rules) + " requantization";
}

}  // namespace

RunIdentity Experiment::identity() const {
  RunIdentity id;
  id.version = version();
  id.config_hash = config_hash(target_ ? target_->name() : kReference, resolved_, request_);
  id.network_hash = network_hash(*network_);
  std::string data = samples_->hash(used_);
  if (!labels_.empty())
    data += content_hash(labels_.data(), static_cast<std::size_t>(used_ / samples_->windows()) * sizeof labels_[0]);
  id.data_hash = content_hash(data);
  id.seed = request_.seed;
  return id;
}

RunResult Experiment::describe() const {
  RunResult result;
  result.request = request_;
  result.network = network_->name;
  result.platform = target_ ? target_->name() : kReference;
  result.identity = identity();
  if (workload_) result.network = workload_->name;
  result.model.variant = variant_.name;
  result.model.quantization = quantization_text(*network_);
  result.model.macs = network_->macs();
  for (const TensorId id : network_->inputs) result.model.inputs.push_back(tensor_text(network_->tensor(id)));
  result.model.output = tensor_text(network_->tensor(network_->logits()));
  result.memory.weights_bytes = network_->weight_bytes();
  result.memory.activations_bytes = activation_peak_bytes(*network_);
  result.resolved_config = resolved_;
  result.warnings = warnings_;
  result.warnings.insert(result.warnings.end(), network_->notes.begin(), network_->notes.end());
  result.notes = notes_;
  if (target_) return result;
  for (const Layer& layer : network_->layers) {
    LayerSummary& summary = result.layers.emplace_back();
    summary.name = layer.name;
    summary.op = layer.op;
    summary.macs = layer_macs(*network_, layer);
  }
  result.warnings.push_back("latency and energy are not modelled on the reference: it computes values only");
  return result;
}

Result<void> Experiment::add_schedule(const Schedule& schedule, RunResult& result) const {
  result.latency = Latency{schedule.cycles, schedule.seconds(), schedule.clock_hz, schedule.interval_cycles};
  for (const LayerTiming& layer : schedule.layers)
    result.layers.push_back(
        {layer.name, layer.op, layer.macs, layer.cycles, std::nullopt, layer.utilization, layer.bound, layer.figures});
  add_layer_traffic(*network_, result);
  for (const PhaseTiming& phase : schedule.phases)
    result.phases.push_back(
        {phase.name, phase.cycles, phase.phase == ActivityPhase::once ? "once" : "inference", phase.after_layers, std::nullopt});
  for (const MemoryUse& memory : schedule.memory) {
    result.memory.memories.push_back({memory.name, memory.used_bytes, memory.capacity_bytes});
    result.memory.capacity_bytes = result.memory.capacity_bytes.value_or(0) + memory.capacity_bytes;
  }
  result.figures.insert(result.figures.end(), schedule.figures.begin(), schedule.figures.end());
  result.warnings.insert(result.warnings.end(), schedule.warnings.begin(), schedule.warnings.end());
  if (!schedule.interval_cycles)
    result.warnings.push_back(
        "interval_cycles is not modelled: the time between successive inferences is not known");
  if (const auto ok = add_energy(schedule, *target_, *duty_, result); !ok) return ok;
  return sensor_ ? sensor_->add_phases(*target_, result) : Result<void>();
}

Result<std::unique_ptr<IFunction>> Experiment::function(std::uint64_t seed) const {
  return target_ ? target_->function(*network_, options(seed)) : reference_function(*network_, options(seed).rounding);
}

// The first sample through the simulate or the rtl rung; its values must be those of the function without RTL.
Result<Schedule> Experiment::simulate_first(std::uint64_t seed) const {
  const std::vector<Values> inputs = samples_->sample(0);
  RunOptions plain = options(seed);
  plain.rtl.reset();
  const auto made = target_->function(*network_, plain);
  if (!made) return pass(made.error());
  const auto expected = (*made)->run(inputs, 0);
  if (!expected) return pass(expected.error());
  auto simulation = target_->simulate(*network_, inputs, options(seed));
  if (!simulation) return pass(simulation.error());
  if (const auto same = check_simulated(simulation->logits, *expected, target_->name()); !same)
    return pass(same.error());
  return std::move(simulation->schedule);
}

void Experiment::set_accuracy(const std::vector<std::int64_t>& correct, RunOutcome& outcome) const {
  RunResult& result = outcome.result;
  const Tensor& logits = network_->tensor(network_->logits());
  if (outcome.interrupted)
    result.warnings.push_back(
        fmt::format("stopped after {} of {} samples: the figures cover those", outcome.samples, used_));
  if (labels_.empty()) {
    result.warnings.push_back("accuracy is not known: no labels were given");
    return;
  }
  if (network_->inputs.size() == 1 && logits.elements() == network_->tensor(network_->inputs[0]).elements()) {
    result.warnings.push_back(
        "accuracy is not modelled: the network rebuilds its input, labels are not its classes");
    return;
  }
  Accuracy accuracy;
  const auto seeds = static_cast<std::int64_t>(correct.size());
  accuracy.samples = outcome.samples * seeds;
  accuracy.correct = std::accumulate(correct.begin(), correct.end(), std::int64_t{0});
  accuracy.value = static_cast<double>(accuracy.correct) / static_cast<double>(accuracy.samples);
  // Seeds share their samples: the interval is that of one seed with the mean count.
  const Interval interval = wilson95((accuracy.correct + seeds / 2) / seeds, outcome.samples);
  accuracy.ci95 = {interval.low, interval.high};
  if (request_.seeds > 1) accuracy.seeds = seed_accuracy(correct, outcome.samples, request_.seed);
  accuracy.complete = !outcome.interrupted;
  accuracy.synthetic = data_ && data_->synthetic;
  accuracy.data = data_ ? data_->name : input_files_.front();
  if (data_) result.notes.push_back("data: " + data_->label);
  if (accuracy.synthetic)
    result.notes.push_back("the accuracy is measured on synthetic data, not on recordings");
  result.accuracy = std::move(accuracy);
}

Result<void> Experiment::set_detection(RunOutcome& outcome) const {
  const Tensor& output = network_->tensor(network_->logits());
  if (network_->inputs.size() != 1 || output.elements() != network_->tensor(network_->inputs[0]).elements())
    return bad_input(data_->name, "is scored by how well the network rebuilds its input, which this one does not",
                     "give a data set whose labels are classes");
  RunResult& result = outcome.result;
  if (outcome.interrupted)
    result.warnings.push_back(fmt::format("stopped after {} of {} windows: the figures cover whole samples of them", outcome.samples, used_));
  if (request_.seeds > 1) result.warnings.push_back("the anomaly score is that of the first seed");
  result.warnings.push_back("accuracy is not modelled: the network rebuilds its input, labels are not its classes");
  auto measured = detection(reconstruction_errors(*samples_, outcome.outputs, output), labels_);
  if (!measured) {
    result.warnings.push_back("the anomaly score is not known: " + measured.error().problems.front().cause);
    return {};
  }
  measured->complete = !outcome.interrupted;
  measured->synthetic = data_->synthetic;
  measured->data = data_->name;
  result.notes.push_back("data: " + data_->label);
  result.detection = std::move(*measured);
  return {};
}

Result<Schedule> Experiment::schedule(std::uint64_t seed) const {
  return request_.fidelity == "plan" ? target_->plan(*network_) : simulate_first(seed);
}

Result<Evaluation> Experiment::values(std::uint64_t seed, const RunHooks& hooks) const {
  EvaluationTask task;
  task.function = [this](std::uint64_t s) { return function(s); };
  task.sample = [this](std::int64_t index) { return samples_->sample(index); };
  task.sample_count = used_;
  task.first_seed = seed;
  task.seed_count = request_.seeds;
  if (!detects()) task.labels = {labels_.begin(), labels_.begin() + (labels_.empty() ? 0 : used_)};
  task.jobs = rtl_ ? 1 : hooks.jobs;  // in order: the first difference is the first
  task.progress = hooks.progress;
  task.stop = hooks.stop;
  return evaluate(task);
}

std::string Experiment::identity_text() const {
  const RunIdentity id = identity();
  return id.version + "\n" + id.config_hash + "\n" + id.network_hash + "\n" + id.data_hash;
}

Result<void> Experiment::compute(const RunHooks& hooks, RunOutcome& outcome) const {
  auto evaluation = values(request_.seed, hooks);
  if (!evaluation) return pass(evaluation.error());
  outcome.outputs = std::move(evaluation->outputs);
  outcome.samples = evaluation->samples;
  outcome.interrupted = evaluation->interrupted;
  RunResult& result = outcome.result;
  result.figures.insert(result.figures.end(), evaluation->figures.begin(), evaluation->figures.end());
  if (outcome.interrupted && request_.seeds > 1)
    result.warnings.push_back(fmt::format("stopped after {} of {} seeds", evaluation->seeds, request_.seeds));
  if (detects()) return set_detection(outcome);
  set_accuracy(evaluation->correct, outcome);
  return {};
}

Result<RunOutcome> Experiment::run(const RunHooks& hooks) const {
  RunOutcome outcome;
  outcome.result = describe();
  outcome.output_type = network_->tensor(network_->logits()).type;
  if (target_) {
    const auto schedule = this->schedule(request_.seed);
    if (!schedule) return pass(schedule.error());
    if (const auto ok = add_schedule(*schedule, outcome.result); !ok) return pass(ok.error());
  }
  if (const auto done = compute(hooks, outcome); !done) return pass(done.error());
  return outcome;
}

Result<RunResult> Experiment::planned() const {
  RunResult result = describe();
  if (plan_) {
    if (const auto ok = add_schedule(*plan_, result); !ok) return pass(ok.error());
  }
  result.warnings.push_back("accuracy is not known: nothing was run (--dry-run), only planned");
  return result;
}

}  // namespace quartet

// The result of one run: identity, what was run, accuracy, latency, energy, memory, layers, ledger. A value
// that is not modelled is nullopt (null in JSON) and `warnings` says so.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/base/figure.hpp"

namespace quartet {

class JsonWriter;

inline constexpr const char* kResultSchema = "quartet-result-1";
/// The name that `--on` takes for the golden interpreter.
inline constexpr const char* kReference = "reference";

/// The name that `--data` takes for recordings, where there are some, rather than the workload's first set.
inline constexpr const char* kRecordedData = "recorded";

/// What a run was asked for: enough to repeat it. Paths stand as they were given.
struct RunRequest {
  std::string subject;              ///< workload name, or path of a model file
  std::string variant;              ///< of a workload; empty: the first that the platform can run
  std::string platform;             ///< name, .toml path or "reference"
  std::string tech;                 ///< cost table in the place of the platform's own: name or .toml path; empty: its own
  std::string data;                 ///< data set of a workload; empty: its default
  std::vector<std::string> inputs;  ///< .npy, one a network input; empty: the data set, or a zero-point input
  std::string labels;               ///< .npy
  std::optional<std::int64_t> samples;  ///< the first N; nullopt: all
  std::uint64_t seed = 1;
  std::int64_t seeds = 1;  ///< seed, seed + 1, …: of machines that are random
  std::string rounding = "double";    ///< double | single
  std::string fidelity = "simulate";  ///< plan | simulate | rtl
  std::vector<std::string> rtl;         ///< "UNIT=PLUGIN" of --rtl; empty: what fits
  std::vector<std::string> rtl_offset;  ///< "UNIT=CYCLES" or "UNIT=any"
  std::string wave;                     ///< file of the wave around a difference; empty: named after unit and cycle
  std::vector<std::string> settings;  ///< "key=value" of --set
  bool operator==(const RunRequest&) const = default;
};

struct RunIdentity {
  std::string version;
  std::string config_hash;  ///< every resolved parameter and price, rounding and fidelity
  std::string network_hash;
  std::string data_hash;  ///< the quantized inputs and the labels that were used
  std::uint64_t seed = 1;
};

/// The network that ran.
struct ModelSummary {
  std::string variant;  ///< of a workload, else empty
  std::string quantization;
  std::int64_t macs = 0;
  std::vector<std::string> inputs;  ///< "49x10x1 int8"
  std::string output;               ///< of the logits
};

/// Accuracy over the seeds of a random machine. Quantiles interpolate between the sorted values.
struct SeedAccuracy {
  std::int64_t count = 0;
  double mean = 0.0;
  double deviation = 0.0;  ///< sample standard deviation; 0 for one seed
  double p05 = 0.0, p25 = 0.0, p50 = 0.0, p75 = 0.0, p95 = 0.0;
  double worst = 0.0;
  std::uint64_t worst_seed = 0;
  std::vector<std::int64_t> correct;  ///< of each seed, in order
};

struct Accuracy {
  std::int64_t correct = 0;  ///< over all seeds
  std::int64_t samples = 0;  ///< over all seeds
  double value = 0.0;
  std::vector<double> ci95;  ///< low, high: Wilson score interval for the samples of one seed
  std::optional<SeedAccuracy> seeds;  ///< null with one seed
  std::string data;          ///< one line for people
  bool synthetic = false;
  bool complete = true;  ///< false: stopped before all requested samples were done
};

/// How well anomaly scores tell anomalies: of data sets whose labels are no classes.
struct Detection {
  std::string metric;         ///< "auc": area under the ROC curve of the mean squared reconstruction error
  double value = 0.0;
  std::vector<double> ci95;   ///< low, high: Hanley and McNeil's interval
  std::int64_t samples = 0;   ///< data samples, each of one or more windows
  std::int64_t anomalies = 0;  ///< of them
  std::string data;
  bool synthetic = false;
  bool complete = true;  ///< false: stopped before all requested samples were done
};

struct Latency {
  std::uint64_t cycles = 0;  ///< input load to result, weight load excluded
  double seconds = 0.0;
  double clock_hz = 0.0;
  std::optional<std::uint64_t> interval_cycles;  ///< between successive inferences
};

struct NamedEnergy {
  std::string name;
  std::optional<double> energy_j;
};

struct EnergySum {
  std::optional<double> total_j, static_j, dynamic_j;
};

/// Always-on use at `duty.rate_hz`.
struct DutySummary {
  double rate_hz = 0.0;
  std::string idle_state;
  double period_s = 0.0, active_s = 0.0, wakeup_s = 0.0, reload_s = 0.0, idle_s = 0.0;
  std::optional<double> inference_j, wakeup_j, reload_j, idle_j;
  std::optional<double> average_power_w;
  double battery_mah = 0.0, battery_v = 0.0;
  std::optional<double> battery_life_s;
};

/// Of one inference. static_j is state power × time (idle power included), dynamic_j the rest: energy without
/// idle power.
struct Energy {
  std::optional<double> total_j, static_j, dynamic_j;
  std::vector<NamedEnergy> by_component;  ///< largest first
  std::vector<NamedEnergy> by_layer;
  std::optional<double> outside_layers_j;  ///< input load, start, interrupt, read-out
  EnergySum once;                          ///< weight load, once per power-up
  std::optional<double> power_w;           ///< total_j ÷ latency
  std::string method;                      ///< how the figure is made
  std::optional<DutySummary> duty;
};

struct MemorySummary {
  std::string name;
  std::int64_t used_bytes = 0;
  std::int64_t capacity_bytes = 0;
};

struct Memory {
  std::int64_t weights_bytes = 0;
  std::int64_t activations_bytes = 0;          ///< peak of the activations alive at the same time
  std::optional<std::int64_t> capacity_bytes;  ///< all memories together; null on the reference
  std::vector<MemorySummary> memories;
};

struct LayerSummary {
  std::string name;
  std::string op;
  std::int64_t macs = 0;
  std::optional<std::uint64_t> cycles;
  std::optional<double> energy_j;
  std::optional<double> utilization;
  std::string bound;
  std::vector<Figure> figures;
};

/// A stretch of time outside the layers.
struct PhaseSummary {
  std::string name;
  std::uint64_t cycles = 0;
  std::string paid;  ///< "inference" or "once"
  bool after_layers = false;       ///< it lies behind the layers
  std::optional<double> energy_j;  ///< null where the machine does not tell the phases' energy apart
};

/// One line of the ledger: energy_j = count × value.
struct LedgerLine {
  std::string row;
  std::string component;
  std::string layer;  ///< empty: outside the layers
  std::string phase;  ///< of RunResult::phases; empty where the machine does not tell them apart
  double count = 0.0;
  std::string per;              ///< what one count is; "s" for powers
  std::optional<double> value;  ///< J per count, or W
  std::string unit;
  std::optional<double> energy_j;
  std::string paid;  ///< "inference" or "once"
  std::string source;
  std::string confidence;  ///< published | fitted | assumed
  std::string note;
};

/// A part of an event in front of, within or behind the network.
struct SensorPhase {
  std::string name;               ///< "acquisition", "front end", "inference", "idle"
  std::optional<double> seconds;
  std::optional<double> energy_j;
  std::optional<double> share;    ///< of the sum of all phases; null unless every one is known
  std::string origin;             ///< predicted | set up | not modelled
  std::string note;
  std::vector<LedgerLine> ledger;
};

/// Energy by phase of one event, from the microphone to the next event.
struct SensorSummary {
  std::string profile;
  std::string front_end;
  std::string host;        ///< platform that runs a digital front end, else empty
  std::string arithmetic;  ///< of that front end
  double event_s = 0.0, period_s = 0.0;
  std::optional<std::uint64_t> front_end_cycles;
  std::optional<double> latency_s;  ///< from the end of the event to the result
  std::vector<SensorPhase> phases;
  std::optional<double> total_j;
  std::optional<double> average_power_w;
};

struct RunResult {
  std::string schema = kResultSchema;
  RunIdentity identity;
  RunRequest request;
  std::string network;
  std::string platform;
  ModelSummary model;
  std::optional<Accuracy> accuracy;
  std::optional<Detection> detection;
  std::optional<Latency> latency;
  std::optional<Energy> energy;
  Memory memory;
  std::vector<LayerSummary> layers;
  std::vector<PhaseSummary> phases;
  std::optional<SensorSummary> sensor;  ///< with settings sensor.*
  std::vector<Figure> figures;  ///< what this kind of machine has beyond the common fields
  std::vector<LedgerLine> ledger;
  std::string resolved_config;  ///< "name = value" lines
  std::vector<std::string> warnings;
  std::vector<std::string> notes;

  [[nodiscard]] bool interrupted() const { return (accuracy && !accuracy->complete) || (detection && !detection->complete); }
};

/// The JSON text: the same bytes for the same result.
[[nodiscard]] Result<std::string> to_json(const RunResult& result);
/// The same object inside another document.
void write_json(JsonWriter& out, std::string_view key, const RunResult& result);
/// Reads it back; `place` names the text in errors. Unknown keys are skipped, missing and mistyped ones are
/// errors.
[[nodiscard]] Result<RunResult> result_from_json(const std::string& text, const std::string& place);

}  // namespace quartet

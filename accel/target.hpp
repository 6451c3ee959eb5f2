// The interface every machine implements: check → plan → simulate, and the values it computes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "sim/base/figure.hpp"
#include "sim/base/requantize.hpp"
#include "sim/config/parameter_set.hpp"
#include "sim/energy/activity.hpp"
#include "sim/energy/cost_table.hpp"
#include "sim/energy/duty_cycle.hpp"
#include "workloads/graph/network.hpp"

namespace quartet {

enum class Fidelity { plan, simulate, rtl };

/// RTL in the loop: blocks that stand in the place of units of the model and are compared with them.
struct RtlOptions {
  struct Block {
    std::string unit;
    std::string plugin;                ///< name or file
  };
  struct Offset {
    std::string unit;
    std::optional<std::int64_t> cycles;  ///< by which the block's outputs come later than the model's; nullopt: not compared
  };
  std::vector<Block> blocks;           ///< empty: every plug-in that is found and fits a unit
  std::vector<Offset> offsets;         ///< of units not named: 0
  std::string wave;                    ///< file for the wave around the first difference; empty: named after unit and cycle
};

/// Where an inference may end before the last layer: behind layer `layer` of the network, when the best of `scores` is at
/// least `margin` (in stored integers) ahead of the second best. The scores are the result then.
struct EarlyExit {
  int layer = 0;
  TensorId scores = kNoTensor;         ///< an output of the network of two elements or more
  std::uint32_t margin = 0;            ///< 0: always
};

struct RunOptions {
  Rounding rounding = Rounding::double_rounding;
  std::uint64_t seed = 1;
  std::optional<RtlOptions> rtl{};     ///< only with a target that takes RTL
  std::optional<EarlyExit> exit{};     ///< only with a target that takes an exit
};

/// One layer as the machine runs it (several graph layers may be fused into it).
struct LayerTiming {
  std::string name;                    ///< graph layers, joined by "+"
  std::string op;                      ///< "pool+conv2d"
  std::int64_t macs = 0;
  std::uint64_t cycles = 0;
  std::optional<double> utilization;   ///< MACs done ÷ MACs the machine could have done in these cycles
  std::string bound;                   ///< what limits it: "write", "read", "mac", "port conflict", …
  std::vector<Figure> figures;         ///< "PE", "stalled share", "array utilization"; may be empty
};

/// A stretch of time outside the layers: "weight_load", "input_load", "start", "interrupt", "read_out".
struct PhaseTiming {
  std::string name;
  std::uint64_t cycles = 0;            ///< in the machine's clock
  ActivityPhase phase = ActivityPhase::inference;
  bool after_layers = false;           ///< it lies behind the layers, not before them
};

/// One memory of the machine: what the network needs of it.
struct MemoryUse {
  std::string name;                    ///< "weight memory"
  std::int64_t used_bytes = 0;
  std::int64_t capacity_bytes = 0;
};

/// Time and activity of one inference; the plan and the simulate rung give the same structure.
struct Schedule {
  double clock_hz = 0.0;
  std::uint64_t cycles = 0;                       ///< start to result, input load included, weight load excluded
  std::optional<std::uint64_t> interval_cycles;   ///< between successive inferences
  std::vector<LayerTiming> layers;
  std::vector<PhaseTiming> phases;
  std::vector<MemoryUse> memory;
  Activity activity;
  std::vector<Figure> figures;                    ///< of the whole machine; may be empty
  std::vector<std::string> warnings;

  [[nodiscard]] double seconds() const { return static_cast<double>(cycles) / clock_hz; }
};

/// Computes values as the machine would. One object is used by one thread; different objects share nothing that changes.
class IFunction {
 public:
  virtual ~IFunction() = default;
  /// One sample; returns the values of network.logits(). `sample` is its index in the data set: what is random per
  /// inference is keyed by it, so that the order of the samples and the number of workers change nothing.
  [[nodiscard]] virtual Result<Values> run(std::span<const Values> inputs, std::int64_t sample) = 0;
  /// What was counted over every run() so far ("saturated conversions"); equal names of several functions add up.
  [[nodiscard]] virtual std::vector<Figure> figures() const { return {}; }
};

/// A simulated inference with its values.
struct Simulation {
  Schedule schedule;
  Values logits;
};

/// One configured machine. Knows nothing of files or command lines; prints nothing.
class ITarget {
 public:
  virtual ~ITarget() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  /// Every knob, with unit and source; ParameterSet::set on it reconfigures this target.
  [[nodiscard]] virtual ParameterSet& parameters() = 0;
  [[nodiscard]] virtual const CostTable& costs() const = 0;
  [[nodiscard]] virtual CostTable& costs() = 0;
  [[nodiscard]] virtual std::vector<IdleState> idle_states() const = 0;
  /// What the model covers, what was validated against what, what is fitted: lines for `describe`.
  [[nodiscard]] virtual std::vector<std::string> trust() const = 0;

  /// Closed-form cycles, memory and activity; no kernel. Fails with does_not_fit (which memory, by how much, what would
  /// fit) or bad_input (which layer the machine cannot run, all of them at once).
  [[nodiscard]] virtual Result<Schedule> plan(const Network& network) const = 0;
  /// Whether plan() is cheap. False where it executes the whole program as simulate() does; then no count of the schedule
  /// depends on prices or, in cycles, on the clock.
  [[nodiscard]] virtual bool plan_is_closed_form() const { return true; }
  /// Whether simulate() and function() honour RunOptions::rtl. A difference between block and model is check_failed.
  [[nodiscard]] virtual bool takes_rtl() const { return false; }
  /// Whether simulate() honours RunOptions::exit. Its test is a layer of the schedule; layers that were not run are not there.
  [[nodiscard]] virtual bool takes_exit() const { return false; }
  /// The SystemC model on one sample, as the sample of index 0. One kernel per process: call it once, or through sim/kernel's fresh context.
  [[nodiscard]] virtual Result<Simulation> simulate(const Network& network, std::span<const Values> inputs, const RunOptions& options) const = 0;
  /// The machine's arithmetic without time. May be called by several threads at once.
  [[nodiscard]] virtual Result<std::unique_ptr<IFunction>> function(const Network& network, const RunOptions& options) const = 0;
};

/// A kind of machine ("cnn", "ultratrail"): builds a target from a platform file's own table. One line in
/// accel/target_kinds.cpp registers it.
struct TargetKind {
  std::string name;
  std::string sentence;
  Result<std::unique_ptr<ITarget>> (*create)(const std::string& platform, const ConfigTable& config, CostTable costs);
};
[[nodiscard]] const std::vector<TargetKind>& target_kinds();

}  // namespace quartet

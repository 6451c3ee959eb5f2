#include "sim/explore/point_runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/base/hash.hpp"
#include "sim/run/energy_summary.hpp"

namespace quartet {

namespace {

constexpr const char* kPricePrefix = "tech.";

// Keys that choose what runs; every other key is a parameter or a price.
bool is_choice(const std::string& key) { return key == "platform" || key == "variant" || key == "seed"; }

// The value in the declared type, or nullopt.
std::optional<ParameterValue> coerced(const ParameterValue& value, const ParameterValue& like) {
  if (value.index() == like.index()) return value;
  if (std::holds_alternative<double>(like) && std::holds_alternative<std::int64_t>(value))
    return static_cast<double>(std::get<std::int64_t>(value));
  if (std::holds_alternative<std::int64_t>(like) && std::holds_alternative<double>(value)) {
    const double number = std::get<double>(value);
    if (number == std::floor(number)) return static_cast<std::int64_t>(number);
  }
  return std::nullopt;
}

std::string joined(const Error& error) {
  std::string out;
  for (const Problem& problem : error.problems) {
    if (!out.empty()) out += "; ";
    out += problem.place + ": " + problem.cause;
    if (!problem.remedy.empty()) out += " (" + problem.remedy + ")";
  }
  return out;
}

}  // namespace

const char* to_string(PointState state) {
  return state == PointState::done ? "done" : state == PointState::failed ? "failed" : "infeasible";
}

// A prepared experiment whose parameters follow the points.
class PointRunner::Machine {
 public:
  static Result<std::unique_ptr<Machine>> create(const SweepSpec& spec, const std::string& platform, const std::string& variant) {
    if (platform == kReference)
      return bad_input("platform", "the reference computes values only: it has neither time nor energy to sweep",
                       "name a platform of 'quartet list platforms'");
    RunRequest request;
    request.subject = spec.subject;
    request.variant = variant;
    request.platform = platform;
    request.data = spec.data;
    if (!spec.inputs.empty()) request.inputs = {spec.inputs};
    request.labels = spec.labels;
    if (spec.samples > 0) request.samples = spec.samples;
    request.seed = spec.seed;
    request.seeds = spec.seeds;
    request.rounding = spec.rounding;
    request.fidelity = spec.fidelity;
    request.settings = spec.settings;
    auto experiment = Experiment::prepare(std::move(request));
    if (!experiment) return pass(experiment.error());
    auto machine = std::unique_ptr<Machine>(new Machine(spec, std::move(*experiment)));
    if (const auto ok = machine->bind(); !ok) return pass(ok.error());
    return machine;
  }

  PointResult run(const PointValues& values) {
    PointResult result;
    if (const auto ok = assign(values); !ok) return refused(ok.error());
    const std::uint64_t seed = seed_of(values);
    PointOutcome outcome;
    auto schedule = experiment_.schedule(seed);
    if (!schedule) return refused(schedule.error());
    outcome.schedule = std::move(*schedule);
    outcome.ledger = Ledger::price(outcome.schedule.activity, experiment_.target()->costs());
    outcome.network = &experiment_.network();
    if (spec_.samples != 0) {
      auto evaluation = experiment_.values(seed, {});
      if (!evaluation) return refused(evaluation.error());
      outcome.values = std::move(*evaluation);
    }
    if (experiment_.duty().rate_hz > 0.0) {
      const ITarget& target = *experiment_.target();
      auto duty = duty_cycle(experiment_.duty(), outcome.schedule.seconds(), weight_load_s(outcome.schedule), outcome.ledger,
                             target.costs(), target.idle_states());
      if (!duty) return refused(duty.error());
      outcome.duty = std::move(*duty);
    }
    for (const Metric& metric : metrics()) result.metrics.push_back(finite(metric.read(outcome)));
    check_bounds(result);
    return result;
  }

  /// Of the machine as it was prepared, before any axis.
  [[nodiscard]] const std::string& identity() const { return identity_; }

 private:
  Result<void> assign(const PointValues& values) {
    for (std::size_t i = 0; i < spec_.axes.size(); ++i) {
      const Slot& slot = slots_[i];
      if (slot.parameter == nullptr && slot.price.empty()) continue;
      if (!slot.price.empty()) {
        const double price = values[i] ? std::get<double>(*coerced(*values[i], ParameterValue(0.0))) : std::get<double>(slot.baseline);
        if (const auto ok = experiment_.target()->costs().set(slot.price, price, "sweep axis"); !ok) return pass(ok.error());
      } else {
        slot.parameter->put(values[i] ? *coerced(*values[i], slot.baseline) : slot.baseline);
      }
    }
    return {};
  }

  struct Slot {
    const Parameter* parameter = nullptr;
    std::string price;  // row of the cost table
    ParameterValue baseline;
  };

  Machine(const SweepSpec& spec, Experiment experiment)
      : spec_(spec), experiment_(std::move(experiment)), identity_(experiment_.identity_text()) {}

  static std::optional<double> finite(std::optional<double> value) {
    return value && std::isfinite(*value) ? value : std::nullopt;
  }

  static PointResult refused(const Error& error) {
    PointResult result;
    const bool design = error.code == ErrorCode::does_not_fit || error.code == ErrorCode::bad_input;
    result.state = design ? PointState::infeasible : PointState::failed;
    result.message = joined(error);
    return result;
  }

  void check_bounds(PointResult& result) const {
    const auto report = [&](const Bound& bound, double value, double limit, const char* side) {
      if (!result.message.empty()) result.message += "; ";
      result.message += fmt::format("{} {:.6g} is {} {:.6g} by {:.6g}", metrics()[bound.metric].name, value, side, limit,
                                    std::fabs(value - limit));
      if (limit != 0.0) result.message += fmt::format(" ({:.3g} %)", 100.0 * std::fabs((value - limit) / limit));
      result.state = PointState::infeasible;
    };
    for (const Bound& bound : spec_.bounds) {
      const auto& value = result.metrics[bound.metric];
      if (!value) {
        result.state = PointState::infeasible;
        result.message += fmt::format("{}{} is not modelled here: its constraint cannot be met", result.message.empty() ? "" : "; ",
                                      metrics()[bound.metric].name);
        continue;
      }
      if (bound.min && *value < *bound.min) report(bound, *value, *bound.min, "below");
      if (bound.max && *value > *bound.max) report(bound, *value, *bound.max, "above");
    }
  }

  std::uint64_t seed_of(const PointValues& values) const {
    for (std::size_t i = 0; i < spec_.axes.size(); ++i) {
      if (spec_.axes[i].key != "seed" || !values[i]) continue;
      if (const auto* seed = std::get_if<std::int64_t>(&*values[i])) return static_cast<std::uint64_t>(*seed);
    }
    return spec_.seed;
  }

  std::vector<std::string> known_keys() {
    std::vector<std::string> out = {"platform", "variant", "seed"};
    for (const ParameterSet* set : {&experiment_.target()->parameters(), &experiment_.duty_parameters()}) {
      for (const Parameter& parameter : set->all()) out.push_back(parameter.name);
    }
    for (const CostRow& row : experiment_.target()->costs().rows()) out.push_back(kPricePrefix + row.name);
    return out;
  }

  // Does a condition on the platform keep the axis away from this machine?
  bool excluded(const Axis& axis) const {
    if (!axis.when || axis.when->key != "platform") return false;
    const auto& allowed = axis.when->values;
    return std::find(allowed.begin(), allowed.end(), experiment_.request().platform) == allowed.end();
  }

  Result<void> bind() {
    std::vector<Problem> problems;
    for (const Axis& axis : spec_.axes) {
      Slot& slot = slots_.emplace_back();
      if (is_choice(axis.key) || excluded(axis)) continue;
      slot.parameter = experiment_.target()->parameters().find(axis.key);
      if (slot.parameter == nullptr) slot.parameter = experiment_.duty_parameters().find(axis.key);
      if (slot.parameter != nullptr) {
        slot.baseline = slot.parameter->get();
      } else if (const auto row = price_row(axis.key)) {
        slot.price = row->name;
        slot.baseline = row->value.value_or(0.0);
      } else {
        const std::string near = nearest(axis.key, known_keys());
        problems.push_back({axis.place, "'" + axis.key + "' is not a parameter of platform '" + experiment_.request().platform + "'",
                            near.empty() ? "restrict the axis: when = { key = \"platform\", values = [...] }" : "did you mean '" + near + "'?"});
        continue;
      }
      check_values(axis, slot, problems);
    }
    if (problems.empty()) return {};
    return pass(Error{ErrorCode::bad_input, std::move(problems)});
  }

  std::optional<CostRow> price_row(const std::string& key) {
    if (key.rfind(kPricePrefix, 0) != 0) return std::nullopt;
    const CostTable& costs = experiment_.target()->costs();
    const auto id = costs.find(key.substr(std::string(kPricePrefix).size()));
    if (!id) return std::nullopt;
    return costs.row(*id);
  }

  // Every value that the axis can take lies in the declared type and range.
  void check_values(const Axis& axis, const Slot& slot, std::vector<Problem>& problems) {
    std::vector<ParameterValue> values = axis.values;
    if (axis.is_range()) values = {axis.at(0.0), axis.at(1.0)};
    for (const ParameterValue& value : values) {
      const auto typed = coerced(value, slot.baseline);
      if (!typed) {
        problems.push_back({axis.place, "'" + value_text(value) + "' does not have the type of " + axis.key,
                            axis.is_range() ? "write integer = true" : ""});
        return;
      }
      if (slot.parameter == nullptr) continue;
      ParameterSet& set = experiment_.target()->parameters().find(axis.key) != nullptr ? experiment_.target()->parameters()
                                                                                    : experiment_.duty_parameters();
      const auto ok = set.set(axis.key, value_text(*typed), axis.place);
      slot.parameter->put(slot.baseline);
      if (!ok) problems.insert(problems.end(), ok.error().problems.begin(), ok.error().problems.end());
    }
  }

  const SweepSpec& spec_;
  Experiment experiment_;
  std::string identity_;
  std::vector<Slot> slots_;  // one an axis
};

PointRunner::PointRunner(const SweepSpec& spec) : spec_(std::make_unique<const SweepSpec>(spec)) {}
PointRunner::PointRunner(PointRunner&&) noexcept = default;
PointRunner::~PointRunner() = default;

std::string PointRunner::choice(const PointValues& values, const std::string& key, const std::string& fallback) const {
  for (std::size_t i = 0; i < spec_->axes.size(); ++i) {
    if (spec_->axes[i].key == key && values[i]) return value_text(*values[i]);
  }
  return fallback;
}

Result<PointRunner::Machine*> PointRunner::machine(const std::string& platform, const std::string& variant) {
  std::unique_ptr<Machine>& found = machines_[platform + "\n" + variant];
  if (!found) {
    auto made = Machine::create(*spec_, platform, variant);
    if (!made) return pass(made.error());
    found = std::move(*made);
  }
  return found.get();
}

Result<PointRunner::Machine*> PointRunner::machine(const PointValues& values) {
  return machine(choice(values, "platform", spec_->platform), choice(values, "variant", spec_->variant));
}

Result<PointRunner> PointRunner::create(const SweepSpec& spec) {
  PointRunner runner(spec);
  std::vector<std::string> platforms;
  for (const Axis& axis : spec.axes) {
    if (axis.key != "platform") continue;
    for (const ParameterValue& value : axis.values) platforms.push_back(value_text(value));
  }
  if (platforms.empty()) platforms.push_back(spec.platform);
  const bool variants = std::any_of(spec.axes.begin(), spec.axes.end(), [](const Axis& a) { return a.key == "variant"; });
  for (const std::string& platform : platforms) {
    // Which variants a platform can run is a result of the sweep; with one variant it is a matter of the specification.
    const auto made = runner.machine(platform, spec.variant);
    if (!made && !(variants && made.error().code != ErrorCode::usage)) return pass(made.error());
  }
  return runner;
}

PointResult PointRunner::run(const PointValues& values) {
  const auto found = machine(values);
  if (found) return (*found)->run(values);
  PointResult result;
  const bool design = found.error().code == ErrorCode::does_not_fit || found.error().code == ErrorCode::bad_input;
  result.state = design ? PointState::infeasible : PointState::failed;
  result.message = joined(found.error());
  return result;
}

std::string PointRunner::key(const PointValues& values) {
  const auto found = machine(values);
  std::string text = found ? (*found)->identity() : std::string("none");
  for (std::size_t i = 0; i < values.size(); ++i) {
    text += '\n' + spec_->axes[i].key + '=';
    if (values[i]) text += value_text(*values[i]);
  }
  return content_hash(text);
}

}  // namespace quartet

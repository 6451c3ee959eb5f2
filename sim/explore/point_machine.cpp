#include "sim/explore/point_machine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/run/energy_summary.hpp"

namespace quartet {

namespace {

constexpr const char* kPricePrefix = "tech.";

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

std::optional<double> finite(std::optional<double> value) {
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<double> figure_value(const std::vector<Figure>& figures, const std::string& name) {
  const auto found = std::find_if(figures.begin(), figures.end(), [&](const Figure& f) { return f.name == name; });
  return found == figures.end() ? std::nullopt : finite(found->value);
}

}  // namespace

PointMachine::PointMachine(const SweepSpec& spec, std::unique_ptr<IPointSubject> subject)
    : spec_(spec), subject_(std::move(subject)), identity_(subject_->identity()) {}

Result<std::unique_ptr<PointMachine>> PointMachine::create(const SweepSpec& spec, const std::string& platform, const std::string& variant) {
  auto subject = spec.network_template.empty() ? make_experiment_subject(spec, platform, variant) : make_template_subject(spec, platform);
  if (!subject) return pass(subject.error());
  auto machine = std::unique_ptr<PointMachine>(new PointMachine(spec, std::move(*subject)));
  if (const auto ok = machine->bind(); !ok) return pass(ok.error());
  if (const auto ok = machine->check_figures(); !ok) return pass(ok.error());
  return machine;
}

PointResult PointMachine::refused(const Error& error) {
  PointResult result;
  const bool design = error.code == ErrorCode::does_not_fit || error.code == ErrorCode::bad_input;
  result.state = design ? PointState::infeasible : PointState::failed;
  result.message = joined(error);
  return result;
}

PointResult PointMachine::run(const PointValues& values, IMemo* memo) {
  if (const auto ok = assign(values); !ok) return refused(ok.error());
  auto result = compute(seed_of(values), memo);
  if (!result) return refused(result.error());
  check_bounds(*result);
  return std::move(*result);
}

Result<PointResult> PointMachine::compute(std::uint64_t seed, IMemo* memo) {
  if (const auto ok = subject_->follow(); !ok) return pass(ok.error());
  ITarget& target = subject_->target();
  PointOutcome outcome;
  auto schedule = subject_->schedule(seed);
  if (!schedule) return pass(schedule.error());
  outcome.schedule = std::move(*schedule);
  outcome.ledger = Ledger::price(outcome.schedule.activity, target.costs());
  outcome.network = &subject_->network();
  const auto accuracy = subject_->accuracy(seed, memo);
  if (!accuracy) return pass(accuracy.error());
  outcome.accuracy = accuracy->value;
  if (subject_->duty().rate_hz > 0.0) {
    auto duty = duty_cycle(subject_->duty(), outcome.schedule.seconds(), weight_load_s(outcome.schedule), outcome.ledger,
                           target.costs(), target.idle_states());
    if (!duty) return pass(duty.error());
    outcome.duty = std::move(*duty);
  }
  PointResult result;
  result.metrics.reserve(spec_.metric_count());
  for (const Metric& metric : metrics()) result.metrics.push_back(finite(metric.read(outcome)));
  for (const std::string& name : spec_.figures) {
    auto value = figure_value(outcome.schedule.figures, name);
    result.metrics.push_back(value ? value : figure_value(accuracy->figures, name));
  }
  return result;
}

Result<void> PointMachine::assign(const PointValues& values) {
  for (const Slot& slot : slots_) {
    const auto& value = values[slot.axis];
    if (slot.parameter != nullptr) {
      slot.parameter->put(value ? *coerced(*value, slot.baseline) : slot.baseline);
      continue;
    }
    const double price = std::get<double>(value ? *coerced(*value, ParameterValue(0.0)) : slot.baseline);
    if (const auto ok = subject_->target().costs().set(slot.price, price, "sweep axis"); !ok) return pass(ok.error());
  }
  return {};
}

void PointMachine::check_bounds(PointResult& result) const {
  const auto report = [&](const Bound& bound, double value, double limit, const char* side) {
    if (!result.message.empty()) result.message += "; ";
    result.message += fmt::format("{} {:.6g} is {} {:.6g} by {:.6g}", spec_.metric_name(bound.metric), value, side, limit,
                                  std::fabs(value - limit));
    if (limit != 0.0) result.message += fmt::format(" ({:.3g} %)", 100.0 * std::fabs((value - limit) / limit));
    result.state = PointState::infeasible;
  };
  for (const Bound& bound : spec_.bounds) {
    const auto& value = result.metrics[bound.metric];
    if (!value) {
      result.state = PointState::infeasible;
      result.message += fmt::format("{}{} is not modelled here: its constraint cannot be met", result.message.empty() ? "" : "; ",
                                    spec_.metric_name(bound.metric));
      continue;
    }
    if (bound.min && *value < *bound.min) report(bound, *value, *bound.min, "below");
    if (bound.max && *value > *bound.max) report(bound, *value, *bound.max, "above");
  }
}

std::uint64_t PointMachine::seed_of(const PointValues& values) const {
  for (std::size_t i = 0; i < spec_.axes.size(); ++i) {
    if (spec_.axes[i].key != "seed" || !values[i]) continue;
    if (const auto* seed = std::get_if<std::int64_t>(&*values[i])) return static_cast<std::uint64_t>(*seed);
  }
  return spec_.seed;
}

std::vector<ParameterSet*> PointMachine::parameter_sets() {
  std::vector<ParameterSet*> out = {&subject_->target().parameters(), &subject_->duty_parameters()};
  if (subject_->network_parameters() != nullptr) out.push_back(subject_->network_parameters());
  return out;
}

std::vector<std::string> PointMachine::known_keys() {
  std::vector<std::string> out = {"platform", "seed"};
  if (spec_.network_template.empty()) out.emplace_back("variant");
  for (const ParameterSet* set : parameter_sets()) {
    for (const Parameter& parameter : set->all()) out.push_back(parameter.name);
  }
  for (const CostRow& row : subject_->target().costs().rows()) out.push_back(kPricePrefix + row.name);
  return out;
}

// Keys that choose what runs; every other key is a parameter or a price.
bool PointMachine::is_choice(const std::string& key) const {
  return key == "platform" || key == "seed" || (key == "variant" && spec_.network_template.empty());
}

// Does a condition on the platform keep the axis away from this machine?
bool PointMachine::excluded(const Axis& axis) const {
  if (!axis.when || axis.when->key != "platform") return false;
  const auto& allowed = axis.when->values;
  return std::find(allowed.begin(), allowed.end(), subject_->platform()) == allowed.end();
}

Result<void> PointMachine::bind() {
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < spec_.axes.size(); ++i) {
    const Axis& axis = spec_.axes[i];
    if (excluded(axis)) continue;
    if (!is_choice(axis.key)) bind_key(axis, i, axis.key, problems);
    for (const std::string& key : axis.also) bind_key(axis, i, key, problems);
  }
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

void PointMachine::bind_key(const Axis& axis, std::size_t index, const std::string& key, std::vector<Problem>& problems) {
  Slot slot;
  slot.axis = index;
  ParameterSet* owner = nullptr;
  for (ParameterSet* set : parameter_sets()) {
    slot.parameter = set->find(key);
    owner = set;
    if (slot.parameter != nullptr) break;
  }
  const CostTable& costs = subject_->target().costs();
  const auto row = key.rfind(kPricePrefix, 0) == 0 ? costs.find(key.substr(std::string(kPricePrefix).size())) : std::nullopt;
  if (slot.parameter != nullptr) {
    slot.baseline = slot.parameter->get();
  } else if (row) {
    slot.price = costs.row(*row).name;
    slot.baseline = costs.row(*row).value.value_or(0.0);
  } else {
    const std::string near = nearest(key, known_keys());
    problems.push_back({axis.place, "'" + key + "' is not a parameter of platform '" + subject_->platform() + "'",
                        near.empty() ? "restrict the axis: when = { key = \"platform\", values = [...] }" : "did you mean '" + near + "'?"});
    return;
  }
  check_values(axis, slot, slot.parameter != nullptr ? owner : nullptr, problems);
  slots_.push_back(std::move(slot));
}

// Every value that the axis can take lies in the declared type and range.
void PointMachine::check_values(const Axis& axis, const Slot& slot, ParameterSet* set, std::vector<Problem>& problems) const {
  std::vector<ParameterValue> values = axis.values;
  if (axis.is_range()) values = {axis.at(0.0), axis.at(1.0)};
  for (const ParameterValue& value : values) {
    const auto typed = coerced(value, slot.baseline);
    if (!typed) {
      problems.push_back({axis.place, "'" + value_text(value) + "' does not have the type of " + axis.key,
                          axis.is_range() ? "write integer = true" : ""});
      return;
    }
    if (set == nullptr) continue;
    const auto ok = set->set(slot.parameter->name, value_text(*typed), axis.place);
    slot.parameter->put(slot.baseline);
    if (!ok) problems.insert(problems.end(), ok.error().problems.begin(), ok.error().problems.end());
  }
}

// A machine that cannot plan as it is described says so point by point.
Result<void> PointMachine::check_figures() {
  const bool several = std::any_of(spec_.axes.begin(), spec_.axes.end(), [](const Axis& axis) { return axis.key == "platform"; });
  if (spec_.figures.empty() || several) return {};  // a figure that one of several machines has is one
  if (const auto ok = subject_->follow(); !ok) return {};
  const auto schedule = subject_->schedule(spec_.seed);
  if (!schedule || spec_.samples != 0) return {};
  std::vector<std::string> names;
  for (const Figure& figure : schedule->figures) names.push_back(figure.name);
  std::vector<Problem> problems;
  for (const std::string& wanted : spec_.figures) {
    if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
    const std::string near = nearest(wanted, names);
    problems.push_back({"metric", "'" + std::string(kFigurePrefix) + wanted + "' is not a figure of platform '" + subject_->platform() + "' on this rung",
                        !near.empty() ? "did you mean '" + std::string(kFigurePrefix) + near + "'?" : known.empty() ? "it has none" : "it has: " + known});
  }
  if (problems.empty()) return {};
  return pass(Error{ErrorCode::bad_input, std::move(problems)});
}

}  // namespace quartet

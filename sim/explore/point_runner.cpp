#include "sim/explore/point_runner.hpp"

#include <algorithm>

#include "sim/base/hash.hpp"
#include "sim/explore/point_machine.hpp"

namespace quartet {

const char* to_string(PointState state) {
  return state == PointState::done ? "done" : state == PointState::failed ? "failed" : "infeasible";
}

PointRunner::PointRunner(const SweepSpec& spec) : spec_(std::make_unique<const SweepSpec>(spec)) {}
PointRunner::PointRunner(PointRunner&&) noexcept = default;
PointRunner::~PointRunner() = default;

std::string PointRunner::choice(const PointValues& values, const std::string& key, const std::string& fallback) const {
  for (std::size_t i = 0; i < spec_->axes.size(); ++i) {
    if (spec_->axes[i].key == key && values[i]) return value_text(*values[i]);
  }
  return fallback;
}

Result<PointMachine*> PointRunner::machine(const std::string& platform, const std::string& variant) {
  const auto [at, added] = machines_.try_emplace(platform + "\n" + variant, nullptr);
  if (added) at->second = PointMachine::create(*spec_, platform, variant);  // an error is kept too: it costs as much to find
  if (!at->second) return pass(at->second.error());
  return at->second->get();
}

Result<PointMachine*> PointRunner::machine(const PointValues& values) {
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
  const bool variants = spec.network_template.empty() && std::any_of(spec.axes.begin(), spec.axes.end(), [](const Axis& a) { return a.key == "variant"; });
  for (const std::string& platform : platforms) {
    // Which variants a platform can run is a result of the sweep; with one variant it is a matter of the specification.
    const auto made = runner.machine(platform, spec.variant);
    if (!made && !(variants && made.error().code != ErrorCode::usage)) return pass(made.error());
  }
  return runner;
}

PointResult PointRunner::run(const PointValues& values) {
  const auto found = machine(values);
  return found ? (*found)->run(values, memo_) : PointMachine::refused(found.error());
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

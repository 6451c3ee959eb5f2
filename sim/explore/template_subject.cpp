#include <algorithm>

#include "accel/platform.hpp"
#include "sim/base/hash.hpp"
#include "sim/explore/network_template/accuracy_command.hpp"
#include "sim/explore/network_template/network_template.hpp"
#include "sim/explore/point_subject.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/run/settings.hpp"
#include "sim/run/version.hpp"

namespace quartet {

namespace {

class TemplateSubject final : public IPointSubject {
 public:
  TemplateSubject(const SweepSpec& spec, std::string platform) : spec_(spec), platform_(std::move(platform)) {}

  Result<void> prepare() {
    auto target = load_platform(platform_);
    if (!target) return pass(target.error());
    target_ = std::move(*target);
    auto made = make_network_template(spec_.network_template);
    if (!made) return pass(made.error());
    template_ = std::move(*made);
    duty_.declare(duty_parameters_);
    std::vector<std::string> others;
    for (const std::string& setting : spec_.settings) {
      const std::size_t equals = setting.find('=');
      if (setting.rfind("network.", 0) != 0 || equals == std::string::npos) {
        others.push_back(setting);
        continue;
      }
      const auto ok = template_->parameters().set(setting.substr(0, equals), setting.substr(equals + 1), "settings");
      if (!ok) return pass(ok.error());
    }
    if (const auto ok = apply_settings(others, target_.get(), duty_parameters_); !ok) return pass(ok.error());
    identity_ = std::string(version()) + "\n" + resolved_settings(target_.get(), duty_parameters_) + platform_ + "\n" +
                spec_.network_template + "\n" + template_->parameters().resolved_toml() + spec_.accuracy_command + "\n" +
                spec_.rounding + "\n" + spec_.fidelity;
    return {};
  }

  ITarget& target() override { return *target_; }
  const std::string& platform() const override { return platform_; }
  ParameterSet& duty_parameters() override { return duty_parameters_; }
  const DutyParams& duty() const override { return duty_; }
  ParameterSet* network_parameters() override { return &template_->parameters(); }
  const Network& network() const override { return network_; }
  std::string identity() const override { return identity_; }

  Result<void> follow() override {
    std::vector<ParameterValue> now;
    for (const Parameter& parameter : template_->parameters().all()) now.push_back(parameter.get());
    if (now == built_) return {};
    auto network = template_->build();
    if (!network) return pass(network.error());
    network_ = std::move(*network);
    built_ = std::move(now);
    return {};
  }

  Result<Schedule> schedule(std::uint64_t seed) override {
    if (spec_.fidelity == "plan") return target_->plan(network_);
    RunOptions options;
    options.seed = seed;
    options.rounding = spec_.rounding == "single" ? Rounding::single_rounding : Rounding::double_rounding;
    std::vector<Values> zeros;
    for (const TensorId id : network_.inputs)
      zeros.emplace_back(static_cast<std::size_t>(network_.tensor(id).elements()), network_.tensor(id).quantization.zero_point());
    auto simulation = target_->simulate(network_, zeros, options);
    if (!simulation) return pass(simulation.error());
    return std::move(simulation->schedule);
  }

  Result<PointAccuracy> accuracy(std::uint64_t seed, IMemo* memo) override {
    PointAccuracy out;
    if (spec_.accuracy_command.empty()) return out;
    const auto candidate = candidate_json(seed);
    if (!candidate) return pass(candidate.error());
    const std::string key = content_hash(spec_.accuracy_command + "\n" + *candidate);
    if (memo != nullptr) {
      const auto known = memo->cached(key);
      if (!known) return pass(known.error());
      out.value = *known;
    }
    if (out.value) return out;
    const auto measured = run_accuracy_command(spec_.accuracy_command, *candidate);
    if (!measured) return pass(measured.error());
    out.value = *measured;
    if (memo == nullptr) return out;
    if (const auto ok = memo->keep_cached(key, *measured); !ok) return pass(ok.error());
    return out;
  }

 private:
  // The network alone: points that differ in the machine share an accuracy.
  Result<std::string> candidate_json(std::uint64_t seed) {
    JsonWriter json;
    json.begin_object();
    json.value("template", spec_.network_template);
    json.value("seed", static_cast<std::int64_t>(seed));
    json.begin_object("parameters");
    for (const Parameter& parameter : template_->parameters().all())
      std::visit([&](const auto& value) { json.value(parameter.name, value); }, parameter.get());
    json.end_object();
    json.end_object();
    return json.finish();
  }

  const SweepSpec& spec_;
  std::string platform_;
  std::unique_ptr<ITarget> target_;
  std::unique_ptr<INetworkTemplate> template_;
  DutyParams duty_;
  ParameterSet duty_parameters_;
  std::vector<ParameterValue> built_;  // of network_
  Network network_;
  std::string identity_;
};

}  // namespace

Result<std::unique_ptr<IPointSubject>> make_template_subject(const SweepSpec& spec, const std::string& platform) {
  auto subject = std::make_unique<TemplateSubject>(spec, platform);
  if (const auto ok = subject->prepare(); !ok) return pass(ok.error());
  return subject;
}

}  // namespace quartet

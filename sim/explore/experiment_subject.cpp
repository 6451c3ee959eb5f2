#include <numeric>

#include "sim/explore/point_subject.hpp"
#include "sim/run/experiment.hpp"

namespace quartet {

namespace {

class ExperimentSubject final : public IPointSubject {
 public:
  ExperimentSubject(Experiment experiment, bool measured) : experiment_(std::move(experiment)), measured_(measured) {}

  ITarget& target() override { return *experiment_.target(); }
  const std::string& platform() const override { return experiment_.request().platform; }
  ParameterSet& duty_parameters() override { return experiment_.duty_parameters(); }
  const DutyParams& duty() const override { return experiment_.duty(); }
  ParameterSet* network_parameters() override { return nullptr; }
  Result<void> follow() override { return {}; }
  const Network& network() const override { return experiment_.network(); }
  Result<Schedule> schedule(std::uint64_t seed) override { return experiment_.schedule(seed); }
  std::string identity() const override { return experiment_.identity_text(); }

  Result<PointAccuracy> accuracy(std::uint64_t seed, IMemo*) override {
    PointAccuracy out;
    if (!measured_) return out;
    auto evaluation = experiment_.values(seed, {});
    if (!evaluation) return pass(evaluation.error());
    out.figures = std::move(evaluation->figures);
    if (evaluation->correct.empty() || evaluation->samples == 0 || rebuilds_its_input()) return out;
    const auto correct = std::accumulate(evaluation->correct.begin(), evaluation->correct.end(), std::int64_t{0});
    out.value = static_cast<double>(correct) /
                static_cast<double>(evaluation->samples * static_cast<std::int64_t>(evaluation->correct.size()));
    return out;
  }

 private:
  // An autoencoder: labels are not its classes.
  [[nodiscard]] bool rebuilds_its_input() const {
    const Network& n = network();
    return n.inputs.size() == 1 && n.tensor(n.logits()).elements() == n.tensor(n.inputs[0]).elements();
  }

  Experiment experiment_;
  bool measured_;
};

}  // namespace

Result<std::unique_ptr<IPointSubject>> make_experiment_subject(const SweepSpec& spec, const std::string& platform,
                                                               const std::string& variant) {
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
  return std::make_unique<ExperimentSubject>(std::move(*experiment), spec.samples != 0);
}

}  // namespace quartet

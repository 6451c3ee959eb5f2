#include "accel/cim/device/statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace quartet::cim {
namespace {

double ratio(double difference, double error) {
  return error > 0 ? difference / error : 0.0;
}

Result<void> check(const DeviceModel& model, const DeviceStudy& study, const std::string& place) {
  if (auto ok = check_device(model, "device model " + model.name); !ok) return ok;
  const ErrorCode code = place.starts_with("--") ? ErrorCode::usage : ErrorCode::bad_input;
  if (study.devices < 2 || study.devices > kMaxStudyDevices)
    return fail(code, place + "devices", fmt::format("{} devices are out of range", study.devices),
                fmt::format("2 to {}", kMaxStudyDevices));
  for (const double g : study.targets_us) {
    if (!(g >= 0 && g <= model.g_max_us))
      return fail(code, place + "targets",
                  fmt::format("{} uS is outside the conductances of {}", g, model.name),
                  fmt::format("0 to {} uS", model.g_max_us));
  }
  for (const double t : study.times_s) {
    if (auto ok = check_time(t, place + "times"); !ok)
      return fail(code, ok.error().problems[0].place, ok.error().problems[0].cause,
                  ok.error().problems[0].remedy);
  }
  return {};
}

void study_target(const DeviceModel& model, const DeviceStudy& study, double g,
                  std::vector<DeviceStatistics>& out) {
  const std::vector<float> targets(static_cast<std::size_t>(study.devices), static_cast<float>(g));
  const RandomKey key = RandomKey{study.seed}.child(Purpose::array, std::bit_cast<std::uint64_t>(g));
  const DevicePopulation noisy(model, {}, key, 0, targets, loops());
  const DevicePopulation quiet(model, {.read_noise = 0}, key, 0, targets,
                               loops());  // the same programming and exponents
  const double zero = programmed_zero_share(model, g);
  out.push_back(
      {g, "programmed", std::nullopt, statistics_of(noisy.programmed()), programmed_moments(model, g), zero});
  out.push_back({g, "nu", std::nullopt, statistics_of(noisy.exponents()), exponent_moments(model, g), 0.0});
  std::vector<float> read(targets.size());
  for (const double t : study.times_s) {
    quiet.read(t, 0, read);
    out.push_back({g, "drifted_no_read_noise", t, statistics_of(read), drifted_moments(model, g, t), zero});
    noisy.read(t, 0, read);
    out.push_back({g, "drifted_with_read_noise", t, statistics_of(read), read_moments(model, g, t),
                   read_zero_share(model, g, t)});
  }
}

}  // namespace

double SampleStatistics::se_mean() const {
  return std / std::sqrt(n);
}
double SampleStatistics::se_std() const {
  return std * std::sqrt(std::max(0.0, kurtosis - 1.0) / (4.0 * n));
}

SampleStatistics statistics_of(std::span<const float> values) {
  SampleStatistics s;
  s.n = static_cast<double>(values.size());
  double sum = 0, zeros = 0;
  for (const float v : values) {
    sum += static_cast<double>(v);
    zeros += v == 0.0f ? 1.0 : 0.0;
  }
  s.mean = sum / s.n;
  s.zero_share = zeros / s.n;
  double second = 0, fourth = 0;
  for (const float v : values) {
    const double d = (static_cast<double>(v) - s.mean) * (static_cast<double>(v) - s.mean);
    second += d;
    fourth += d * d;
  }
  s.std = std::sqrt(second / s.n);
  if (second > 0) s.kurtosis = fourth * s.n / (second * second);
  return s;
}

double DeviceStatistics::z_mean() const {
  return ratio(sample.mean - expected.mean, expected.std / std::sqrt(sample.n));
}
double DeviceStatistics::z_std() const {
  return ratio(sample.std - expected.std, sample.se_std());
}

Result<std::vector<DeviceStatistics>> study_devices(const DeviceModel& model, const DeviceStudy& study,
                                                    const std::string& place) {
  if (auto ok = check(model, study, place); !ok) return pass(ok.error());
  std::vector<DeviceStatistics> out;
  for (const double g : study.targets_us) study_target(model, study, g, out);
  return out;
}

}  // namespace quartet::cim

#include "accel/cim/array/compensation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace quartet::cim {
namespace {

constexpr double kSmallestLevel =
    1e-4;  // full-scale weights × inputs: keeps a silent block's factor finite (aihwkit 1.1)
constexpr int kReadsAtOnce = 64;

}  // namespace

Result<void> CompensationParams::check() const {
  if (scope != "none" && scope != "global" && scope != "column")
    return bad_input("compensation.scope", "there is no scope '" + scope + "'", "none, global or column");
  if (rows_per_read < 0 || rows_per_read > AnalogArray::kMaxSide)
    return bad_input("compensation.rows_per_read", fmt::format("{} is out of range", rows_per_read),
                     fmt::format("0 to {}", AnalogArray::kMaxSide));
  return {};
}

std::uint64_t CompensationParams::mvms(int rows) const {
  if (scope == "none") return 0;
  if (rows_per_read <= 0) return 1;
  return static_cast<std::uint64_t>((rows + rows_per_read - 1) / rows_per_read);
}

void CompensationParams::declare(ParameterSet& set, const std::string& prefix) {
  set.text(prefix + "scope", scope, {"none", "global", "column"},
           "drift compensation: one factor a layer block, or one a column", "aihwkit 1.1: global by default");
  set.integer(prefix + "rows_per_read", rows_per_read, "", {0, AnalogArray::kMaxSide},
              "rows driven together in the read-out: 1 = one-hot (reference), 0 = all",
              "aihwkit 1.1: identity matrix as input");
  set.boolean(prefix + "through_adc", through_adc,
              "the read-out passes the output converter; off: ideal sums", "a switch of the model");
}

DriftCompensation::DriftCompensation(CompensationParams params, Forward forward)
    : params_(std::move(params)), forward_(std::move(forward)) {
  // Full pulses: no scaling, and the range of the DAC is the full scale.
  forward_.noise_management = NoiseManagement::none;
  forward_.bound_management = BoundManagement::none;
  forward_.output_scale = 1.0;
  forward_.dac = std::nullopt;
  forward_.max_input = forward_.full_scale_input;
  if (!params_.through_adc) forward_.adc = std::nullopt;
}

Result<CompensationReading> DriftCompensation::read(AnalogArray& array, std::size_t block,
                                                    std::uint64_t first_index) const {
  if (auto ok = params_.check(); !ok) return pass(ok.error());
  if (block >= array.blocks())
    return bad_input("drift compensation", fmt::format("there is no weight block {}", block));
  const WeightBlock& info = array.block(block);
  const int columns = info.columns, rows = info.rows;
  const int together = params_.rows_per_read > 0 ? std::min(params_.rows_per_read, rows) : rows;
  const auto reads = static_cast<int>(params_.mvms(rows));
  const auto pulse = static_cast<float>(forward_.full_scale_input);
  CompensationReading reading;
  std::vector<double> sums(static_cast<std::size_t>(columns), 0.0), outputs;
  std::vector<float> inputs;
  for (int first = 0; first < reads; first += kReadsAtOnce) {
    const int count = std::min(kReadsAtOnce, reads - first);
    inputs.assign(static_cast<std::size_t>(count) * static_cast<std::size_t>(rows), 0.0f);
    outputs.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(columns));
    for (int i = 0; i < count; ++i) {
      const int from = (first + i) * together, to = std::min(from + together, rows);
      std::fill_n(inputs.begin() + std::int64_t{i} * rows + from, to - from, pulse);
    }
    auto ok = forward_.run(array, block, inputs, count, first_index + static_cast<std::uint64_t>(first),
                           outputs, reading.counts);
    if (!ok) return pass(ok.error());
    for (std::size_t i = 0; i < outputs.size(); ++i) sums[i % sums.size()] += std::abs(outputs[i]);
  }
  if (reads == 0) return reading;
  const double per_read = 1.0 / (info.full_scale * forward_.full_scale_input * reads);
  if (params_.scope == "global") {
    double total = 0;
    for (const double s : sums) total += s;
    sums.assign(1, total / columns);
  }
  for (const double s : sums) reading.level.push_back(std::max(kSmallestLevel, s * per_read));
  return reading;
}

std::vector<double> DriftCompensation::factors(const CompensationReading& reference,
                                               const CompensationReading& now, int columns) const {
  std::vector<double> factors(static_cast<std::size_t>(columns), 1.0);
  if (reference.level.empty() || reference.level.size() != now.level.size()) return factors;
  for (std::size_t c = 0; c < factors.size(); ++c) {
    const std::size_t i = reference.level.size() == 1 ? 0 : c;
    if (i < reference.level.size()) factors[c] = reference.level[i] / now.level[i];
  }
  return factors;
}

}  // namespace quartet::cim

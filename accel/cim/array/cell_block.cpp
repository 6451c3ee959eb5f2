#include "accel/cim/array/cell_block.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::cim {
namespace {

constexpr int kLongestRun = 512;
constexpr double kExactFloat = 16777216.0;  // 2^24: integers up to here are exact in float32

RandomKey block_key(const WeightBlock& block, const AnalogArray::Params& params) {
  const std::uint64_t origin =
      (static_cast<std::uint64_t>(block.row) << 32) | static_cast<std::uint64_t>(block.column);
  return RandomKey{params.seed}.child(Purpose::array, params.id).child(Purpose::block, origin);
}

/// max(0, ± w) · factor.
std::vector<float> one_side(std::span<const float> w, float sign, float factor) {
  std::vector<float> side(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) side[i] = std::max(0.0f, sign * w[i]) * factor;
  return side;
}

std::vector<float> difference(const std::vector<float>& plus, const std::vector<float>& minus, float factor) {
  std::vector<float> out(plus.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (plus[i] - minus[i]) * factor;
  return out;
}

void scale(std::vector<float>& values, float factor) {
  for (float& v : values) v *= factor;
}

}  // namespace

CellBlock::CellBlock(const WeightBlock& block, const AnalogArray::Params& params, const Loops& loops)
    : info_(block),
      key_(block_key(block, params)),
      codes_(block.weights.begin(), block.weights.end()),
      weights_(block.rows, block.columns) {
  info_.weights = {};
  if (params.effects.ir_drop || (params.effects.mvm_noise && params.effects.mvm_noise_form == "output"))
    total_ = PackedMatrix(block.rows, block.columns);
  if (params.effects.changes_weights()) program(params, loops);
  set_programmed(params);
}

void CellBlock::program(const AnalogArray::Params& params, const Loops& loops) {
  const auto g_code = static_cast<float>(params.device.g_max_us / info_.full_scale);
  const DeviceEffects effects = params.effects.device_effects();
  plus_ = DevicePopulation(params.device, effects, key_, 0, one_side(codes_, 1.0f, g_code), loops);
  minus_ = DevicePopulation(params.device, effects, key_, 1, one_side(codes_, -1.0f, g_code), loops);
  if (params.effects.stuck) stick(params);
}

void CellBlock::stick(const AnalogArray::Params& params) {
  const double low = params.effects.stuck_low_fraction, high = low + params.effects.stuck_high_fraction;
  for (std::uint64_t polarity : {0, 1}) {
    DevicePopulation& devices = polarity == 0 ? plus_ : minus_;
    const RandomKey stream = key_.child(Purpose::stuck, polarity);
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      const double u = uniform01(stream.key, 0, i);
      if (u >= high) continue;
      devices.programmed()[i] = u < low ? 0.0f : static_cast<float>(params.device.g_max_us);
      devices.exponents()[i] = 0.0f;
    }
  }
}

PairConductances CellBlock::programmed_pairs(const AnalogArray::Params& params) const {
  if (!params.effects.changes_weights()) {
    const auto per_code = static_cast<float>(1.0 / info_.full_scale);
    return {one_side(codes_, 1.0f, per_code), one_side(codes_, -1.0f, per_code)};
  }
  const auto per_us = static_cast<float>(1.0 / params.device.g_max_us);
  if (params.effects.pair_model == "recombined") {
    const std::vector<float> folded = difference(plus_.programmed(), minus_.programmed(), per_us);
    return {one_side(folded, 1.0f, 1.0f), one_side(folded, -1.0f, 1.0f)};
  }
  PairConductances pairs{plus_.programmed(), minus_.programmed()};
  scale(pairs.plus, per_us);
  scale(pairs.minus, per_us);
  return pairs;
}

PairConductances CellBlock::aged_pairs(const AnalogArray::Params& params, double t,
                                       std::uint64_t epoch) const {
  PairConductances g{std::vector<float>(codes_.size()), std::vector<float>(codes_.size())};
  float peak = 1.0f;
  if (params.effects.pair_model == "recombined") {
    // The folded weights are spread over the conductance range again by their own largest value.
    PairConductances start = programmed_pairs(params);
    for (const auto* side : {&start.plus, &start.minus}) {
      const float top = *std::max_element(side->begin(), side->end());
      peak = side == &start.plus ? top : std::max(peak, top);
    }
    if (peak <= 0.0f) peak = 1.0f;
    const auto to_us = static_cast<float>(params.device.g_max_us / static_cast<double>(peak));
    scale(start.plus, to_us);
    scale(start.minus, to_us);
    plus_.read_from(start.plus, t, epoch, g.plus);
    minus_.read_from(start.minus, t, epoch, g.minus);
  } else {
    plus_.read(t, epoch, g.plus);
    minus_.read(t, epoch, g.minus);
  }
  if (params.temperature) {
    params.temperature->apply(g.plus, params.temperature_k);
    params.temperature->apply(g.minus, params.temperature_k);
  }
  const auto relative = static_cast<float>(static_cast<double>(peak) / params.device.g_max_us);
  scale(g.plus, relative);
  scale(g.minus, relative);
  return g;
}

void CellBlock::use(PairConductances pairs, const AnalogArray::Params& params) {
  if (params.effects.changes_weights())
    weights_.set(difference(pairs.plus, pairs.minus, static_cast<float>(info_.full_scale)));
  else
    weights_.set(codes_);
  if (!total_.empty()) {
    std::vector<float> sum(pairs.plus.size());
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = pairs.plus[i] + pairs.minus[i];
    total_.set(sum);
  }
  if (params.effects.mvm_noise && params.effects.mvm_noise_form == "device") {
    for (auto* side : {&pairs.plus, &pairs.minus}) {
      for (float& g : *side) g = std::sqrt(g);
    }
    amplitudes_ = std::move(pairs);
  }
}

void CellBlock::set_programmed(const AnalogArray::Params& params) {
  use(programmed_pairs(params), params);
}

void CellBlock::set_time(const AnalogArray::Params& params, double t_inference_s, std::uint64_t epoch) {
  if (params.effects.changes_weights()) use(aged_pairs(params, t_inference_s, epoch), params);
}

int CellBlock::exact_run(double max_code) const {
  return static_cast<int>(
      std::clamp(kExactFloat / (max_code * info_.full_scale), 1.0, static_cast<double>(kLongestRun)));
}

}  // namespace quartet::cim

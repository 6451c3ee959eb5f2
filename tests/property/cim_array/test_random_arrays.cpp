// Arrays with random shapes, effects, converters and times: exact when everything is off, the same bits for
// every split of a batch, and finite or a named error always.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "accel/cim/array/compensation.hpp"

namespace quartet::cim {
namespace {

/// Mostly sensible, sometimes anything: extremes, NaN, infinities.
double any_number(double low, double high) {
  const int kind = *rc::gen::inRange(0, 40);
  if (kind == 0) return std::nan("");
  if (kind == 1) return HUGE_VAL;
  if (kind == 2) return -*rc::gen::inRange(1, 1000) * 1e300;
  if (kind == 3) return 0.0;
  if (kind == 4) return high;
  return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0;
}

std::vector<float> any_codes(int count, int limit) {
  std::vector<float> codes(static_cast<std::size_t>(count));
  const auto seed = static_cast<std::uint64_t>(*rc::gen::arbitrary<std::uint32_t>());
  for (std::size_t i = 0; i < codes.size(); ++i)
    codes[i] = static_cast<float>(
        static_cast<int>(philox4x32(seed, 0, i)[0] % static_cast<std::uint32_t>(2 * limit + 1)) - limit);
  return codes;
}

/// Every declared parameter of the effects at random within its range, or anything at all.
Nonidealities any_effects(bool wild) {
  Nonidealities effects;
  ParameterSet set;
  effects.declare(set, "");
  for (const Parameter& p : set.all()) {
    const ParameterValue value = p.get();
    if (std::holds_alternative<bool>(value)) {
      p.put(*rc::gen::arbitrary<bool>());
    } else if (std::holds_alternative<std::string>(value)) {
      p.put(p.choices[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(p.choices.size())))]);
    } else if (*rc::gen::arbitrary<bool>()) {
      const double u = *rc::gen::inRange(0, 1001) / 1000.0;
      p.put(wild ? any_number(p.min, p.max) : p.min + (p.max - p.min) * u * u * u * u);
    }
  }
  if (!wild) effects.stuck_low_fraction *= 0.5, effects.stuck_high_fraction *= 0.5;
  return effects;
}

DeviceModel any_device() {
  const auto names = device_model_names();
  const auto model = load_device_model(
      names.at(static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(names.size())))));
  RC_ASSERT(model.has_value());
  return *model;
}

struct Bench {
  int rows = *rc::gen::inRange(1, 70), columns = *rc::gen::inRange(1, 40), batch = *rc::gen::inRange(1, 12);
  std::vector<float> weights = any_codes(rows * columns, 127);
  std::vector<float> inputs = any_codes(rows * batch, 255);

  Result<AnalogArray> array(const DeviceModel& device, const Nonidealities& effects,
                            std::uint64_t seed) const {
    auto made = AnalogArray::create(
        {.rows = rows, .columns = columns, .device = device, .effects = effects, .seed = seed});
    if (!made) return made;
    const WeightBlock block{.rows = rows, .columns = columns, .full_scale = 127, .weights = weights};
    if (auto ok = made->program({&block, 1}); !ok) return pass(ok.error());
    return made;
  }
};

template <class T>
bool good_or_named(const Result<T>& result) {
  return result.has_value() || !result.error().problems.at(0).cause.empty();
}

RC_GTEST_PROP(RandomArrays, MultiplyExactlyWhenAllEffectsAreOff, ()) {
  const Bench b;
  auto array = b.array(any_device(), Nonidealities::none(), 1);
  RC_ASSERT(array.has_value());
  std::vector<double> y(static_cast<std::size_t>(b.batch * b.columns));
  RC_ASSERT(array->mvm(0, {.codes = b.inputs, .batch = b.batch, .max_code = 255}, y).has_value());
  for (int m = 0; m < b.batch; ++m) {
    for (int c = 0; c < b.columns; ++c) {
      std::int64_t sum = 0;
      for (int r = 0; r < b.rows; ++r)
        sum += static_cast<std::int64_t>(b.weights[static_cast<std::size_t>(r * b.columns + c)]) *
               static_cast<std::int64_t>(b.inputs[static_cast<std::size_t>(m * b.rows + r)]);
      RC_ASSERT(y[static_cast<std::size_t>(m * b.columns + c)] == static_cast<double>(sum));
    }
  }
}

RC_GTEST_PROP(RandomArrays, DoNotDependOnHowABatchIsSplit, ()) {
  const Bench b;
  const Nonidealities effects = any_effects(false);
  const DeviceModel device = any_device();
  const double t = any_number(0, 1e8);
  RC_PRE(check_time(t, "t").has_value());
  const auto forward = Forward{
      .dac = *pwm_dac(*rc::gen::inRange(kMinDacBits, kMaxDacBits + 1), 200),
      .adc = *oscillator_adc(*rc::gen::inRange(kMinAdcBits, kMaxAdcBits + 1), *rc::gen::inRange(1, 30)),
      .full_scale_input = 200};
  const auto run = [&](int split, ConversionCounts& counts) {
    auto array = b.array(device, effects, 3);
    RC_ASSERT(array.has_value());
    RC_ASSERT(array->set_time(t, 2).has_value());
    std::vector<double> y(static_cast<std::size_t>(b.batch * b.columns));
    for (int at = 0; at < b.batch; at += split) {
      const int count = std::min(split, b.batch - at);
      RC_ASSERT(forward
                    .run(*array, 0, {b.inputs.data() + at * b.rows, static_cast<std::size_t>(count * b.rows)},
                         count, static_cast<std::uint64_t>(at),
                         {y.data() + at * b.columns, static_cast<std::size_t>(count * b.columns)}, counts)
                    .has_value());
    }
    return y;
  };
  ConversionCounts whole, parts;
  RC_ASSERT(run(b.batch, whole) == run(*rc::gen::inRange(1, b.batch + 1), parts));
  RC_ASSERT(whole == parts);
}

RC_GTEST_PROP(RandomArrays, GiveFiniteResultsOrANamedError, ()) {
  const Bench b;
  DeviceModel device = any_device();
  if (*rc::gen::inRange(0, 4) == 0) {
    const ParameterSet set = device_parameters(device);
    const auto& p =
        set.all()[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(set.all().size())))];
    if (std::holds_alternative<double>(p.get())) p.put(any_number(p.min, p.max));
  }
  auto array = b.array(device, any_effects(*rc::gen::arbitrary<bool>()), 1);
  if (!array) {
    RC_ASSERT(good_or_named(array));
    return;
  }
  const auto aged = array->set_time(any_number(0, 1e8));
  RC_ASSERT(good_or_named(aged));
  const Forward forward{.dac = Quantizer{any_number(1, 300), any_number(1e-3, 2)},
                        .adc = Quantizer{any_number(1, 300), any_number(1e-3, 2)},
                        .full_scale_input = any_number(0.1, 300),
                        .noise_management = static_cast<NoiseManagement>(*rc::gen::inRange(0, 3)),
                        .noise_threshold = any_number(0, 2),
                        .bound_management = static_cast<BoundManagement>(*rc::gen::inRange(0, 2)),
                        .output_scale = any_number(0.1, 3)};
  std::vector<double> y(static_cast<std::size_t>(b.batch * b.columns), 0.0);
  ConversionCounts counts;
  const auto ok = forward.run(*array, 0, b.inputs, b.batch, 0, y, counts);
  RC_ASSERT(good_or_named(ok));
  for (const double v : y) RC_ASSERT(std::isfinite(v));
  for (const float w : array->effective_weights(0)) RC_ASSERT(std::isfinite(w));
  const DriftCompensation compensation({.scope = *rc::gen::element<std::string>("none", "global", "column"),
                                        .rows_per_read = *rc::gen::inRange(0, 3)},
                                       forward);
  const auto reading = compensation.read(*array, 0, 7);
  if (!reading) return;
  for (const double f : compensation.factors(*reading, *reading, b.columns)) RC_ASSERT(f == 1.0);
}

}  // namespace
}  // namespace quartet::cim

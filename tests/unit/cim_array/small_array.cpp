#include "tests/unit/cim_array/small_array.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/base/philox.hpp"

namespace quartet::cim::test {

std::vector<float> random_codes(std::size_t count, int limit, std::uint64_t stream) {
  std::vector<float> codes(count);
  const auto span = static_cast<std::uint32_t>(2 * limit + 1);
  for (std::size_t i = 0; i < count; ++i)
    codes[i] = static_cast<float>(static_cast<int>(philox4x32(11, stream, i)[0] % span) - limit);
  return codes;
}

DeviceModel pcm() {
  const auto model = load_device_model("pcm-like");
  EXPECT_TRUE(model) << model.error().text();
  return model ? *model : DeviceModel{};
}

AnalogArray array_with(const std::vector<float>& weights, int rows, int columns, const Nonidealities& effects,
                       std::uint64_t seed, std::uint64_t id, Isa isa) {
  auto array = AnalogArray::create({.rows = rows,
                                    .columns = columns,
                                    .device = pcm(),
                                    .effects = effects,
                                    .seed = seed,
                                    .id = id,
                                    .isa = isa});
  EXPECT_TRUE(array) << array.error().text();
  const WeightBlock block{.rows = rows, .columns = columns, .full_scale = 127, .weights = weights};
  const auto ok = array->program({&block, 1});
  EXPECT_TRUE(ok) << ok.error().text();
  return std::move(*array);
}

std::vector<double> outputs_of(AnalogArray& array, const std::vector<float>& inputs, int batch, int split) {
  const auto rows = static_cast<std::size_t>(array.block(0).rows),
             columns = static_cast<std::size_t>(array.block(0).columns);
  std::vector<double> outputs(static_cast<std::size_t>(batch) * columns);
  const int step = split > 0 ? split : batch;
  for (int b = 0; b < batch; b += step) {
    const auto at = static_cast<std::size_t>(b), count = static_cast<std::size_t>(std::min(step, batch - b));
    const MvmBatch in{.codes = {inputs.data() + at * rows, count * rows},
                      .batch = static_cast<int>(count),
                      .unit = 1.0 / 127,
                      .max_code = 127,
                      .first_index = at};
    const auto ok = array.mvm(0, in, {outputs.data() + at * columns, count * columns});
    EXPECT_TRUE(ok) << ok.error().text();
  }
  return outputs;
}

std::vector<Isa> instruction_sets() {
  std::vector<Isa> sets;
  for (const Isa isa : {Isa::portable, Isa::avx2, Isa::avx512}) {
    if (usable_isa(isa) == isa) sets.push_back(isa);
  }
  return sets;
}

Nonidealities all_effects() {
  Nonidealities e;
  e.stuck = e.mvm_noise = e.output_noise = e.ir_drop = e.voltage_drop = e.nonlinearity = true;
  e.stuck_low_fraction = e.stuck_high_fraction = 0.01;
  e.voltage_offset = 0.02;
  e.series_resistance = 0.01;
  e.s_shape = 0.01;
  e.ir_drop_g_ratio = 20000;
  return e;
}

}  // namespace quartet::cim::test

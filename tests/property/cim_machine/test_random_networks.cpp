// Random networks on random machines: exact when everything is off, plan and simulate agree, blocks never
// overlap.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "accel/cim/model/simulate.hpp"
#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

int pick(int low, int high) {
  return *rc::gen::inRange(low, high + 1);
}

/// One to three convolutions of any kind, then perhaps a linear layer.
Network random_network(std::uint64_t seed) {
  NetworkBuilder b(pick(0, 1) == 1, seed);
  int channels = pick(1, 12);
  TensorId x = b.input({pick(3, 9), pick(3, 9), channels});
  for (int i = pick(1, 3); i > 0; --i) {
    const int kind = pick(0, 3), kernel = pick(1, 3), pad = pick(0, kernel - 1);
    const ConvOptions options{
        .kernel = {kernel, kernel},
        .stride = {kind == 3 ? 1 : pick(1, 2), 1},
        .padding = kind == 3 ? Padding{} : Padding{kernel - 1, pad, kernel - 1, kernel - 1},
        .weight_bits = 1 << pick(1, 3),
        .relu = pick(0, 1) == 1,
        .bias = pick(0, 1) == 1,
        .depthwise = kind == 1};
    if (kind != 1) channels = pick(1, 20);
    x = b.conv(kind == 1   ? "depthwise_conv2d"
               : kind == 3 ? "conv_transpose2d"
                           : "conv2d",
               x, channels, options);
  }
  if (pick(0, 1) == 1) x = b.linear(b.flatten(x, FlattenOrder::hwc), pick(1, 9), false);
  return b.finish(x);
}

cim::ArrayParams random_array() {
  cim::ArrayParams a;
  a.rows = pick(10, 80), a.columns = pick(4, 40), a.columns_per_adc = pick(1, 4), a.arrays = 256;
  a.column_mux = pick(0, 1) == 1 ? "blocked" : "adjacent";
  a.depthwise_channels = pick(0, 4);
  return a;
}

void expect_apart(const cim::Mapping& mapping, const cim::ArrayParams& array) {
  std::vector<const cim::Block*> all;
  for (const auto& layer : mapping.layers) {
    for (const auto& block : layer.blocks) all.push_back(&block);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const cim::Block& a = *all[i];
    RC_ASSERT(a.row >= 0 && a.column >= 0 && a.row + a.rows <= array.rows &&
              a.column + a.columns <= array.columns);
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      const cim::Block& b = *all[j];
      RC_ASSERT(a.array != b.array || a.row + a.rows <= b.row || b.row + b.rows <= a.row ||
                a.column + a.columns <= b.column || b.column + b.columns <= a.column);
    }
  }
}

}  // namespace

RC_GTEST_PROP(RandomAnalogNetworks, AreExactWhenEverythingIsOffOnAnyArray, ()) {
  const auto seed = static_cast<std::uint64_t>(pick(1, 1 << 20));
  const Network network = random_network(seed);
  cim::Params params = exact_params();
  params.array = random_array();
  const auto mapping = cim::map_network(network, params);
  RC_PRE(mapping.has_value());  // few arrays may be too few
  expect_apart(*mapping, params.array);
  RC_ASSERT(mapping->useful_cells() == [&] {
    std::int64_t weights = 0;
    for (const Layer& layer : network.layers)
      weights += layer.weights == kNoTensor ? 0 : network.tensor(layer.weights).elements();
    return weights;
  }());
  const Rounding rounding = pick(0, 1) == 1 ? Rounding::double_rounding : Rounding::single_rounding;
  auto function = cim::CimFunction::create(network, *mapping, params, {.rounding = rounding, .seed = seed});
  RC_ASSERT(function.has_value());
  const auto inputs = NetworkBuilder::random_inputs(network, seed);
  RC_ASSERT((*function)->run(inputs, 0).value() == golden_logits(network, inputs, rounding));
}

RC_GTEST_PROP(RandomAnalogNetworks, TakeTheCyclesOfThePlanWhenSimulated, ()) {
  const auto seed = static_cast<std::uint64_t>(pick(1, 1 << 20));
  const Network network = random_network(seed);
  cim::Params params = noisy_params();
  params.array = random_array();
  params.analog.activation_bits = pick(4, 6);
  params.analog.compensation.rows_per_read = pick(0, 20);
  params.periphery.digital_lanes = pick(1, 20), params.periphery.sram_bytes_per_cycle = pick(1, 20);
  const auto mapping = cim::map_network(network, params);
  RC_PRE(mapping.has_value());
  const auto inputs = NetworkBuilder::random_inputs(network, seed);
  const auto m = cim::simulate(network, *mapping, params, inputs, {.seed = seed});
  RC_ASSERT(m.has_value());
  for (std::size_t i = 0; i < mapping->layers.size(); ++i)
    RC_ASSERT(m->layer_cycles[i] == cim::layer_cycles(mapping->layers[i], params).total());
  RC_ASSERT(m->phases.compensation == cim::phase_cycles(network, *mapping, params).compensation);
  auto function = cim::CimFunction::create(network, *mapping, params, {.seed = seed});
  RC_ASSERT(function.has_value());
  RC_ASSERT(m->logits == (*function)->run(inputs, 0).value());
}

}  // namespace quartet::test

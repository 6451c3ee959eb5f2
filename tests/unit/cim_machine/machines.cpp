#include "tests/unit/cim_machine/machines.hpp"

#include <gtest/gtest.h>

#include "accel/cim/cim_target.hpp"
#include "accel/platform.hpp"

namespace quartet::test {

cim::Params exact_params() {
  cim::Params p;
  p.analog.effects = cim::Nonidealities::none();
  p.analog.dac_quantization = p.analog.adc_quantization = false;
  p.analog.compensation.scope = "none";
  return p;
}

cim::Params noisy_params() {
  cim::Params p;
  p.analog.effects.mvm_noise = p.analog.effects.output_noise = p.analog.effects.ir_drop = true;
  return p;
}

Network small_network(std::uint64_t seed) {
  NetworkBuilder b(true, seed);
  TensorId x = b.input({9, 8, 3});
  x = b.conv("conv2d", x, 10, {.stride = {2, 1}, .padding = {1, 0, 1, 2}, .bias = true});
  x = b.pool("max_pool", x, {2, 2}, {1, 2});
  x = b.conv("depthwise_conv2d", x, 10,
             {.kernel = {3, 3}, .padding = {1, 1, 1, 1}, .bias = true, .depthwise = true});
  x = b.conv("conv2d", x, 7, {.kernel = {1, 1}, .padding = {}});
  x = b.flatten(x, FlattenOrder::hwc);
  return b.finish(b.linear(x, 5, false));
}

std::unique_ptr<Machine> make_machine(Network network, const cim::Params& params, std::uint64_t seed) {
  auto machine = std::make_unique<Machine>();
  machine->network = std::move(network);
  machine->params = params;
  auto mapping = cim::map_network(machine->network, params);
  EXPECT_TRUE(mapping.has_value()) << (mapping ? "" : mapping.error().text());
  if (!mapping) return nullptr;
  machine->mapping = std::move(*mapping);
  auto function =
      cim::CimFunction::create(machine->network, machine->mapping, machine->params, {.seed = seed});
  EXPECT_TRUE(function.has_value()) << (function ? "" : function.error().text());
  if (!function) return nullptr;
  machine->function = std::move(*function);
  return machine;
}

Values golden_logits(const Network& network, const std::vector<Values>& inputs, Rounding rounding) {
  auto interpreter = Interpreter::create(network, {.rounding = rounding});
  EXPECT_TRUE(interpreter.has_value() && interpreter->run(inputs).has_value());
  return interpreter->tensor(network.logits());
}

}  // namespace quartet::test

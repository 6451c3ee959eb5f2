#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "frontends/model/import.hpp"
#include "tests/unit/cim_machine/machines.hpp"
#include "workloads/data/npy.hpp"
#include "workloads/zoo/workload.hpp"

namespace quartet::test {
namespace {

std::uint64_t counted(const IFunction& function, const std::string& name) {
  for (const Figure& f : function.figures()) {
    if (f.name == name) return static_cast<std::uint64_t>(*f.value);
  }
  return 0;
}

TEST(CimFunction, WithEverythingOffIsTheInterpreterBitForBit) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const auto machine = make_machine(small_network(seed), exact_params());
    ASSERT_TRUE(machine);
    const auto inputs = NetworkBuilder::random_inputs(machine->network, seed);
    EXPECT_EQ(machine->function->run(inputs, 0).value(), golden_logits(machine->network, inputs));
  }
}

TEST(CimFunction, WithEverythingOffIsExactWhenRowsAndColumnsAreSplitOverSeveralArrays) {
  cim::Params params = exact_params();
  params.array.rows = 16, params.array.columns = 6, params.array.columns_per_adc = 2,
  params.array.arrays = 256;
  const auto machine = make_machine(small_network(), params);
  ASSERT_TRUE(machine);
  EXPECT_GT(machine->mapping.arrays, 1);
  const auto inputs = NetworkBuilder::random_inputs(machine->network, 4);
  EXPECT_EQ(machine->function->run(inputs, 0).value(), golden_logits(machine->network, inputs));
}

// What ships: every sample of the default data set.
TEST(CimFunction, WithEverythingOffGivesTheShippedNetworksAnswers) {
  const auto workload = load_workload("kws");
  ASSERT_TRUE(workload) << workload.error().text();
  const auto array = read_npy(workload->data.front().inputs);
  ASSERT_TRUE(array);
  const auto all = array->as_int32();
  ASSERT_TRUE(all);
  for (const Variant& variant : workload->variants) {
    if (!variant.available || !reads(*workload, variant.name, workload->data.front())) continue;
    auto network = import_model(variant.file);
    ASSERT_TRUE(network) << network.error().text();
    const auto elements = static_cast<std::size_t>(network->tensor(network->inputs[0]).elements());
    cim::Params params = exact_params();
    params.array.arrays = 64;
    const auto machine = make_machine(std::move(*network), params);
    ASSERT_TRUE(machine);
    auto golden = Interpreter::create(machine->network, {});
    ASSERT_TRUE(golden);
    for (std::size_t i = 0; i < std::min<std::size_t>(20, all->size() / elements); ++i) {
      const std::vector<Values> inputs{
          Values(all->begin() + static_cast<std::ptrdiff_t>(i * elements),
                 all->begin() + static_cast<std::ptrdiff_t>((i + 1) * elements))};
      ASSERT_TRUE(golden->run(inputs));
      EXPECT_EQ(machine->function->run(inputs, static_cast<std::int64_t>(i)).value(),
                golden->tensor(machine->network.logits()))
          << variant.name << ' ' << i;
    }
  }
}

TEST(CimFunction, EverySwitchAloneChangesTheAnswer) {
  const Network network = small_network();
  const auto inputs = NetworkBuilder::random_inputs(network, 9);
  const Values exact = golden_logits(network, inputs);
  const auto answer = [&](const std::function<void(cim::AnalogParams&)>& change) {
    cim::Params params = exact_params();
    params.analog.time_s = 1e7;
    change(params.analog);
    const auto machine = make_machine(network, params);
    return machine->function->run(inputs, 0).value();
  };
  EXPECT_EQ(answer([](auto&) {}), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.programming_noise = true; }), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.drift = true; }), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.read_noise = true; }), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.mvm_noise = true; }), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.output_noise = true; }), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.ir_drop = true, a.effects.ir_drop_scale = 10.0; }), exact);
  EXPECT_NE(answer([](auto& a) { a.effects.stuck = true, a.effects.stuck_low_fraction = 0.2; }), exact);
  EXPECT_NE(answer([](auto& a) { a.dac_quantization = true, a.dac_bits = 4; }), exact);
  EXPECT_NE(answer([](auto& a) { a.adc_quantization = true, a.adc_bits = 4; }), exact);
}

TEST(CimFunction, ASampleHasTheSameAnswerInAnyOrderAndCompany) {
  const Network network = small_network();
  const auto a = make_machine(network, noisy_params(), 5), b = make_machine(network, noisy_params(), 5);
  std::vector<Values> forward, backward(4);
  for (int i = 0; i < 4; ++i)
    forward.push_back(
        a->function->run(NetworkBuilder::random_inputs(network, static_cast<std::uint64_t>(i)), i).value());
  for (int i = 3; i >= 0; --i)
    backward[static_cast<std::size_t>(i)] =
        b->function->run(NetworkBuilder::random_inputs(network, static_cast<std::uint64_t>(i)), i).value();
  EXPECT_EQ(forward, backward);
}

TEST(CimFunction, AnotherSeedIsAnotherMachineAndTheSameSampleReadTwiceDiffers) {
  const Network network = small_network();
  const auto inputs = NetworkBuilder::random_inputs(network, 3);
  cim::Params devices = exact_params();
  devices.analog.effects.programming_noise = true;
  EXPECT_NE(make_machine(network, devices, 1)->function->run(inputs, 0).value(),
            make_machine(network, devices, 2)->function->run(inputs, 0).value());
  const auto fixed = make_machine(network, devices, 1);
  EXPECT_EQ(fixed->function->run(inputs, 0).value(),
            fixed->function->run(inputs, 1).value());  // nothing random per inference
  cim::Params reads = exact_params();
  reads.analog.effects.output_noise = true;
  const auto machine = make_machine(network, reads, 1);
  EXPECT_NE(machine->function->run(inputs, 0).value(), machine->function->run(inputs, 1).value());
}

/// Mean |logit − exact logit| over some samples.
double error_of(const Network& network, const cim::Params& params) {
  const auto machine = make_machine(network, params, 3);
  double sum = 0.0;
  int n = 0;
  for (int i = 0; i < 20; ++i) {
    const auto inputs = NetworkBuilder::random_inputs(network, 100 + static_cast<std::uint64_t>(i));
    const Values noisy = machine->function->run(inputs, i).value(), exact = golden_logits(network, inputs);
    for (std::size_t k = 0; k < noisy.size(); ++k, ++n) sum += std::abs(noisy[k] - exact[k]);
  }
  return sum / n;
}

TEST(CimFunction, CompensationTakesBackMostOfTheDriftAndAStaleOneLess) {
  NetworkBuilder b(true);
  const Network network = b.finish(b.linear(b.input({200}), 40, false));
  cim::Params params = exact_params();
  params.analog.effects.drift = true;
  params.analog.time_s = 86400.0 * 30;
  const double drifted = error_of(network, params);
  params.analog.compensation.scope = "global";
  const double global = error_of(network, params);
  params.analog.compensation.scope = "column";
  const double column = error_of(network, params);
  EXPECT_LT(global, 0.3 * drifted);
  EXPECT_LT(column, 0.3 * drifted);
  params.analog.compensation.scope = "global";
  params.analog.compensation_period_s = 86400.0 * 29;  // read out once, a day before
  EXPECT_NEAR(error_of(network, params), global, 0.3 * (drifted - global));
  params.analog.compensation_period_s = 86400.0 * 31;  // not yet read out
  EXPECT_NEAR(error_of(network, params), drifted, 1e-12 + 0.02 * drifted);
}

TEST(CimFunction, CountsConversionsAndSaturations) {
  cim::Params params = exact_params();
  params.analog.adc_quantization = params.analog.dac_quantization = true;
  params.analog.adc_bound = 1e4;
  const auto wide = make_machine(small_network(), params);
  const auto inputs = NetworkBuilder::random_inputs(wide->network, 3);
  ASSERT_TRUE(wide->function->run(inputs, 0));
  EXPECT_EQ(counted(*wide->function, "saturated ADC conversions"), 0u);
  std::uint64_t conversions = 0;
  for (const auto& layer : wide->mapping.layers) {
    for (const auto& block : layer.blocks)
      conversions += static_cast<std::uint64_t>(layer.analog.positions() * block.columns);
  }
  EXPECT_EQ(counted(*wide->function, "ADC conversions"), conversions);
  ASSERT_TRUE(wide->function->run(inputs, 1));
  EXPECT_EQ(counted(*wide->function, "ADC conversions"), 2 * conversions);
  params.analog.adc_bound = 0.01;
  const auto narrow = make_machine(small_network(), params);
  ASSERT_TRUE(narrow->function->run(inputs, 0));
  EXPECT_GT(counted(*narrow->function, "saturated ADC conversions"), conversions / 2);
}

TEST(CimFunction, ExtremeParametersGiveNoAnswerOutsideTheType) {
  const Network network = small_network();
  const auto inputs = NetworkBuilder::random_inputs(network, 3);
  for (const double scale : {0.0, 1.0, 100.0}) {
    for (const double time : {0.0, 25.0, cim::kLatestTime}) {
      cim::Params params = noisy_params();
      cim::Nonidealities& e = params.analog.effects;
      params.analog.time_s = time;
      e.programming_noise_scale = e.read_noise_scale = scale, e.drift_scale = scale / 10;
      e.mvm_noise_sigma = scale / 10, e.output_noise_sigma = 10 * scale, e.ir_drop_scale = scale;
      e.voltage_drop = e.nonlinearity = true;
      e.voltage_offset = 0.999, e.series_resistance = e.s_shape = 1e4 * scale;
      for (const bool converters : {true, false}) {
        params.analog.adc_quantization = params.analog.dac_quantization = converters;
        const auto machine = make_machine(network, params);
        ASSERT_TRUE(machine);
        const auto logits = machine->function->run(inputs, 0);
        ASSERT_TRUE(logits) << logits.error().text();
        for (const std::int32_t v : *logits) EXPECT_TRUE(kInt8.holds(v)) << v;
      }
    }
  }
}

TEST(CimFunction, RefusesInputsOfTheWrongNumberSizeOrType) {
  const auto machine = make_machine(small_network(), exact_params());
  EXPECT_FALSE(machine->function->run({}, 0));
  const std::vector<Values> wrong_size{Values(3, 0)};
  EXPECT_FALSE(machine->function->run(wrong_size, 0));
  const std::vector<Values> too_wide{Values(9 * 8 * 3, 128)};
  EXPECT_FALSE(machine->function->run(too_wide, 0));
}

}  // namespace
}  // namespace quartet::test

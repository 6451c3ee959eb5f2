#include <gtest/gtest.h>

#include "accel/cim/cim_target.hpp"
#include "accel/platform.hpp"
#include "sim/energy/ledger.hpp"
#include "tests/unit/cim_machine/machines.hpp"

namespace quartet::test {
namespace {

std::unique_ptr<ITarget> aon_cim() {
  auto target = load_platform("aon-cim");
  EXPECT_TRUE(target.has_value()) << (target ? "" : target.error().text());
  return std::move(*target);
}

const Figure& figure(const Schedule& schedule, const std::string& name) {
  for (const Figure& f : schedule.figures) {
    if (f.name == name) return f;
  }
  ADD_FAILURE() << "no figure " << name;
  static const Figure none{};
  return none;
}

TEST(AonCim, PeakFollowsFromGeometryAndConversionTime) {
  const auto target = aon_cim();
  const Network network = small_network();
  // 2 · 1024 · 512 operations in 4 conversions of 130, 34 and 10 ns.
  for (const auto& [bits, tops] : {std::pair{"8", 2.0165}, {"6", 7.7101}, {"4", 26.2144}}) {
    ASSERT_TRUE(target->parameters().set("cim.activation_bits", bits));
    const auto plan = target->plan(network);
    ASSERT_TRUE(plan) << plan.error().text();
    EXPECT_NEAR(*figure(*plan, "peak TOPS").value, tops, 1e-4 * tops) << bits;
  }
}

TEST(AonCim, ADenseLayerHasTheEfficiencyOfTheLawAndADepthwiseOneFarLess) {
  const auto target = aon_cim();
  NetworkBuilder b;
  const auto dense = target->plan(b.finish(b.linear(b.input({1000}), 100, true)));
  ASSERT_TRUE(dense);
  EXPECT_NEAR(*figure(*dense, "effective TOPS/W").value, 8.55, 0.01);
  NetworkBuilder d(true);
  const auto depthwise =
      target->plan(d.finish(d.conv("depthwise_conv2d", d.input({8, 8, 50}), 50, {.depthwise = true})));
  ASSERT_TRUE(depthwise);
  EXPECT_NEAR(*figure(*depthwise, "effective TOPS/W").value, 8.55 / 50, 0.01);
}

TEST(AonCim, EnergyIsCellsTimesTheLawAndItsPartsAddUp) {
  const auto target = aon_cim();
  const Network network = small_network();
  const auto plan = target->plan(network);
  ASSERT_TRUE(plan);
  const Ledger ledger = Ledger::price(plan->activity, target->costs());
  const auto map = cim::map_on_target(*target, network);
  ASSERT_TRUE(map);
  double cells = 0.0;
  for (const auto& layer : map->mapping.layers)
    cells += static_cast<double>(layer.cells() * layer.analog.positions());
  const double expected = cells * 2.0 / 8.55e12;  // two operations a cell at 8.55 TOPS/W
  EXPECT_NEAR(*ledger.total_j(), expected, 1e-5 * expected);
  EXPECT_NEAR(*figure(*plan, "energy per inference").value, expected * 1e6, 1e-5 * expected * 1e6);
  EXPECT_FALSE(ledger.total_j(ActivityPhase::once));  // programming has no price
}

TEST(AonCim, CompensationCostsMvmsTimeAndEnergyOnceAndNoneCostsNothing) {
  const auto target = aon_cim();
  const Network network = small_network();
  ASSERT_TRUE(target->parameters().set("cim.compensation_rows", "1"));
  const auto with = target->plan(network);
  ASSERT_TRUE(with);
  // One-hot: an MVM a row of each block.
  const auto map = cim::map_on_target(*target, network);
  double rows = 0.0;
  for (const auto& layer : map->mapping.layers) {
    for (const auto& block : layer.blocks) rows += block.rows;
  }
  EXPECT_EQ(figure(*with, "compensation MVMs").value, rows);
  EXPECT_GT(*figure(*with, "compensation time").value, 0.0);
  EXPECT_GT(*figure(*with, "compensation energy").value, 0.0);
  ASSERT_TRUE(target->parameters().set("cim.compensation", "none"));
  const auto without = target->plan(network);
  EXPECT_EQ(figure(*without, "compensation MVMs").value, 0.0);
  EXPECT_EQ(figure(*without, "compensation time").value, 0.0);
  EXPECT_EQ(without->cycles, with->cycles);  // of an inference
}

TEST(AonCim, NamesValuesOutOfRangeWithTheRange) {
  const auto target = aon_cim();
  const auto refused = [&](const char* name, const char* value) {
    const auto set = target->parameters().set(name, value);
    if (!set) return set.error().text();
    const auto plan = target->plan(small_network());
    EXPECT_FALSE(plan.has_value()) << name << '=' << value;
    return plan ? std::string() : plan.error().text();
  };
  EXPECT_NE(refused("cim.time", "-1").find("0"), std::string::npos);
  EXPECT_NE(refused("cim.activation_bits", "3").find("4"), std::string::npos);
  EXPECT_NE(refused("cim.activation_bits", "11").find("10"), std::string::npos);
  const std::string adc = refused("cim.adc_bits", "3");
  EXPECT_NE(adc.find("cim.adc_bits"), std::string::npos) << adc;
  EXPECT_NE(adc.find("4 to 10"), std::string::npos) << adc;
  ASSERT_TRUE(target->parameters().set("cim.adc_bits", "0"));
  for (const char* bad : {"0", "-5", "nan", "1e9", "much", ""}) {
    const std::string g = refused("cim.g_max", bad);
    EXPECT_NE(g.find("cim.g_max"), std::string::npos) << bad << ": " << g;
    EXPECT_NE(g.find("0.1 to 1000"), std::string::npos) << bad << ": " << g;
  }
  ASSERT_TRUE(target->parameters().set("cim.g_max", "25"));
  EXPECT_TRUE(target->plan(small_network()));
}

TEST(AonCim, RunsOnEveryDeviceModelThatShips) {
  const auto target = aon_cim();
  const Network network = small_network();
  const auto inputs = NetworkBuilder::random_inputs(network, 3);
  for (const std::string& device : cim::device_model_names()) {
    ASSERT_TRUE(target->parameters().set("cim.device", device));
    const auto function = target->function(network, {});
    ASSERT_TRUE(function) << function.error().text();
    EXPECT_TRUE((*function)->run(inputs, 0)) << device;
  }
}

TEST(AonCim, TrustSaysWhatIsCalibratedAndWhatPredicted) {
  int predicted = 0, calibrated = 0;
  for (const std::string& line : aon_cim()->trust()) {
    predicted += line.find("(predicted") != std::string::npos ? 1 : 0;
    calibrated += line.find("(calibrated on it") != std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(predicted, 2);   // the 6-bit figures
  EXPECT_EQ(calibrated, 4);  // the 8- and 4-bit figures
}

TEST(AonCim, WarnsWhereTheEnergyLawIsExtrapolated) {
  const auto target = aon_cim();
  const auto warned = [&] {
    const auto plan = target->plan(small_network());
    return std::any_of(plan->warnings.begin(), plan->warnings.end(),
                       [](const std::string& w) { return w.find("extrapolation") != std::string::npos; });
  };
  EXPECT_FALSE(warned());
  ASSERT_TRUE(target->parameters().set("cim.activation_bits", "9"));
  EXPECT_TRUE(warned());
}

TEST(AonCim, OnlyAnalogMachinesHaveAMap) {
  const auto other = load_platform("ultratrail");
  ASSERT_TRUE(other);
  const auto map = cim::map_on_target(**other, small_network());
  ASSERT_FALSE(map);
  EXPECT_EQ(map.error().code, ErrorCode::usage);
}

}  // namespace
}  // namespace quartet::test

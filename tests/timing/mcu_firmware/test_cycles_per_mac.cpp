// What the kernels take on the cores: a depthwise-separable keyword spotter of the MLPerf Tiny shapes. Its time does not
// depend on weights or inputs, so that any will do.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "accel/platform.hpp"
#include "tests/unit/graph/network_builder.hpp"

namespace quartet::test {
namespace {

void requantize(NetworkBuilder& b, double scale) {
  Layer& layer = b.network.layers.back();
  layer.requantization.rule = Requantization::Rule::multiplier;
  layer.requantization.scales = {scale};
  b.quantize_output({{0.1}, {-128}});
}

/// 49x10 features; 10x4 convolution with stride 2, four pairs of depthwise 3x3 and pointwise layers of 64 channels.
Network keyword_spotter() {
  constexpr int kChannels = 64, kPairs = 4;
  NetworkBuilder b;
  TensorId x = b.input({49, 10, 1}, kInt8, {{0.5}, {83}});
  Layer& first = b.layer("conv2d", {x}, {kChannels, 10, 4, 1});
  first.attributes.stride = {2, 2};
  first.attributes.padding = {4, 1, 5, 1};
  requantize(b, 0.002);
  for (int i = 0; i < kPairs; ++i) {
    x = b.last();
    Layer& depthwise = b.layer("depthwise_conv2d", {x}, {kChannels, 3, 3, 1});
    depthwise.attributes.padding = {1, 1, 1, 1};
    depthwise.attributes.groups = kChannels;
    requantize(b, 0.01);
    x = b.last();
    b.layer("conv2d", {x}, {kChannels, 1, 1, kChannels});
    requantize(b, 0.002);
  }
  x = b.last();
  b.layer("global_average_pool", {x});
  b.quantize_output({{0.1}, {-128}});
  x = b.last();
  b.layer("reshape", {x}).attributes.new_shape = {kChannels};
  b.quantize_output({{0.1}, {-128}});
  x = b.last();
  b.layer("fully_connected", {x}, {12, kChannels});
  requantize(b, 0.01);
  Network network = b.finish();
  EXPECT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  return network;
}

double cycles_per_mac(const std::string& platform, const Network& network) {
  const auto target = load_platform(platform);
  EXPECT_TRUE(target.has_value()) << (target ? "" : target.error().text());
  const auto plan = (*target)->plan(network);
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().text());
  const double value = static_cast<double>(plan->cycles) / static_cast<double>(network.macs());
  fmt::print("       {}: {:.3f} cycles/MAC\n", platform, value);
  return value;
}

}  // namespace

TEST(FirmwareSpeed, KeywordSpottingStaysWithinTheCyclesThatItsKernelsWereBuiltFor) {
  const Network network = keyword_spotter();
  EXPECT_EQ(network.macs(), 2'656'768);
  EXPECT_LE(cycles_per_mac("stm32l4r5", network), 2.6);
  EXPECT_LE(cycles_per_mac("pulpissimo", network), 0.9);
  EXPECT_LE(cycles_per_mac("rp2040", network), 12.0);
}

/// The layer that PULP-NN's kernels are measured on: 16x16x32 to 64 channels, 3x3.
Network mixed_layer(int activation_bits, int weight_bits) {
  NetworkBuilder b;
  const TensorId x = b.input({16, 16, 32}, {activation_bits, true, false}, {{0.1}, {0}});
  Layer& layer = b.layer("conv2d", {x}, {64, 3, 3, 32});
  layer.attributes.padding = {1, 1, 1, 1};
  const TensorId weights = layer.weights;
  b.network.tensor(weights).type = {weight_bits, true, false};
  requantize(b, 0.002);
  Network network = b.finish();
  EXPECT_EQ(problems_of(network), "");
  (void)infer_and_validate(network);
  return network;
}

/// Published MAC/cycle of MPIC (eml-eda/plinio mpic_latency.py): a cost model's table, its layers not named. Our activations
/// lie as bytes between layers; narrow ones are packed once a layer.
TEST(FirmwareSpeed, MpicsFormatsAreFasterTheNarrowerTheyAreAndNearThePublishedTable) {
  const std::vector<int> widths{8, 4, 2};
  const double published[3][3] = {{2.1, 2.3, 2.5}, {2.1, 3.5, 3.9}, {2.2, 4.0, 6.5}};
  const auto target = load_platform("mpic");
  ASSERT_TRUE(target.has_value());
  double ours[3][3];
  for (std::size_t a = 0; a < widths.size(); ++a) {
    for (std::size_t w = 0; w < widths.size(); ++w) {
      const Network network = mixed_layer(widths[a], widths[w]);
      const auto plan = (*target)->plan(network);
      ASSERT_TRUE(plan.has_value()) << plan.error().text();
      ours[a][w] = static_cast<double>(network.macs()) / static_cast<double>(plan->cycles);
      fmt::print("       activations {} bit, weights {} bit: {:.2f} MAC/cycle, published {:.1f}\n", widths[a], widths[w],
                 ours[a][w], published[a][w]);
      EXPECT_GT(ours[a][w] / published[a][w], 0.9) << widths[a] << "x" << widths[w];
      EXPECT_LT(ours[a][w] / published[a][w], 1.12) << widths[a] << "x" << widths[w];
      if (w > 0) { EXPECT_GT(ours[a][w], ours[a][w - 1]); }
    }
  }
  EXPECT_GT(ours[2][2], 2 * ours[0][0]);
}

/// Two loads, a product and an addition are the least that a scalar core can do for a product of one output.
TEST(FirmwareSpeed, ScalarCoresNeedFewerThanFourInstructionsAMac) {
  const Network network = keyword_spotter();
  const auto target = load_platform("cv32e40p");
  ASSERT_TRUE(target.has_value());
  const auto plan = (*target)->plan(network);
  ASSERT_TRUE(plan.has_value());
  for (const LayerTiming& layer : plan->layers) {
    if (layer.op != "conv2d" || layer.macs < 500'000) continue;
    for (const Figure& f : layer.figures) {
      if (f.name == "instructions") {
        EXPECT_LT(f.value.value(), 4.0 * static_cast<double>(layer.macs)) << layer.name;
      }
    }
  }
}

}  // namespace quartet::test

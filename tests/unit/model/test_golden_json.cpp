#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontends/model/golden_json.hpp"
#include "tests/fuzz/seeds/golden_bundle.hpp"

namespace quartet::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

GoldenNetwork read(const GoldenBundle& bundle) {
  auto golden = bundle.read();
  EXPECT_TRUE(golden) << golden.error().text();
  return golden ? std::move(*golden) : GoldenNetwork{};
}

GoldenBundle changed(const std::string& from, const std::string& to) {
  GoldenBundle b = small_golden();
  const std::size_t at = b.json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) b.json.replace(at, from.size(), to);
  return b;
}

std::string refusal(const GoldenBundle& bundle) {
  const auto golden = bundle.read();
  EXPECT_FALSE(golden);
  return golden ? "" : golden.error().text();
}

TEST(GoldenJson, HardwareLayersBecomeGraphLayersInTheOrderOfTheirSteps) {
  const GoldenNetwork g = read(small_golden());
  std::vector<std::string> ops;
  std::vector<int> hardware;
  for (const Layer& l : g.network.layers) {
    ops.push_back(l.op);
    hardware.push_back(l.placement.hardware_layer);
  }
  EXPECT_THAT(ops, ElementsAre("max_pool", "conv2d", "sub", "identity", "reshape", "conv2d"));
  EXPECT_THAT(hardware, ElementsAre(0, 0, 1, 1, 2, 2));
  ASSERT_EQ(g.layers.size(), 3U);
  EXPECT_EQ(g.layers[0].name, "first");
  EXPECT_EQ(g.layers[1].name, "L01");
  EXPECT_EQ(g.layers[1].first, 2U);
  EXPECT_EQ(g.layers[1].count, 2U);
  EXPECT_EQ(g.device, "MAX78000");
  EXPECT_EQ(g.cycles, 301U);
  EXPECT_EQ(g.startup_cycles, 1U);
  EXPECT_EQ(g.silicon, "compared");
}

TEST(GoldenJson, ArraysAreTurnedFromChannelFirstToChannelLast) {
  const GoldenNetwork g = read(small_golden());
  // Input 2x8x6 counts from −125: channel 1 of the first pixel is 48 further on.
  EXPECT_EQ(g.network.tensor(g.network.inputs[0]).shape, (Shape{8, 6, 2}));
  EXPECT_EQ(g.inputs[0][0], -125);
  EXPECT_EQ(g.inputs[0][1], -125 + 48);
  EXPECT_EQ(g.inputs[0][2], -124);
  // Expected output of layer 0, 4x4x3 counting from 0: pixel 1 of channel 2 holds 2·12 + 1.
  EXPECT_EQ(g.layers[0].expected[1 * 4 + 2], 25);
  // Weights O,I,KH,KW: (o, i, kh, kw) holds ((o·2 + i)·9 + kh·3 + kw) mod 7 − 3.
  const Tensor& w = g.network.tensor(g.network.layers[1].weights);
  EXPECT_EQ(w.shape, (Shape{4, 3, 3, 2}));
  EXPECT_EQ(w.constant[((1 * 3 + 2) * 3 + 1) * 2 + 1], ((1 * 2 + 1) * 9 + 2 * 3 + 1) % 7 - 3);
}

TEST(GoldenJson, ConvolutionsKeepTheirShiftWidthAndBiasUnits) {
  const GoldenNetwork g = read(small_golden());
  const Requantization& first = g.network.layers[1].requantization;
  EXPECT_EQ(first.rule, Requantization::Rule::shift);
  EXPECT_EQ(first.shift, -1);
  EXPECT_EQ(first.clamp_min, 0);
  EXPECT_EQ(first.clamp_max, 127);
  const Layer& last = g.network.layers[5];
  EXPECT_EQ(last.requantization.rule, Requantization::Rule::none);
  EXPECT_EQ(g.network.tensor(last.output).type, kInt32);
  EXPECT_EQ(g.network.tensor(last.weights).type, (IntType{4, true, false}));
  EXPECT_THAT(g.network.tensor(last.bias).constant, ElementsAre(-3 * 128, -2 * 128));
}

TEST(GoldenJson, FlatteningReadsTheMapChannelFirst) {
  const Layer layer = read(small_golden()).network.layers[4];
  EXPECT_EQ(layer.attributes.flatten_order, FlattenOrder::chw);
  EXPECT_EQ(layer.attributes.new_shape, (Shape{1, 1, 24}));
}

TEST(GoldenJson, PlacementCarriesTheRecordedHints) {
  const GoldenNetwork g = read(small_golden());
  const Placement& p = g.network.layers[1].placement;
  EXPECT_EQ(p.processors, 0x3U);
  EXPECT_EQ(p.output_processors, 0xf0U);
  EXPECT_TRUE(p.channels_first_input);
  EXPECT_EQ(p.kernel_offset, 5);
  EXPECT_FALSE(g.network.layers[2].placement.channels_first_input);
  EXPECT_EQ(g.layers[0].cycle_inputs.input_dim, (Size2{4, 6}));
  EXPECT_EQ(g.layers[0].cycle_inputs.padding, (Size2{1, 1}));
}

TEST(GoldenJson, OperandsCutFromThePreviousOutputAreInputsWithItsChannelFirstParts) {
  const GoldenNetwork g = read(small_golden());
  ASSERT_EQ(g.network.inputs.size(), 3U);
  EXPECT_EQ(g.layers[1].inputs, (std::vector<TensorId>{g.network.inputs[1], g.network.inputs[2]}));
  // The previous output counts 0 … 47 channel-first; operand 1 of 2x4x3 starts at 24, its channel 1 at 36.
  EXPECT_EQ(g.inputs[2][0], 24);
  EXPECT_EQ(g.inputs[2][1], 36);
  EXPECT_EQ(g.network.outputs.size(), 2U);  // layer 0 feeds them by its values only
  EXPECT_EQ(g.network.outputs.front(), g.layers.back().output);
}

TEST(GoldenJson, AnInputFileEqualToTheNamedLayersOutputIsConnectedToIt) {
  const std::string third = R"("weight_bits":4,"flatten":true,"input":"previous layer output")";
  GoldenBundle same =
      changed(third, R"("weight_bits":4,"flatten":true,"in_sequences":"L01","input":"L02_in.npy")");
  same.array("L02_in.npy", {1, 2, 4, 3}, 24, 0);
  const GoldenNetwork connected = read(same);
  EXPECT_THAT(connected.layers[2].inputs, ElementsAre(connected.layers[1].output));
  GoldenBundle other = same;
  other.array("L02_in.npy", {1, 2, 4, 3}, 23, 0);
  const GoldenNetwork fed = read(other);
  EXPECT_THAT(fed.layers[2].inputs, ElementsAre(fed.network.inputs.back()));
  EXPECT_EQ(fed.network.inputs.size(), 4U);
}

TEST(GoldenJson, SeveralNamedLayersJoinAlongTheChannels) {
  GoldenBundle b = changed(R"("flatten":true,"input":"previous layer output")",
                           R"("in_sequences":["first",1],"input":"L02_in.npy")");
  b.json.replace(b.json.find("[24,1,1]"), 8, "[72,1,1]");
  b.array("L02_w.npy", {2, 72, 1, 1});
  // Channels 0 to 3 of layer 0 (0 … 47), then channels 0 and 1 of layer 1 (0 … 23).
  b.array("L02_in.npy", {1, 6, 4, 3}, 48, 0);
  const GoldenNetwork g = read(b);
  ASSERT_EQ(g.network.layers.size(), 7U);
  EXPECT_EQ(g.network.layers[4].op, "concat");
  EXPECT_EQ(g.network.layers[4].placement.hardware_layer, 2);
  EXPECT_EQ(g.layers[2].first, 4U);
  EXPECT_THAT(g.layers[2].inputs, ElementsAre(g.layers[0].output, g.layers[1].output));
}

TEST(GoldenJson, PoolingKeepsItsModeRoundingAndDilation) {
  const std::string pool =
      R"("dilation":[1,1],"pool":[2,2],"pool_stride":[2,2],"operands":1,"mode":"max","rounding":false)";
  const auto layer_of = [&](const std::string& text) { return read(changed(pool, text)).network.layers[0]; };
  EXPECT_EQ(
      layer_of(
          R"("dilation":[1,1],"pool":[2,2],"pool_stride":[2,2],"operands":1,"mode":"avg","rounding":false)")
          .attributes.average_rounding,
      AverageRounding::truncate);
  const Layer rounded = layer_of(
      R"("dilation":[1,1],"pool":[2,2],"pool_stride":[2,2],"operands":1,"mode":"avg","rounding":true)");
  EXPECT_EQ(rounded.op, "average_pool");
  EXPECT_EQ(rounded.attributes.average_rounding, AverageRounding::half_away_from_zero);
  EXPECT_EQ(
      layer_of(
          R"("dilation":[1,3],"pool":[2,2],"pool_stride":[2,1],"operands":1,"mode":"max","rounding":false)")
          .attributes.dilation,
      (Size2{1, 3}));
}

TEST(GoldenJson, AbsoluteValueIsALayerOfItsOwn) {
  const GoldenNetwork g = read(changed(R"("activation":"relu")", R"("activation":"abs")"));
  EXPECT_EQ(g.network.layers[2].op, "abs");
  EXPECT_EQ(g.network.layers[1].requantization.clamp_min, -128);
  EXPECT_EQ(g.layers[0].count, 3U);
}

TEST(GoldenJson, DepthwiseConvolutionsAreTold) {
  GoldenBundle b = changed(R"("groups":1,"output_width":8)", R"("groups":2,"output_width":8)");
  b.array("L00_w.npy", {4, 1, 3, 3});
  EXPECT_EQ(read(b).network.layers[1].op, "depthwise_conv2d");
}

TEST(GoldenJson, UnknownThingsAreNamedWithTheirPlace) {
  EXPECT_THAT(refusal(changed(R"("op":"passthrough")", R"("op":"teleport")")),
              HasSubstr("bundle: layer L01 step 1: step 'teleport' is not supported"));
  EXPECT_THAT(refusal(changed(R"("operator":"sub")", R"("operator":"mul")")),
              HasSubstr("'mul' is not supported"));
  EXPECT_THAT(refusal(changed(R"("activation":"relu")", R"("activation":"gelu")")), HasSubstr("'gelu'"));
  EXPECT_THAT(refusal(changed(R"("mode":"max")", R"("mode":"median")")), HasSubstr("'median'"));
  EXPECT_THAT(refusal(changed(R"("weight_bits":8)", R"("weight_bits":3)")), HasSubstr("3 bit"));
  EXPECT_THAT(refusal(changed(R"("bypass":false)", R"("bypass":true)")), HasSubstr("bypassed"));
  EXPECT_THAT(refusal(changed(R"("output_width":8)", R"("output_width":16)")), HasSubstr("16 bit"));
  EXPECT_THAT(refusal(changed(R"("format":"quartet-golden-1")", R"("format":"other")")),
              HasSubstr("not of format"));
}

TEST(GoldenJson, MissingAndMistypedFieldsAreNamed) {
  EXPECT_THAT(refusal(changed(R"("macs":10,)", "")), HasSubstr("lacks 'macs'"));
  EXPECT_THAT(refusal(changed(R"("cycles_estimate":100)", R"("cycles_estimate":-1)")),
              HasSubstr("'cycles_estimate'"));
  EXPECT_THAT(refusal(changed(R"("processors":"0x3")", R"("processors":"3")")), HasSubstr("'processors'"));
  EXPECT_THAT(refusal(changed(R"("kernel_size":[3,3],"padding":[1,1],"dilation")",
                              R"("kernel_size":[3],"padding":[1,1],"dilation")")),
              HasSubstr("'kernel_size'"));
  EXPECT_THAT(refusal(changed(R"("index":1)", R"("index":7)")), HasSubstr("'index'"));
}

TEST(GoldenJson, ArraysThatDoNotFitTheTextAreErrors) {
  GoldenBundle weights = small_golden();
  weights.array("L00_w.npy", {2, 4, 3, 3});
  EXPECT_THAT(refusal(weights), HasSubstr("weights of shape 2x4x3x3"));
  GoldenBundle output = small_golden();
  output.array("L00_out.npy", {4, 3, 4});
  EXPECT_THAT(refusal(output), HasSubstr("recorded output of shape 4x3x4"));
  GoldenBundle missing = small_golden();
  missing.arrays.erase("L02_b.npy");
  EXPECT_THAT(refusal(missing), HasSubstr("L02_b.npy"));
  EXPECT_THAT(refusal(changed(R"("out_shape":[4,4,3])", R"("out_shape":[4,3,4])")), HasSubstr("recorded"));
}

TEST(GoldenJson, OnlyFilesOfItsOwnFolderAreRead) {
  for (const char* name : {"../secret.npy", "/etc/passwd", ".hidden", ""}) {
    EXPECT_THAT(refusal(changed("\"L00_w.npy\"", '"' + std::string(name) + '"')), HasSubstr("own folder"))
        << name;
  }
}

TEST(GoldenJson, BrokenAndDeeplyNestedTextIsAnError) {
  GoldenBundle b = small_golden();
  b.json.resize(b.json.size() / 2);
  EXPECT_THAT(refusal(b), HasSubstr("not a JSON object"));
  b.json =
      R"({"format":"quartet-golden-1","name":)" + std::string(200000, '[') + std::string(200000, ']') + "}";
  EXPECT_FALSE(refusal(b).empty());
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  EXPECT_THAT(refusal(changed(R"("input_chan":1,)", R"("input_chan":)" + deep + ",")),
              HasSubstr("'input_chan'"));
  EXPECT_EQ(read(changed(R"("macs":10,)", R"("macs":10,"unknown":)" + deep + ",")).layers.size(), 3U);
}

}  // namespace
}  // namespace quartet::test

// The engine in the place of a layer's convolution in the simulate rung: same result and time; planted bugs are found.
#include <gtest/gtest.h>

#include "accel/cnn/rtl/conv_stand_in.hpp"
#include "accel/cnn/simulate.hpp"
#include "tests/unit/cnn/network_builder.hpp"
#include "tests/unit/cnn/platform_params.hpp"

namespace quartet::test {
namespace {

std::shared_ptr<const rtl::Plugin> engine(const std::string& name) {
  auto plugin = rtl::find_plugin(std::string(QUARTET_TEST_RTL_DIR "/") + name + ".so");
  EXPECT_TRUE(plugin) << (plugin ? "" : plugin.error().text());
  return plugin ? *plugin : nullptr;
}

/// Three convolutions; the last is too wide for the engine's lanes.
Network three_layers() {
  NetworkBuilder b;
  TensorId x = b.input({10, 12, 3});
  x = b.conv("conv2d", x, 8, {.relu = true, .bias = true});
  x = b.conv("conv2d", x, 12, {.padding = {}, .weight_bits = 4, .bias = true});
  x = b.conv("conv2d", x, 4, {});
  return b.finish(x);
}

struct Bench {
  Network network = three_layers();
  cnn::Params params = platform_params("max78000");
  Result<cnn::Program> program = cnn::lower(network, params);
  std::vector<Values> inputs = NetworkBuilder::random_inputs(network, 3);

  [[nodiscard]] Result<cnn::Measured> run(cnn::ConvStandIn* stand_in) const {
    return cnn::simulate(network, *program, params, inputs, Rounding::double_rounding, stand_in);
  }
};

}  // namespace

TEST(ConvStandIn, GivesTheModelsResultInTheModelsTime) {
  const Bench s;
  ASSERT_TRUE(s.program) << s.program.error().text();
  const auto model = s.run(nullptr);
  ASSERT_TRUE(model) << model.error().text();
  cnn::ConvStandIn stand_in;
  for (const std::size_t layer : {std::size_t{0}, std::size_t{1}}) {
    const auto placed = stand_in.place(s.network, *s.program, layer, engine("sound_engine"));
    ASSERT_TRUE(placed) << placed.error().text();
  }
  const auto rtl = s.run(&stand_in);
  ASSERT_TRUE(rtl) << rtl.error().text();
  EXPECT_EQ(rtl->result, model->result);
  EXPECT_EQ(rtl->outputs, model->outputs);
  EXPECT_EQ(rtl->layer_cycles, model->layer_cycles);
  ASSERT_EQ(stand_in.report().size(), 2U);
  EXPECT_NE(stand_in.report()[0].find("960 values equal, 12 rows"), std::string::npos) << stand_in.report()[0];
  EXPECT_NE(stand_in.report()[0].find("80 cycles to load"), std::string::npos) << stand_in.report()[0];
}

TEST(ConvStandIn, WrongRoundingIsFoundAtItsPixelWithBothValuesAndAWave) {
  const Bench s;
  cnn::ConvStandInOptions options;
  options.wave = std::filesystem::path(::testing::TempDir()) / "truncating_engine.fst";
  std::filesystem::remove(options.wave);
  cnn::ConvStandIn stand_in(options);
  ASSERT_TRUE(stand_in.place(s.network, *s.program, 0, engine("truncating_engine")));
  const auto run = s.run(&stand_in);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, ErrorCode::check_failed);
  const std::string text = run.error().text();
  for (const char* expected : {"truncating_engine", "row ", "column ", "channel ", " in RTL, ", " in the model", "wave of cycles"})
    EXPECT_NE(text.find(expected), std::string::npos) << text;
  EXPECT_NE(text.find(s.program->layers[0].name), std::string::npos) << text;
  EXPECT_GT(std::filesystem::file_size(options.wave), 100U);
  std::filesystem::remove(options.wave);
}

TEST(ConvStandIn, RowThatTakesOneCycleMoreIsFoundUnlessTheOffsetSaysSo) {
  const Bench s;
  cnn::ConvStandIn strict;
  ASSERT_TRUE(strict.place(s.network, *s.program, 0, engine("slow_engine")));
  const auto run = s.run(&strict);
  ASSERT_FALSE(run);
  // 14 walked pixels: 2 cycles each, 1 for the two without an output, 8 for the others.
  EXPECT_NE(run.error().text().find("walked row 2 takes 127 cycles in RTL"), std::string::npos) << run.error().text();
  EXPECT_NE(run.error().text().find("126 in the model"), std::string::npos) << run.error().text();
  cnn::ConvStandIn loose;
  ASSERT_TRUE(loose.place(s.network, *s.program, 0, engine("slow_engine"), std::nullopt));
  const auto values = s.run(&loose);
  ASSERT_TRUE(values) << values.error().text();
  EXPECT_EQ(values->layer_cycles[0], s.run(nullptr)->layer_cycles[0] + 10) << "the layer takes the block's time";
}

TEST(ConvStandIn, LayersThatItCannotComputeAreRefusedWithTheReason) {
  NetworkBuilder b;
  TensorId x = b.input({12, 12, 3});
  x = b.conv("conv2d", x, 8, {.kernel = {1, 1}, .padding = {}});
  x = b.conv("conv2d", x, 40, {});
  x = b.conv("conv2d", x, 8, {});
  const Network network = b.finish(x);
  const cnn::Params params = platform_params("max78000");
  const auto program = cnn::lower(network, params);
  ASSERT_TRUE(program) << program.error().text();
  const char* const reasons[] = {"no 3x3 convolution", "40 output channels, the block 32", "40 input channels, the block 8 lanes"};
  for (std::size_t i = 0; i < 3; ++i) {
    cnn::ConvStandIn stand_in;
    const auto placed = stand_in.place(network, *program, i, engine("sound_engine"));
    ASSERT_FALSE(placed) << i;
    EXPECT_NE(placed.error().text().find(reasons[i]), std::string::npos) << placed.error().text();
  }
}

}  // namespace quartet::test

// The closed form against the self-test of the vendor's estimate: layer shapes and totals of
// analogdevicesinc/ai8x-synthesis izer/test/test_cycles.py (each total has one start-up cycle).
#include <gtest/gtest.h>

#include "accel/cnn/cycle_model.hpp"
#include "accel/cnn/row_walk.hpp"

namespace quartet::cnn {
namespace {

struct Case {
  const char* name;
  int channels, rows, columns;
  int pool, pool_stride;
  int passes, outputs;
  int kernel, padding;
  int operands;
  bool eltwise_first;
  Core core;
  int busiest;  ///< processors of the fullest quadrant
  bool flatten;
  std::uint64_t total;
};

constexpr Case kCases[] = {
    {"pool2 conv3 pad2", 64, 20, 20, 2, 2, 1, 16, 3, 2, 1, false, Core::convolution, 16, false, 3049},
    {"pool16 stride4", 3, 65, 65, 16, 4, 1, 32, 3, 1, 1, false, Core::convolution, 3, false, 49010},
    {"plain conv pad1", 3, 32, 32, 1, 1, 1, 64, 3, 1, 1, false, Core::convolution, 3, false, 67981},
    {"plain conv pad0", 3, 32, 32, 1, 1, 1, 64, 3, 0, 1, false, Core::convolution, 3, false, 59773},
    {"pool2 conv pad0", 3, 32, 32, 2, 2, 1, 64, 3, 0, 1, false, Core::convolution, 3, false, 13885},
    {"two passes pool2", 128, 8, 8, 2, 2, 2, 16, 3, 1, 1, false, Core::convolution, 16, false, 773},
    {"two passes pad1", 128, 8, 8, 1, 1, 2, 16, 3, 1, 1, false, Core::convolution, 16, false, 2485},
    {"two passes pad0", 128, 8, 8, 1, 1, 2, 16, 3, 0, 1, false, Core::convolution, 16, false, 1437},
    {"mnist extra small", 1, 28, 28, 1, 1, 1, 8, 3, 1, 1, false, Core::convolution, 1, false, 8189},
    {"add pass-through", 4, 12, 12, 1, 1, 1, 4, 1, 0, 2, false, Core::pass_through, 4, false, 721},
    {"upscale", 3, 14, 18, 1, 1, 1, 64, 3, 1, 1, false, Core::transposed, 3, false, 16837},
    {"short flatten", 12, 4, 4, 1, 1, 1, 10, 1, 0, 1, false, Core::linear, 12, true, 193},
    {"add pass-through, two passes", 4, 12, 12, 1, 1, 2, 4, 1, 0, 2, false, Core::pass_through, 4, false,
     1441},
    {"one output of two passes", 79, 11, 11, 1, 1, 2, 1, 3, 0, 1, false, Core::convolution, 16, false, 687},
    {"add then pool", 8, 17, 17, 2, 2, 1, 8, 1, 0, 2, true, Core::pass_through, 8, false, 705},
    {"long flatten", 12, 8, 8, 1, 1, 1, 10, 1, 0, 1, false, Core::linear, 12, true, 770},
    {"single byte", 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, false, Core::convolution, 1, false, 29},
    {"linear of one pixel", 12, 1, 1, 1, 1, 1, 17, 1, 0, 1, false, Core::linear, 12, false, 20},
    {"folded dilation", 5, 31, 7, 1, 1, 1, 11, 3, 1, 1, false, Core::convolution, 5, false, 3062},
};

HwLayer layer_of(const Case& c) {
  HwLayer l;
  l.core = c.core;
  l.operands.assign(static_cast<std::size_t>(c.operands), 0);
  l.input = {c.channels, c.passes, (c.channels + c.passes - 1) / c.passes};
  l.result = {c.outputs, 1, c.outputs};
  l.rows = c.rows;
  l.columns = c.columns;
  l.pool_window = {c.pool, c.pool};
  l.pool_stride = {c.pool_stride, c.pool_stride};
  l.eltwise_first = c.eltwise_first;
  l.flatten = c.flatten;
  l.busiest_quadrant = c.busiest;
  const int h = (c.rows - c.pool) / c.pool_stride + 1;
  const int w = (c.columns - c.pool) / c.pool_stride + 1;
  l.y = {h, c.padding, c.padding, c.kernel, 1, 1, h + 2 * c.padding - c.kernel + 1};
  l.x = {w, c.padding, c.padding, c.kernel, 1, 1, w + 2 * c.padding - c.kernel + 1};
  return l;
}

std::uint64_t walked(const HwLayer& layer, const Params& params) {
  std::uint64_t cycles = setup_cycles(layer, params);
  for (int row = 0; row < layer.y.walked(); ++row) cycles += walk_row(layer, params, row).cycles();
  return cycles;
}

}  // namespace

TEST(CycleFormula, GivesTheVendorsSelfTestTotals) {
  const Params params;
  for (const Case& c : kCases) EXPECT_EQ(layer_cycles(layer_of(c), params).total() + 1, c.total) << c.name;
}

TEST(RowWalk, CountsTheSameCyclesOneByOne) {
  const Params params;
  for (const Case& c : kCases) EXPECT_EQ(walked(layer_of(c), params) + 1, c.total) << c.name;
}

TEST(CycleFormula, StreamingCostsOneAndAHalfTimesRoundedUp) {
  const Params params;
  HwLayer layer = layer_of(kCases[0]);  // 3048 cycles
  layer.streaming = true;
  EXPECT_EQ(layer_cycles(layer, params).total(), 4572U);
  layer.x.out = layer.y.out = 1;
  const std::uint64_t streamed = layer_cycles(layer, params).total();
  layer.streaming = false;
  EXPECT_EQ(streamed, (3 * layer_cycles(layer, params).total() + 1) / 2);
}

TEST(CycleFormula, ElementwiseBeforePoolingStepsOverTheKernelsBelowItsOwnInThePadding) {
  Params params;
  HwLayer layer = layer_of({"", 8, 16, 16, 2, 2, 1, 8, 3, 1, 2, true, Core::convolution, 8, false, 0});
  const std::uint64_t at_zero = layer_cycles(layer, params).total();
  layer.kernel_offset = 5;
  // 8 x 8 pooled, padding 1: eight rows and columns of the output map, fifteen positions in the padded edge.
  EXPECT_EQ(layer_cycles(layer, params).total(), at_zero + 15 * 5);
  EXPECT_EQ(walked(layer, params), at_zero + 15 * 5);
  params.eltwise_preread = false;
  EXPECT_EQ(layer_cycles(layer, params).total(), at_zero);
}

TEST(CycleFormula, AKernelAboveNineTapsTakesACycleForEveryNine) {
  const Params params;
  HwLayer layer = layer_of({"", 4, 12, 12, 1, 1, 1, 16, 3, 0, 1, false, Core::convolution, 4, false, 0});
  const LayerCycles nine = layer_cycles(layer, params);
  EXPECT_EQ(nine.output, 10U * 10 * 16);
  layer.y.kernel = 10;
  layer.x.kernel = 4;
  layer.y.out = 3;
  layer.x.out = 9;
  EXPECT_EQ(layer_cycles(layer, params).output, 3U * 9 * 16 * 5);  // 40 taps
}

TEST(CycleFormula, AStrideSkipsOutputsAndNotReads) {
  const Params params;
  HwLayer layer = layer_of({"", 4, 9, 9, 1, 1, 1, 16, 3, 0, 1, false, Core::convolution, 4, false, 0});
  layer.y.stride = layer.x.stride = 2;
  layer.y.out = layer.x.out = 4;
  const LayerCycles c = layer_cycles(layer, params);
  EXPECT_EQ(c.input, 81U * 2);
  EXPECT_EQ(c.idle, 81U - 16);
  EXPECT_EQ(c.output, 16U * 16);
}

}  // namespace quartet::cnn

#include <gtest/gtest.h>

#include "accel/dataflow/design.hpp"
#include "accel/dataflow/units/matrix_lut.hpp"

namespace quartet::dataflow {

TEST(Bram18, FollowsTheLadderOfAspectRatios) {
  EXPECT_EQ(bram18_of(16384, 1), 1);
  EXPECT_EQ(bram18_of(16385, 1), 2);
  EXPECT_EQ(bram18_of(8192, 2), 1);
  EXPECT_EQ(bram18_of(4096, 3), 1);
  EXPECT_EQ(bram18_of(4097, 4), 2);
  EXPECT_EQ(bram18_of(2048, 9), 1);
  EXPECT_EQ(bram18_of(1024, 18), 1);
  EXPECT_EQ(bram18_of(512, 36), 1);
  EXPECT_EQ(bram18_of(513, 36), 2);   // deeper than 512: two blocks of 1024 x 18
  EXPECT_EQ(bram18_of(392, 960), 27); // 960 / 36, rounded up
  EXPECT_EQ(bram18_of(0, 8), 0);
}

TEST(Memory, IsMadeOfLutUpToTheLimitAndOfBlockRamBeyond) {
  const Estimates e;
  EXPECT_EQ(memory_of(128, 10, 64, e), (Resources{.lut = 20}));
  EXPECT_EQ(memory_of(129, 10, 64, e), (Resources{.bram18 = 1}));
}

TEST(Fifo, CostsShiftRegistersUpToTheVendorFifo) {
  const Estimates e;
  EXPECT_EQ(fifo_of(0, 8, e), Resources{});
  EXPECT_EQ(fifo_of(32, 8, e).lut, 2 * 5 + 4);
  EXPECT_EQ(fifo_of(2, 8, e).lut, 2 * 1 + 4);       // below 32 nothing is saved but the counters
  EXPECT_EQ(fifo_of(33, 9, e).lut, 2 * 6 + 2 * 5);
  EXPECT_EQ(fifo_of(256, 8, e).bram18, 0);
  EXPECT_EQ(fifo_of(257, 8, e).bram18, 1);
}

TEST(MatrixLut, IsThePublishedFormulaWorkedByHand) {
  // W 3, A 8, PE 32, SIMD 10, accumulator 18: mult = 10·(2·2−1)·11 = 330, adder = 11·19 = 209.
  const Estimates e;
  const MatrixSize s{.pe = 32, .simd = 10, .weight_bits = 3, .input_bits = 8, .accumulator_bits = 18, .memory_depth = 392};
  const Resources r = matrix_resources(s, {e});
  EXPECT_EQ(r.lut, 19907);  // ceil(300 + 1.1·32·557)
  EXPECT_EQ(r.bram18, 27);
  EXPECT_EQ(r.dsp, 0);
  const Resources shallow = matrix_resources({.pe = 2, .simd = 4, .weight_bits = 3, .input_bits = 3, .accumulator_bits = 10, .memory_depth = 65}, {e});
  EXPECT_EQ(shallow.lut, 2 * 4 * 3 * 2 + 468);  // c2 of two words a LUT; ceil(300 + 2.2·(4·1·6 + 6·7 + 10))
}

TEST(MatrixLut, OfAnRtlUnitIsAStatedEstimateAndNotZero) {
  const Estimates e;
  const MatrixSize s{.pe = 6, .simd = 8, .weight_bits = 4, .input_bits = 4, .accumulator_bits = 14, .memory_depth = 16};
  const Resources hls = matrix_resources(s, {e, true, false});
  const Resources rtl = matrix_resources(s, {e, true, true});
  EXPECT_GT(rtl.lut, 300);
  EXPECT_EQ(hls.dsp, 6 * 8);
  EXPECT_EQ(rtl.dsp, 2 * 8);  // four narrow elements share a DSP
  MatrixSize wide = s;
  wide.weight_bits = 8;
  EXPECT_EQ(matrix_resources(wide, {e, true, true}).dsp, 3 * 8);
  wide.weight_bits = 12;  // beyond the RTL unit: HLS
  EXPECT_EQ(matrix_resources(wide, {e, true, true}).dsp, 6 * 8);
}

TEST(Usage, HoldsTheCalibratedLutAgainstTheShareOfTheDevice) {
  Params p;
  p.utilization_limit = 0.5;
  const auto all = usage({.lut = 1000, .ff = 10, .bram18 = 7, .dsp = 3}, p);
  EXPECT_EQ(all[0].needed, 798);
  EXPECT_EQ(all[0].available, 26600);
  EXPECT_EQ(all[2].available, 140);
  EXPECT_TRUE(fits({.bram18 = 140}, p));
  EXPECT_FALSE(fits({.bram18 = 141}, p));
}

}  // namespace quartet::dataflow

#include "accel/dataflow/units/matrix_lut.hpp"

#include <algorithm>

namespace quartet::dataflow {
namespace {

std::int64_t dsp_of(const MatrixSize& s, bool rtl, const Estimates& e) {
  const int widest = std::max(s.weight_bits, s.input_bits);
  if (!rtl || widest > e.rtl_max_bits) return s.pe * s.simd * ceil_div(s.weight_bits + s.input_bits, e.dsp_product_bits);
  const std::int64_t lanes = widest <= e.rtl_narrow_bits ? e.rtl_lanes_narrow : e.rtl_lanes_wide;
  return ceil_div(s.pe, lanes) * s.simd;
}

}  // namespace

double product_lut(int weight_bits, int input_bits, const Estimates& e) {
  const std::int64_t bits = weight_bits + input_bits;
  return static_cast<double>((2 * ceil_div(bits, e.product_lut_group) - 1) * bits);
}

Resources matrix_resources(const MatrixSize& s, const Build& build) {
  const Estimates& e = build.estimates;
  Resources out = memory_of(s.memory_depth, s.pe * s.simd * s.weight_bits, e.lut_rom_depth, e);
  if (build.use_dsp) out.dsp += dsp_of(s, build.rtl, e);
  const double products = build.use_dsp ? 0.0 : static_cast<double>(s.simd) * product_lut(s.weight_bits, s.input_bits, e);
  const auto adder = static_cast<double>((s.weight_bits + s.input_bits) * (2 * s.simd - 1));
  out += logic(e.mvau_base_lut + e.mvau_lut_scale * static_cast<double>(s.pe) * (products + adder + s.accumulator_bits), e);
  return out;
}

}  // namespace quartet::dataflow

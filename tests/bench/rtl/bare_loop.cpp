#include "tests/bench/rtl/bare_loop.hpp"

#include "Vmatrix_vector.h"

namespace quartet::bench {

std::uint64_t run_bare(std::uint64_t cycles) {
  VerilatedContext context;
  Vmatrix_vector top(&context);
  BeatSource beats;
  std::uint64_t sum = 0;
  top.y_ready = 1;
  top.rst_n = 0;
  for (int i = 0; i < 2; ++i) {
    top.clk = 0;
    top.eval();
    top.clk = 1;
    top.eval();
  }
  top.rst_n = 1;
  top.x_valid = 1;
  for (std::uint64_t i = 0; i < cycles; ++i) {
    top.clk = 0;
    for (int w = 0; w < kXWords; ++w) top.x_data[static_cast<unsigned>(w)] = beats.next();
    for (int w = 0; w < kWWords; ++w) top.w_data[static_cast<unsigned>(w)] = beats.next();
    top.eval();
    if (top.y_valid) {
      for (int w = 0; w < kYWords; ++w) sum += top.y_data[static_cast<unsigned>(w)];
    }
    top.clk = 1;
    top.eval();
  }
  return sum;
}

}  // namespace quartet::bench

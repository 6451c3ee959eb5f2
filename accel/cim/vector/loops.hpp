// The inner loops of the analog model, as tables of functions: one an instruction set, all with the same bits
// (fixed order of operations; multiply-adds are fused where the source says so and nowhere else).
#pragma once

#include <cstdint>

namespace quartet::cim {

/// Normals come in blocks of 64: block b of a stream uses counters 16 b … 16 b + 15, four normals each
/// (Box–Muller).
inline constexpr std::int64_t kNormalBlock = 64;
/// Columns of a weight panel; packed weights are [panel][row][kPanel].
inline constexpr std::int64_t kPanel = 32;

/// A law of the relative conductance in the form of the loops (see device/curve.hpp).
struct CurveTask {
  bool power = false;
  float split = 0, slope = 0, offset = 0, low = 0, high = 0, floor = 0;
  float c[4] = {0, 0, 0, 0};
  float scale = 0, exponent = 0;
};

/// sums[b][column] = Σ_row x[b][row] · panel[row][column], for one panel and `batch` inputs. The sum is made
/// in float32 over `run` rows, one fused multiply-add after the other, and such runs are added in double: no
/// result depends on the batch.
struct PanelTask {
  const float* x;
  std::int64_t x_stride;
  const float* panel;
  double* sums;
  std::int64_t sum_stride;
  std::int64_t rows, run;
  std::int64_t batch;
};

/// code = clamp(round_half_even(in · scale / step), ± limit), limit = bound / step.
struct DacTask {
  const float* in;
  float* codes;
  std::int64_t count;
  double scale, step, limit;
};

/// y = sum · unit; code as above; out = (|code| = limit ? ± bound : code · step) · factor. out may be sums.
struct AdcTask {
  const double* sums;
  double* out;
  std::int64_t count;
  double unit, step, limit, bound, factor;
};

/// y −= scale · a (c0 + c1 a + c2 a²) · position_sums, a = slope · total.
struct IrDropTask {
  double* y;
  const double* total;
  const double* position_sums;
  std::int64_t count;
  double slope, scale, c0, c1, c2;
};

struct Loops {
  /// Standard normals of blocks [first, first + blocks) of (key, stream).
  void (*normals)(std::uint64_t key, std::uint64_t stream, std::uint64_t first, std::int64_t blocks,
                  float* out);
  void (*curve)(const CurveTask& curve, const float* x, float* y, std::int64_t count);
  /// y = max(0, g + scale · sigma · z)
  void (*program)(const float* g, const float* sigma, float scale, const float* z, float* y,
                  std::int64_t count);
  /// y = |mean + spread · sigma · z| · scale
  void (*exponent)(const float* mean, const float* sigma, float spread, const float* z, float scale, float* y,
                   std::int64_t count);
  /// y = g · exp(−nu · log_time)
  void (*drift)(const float* g, const float* nu, float log_time, float* y, std::int64_t count);
  /// g = max(0, g + g · growth · q · z)
  void (*read_noise)(float* g, const float* q, float growth, const float* z, std::int64_t count);
  void (*panel)(const PanelTask& task);
  /// How many |x| are not ≤ limit; NaN counts.
  std::int64_t (*beyond)(const float* x, float limit, std::int64_t count);
  /// Returns how many values were beyond the clamp after rounding.
  std::int64_t (*dac)(const DacTask& task);
  std::int64_t (*adc)(const AdcTask& task);
  void (*ir_drop)(const IrDropTask& task);
  /// y += factor · sqrt(max(0, variance)) · z
  void (*add_scaled_noise)(double* y, const double* variance, const float* z, double factor,
                           std::int64_t count);
  /// y += factor · z
  void (*add_noise)(double* y, const float* z, double factor, std::int64_t count);
};

[[nodiscard]] const Loops& portable_loops();
[[nodiscard]] const Loops& avx2_loops();
[[nodiscard]] const Loops& avx512_loops();

}  // namespace quartet::cim

// The units of the pipeline, one factory each. Cycles a frame follow finn@39f0c9a (docs/dataflow.md has the formulas).
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "accel/dataflow/unit.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::dataflow {

using UnitPtr = std::unique_ptr<Unit>;

/// Matrix × vectors: outputs mh from inputs mw, `vectors` times a frame; accumulators out.
///   cycles = (mh/PE)·(mw/SIMD)·vectors; the first pass over an input vector also stores it for the others
struct MatrixShape {
  std::int64_t mw = 1;
  std::int64_t mh = 1;
  std::int64_t vectors = 1;
  std::int64_t rows = 1;             ///< of vectors: the height of the map
  IntType input{};
  IntType weight{};
  int accumulator_bits = 32;
  const Values* weights = nullptr;   ///< mh × mw, of the network; for simulations that carry values
  std::vector<std::int32_t> column{};  ///< order in which a vector's elements arrive, when not 0, 1, 2, …
};
[[nodiscard]] UnitPtr make_mvau(MatrixShape shape);
/// The same with hls4ml's folding: a legal reuse factor RF < mw is SIMD = mw/RF, PE = mh; RF = k·mw is SIMD = 1, PE = mh/k.
///   cycles = vectors·RF for one vector, vectors·(RF + depth) else
[[nodiscard]] UnitPtr make_reuse_matrix(MatrixShape shape, std::int64_t pipeline_depth);

/// Depthwise: every channel by its own taps. cycles = channels·taps/(PE·SIMD)·vectors; SIMD only with PE = channels.
struct DepthwiseShape {
  std::int64_t channels = 1;
  std::int64_t taps = 1;
  std::int64_t vectors = 1;
  std::int64_t rows = 1;
  IntType input{};
  IntType weight{};
  int accumulator_bits = 32;
  const Values* weights = nullptr;   ///< channels × taps
};
[[nodiscard]] UnitPtr make_vvau(DepthwiseShape shape);

/// Sliding window over a padded map. cf = channels/SIMD, B = ((kh−1)·dh·w + (kw−1)·dw + 1)·cf;
///   cycles = B + oh·max(ow·kw·kh·cf, sw·w·cf), depthwise + oh·ow·(sw−1)·(cf−1) + (sh−1)·w·cf; parallel: input beats + 2;
///   one row (h = 1): ow·kw·cf + 2
struct WindowShape {
  std::int64_t h = 1, w = 1, channels = 1;  ///< padding included
  Size2 kernel, stride, dilation;
  std::int64_t out_h = 1, out_w = 1;
  IntType type;
  bool depthwise = false;                   ///< channel blocks outermost, for units that take a channel at a time
};
[[nodiscard]] UnitPtr make_sliding_window(WindowShape shape);

/// cycles = channels/SIMD · padded pixels.
struct PaddingShape {
  std::int64_t h = 1, w = 1, channels = 1;  ///< before padding
  Padding padding;
  IntType type;
  std::int32_t value = 0;                   ///< of the new elements
};
[[nodiscard]] UnitPtr make_padding(PaddingShape shape);

/// Window pool behind a depthwise sliding window. cycles = channels·taps/PE · output pixels.
struct PoolShape {
  std::int64_t channels = 1, taps = 1, pixels = 1, rows = 1;  ///< pixels and rows of the result
  IntType type;
  bool average = false;
};
[[nodiscard]] UnitPtr make_pool(PoolShape shape);
/// Pool over the whole map. cycles = input beats + channels/PE.
[[nodiscard]] UnitPtr make_global_pool(PoolShape shape);

/// Element by element. cycles = channels/PE · pixels.
struct ElementShape {
  std::int64_t channels = 1, pixels = 1, rows = 1;
  IntType input, output;
};
/// Thresholds: steps comparisons a channel of accumulators. `table`: channels × steps, made only when values are carried.
[[nodiscard]] UnitPtr make_thresholding(ElementShape shape, std::int64_t steps, std::function<Values()> table);
/// Multiplier, shift or clamp a channel. Behind a unit that reads `reads` inputs for a result a beat comes every
/// reads/SIMD cycles, in which ceil(PE·SIMD/reads) requantizers serve it.
[[nodiscard]] UnitPtr make_requantizer(ElementShape shape, bool multiplies, std::int64_t reads);
/// Sum of two streams, with `requantizers` multiplier requantizations a lane.
[[nodiscard]] UnitPtr make_add(ElementShape shape, std::int64_t requantizers);
/// One stream to `copies` streams.
[[nodiscard]] UnitPtr make_duplicate(ElementShape shape, std::int64_t copies);
/// Streams one after the other in each pixel; PE divides every operand's channels.
[[nodiscard]] UnitPtr make_concat(std::vector<std::int64_t> channels, std::int64_t pixels, std::int64_t rows, IntType type);
/// Index of the first maximum. cycles = labels/PE.
[[nodiscard]] UnitPtr make_label_select(std::int64_t labels, IntType input);

}  // namespace quartet::dataflow

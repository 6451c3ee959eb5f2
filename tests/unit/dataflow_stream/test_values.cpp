// Values through the units, against plain loops.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/base/requantize.hpp"
#include "stream_graphs.hpp"

namespace quartet::test {
namespace {
using namespace dataflow;

std::shared_ptr<const Lanes> shared(Lanes values) { return std::make_shared<const Lanes>(std::move(values)); }

/// What `samples` of one unit give, in streams of another: units in a chain, joined by FIFOs of depth 2.
Lanes through(std::vector<UnitSpec> units, Lanes values) {
  StreamGraph g;
  g.name = "chain";
  for (std::size_t i = 1; i < units.size(); ++i) g.edges.push_back({{units[i - 1].name, ""}, {units[i].name, ""}, 2, ""});
  g.sources = {{"source", {units.front().name, ""}, always(), 0, shared(std::move(values))}};
  g.sinks = {{"sink", {units.back().name, ""}, always(), 0}};
  g.units = std::move(units);
  StreamOptions options;
  options.values = true;
  const auto r = run_stepped(g, options);
  EXPECT_TRUE(r && !r->deadlock);
  return r ? r->outputs.front() : Lanes{};
}

}  // namespace

TEST(StreamValues, MatrixTimesVectorsForEveryFolding) {
  const std::size_t mw = 12, mh = 6;
  const Lanes w = random_lanes(static_cast<std::int64_t>(mw * mh), -8, 7, 1);
  const Lanes x = random_lanes(static_cast<std::int64_t>(mw * 3), 0, 15, 2);
  Lanes expected;
  for (std::size_t v = 0; v < 3; ++v) {
    for (std::size_t r = 0; r < mh; ++r) {
      std::int32_t sum = 0;
      for (std::size_t c = 0; c < mw; ++c) sum += w[r * mw + c] * x[v * mw + c];
      expected.push_back(sum);
    }
  }
  for (const std::int64_t pe : {1, 2, 3, 6}) {
    for (const std::int64_t simd : {1, 2, 3, 4, 6, 12}) {
      UnitSpec u{"m", "mvau", {{"mw", 12}, {"mh", 6}, {"pe", pe}, {"simd", simd}, {"abits", 4}, {"wbits", 4}, {"accbits", 16}, {"vectors", 3}}, "", {{"weights", shared(w)}}};
      EXPECT_EQ(values_of(u, x), expected) << pe << ' ' << simd;
    }
  }
}

TEST(StreamValues, BinaryAndSignedWeightsOfSixteenBit) {
  UnitSpec binary{"m", "mvau", {{"mw", 4}, {"mh", 1}, {"pe", 1}, {"simd", 2}, {"abits", 1}, {"wbits", 1}, {"accbits", 4}}, "lut", {{"weights", shared({1, -1, -1, 1})}}};
  EXPECT_EQ(values_of(binary, {1, 1, 0, 1}), Lanes{1});
  UnitSpec wide{"m", "mvau", {{"mw", 2}, {"mh", 1}, {"pe", 1}, {"simd", 1}, {"abits", 16}, {"wbits", 16}, {"accbits", 32}}, "lut", {{"weights", shared({-32768, 32767})}}};
  EXPECT_EQ(values_of(wide, {32767, 1}), Lanes{-32768 * 32767 + 32767});
}

TEST(StreamValues, ThresholdsCountWhatIsReached) {
  UnitSpec u{"t", "threshold", {{"channels", 2}, {"pe", 1}, {"pixels", 3}, {"bits", 8}, {"out_bits", 2}, {"bias", -1}}, "", {{"thresholds", shared({-5, 0, 5, 1, 1, 9})}}};
  EXPECT_EQ(values_of(u, {-6, 1, 0, 0, 7, 9}), (Lanes{-1, 1, 1, -1, 2, 2}));
}

TEST(StreamValues, RequantizeByTheMultiplierRule) {
  const QuantizedMultiplier half = quantize_multiplier(0.5, Rounding::double_rounding);
  const QuantizedMultiplier tiny = quantize_multiplier(0.01, Rounding::double_rounding);
  UnitSpec u{"q", "requantize", {{"channels", 2}, {"pe", 2}, {"pixels", 2}, {"bits", 32}, {"out_bits", 8}, {"zero_point", 3}}, "",
             {{"multipliers", shared({half.q, tiny.q})}, {"shifts", shared({half.shift, tiny.shift})}, {"biases", shared({1, 0})}}};
  const auto expected = [&](std::int32_t x, QuantizedMultiplier m) { return std::clamp(multiply_by_quantized(x, m, Rounding::double_rounding) + 3, -128, 127); };
  EXPECT_EQ(values_of(u, {100, 250, 1000, -40}), (Lanes{expected(101, half), expected(250, tiny), expected(1001, half), expected(-40, tiny)}));
  EXPECT_EQ(values_of(u, {100, 250, 1000, -40})[2], 127);
}

TEST(StreamValues, DepthwiseProductsBehindAWindowAreADepthwiseConvolution) {
  const std::int64_t c = 4, h = 5, w = 6, pe = 2;
  const Lanes x = random_lanes(c * h * w, -8, 7, 3);
  const Lanes k = random_lanes(c * 9, -8, 7, 4);
  Lanes expected;
  for (std::int64_t y = 0; y < h - 2; ++y)
    for (std::int64_t col = 0; col < w - 2; ++col)
      for (std::int64_t ch = 0; ch < c; ++ch) {
        std::int32_t sum = 0;
        for (std::int64_t t = 0; t < 9; ++t) {
          sum += k[static_cast<std::size_t>(ch * 9 + t)] * x[static_cast<std::size_t>(((y + t / 3) * w + col + t % 3) * c + ch)];
        }
        expected.push_back(sum);
      }
  const std::int64_t pixels = (h - 2) * (w - 2);
  for (const bool parallel : {false, true}) {
    UnitSpec window{"w", "window", {{"channels", c}, {"simd", pe}, {"bits", 4}, {"h", h}, {"w", w}, {"kh", 3}, {"kw", 3}, {"depthwise", 1}}, parallel ? "parallel" : "default", {}};
    UnitSpec products{"v", "vvau", {{"channels", c}, {"taps", 9}, {"pe", pe}, {"abits", 4}, {"wbits", 4}, {"accbits", 12}, {"vectors", pixels}}, "", {{"weights", shared(k)}}};
    if (parallel) {
      window.params["simd"] = c;
      products.params["pe"] = c;
      products.params["simd"] = 9;
    }
    EXPECT_EQ(through({window, products}, x), expected) << parallel;
  }
}

TEST(StreamValues, PoolsTakeMaximumOrSum) {
  UnitSpec pool{"p", "pool", {{"channels", 2}, {"taps", 3}, {"pe", 1}, {"vectors", 1}, {"bits", 8}, {"out_bits", 8}}, "window", {}};
  EXPECT_EQ(values_of(pool, {1, 5, 2, -4, -9, -1}), (Lanes{5, -1}));
  pool.params["sum"] = 1;
  EXPECT_EQ(values_of(pool, {1, 5, 2, -4, -9, -1}), (Lanes{8, -14}));
  UnitSpec map{"g", "global_pool", {{"channels", 4}, {"pixels", 3}, {"pe", 2}, {"bits", 8}, {"out_bits", 8}, {"sum", 1}}, "", {}};
  EXPECT_EQ(values_of(map, counting(12)), (Lanes{12, 15, 18, 21}));
  EXPECT_EQ(values_of(map, counting(24), 2), (Lanes{12, 15, 18, 21, 48, 51, 54, 57}));
}

TEST(StreamValues, AStreamingPoolTakesTheMapAsItComes) {
  UnitSpec square{"p", "pool", {{"channels", 1}, {"h", 4}, {"w", 4}, {"k", 2}, {"pe", 1}, {"bits", 8}, {"out_bits", 8}}, "streaming", {}};
  EXPECT_EQ(values_of(square, counting(16)), (Lanes{5, 7, 13, 15}));
  UnitSpec row{"p", "pool", {{"channels", 2}, {"w", 6}, {"k", 3}, {"pe", 1}, {"bits", 8}, {"out_bits", 8}}, "streaming", {}};
  EXPECT_EQ(values_of(row, counting(12)), (Lanes{4, 5, 10, 11}));
}

TEST(StreamValues, PaddingSurroundsTheMap) {
  UnitSpec u{"p", "padding", {{"channels", 1}, {"simd", 1}, {"bits", 8}, {"h", 2}, {"w", 2}, {"top", 1}, {"left", 1}, {"right", 2}, {"bottom", 1}, {"value", -7}}, "", {}};
  const std::int32_t v = -7;
  EXPECT_EQ(values_of(u, {1, 2, 3, 4}), (Lanes{v, v, v, v, v, v, 1, 2, v, v, v, 3, 4, v, v, v, v, v, v, v}));
}

TEST(StreamValues, SumsCopiesAndConcatenations) {
  StreamGraph g = alone({"s", "add", {{"channels", 2}, {"pe", 2}, {"pixels", 2}, {"bits", 8}, {"out_bits", 9}}, "", {}}, {1, 2, 3, 4});
  g.sources[1].values = shared({10, 20, 30, 40});
  StreamOptions options;
  options.values = true;
  EXPECT_EQ(run_stepped(g, options).value().outputs[0], (Lanes{11, 22, 33, 44}));

  StreamGraph fork = alone({"f", "duplicate", {{"channels", 3}, {"pe", 1}, {"bits", 8}}, "", {}}, {7, 8, 9});
  EXPECT_EQ(run_stepped(fork, options).value().outputs, (std::vector<Lanes>{{7, 8, 9}, {7, 8, 9}}));

  for (const std::string style : {"sequential", "wide"}) {
    StreamGraph both = alone({"c", "concat", {{"channels0", 2}, {"channels1", 4}, {"pe", 2}, {"pixels", 2}, {"bits", 8}}, style, {}}, {1, 2, 3, 4});
    both.sources[1].values = shared({10, 11, 12, 13, 20, 21, 22, 23});
    EXPECT_EQ(run_stepped(both, options).value().outputs[0], (Lanes{1, 2, 10, 11, 12, 13, 3, 4, 20, 21, 22, 23})) << style;
  }
}

TEST(StreamValues, ConvertersThroughTheLeastCommonMultipleKeepTheOrder) {
  // Values of 2 bit: 3 lanes a beat to 4 lanes a beat.
  const auto units = width_converters("c", 6, 8, 8, 2);
  ASSERT_EQ(units.size(), 2U);
  EXPECT_EQ(ports_of(units[0]).value()[1].width_bits, 24);
  EXPECT_EQ(ports_of(units[1]).value()[1].beats_per_sample, 6);
  EXPECT_EQ(through(units, counting(24)), counting(24));
  EXPECT_EQ(width_converters("c", 8, 8, 8).size(), 0U);
  EXPECT_EQ(width_converters("c", 8, 32, 8).size(), 1U);
}

TEST(StreamValues, LabelSelectGivesTheFirstOfEqualMaxima) {
  UnitSpec u{"l", "label_select", {{"labels", 6}, {"pe", 2}, {"bits", 8}}, "", {}};
  EXPECT_EQ(values_of(u, {1, 9, 3, 9, 9, 0}), Lanes{1});
  u.params["top"] = 3;
  EXPECT_EQ(values_of(u, {1, 9, 3, 9, 9, 0, 5, 4, 3, 2, 1, 0}, 2), (Lanes{1, 3, 4, 0, 1, 2}));
}

TEST(StreamValues, NeverChangeTheTime) {
  UnitSpec u{"t", "threshold", {{"channels", 4}, {"pe", 2}, {"pixels", 20}, {"bits", 8}, {"out_bits", 2}}, "", {{"thresholds", shared({0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2})}}};
  StreamGraph g = alone(u, counting(80), lcg50(1), lcg50(3));
  StreamOptions options;
  options.values = true;
  auto with = run_stepped(g, options).value();
  with.outputs.clear();
  EXPECT_EQ(with, run_stepped(g, {}).value());
}

}  // namespace quartet::test

#include <fmt/format.h>

#include "accel/dataflow/stream/stages/window_stage.hpp"
#include "accel/dataflow/stream/units/units.hpp"

namespace quartet::dataflow {
namespace {

std::int64_t default_cycles(const stream::WindowShape& s) {
  if (s.h == 1 || s.w == 1) return s.out_h() * s.out_w() * s.kh * s.kw * s.cf + 2;
  const std::int64_t row = std::max(s.out_w() * s.kw * s.kh * s.cf, s.sw * s.w * s.cf);
  const std::int64_t depthwise = s.depthwise ? s.out_h() * s.out_w() * (s.sw - 1) * (s.cf - 1) + (s.sh - 1) * s.w * s.cf : 0;
  return s.window_elements() + s.out_h() * row + depthwise;
}

void check_extent(UnitParams& params, const char* axis, std::int64_t size, std::int64_t kernel, std::int64_t dilation) {
  const std::int64_t extent = (kernel - 1) * dilation + 1;
  if (extent > size) params.fail(fmt::format("the window is {} {}, the map {}", extent, axis, size), "a smaller kernel or dilation, or padding");
}

}  // namespace

Result<UnitDesign> design_window(UnitParams& params) {
  const bool parallel = params.style() == "parallel";
  stream::WindowShape s;
  const std::int64_t channels = params.need("channels");
  const std::int64_t simd = params.fold("simd", channels, "channels");
  const std::int64_t bits = params.bits("bits");
  s.h = params.get("h", 1);
  s.w = params.need("w");
  s.kh = params.get("kh", 1);
  s.kw = params.need("kw");
  s.sh = params.get("sh", 1);
  s.sw = params.get("sw", 1);
  s.dh = params.get("dh", 1);
  s.dw = params.get("dw", 1);
  s.cf = channels / simd;
  s.depthwise = params.get("depthwise", 0, 0, 1) != 0;
  check_extent(params, "high", s.h, s.kh, s.dh);
  check_extent(params, "wide", s.w, s.kw, s.dw);
  if (parallel && !s.depthwise && s.cf > 1 && s.kh * s.kw > 1) {
    params.fail(fmt::format("simd = {} with a parallel window of {} channels", simd, channels), fmt::format("simd = {}, or depthwise", channels));
  }
  if (s.sh > s.h || s.sw > s.w) params.fail(fmt::format("a stride of {}×{} on a map of {}×{}", s.sh, s.sw, s.h, s.w), "strides within the map");
  // More than any device holds; and a frame whose simulation would take minutes.
  constexpr double kMostElements = 1 << 24;
  constexpr double kMostReads = 4294967296.0;
  const double map = static_cast<double>(s.h) * static_cast<double>(s.w) * static_cast<double>(s.cf);
  if (map > kMostElements || map * static_cast<double>(s.kh) * static_cast<double>(s.kw) > kMostReads) {
    params.fail("the frame is too large to simulate", "a smaller map, or a larger simd");
  }
  if (params.failed()) return UnitDesign{};
  UnitDesign design;
  design.ports.push_back(input_port("in", simd, bits, s.frame()));
  if (parallel) {
    design.ports.push_back(output_port("out", simd * s.kh * s.kw, bits, s.out_h() * s.out_w() * s.cf));
    design.cycles = static_cast<std::uint64_t>(s.frame() + 2);
    design.stage = stream::make_parallel_window(s);
  } else {
    design.ports.push_back(output_port("out", simd, bits, s.reads()));
    design.cycles = static_cast<std::uint64_t>(default_cycles(s));
    design.stage = stream::make_window(s);
  }
  return design;
}

}  // namespace quartet::dataflow

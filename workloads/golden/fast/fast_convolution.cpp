#include "workloads/golden/fast/fast_convolution.hpp"

#include "workloads/golden/fast/depthwise_convolution.hpp"
#include "workloads/golden/fast/dot_convolution.hpp"
#include "workloads/golden/fast/instruction_set.hpp"

namespace quartet::golden {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 28;  // of packed weights and of the padded image

bool uses_depthwise(const Geometry& g) {
  return g.is_depthwise() && g.stretch == Size2{1, 1};
}

std::int64_t working_bytes(const Geometry& g, const InnerLoops& loops) {
  if (uses_depthwise(g)) return DepthwiseConvolution::working_bytes(g, loops);
  return DotConvolution::working_bytes(g, loops);
}

}  // namespace

const InnerLoops* fast_loops(const KernelContext& context, const Geometry& geometry) {
  const InnerLoops* loops = inner_loops(context.isa);
  if (loops == nullptr) return nullptr;
  const Tensor& input = context.input();
  const std::int32_t zero_point = input.quantization.zero_point();
  const bool eight_bit = input.type.fits_int8() &&
                         context.network.tensor(context.layer.weights).type.fits_int8() &&
                         zero_point >= -128 && zero_point <= 127;
  const bool has_output = geometry.out_h > 0 && geometry.out_w > 0 && geometry.out_c > 0 && geometry.in_c > 0;
  if (!eight_bit || !has_output || geometry.top < 0 || geometry.left < 0) return nullptr;
  return working_bytes(geometry, *loops) <= kMostBytes ? loops : nullptr;
}

KernelResult make_fast_convolution(const KernelContext& context, const Geometry& geometry,
                                   const InnerLoops& loops) {
  auto requantizer = Requantizer::create(context, static_cast<std::size_t>(geometry.out_c));
  if (!requantizer) return pass(requantizer.error());
  if (uses_depthwise(geometry)) {
    return std::make_unique<DepthwiseConvolution>(context, geometry, loops, std::move(*requantizer));
  }
  return std::make_unique<DotConvolution>(context, geometry, loops, std::move(*requantizer));
}

}  // namespace quartet::golden

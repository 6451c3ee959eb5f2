// conv1d, conv2d (grouped too), depthwise_conv2d, conv_transpose2d and fully_connected: one sum of products
// with different geometries. A fast path takes what it can; the plain one takes the rest.
#include "workloads/golden/fast/fast_convolution.hpp"
#include "workloads/golden/geometry.hpp"
#include "workloads/golden/kernels.hpp"
#include "workloads/golden/kernels/plain_convolution.hpp"

namespace quartet::golden {
namespace {

Result<void> check_constants(const KernelContext& context, const Geometry& g) {
  if (g.groups < 1 || g.in_c % g.groups != 0 || g.out_c % g.groups != 0) {
    return context.refuse(std::to_string(g.in_c) + " input and " + std::to_string(g.out_c) +
                          " output channels do not split into " + std::to_string(g.groups) + " groups");
  }
  if (g.kernel.h < 1 || g.kernel.w < 1 || g.stride.h < 1 || g.stride.w < 1 || g.dilation.h < 1 ||
      g.dilation.w < 1 || g.stretch.h < 1 || g.stretch.w < 1) {
    return context.refuse("kernel, stride and dilation must be positive");
  }
  if (context.layer.weights == kNoTensor) return context.refuse("it has no weights");
  const auto expected = static_cast<std::size_t>(std::int64_t{g.out_c} * g.taps() * g.group_inputs());
  const std::size_t weights = context.network.tensor(context.layer.weights).constant.size();
  if (weights != expected) {
    return context.refuse(std::to_string(weights) + " weights where " + std::to_string(expected) +
                          " are needed");
  }
  if (context.layer.bias != kNoTensor) {
    const std::size_t bias = context.network.tensor(context.layer.bias).constant.size();
    if (bias != static_cast<std::size_t>(g.out_c)) {
      return context.refuse(std::to_string(bias) + " bias values for " + std::to_string(g.out_c) +
                            " output channels");
    }
  }
  return {};
}

KernelResult make(const KernelContext& context, const Result<Geometry>& geometry) {
  if (!geometry) return pass(geometry.error());
  if (auto ok = check_constants(context, *geometry); !ok) return pass(ok.error());
  if (const InnerLoops* loops = fast_loops(context, *geometry))
    return make_fast_convolution(context, *geometry, *loops);
  return make_plain_convolution(context, *geometry);
}

}  // namespace

KernelResult make_convolution(const KernelContext& context) {
  return make(context, window_geometry(context));
}

KernelResult make_transposed_convolution(const KernelContext& context) {
  return make(context, transposed_geometry(context));
}

KernelResult make_fully_connected(const KernelContext& context) {
  return make(context, dense_geometry(context));
}

}  // namespace quartet::golden

// Convolution as its definition says: every type, every geometry. The fast paths must equal it.
#pragma once

#include "workloads/golden/geometry.hpp"
#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// Weights [O, KH, KW, I/groups] with `geometry.out_c` outputs; the layer's weights and bias have been
/// checked.
[[nodiscard]] KernelResult make_plain_convolution(const KernelContext& context, const Geometry& geometry);

}  // namespace quartet::golden

// Convolutions of int8 activations with weights of up to 8 bit, vectorised: weights packed once, activations
// copied once into a padded image, sums and requantization by the inner loops of the instruction set.
#pragma once

#include "workloads/golden/fast/inner_loops.hpp"
#include "workloads/golden/geometry.hpp"
#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

/// The inner loops to use, or nullptr where only the plain path can run this layer exactly or within reason.
[[nodiscard]] const InnerLoops* fast_loops(const KernelContext& context, const Geometry& geometry);

/// The layer's weights and bias have been checked.
[[nodiscard]] KernelResult make_fast_convolution(const KernelContext& context, const Geometry& geometry,
                                                 const InnerLoops& loops);

}  // namespace quartet::golden

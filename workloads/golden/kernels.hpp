// Factories of the kernels, one a file of kernels/.
#pragma once

#include "workloads/golden/kernel.hpp"

namespace quartet::golden {

KernelResult make_convolution(const KernelContext& context);
KernelResult make_transposed_convolution(const KernelContext& context);
KernelResult make_fully_connected(const KernelContext& context);
KernelResult make_max_pool(const KernelContext& context);
KernelResult make_average_pool(const KernelContext& context);
KernelResult make_global_max_pool(const KernelContext& context);
KernelResult make_global_average_pool(const KernelContext& context);
KernelResult make_add(const KernelContext& context);
KernelResult make_sub(const KernelContext& context);
KernelResult make_or(const KernelContext& context);
KernelResult make_xor(const KernelContext& context);
KernelResult make_concat(const KernelContext& context);
KernelResult make_pad(const KernelContext& context);
KernelResult make_reshape(const KernelContext& context);
KernelResult make_identity(const KernelContext& context);
KernelResult make_relu(const KernelContext& context);
KernelResult make_relu6(const KernelContext& context);
KernelResult make_abs(const KernelContext& context);
KernelResult make_sign(const KernelContext& context);
KernelResult make_requantize(const KernelContext& context);
KernelResult make_multi_threshold(const KernelContext& context);
KernelResult make_softmax(const KernelContext& context);

}  // namespace quartet::golden

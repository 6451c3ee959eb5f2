// Every operator of the network, one accessor each; operators.cpp lists them.
#pragma once

#include "workloads/graph/operator.hpp"

namespace quartet {

[[nodiscard]] const Operator& conv1d_operator();
[[nodiscard]] const Operator& conv2d_operator();
[[nodiscard]] const Operator& depthwise_conv2d_operator();
[[nodiscard]] const Operator& conv_transpose2d_operator();
[[nodiscard]] const Operator& fully_connected_operator();
[[nodiscard]] const Operator& max_pool_operator();
[[nodiscard]] const Operator& average_pool_operator();
[[nodiscard]] const Operator& global_max_pool_operator();
[[nodiscard]] const Operator& global_average_pool_operator();
[[nodiscard]] const Operator& add_operator();
[[nodiscard]] const Operator& sub_operator();
[[nodiscard]] const Operator& or_operator();
[[nodiscard]] const Operator& xor_operator();
[[nodiscard]] const Operator& concat_operator();
[[nodiscard]] const Operator& pad_operator();
[[nodiscard]] const Operator& reshape_operator();
[[nodiscard]] const Operator& requantize_operator();
[[nodiscard]] const Operator& relu_operator();
[[nodiscard]] const Operator& relu6_operator();
[[nodiscard]] const Operator& abs_operator();
[[nodiscard]] const Operator& sign_operator();
[[nodiscard]] const Operator& multi_threshold_operator();
[[nodiscard]] const Operator& softmax_operator();
[[nodiscard]] const Operator& identity_operator();

}  // namespace quartet

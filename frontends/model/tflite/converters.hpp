// One converter an operator of TensorFlow Lite: it reads operands and options and adds layers to the builder.
// A new operator is a function here and a line in converters.cpp.
#pragma once

#include <string>
#include <vector>

#include "frontends/model/tflite/network_builder.hpp"

namespace quartet::tfl {

using Convert = Result<void> (*)(NetworkBuilder&, const StoredOperator&);

/// nullptr for an operator that is not supported.
[[nodiscard]] Convert find_converter(const StoredOperator& op);
/// Names of all supported operators.
[[nodiscard]] std::vector<std::string> supported_operators();

Result<void> convert_conv_2d(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_depthwise_conv_2d(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_transpose_conv(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_fully_connected(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_average_pool_2d(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_max_pool_2d(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_add(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_sub(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_concatenation(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_pad(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_reshape(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_relu(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_relu6(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_softmax(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_quantize(NetworkBuilder& net, const StoredOperator& op);
Result<void> convert_dequantize(NetworkBuilder& net, const StoredOperator& op);

}  // namespace quartet::tfl

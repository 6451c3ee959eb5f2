// Decoding of ONNX tensors (initializers, attribute tensors) into constants.
#pragma once

#include <string>

#include "frontends/model/onnx/graph.hpp"

namespace onnx {
class TensorProto;
}

namespace quartet::onnx_import {

[[nodiscard]] ElementType element_type(int onnx_data_type);

/// The constant, or why it cannot be read: unknown type, sizes, data of the wrong length, data in another
/// file.
[[nodiscard]] tl::expected<Constant, std::string> decode_tensor(const ::onnx::TensorProto& tensor);

}  // namespace quartet::onnx_import

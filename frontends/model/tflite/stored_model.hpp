// A TensorFlow Lite model after its structural checks: tensors and operators whose indices, sizes and
// quantization vectors are consistent. Nothing here knows what an operator computes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/base/error.hpp"
#include "workloads/graph/tensor.hpp"

namespace quartet::tfl_schema {
struct Operator;  // of the generated header
}

namespace quartet::tfl {

enum class Element { int8, uint8, int16, int32, int64, float32, other };

/// Axes and order as stored, the batch axis first.
struct StoredTensor {
  std::string name;
  Shape shape;  ///< every axis at least 1, at most kMaxElements in all
  Element element = Element::other;
  std::vector<float> scales;              ///< finite, positive; none, one, or one a slice of quantized_axis
  std::vector<std::int64_t> zero_points;  ///< none, one, or as many as scales
  int quantized_axis = 0;
  std::span<const std::uint8_t> data;  ///< constants: exactly shape × element bytes; empty for activations
  std::string flaw;                    ///< why it cannot be used, "" when it can; reported where it is used

  [[nodiscard]] bool is_constant() const { return !data.empty(); }
};

struct StoredOperator {
  std::size_t index = 0;
  int code = 0;                      ///< builtin operator number
  std::string kind;                  ///< "CONV_2D", or the custom operator's name
  std::vector<int> inputs, outputs;  ///< valid tensor indices, or −1 for an optional input that is absent
  const tfl_schema::Operator* table = nullptr;  ///< for its options
};

struct StoredModel {
  std::vector<StoredTensor> tensors;
  std::vector<StoredOperator> operators;
  std::vector<int> inputs, outputs;
};

/// `bytes` must be 16-byte aligned and outlive the result.
[[nodiscard]] Result<StoredModel> read_stored_model(std::span<const std::uint8_t> bytes,
                                                    const std::string& place);

/// "CONV_2D" for 3; "BUILTIN_200" for numbers beyond the known ones.
[[nodiscard]] std::string operator_name(int code);

}  // namespace quartet::tfl

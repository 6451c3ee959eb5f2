// The checks of infer_and_validate, one a kind of part. Each is safe on arbitrary networks.
#pragma once

#include "workloads/graph/findings.hpp"
#include "workloads/graph/operator.hpp"

namespace quartet {

/// True for an id that indexes network.tensors.
[[nodiscard]] bool is_valid_id(const Network& network, TensorId id);

/// Type; for constants also shape, element count and value range; for tensors with a shape the quantization.
void check_tensor(const Tensor& tensor, Findings& findings);

/// Scales none, one, or one a channel, finite and positive; zero points likewise and within the type.
/// A channel is the last axis, or the first axis of a constant.
void check_quantization(const Tensor& tensor, Findings& findings);

/// Weights, bias and thresholds: present where needed, constant, of fitting shape, and the accumulator exact:
/// in 32 bit when input and weights have at most 8 bit, in 64 bit otherwise. Called with ids valid and the
/// output shape known.
void check_constants(const Network& network, const Layer& layer, Findings& findings);

/// Rule accepted, scales, shift, thresholds and clamp in range. Called as check_constants.
void check_requantization(const Network& network, const Layer& layer, const Operator& op, Findings& findings);

/// Output type and quantization equal to every input's, for operators that do no arithmetic.
void check_same_type(const Network& network, const Layer& layer, Findings& findings);

/// A name from outside as it may stand in a message: printable ASCII, at most 64 characters, quoted.
[[nodiscard]] std::string quoted(const std::string& name);

}  // namespace quartet

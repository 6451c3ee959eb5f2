// Requantization as thresholds: batch normalisation, activation, bias and zero point of a layer collapse into one ascending
// row of integers a channel, exactly, when the rule never falls as the accumulator rises.
//
//   y = min + number of thresholds T with sum(x·w) >= T
#pragma once

#include <optional>

#include "sim/base/requantize.hpp"
#include "workloads/graph/network.hpp"

namespace quartet::dataflow {

/// Thresholds a channel if this layer's rule becomes thresholds: rule thresholds always; multiplier and shift when the output
/// has at most `max_bits` bit and no scale reaches 1 (a left shift may wrap and fall); nullopt otherwise.
[[nodiscard]] std::optional<std::int64_t> threshold_steps(const Network& network, const Layer& layer, std::int64_t max_bits);

/// The rows, channels × steps, for accumulators of plain sums x·w without bias and zero point. threshold_steps has a value.
[[nodiscard]] Values fold_into_thresholds(const Network& network, const Layer& layer, IntType accumulator,
                                          Rounding rounding = Rounding::double_rounding);

}  // namespace quartet::dataflow

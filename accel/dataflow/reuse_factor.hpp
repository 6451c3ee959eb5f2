// hls4ml's reuse factor: how often one multiplier is used for a matrix of n_in × n_out.
//
// RF is legal if it divides n_in·n_out, is below n_in or a multiple of n_in, and leaves a number of multipliers
// n_in·n_out/RF that is a multiple of n_out (or RF >= n_in). Source: hls4ml@ef92ebd, get_valid_reuse_factors.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/dataflow/unit.hpp"

namespace quartet::dataflow {

[[nodiscard]] bool is_legal_reuse_factor(std::int64_t rf, std::int64_t n_in, std::int64_t n_out);
/// Ascending; the last is n_in·n_out.
[[nodiscard]] std::vector<std::int64_t> legal_reuse_factors(std::int64_t n_in, std::int64_t n_out);
/// The legal factor nearest to `rf`, the smaller of two equally near ones, as hls4ml takes it.
[[nodiscard]] std::int64_t nearest_reuse_factor(std::int64_t rf, std::int64_t n_in, std::int64_t n_out);
/// `rf` is legal. Cycles a vector are (n_in/simd)·(n_out/pe) = rf, multipliers pe·simd.
[[nodiscard]] Fold reuse_fold(std::int64_t rf, std::int64_t n_in, std::int64_t n_out);

}  // namespace quartet::dataflow

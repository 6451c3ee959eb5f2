// Arrays and matrices for the tests.
#pragma once

#include <cstdint>
#include <vector>

#include "accel/cim/array/forward.hpp"

namespace quartet::cim::test {

/// Integers from −limit to limit.
[[nodiscard]] std::vector<float> random_codes(std::size_t count, int limit, std::uint64_t stream);

[[nodiscard]] DeviceModel pcm();

/// One block that fills the array; weights in codes of 127.
[[nodiscard]] AnalogArray array_with(const std::vector<float>& weights, int rows, int columns,
                                     const Nonidealities& effects, std::uint64_t seed = 1,
                                     std::uint64_t id = 0, Isa isa = Isa::automatic);

/// The outputs of a batch; `split`: so many MVMs a call.
[[nodiscard]] std::vector<double> outputs_of(AnalogArray& array, const std::vector<float>& inputs, int batch,
                                             int split = 0);

/// The three instruction sets, without those that this machine lacks.
[[nodiscard]] std::vector<Isa> instruction_sets();

/// Everything that can be on at once.
[[nodiscard]] Nonidealities all_effects();

}  // namespace quartet::cim::test

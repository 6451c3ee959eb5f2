// Both ways of comparing; comparison.hpp says what they do.
#pragma once

#include "accel/dataflow/rtl/comparison.hpp"

namespace quartet::dataflow::lockstep {

[[nodiscard]] std::unique_ptr<IComparison> compare_cycles(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports, std::int64_t offset);
[[nodiscard]] std::unique_ptr<IComparison> compare_values(std::unique_ptr<stream::IStepNode> model, std::vector<Port> ports);

/// `at` with the first lane whose values differ.
[[nodiscard]] std::optional<Difference> first_difference(const Lanes& model, const Lanes& block, Difference at);

}  // namespace quartet::dataflow::lockstep

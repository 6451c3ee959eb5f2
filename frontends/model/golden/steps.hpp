// The steps of a recorded hardware layer (pool, eltwise, convolutions, passthrough) as graph layers.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

#include "frontends/model/golden/arrays.hpp"
#include "frontends/model/golden/fields.hpp"

namespace quartet::golden {

/// The hardware layer that is being read: the operands that wait for the next step, and what its graph layers
/// share.
struct Stage {
  Network& network;
  Arrays& arrays;
  std::string name;  ///< "L07"
  Placement placement;
  int weight_bits = 8;
  std::vector<TensorId> operands;  ///< one entry after an element-wise step
};

/// How many operands a step's input has: its first axis, 1 for steps that take one.
[[nodiscard]] int operand_count(const nlohmann::json& step);
/// Size of each operand as the step records it.
[[nodiscard]] MapSize operand_size(Fields& step);

/// Appends the graph layers of one step and leaves their result in stage.operands; problems go to the step's
/// list.
void add_step(Stage& stage, Fields& step);

}  // namespace quartet::golden

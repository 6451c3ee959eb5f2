#include "workloads/graph/operators/elementwise_rules.hpp"

#include <fmt/format.h>

namespace quartet {

Shape common_input_shape(const Network& network, const Layer& layer, Findings& findings) {
  const Shape& first = network.tensor(layer.inputs.at(0)).shape;
  for (std::size_t i = 1; i < layer.inputs.size(); ++i) {
    const Shape& shape = network.tensor(layer.inputs[i]).shape;
    if (shape != first) {
      findings.add(
          fmt::format("operand {} has shape {}, operand 0 has {}", i, to_string(shape), to_string(first)),
          "operands are not broadcast: give them equal shapes");
    }
  }
  return first;
}

}  // namespace quartet

// concat: operands one after the other along `axis`; all other sizes, types and scales equal.
#include <fmt/format.h>

#include "workloads/graph/findings.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Concat final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "concat"; }
  [[nodiscard]] Traits traits() const override {
    return {.min_inputs = 1, .max_inputs = -1, .same_type = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Shape& first = network.tensor(layer.inputs.at(0)).shape;
    const int rank = static_cast<int>(first.size());
    if (!findings.check_range("axis", layer.attributes.axis, -1, rank - 1)) return findings.conclude({});
    const auto axis = static_cast<std::size_t>(layer.attributes.axis < 0 ? rank - 1 : layer.attributes.axis);
    std::int64_t along = first[axis];
    for (std::size_t i = 1; i < layer.inputs.size(); ++i) {
      Shape shape = network.tensor(layer.inputs[i]).shape;
      if (shape.size() == first.size()) {
        along += shape[axis];
        shape[axis] = first[axis];
      }
      if (shape != first) {
        findings.add(fmt::format("operand {} of {} does not join operand 0 of {} along axis {}", i,
                                 to_string(network.tensor(layer.inputs[i]).shape), to_string(first), axis));
      }
    }
    if (along > kMaxElements) {
      findings.add(fmt::format("the output exceeds the limit of {} elements a tensor", kMaxElements));
      return findings.conclude({});
    }
    Shape shape = first;
    shape[axis] = static_cast<int>(along);
    return findings.conclude(std::move(shape));
  }
};

}  // namespace

const Operator& concat_operator() {
  static const Concat instance;
  return instance;
}

}  // namespace quartet

// reshape: the same elements under new_shape, read out in storage order (hwc) or channel first (chw).
#include <fmt/format.h>

#include "workloads/graph/findings.hpp"
#include "workloads/graph/operators/operators.hpp"

namespace quartet {
namespace {

class Reshape final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "reshape"; }
  [[nodiscard]] Traits traits() const override { return {.same_type = true, .copies = true}; }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Tensor& input = network.tensor(layer.inputs.at(0));
    const Shape& target = layer.attributes.new_shape;
    const auto count = checked_element_count(target);
    if (!count) {
      findings.add(fmt::format("the new shape must have 1 to {} axes of at least 1 and at most {} elements",
                               kMaxRank, kMaxElements));
    } else if (*count != input.elements()) {
      findings.add(fmt::format("cannot reshape {} ({} elements) to {} ({} elements)", to_string(input.shape),
                               input.elements(), to_string(target), *count));
    }
    if (layer.attributes.flatten_order == FlattenOrder::chw && input.shape.size() != 3) {
      findings.add(fmt::format("channel-first order needs an input of height x width x channels, it is {}",
                               to_string(input.shape)));
    }
    return findings.conclude(target);
  }
};

}  // namespace

const Operator& reshape_operator() {
  static const Reshape instance;
  return instance;
}

}  // namespace quartet

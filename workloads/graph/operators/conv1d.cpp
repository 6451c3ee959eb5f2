// conv1d: L, 1, C → convolution along the length; every width attribute stays at its neutral value.
#include <fmt/format.h>

#include "workloads/graph/operators/operators.hpp"
#include "workloads/graph/operators/shape_rules.hpp"

namespace quartet {
namespace {

class Conv1d final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "conv1d"; }
  [[nodiscard]] Traits traits() const override {
    return {.needs_weights = true, .rules = kEveryRule, .clamps = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Attributes& a = layer.attributes;
    const Shape& input = network.tensor(layer.inputs.at(0)).shape;
    if (input.size() == 3 && input[1] != 1) {
      findings.add(fmt::format("the input {} is not a sequence L x 1 x C", to_string(input)), "use conv2d");
    }
    if (a.kernel.w != 1 || a.stride.w != 1 || a.dilation.w != 1 || a.padding.left != 0 ||
        a.padding.right != 0) {
      findings.add("kernel, stride and dilation must be 1 wide, with no padding at left and right",
                   "use conv2d");
    }
    return infer_convolution(network, layer, a.groups, std::move(findings));
  }
  [[nodiscard]] std::int64_t macs(const Network& network, const Layer& layer) const override {
    return convolution_macs(network, layer);
  }
};

}  // namespace

const Operator& conv1d_operator() {
  static const Conv1d instance;
  return instance;
}

}  // namespace quartet

// depthwise_conv2d: H, W, C → every channel by its own kernels; output channel o reads input channel o /
// multiplier.
#include <fmt/format.h>

#include "workloads/graph/operators/operators.hpp"
#include "workloads/graph/operators/shape_rules.hpp"

namespace quartet {
namespace {

class DepthwiseConv2d final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "depthwise_conv2d"; }
  [[nodiscard]] Traits traits() const override {
    return {.needs_weights = true, .rules = kEveryRule, .clamps = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    Findings findings;
    const Shape& input = network.tensor(layer.inputs.at(0)).shape;
    const int channels = input.empty() ? 1 : input.back();
    const int groups = layer.attributes.groups;
    if (groups != 1 && groups != channels) {
      findings.add(
          fmt::format("groups is {}, must be 1 (not given) or the {} input channels", groups, channels),
          "use conv2d for a grouped convolution");
    }
    return infer_convolution(network, layer, channels, std::move(findings));
  }
  [[nodiscard]] std::int64_t macs(const Network& network, const Layer& layer) const override {
    return convolution_macs(network, layer);
  }
};

}  // namespace

const Operator& depthwise_conv2d_operator() {
  static const DepthwiseConv2d instance;
  return instance;
}

}  // namespace quartet

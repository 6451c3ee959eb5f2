// conv2d: H, W, C → convolution with stride, dilation, padding and groups.
#include "workloads/graph/operators/operators.hpp"
#include "workloads/graph/operators/shape_rules.hpp"

namespace quartet {
namespace {

class Conv2d final : public Operator {
 public:
  [[nodiscard]] std::string_view name() const override { return "conv2d"; }
  [[nodiscard]] Traits traits() const override {
    return {.needs_weights = true, .rules = kEveryRule, .clamps = true};
  }
  [[nodiscard]] Result<Shape> infer(const Network& network, const Layer& layer) const override {
    return infer_convolution(network, layer, layer.attributes.groups, {});
  }
  [[nodiscard]] std::int64_t macs(const Network& network, const Layer& layer) const override {
    return convolution_macs(network, layer);
  }
};

}  // namespace

const Operator& conv2d_operator() {
  static const Conv2d instance;
  return instance;
}

}  // namespace quartet
